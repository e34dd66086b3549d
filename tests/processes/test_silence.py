"""Odoo writes to no buyer, also where it does what it leaves out in its own tests (stock_sms)."""

import subprocess

import pytest

from worker import ROOT, Worker, database_of_its_own


@pytest.fixture(scope='module')
def with_sms():
    with database_of_its_own() as name:
        install = ['-d', name, '-i', 'stock_sms', '--stop-after-init', '--log-level=error']
        subprocess.run([ROOT / 'dev' / 'odoo', *install], check=True)
        yield name


def delivered(source, allowed):
    with (
        database_of_its_own(source) as name,
        Worker(name, 'tests/processes/silence_side.py') as odoo,
    ):
        return odoo.call('deliver', allowed=allowed)


def test_nothing_reaches_a_buyer(with_sms):
    assert delivered(with_sms, allowed=False) == {
        'order': 'applied', 'picking': 'done', 'asked': False, 'invoice': 'posted',
        'mails': 0, 'notifications': 0, 'messages': 0, 'followers': 0, 'users': 0,
    }


def test_it_would_if_the_shop_allowed_it(with_sms):
    told = delivered(with_sms, allowed=True)
    assert told['notifications'] >= 2
    assert told['messages'] == 1
