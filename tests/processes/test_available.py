"""Stock by OCA's quantity available to promise, with the addon itself (requirements-addons.txt)."""

import subprocess

import pytest

from worker import ROOT, Worker, database_of_its_own

# Odoo's largest prefetch is 1,000: from there on it would take more statements.
MANY = 1200
ADDONS = f"--addons-path={ROOT / '.dev' / 'addons'},{ROOT / '.dev' / 'others'}"


@pytest.fixture(scope='module')
def database():
    with database_of_its_own() as name:
        install = ['-d', name, '-i', 'stock_available,mrp', '--stop-after-init']
        subprocess.run([ROOT / 'dev' / 'odoo', *install, ADDONS, '--log-level=error'], check=True)
        yield name


@pytest.fixture
def odoo(database):
    with (
        database_of_its_own(database) as name,
        Worker(name, 'tests/processes/available_side.py', ADDONS) as worker,
    ):
        yield worker


def test_it_can_be_chosen(odoo):
    assert odoo.call('choice') == [['odoo', 'available'], True]


def test_what_is_on_its_way_may_be_promised(odoo):
    assert odoo.call('on_its_way') == [
        [3, "3 on hand = 3"],
        [12, "12 available to promise = 12"],
        [8, "12 available to promise - 2 buffer, of that 80 % = 8"],
    ]


def test_each_warehouse_and_location_has_its_own(odoo):
    assert odoo.call('places') == [[4, 0], [1, 7], [1, 5]]


def test_open_orders_of_tiktok_are_taken_off_once(odoo):
    assert odoo.call('open_order') == [
        "10 available to promise - 2 in TikTok's open orders = 8",
        "8 available to promise = 8",
    ]


def test_kits_by_what_is_available_of_their_components(odoo):
    assert odoo.call('kit') == [3, 6]


def test_what_could_be_produced_changes_with_its_components(odoo):
    assert odoo.call('marked') == [['PART'], ['MADE', 'PART', 'WHOLE'], ['MADE']]


def test_a_new_listing_begins_with_it(odoo):
    assert odoo.call('first_stock') == {'1': 12}


def test_as_many_statements_for_many_products_as_for_few(odoo):
    few, many = odoo.call('statements', few=10, many=MANY)
    assert few == many
