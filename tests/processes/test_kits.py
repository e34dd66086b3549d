"""Kits and lots that expire: what other modules bring that decides what can be sold."""

import subprocess

import pytest

from worker import ROOT, Worker, database_of_its_own

# Odoo's largest prefetch is 1,000: from there on it would take more statements.
MANY = 1200


@pytest.fixture(scope='module')
def database():
    with database_of_its_own() as name:
        install = ['-d', name, '-i', 'sale_mrp,product_expiry', '--stop-after-init']
        subprocess.run([ROOT / 'dev' / 'odoo', *install, '--log-level=error'], check=True)
        yield name


@pytest.fixture
def odoo(database):
    with (
        database_of_its_own(database) as name,
        Worker(name, 'tests/processes/kits_side.py') as worker,
    ):
        yield worker


def test_a_part_and_a_bill_mark_the_kits(odoo):
    both = ['KIT', 'SET']
    assert odoo.call('kits_marked') == [
        both[:1], both[1:], ['KIT', 'PART', 'SET'], both, [], both, both, both, both, both]


def test_lots_that_expire(odoo):
    assert odoo.call('expired') == [['PART'], ['PART'], []]


def test_kits_are_taken_apart_as_odoo_does(odoo):
    wrong, kits, nested = odoo.call('as_odoo')
    assert wrong == []
    assert kits > 50
    assert nested > 50


def test_as_many_statements_for_many_kits_as_for_few(odoo):
    assert odoo.call('statements', count=MANY) == odoo.call('statements', count=10)


def test_a_kit_that_contains_itself(odoo):
    assert odoo.call('loop')
