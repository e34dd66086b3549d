"""Marks of transactions that are open at the same time."""

import pytest

from worker import Worker, database_of_its_own


@pytest.fixture
def workers():
    with database_of_its_own() as name:
        with Worker(name, 'tests/processes/marks_side.py') as odoo:
            odoo.call('prepare')
        with (
            Worker(name, 'tests/processes/marks_side.py') as first,
            Worker(name, 'tests/processes/marks_side.py') as second,
        ):
            yield first, second


def test_two_mark_the_same_at_once(workers):
    """Neither waits for the other, and neither fails."""
    first, second = workers
    assert first.call('mark') == 'marked'
    assert second.call('mark') == 'marked'  # while the first is open
    second.go_on()
    first.go_on()
    assert first.call('drain') == ['A']


def test_what_is_committed_later_is_not_lost(workers):
    """Of two marks the one with the smaller id is committed when the other has been taken away."""
    first, second = workers
    assert first.call('mark') == 'marked'
    assert second.call('mark') == 'marked'
    second.go_on()
    assert second.call('drain') == ['A']
    first.go_on()
    assert second.call('drain') == ['A']
    assert second.call('drain') == []


def test_who_marks_does_not_wait_for_who_takes_away(workers):
    first, second = workers
    first.call('mark')
    first.go_on()
    assert first.call('drain', is_slow=True) == ['A']
    assert second.call('mark') == 'marked'
    second.go_on()
    assert second.call('drain') == ['A'], "Its own, and not what the other one holds."
    first.go_on()
    assert first.call('drain') == []


def test_what_a_worker_took_away_and_could_not_finish_comes_back(workers):
    first, second = workers
    first.call('mark')
    first.go_on()
    assert first.call('drain', is_slow=True) == ['A']
    assert second.call('drain') == []
    first.kill()
    assert second.call('drain') == ['A']


def test_the_scheduled_action_is_rescheduled_meanwhile(workers):
    """Odoo writes to it each minute; who rings is not to fail for that."""
    first, second = workers
    first.call('begin')
    second.call('reschedule')
    first.go_on()
    assert first.call('mark') == 'marked'
    first.go_on()
    assert second.call('drain') == ['A']
