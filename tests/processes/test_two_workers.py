"""Two processes at once, as larger installations have: nothing twice, nothing lost."""

import time

from comparison import differences


def test_two_workers_drain_the_same_runs(setting):
    database = setting.database()
    first, second = setting.odoo(database), setting.odoo(database)
    setting.connect(first)
    runs = setting.begin(first)
    for odoo in (first, second):
        odoo.begin('work')
    for odoo in (first, second):
        odoo.result()

    done = first.call('state')
    assert [run for run, state, _done, _message in done if state == 'done'] == runs
    assert differences(setting.undisturbed(), first.call('dump')) == []
    assert setting.complaints() == []


def test_two_workers_apply_the_same_rows(setting):
    """What waits is shared between them, and a product or buyer that both meet is made once."""
    database = setting.database()
    first, second = setting.odoo(database), setting.odoo(database)
    setting.connect(first)
    setting.begin(first)
    assert first.call('mirror_all') == setting.orders
    for odoo in (first, second):
        odoo.begin('apply_all')
    shares = [odoo.result() for odoo in (first, second)]

    assert all(shares), f"One of them did it all: {shares}"
    assert differences(setting.undisturbed(), first.call('dump')) == []
    assert setting.complaints() == []


def test_stock_that_another_one_holds(setting):
    """What has left waits until it is known what there is: nothing is lacking, no worker ends."""
    database = setting.database()
    holder, worker = setting.odoo(database), setting.odoo(database)
    setting.connect(worker, sellers=[0])
    worker.call('take_out_of_stock')
    setting.begin(worker)
    worker.call('mirror_all')
    assert holder.call('hold_stock') == 'held'
    worker.call('apply_all')
    lacking, waiting, _left = worker.call('lacking')
    assert not lacking and waiting
    holder.go_on()
    worker.call('apply_all')
    lacking, waiting, left = worker.call('lacking')
    assert not lacking and not waiting and left
    assert setting.complaints() == []


def test_a_run_is_one_workers(setting):
    database = setting.database()
    busy, idle = setting.odoo(database), setting.odoo(database)
    shops = setting.connect(busy, sellers=[0])
    setting.begin(busy, shops[:1])
    setting.tiktok.latency = 0.5
    calls = len(setting.tiktok.calls)
    busy.begin('process')
    while len(setting.tiktok.calls) == calls:
        time.sleep(0.01)
    idle.call('process')
    assert busy.is_busy(), "The other waited for it, or did its work."
    busy.result()
    [[_run, state, done, _message]] = busy.call('state')
    assert (state, done) == ('done', busy.call('dump')['numbers']['tts.order'])


def test_a_run_is_cancelled_while_it_works(setting):
    """Pressing Cancel neither waits for the worker nor undoes anything; Retry goes on there."""
    database = setting.database()
    busy, person = setting.odoo(database), setting.odoo(database)
    setting.connect(busy, sellers=[0, 1])
    runs = setting.begin(busy)
    setting.tiktok.latency = 1  # longer than a person may have to wait
    busy.begin('process')
    while not person.call('state')[0][2]:
        time.sleep(0.05)
    for run in runs:
        person.call('cancel', run=run)
    setting.tiktok.latency = 0
    busy.result()

    state = person.call('state')
    assert {state for _run, state, _done, _message in state} == {'cancelled'}
    fetched = sum(done for _run, _state, done, _message in state)
    assert 0 < fetched == person.call('dump')['numbers']['tts.order'] < setting.orders
    for run in runs:
        person.call('retry', run=run)
    person.call('work')
    assert {state for _run, state, _done, _message in person.call('state')} == {'done'}
    assert differences(setting.undisturbed(), person.call('dump')) == []
