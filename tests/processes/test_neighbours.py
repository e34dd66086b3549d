"""Beside modules that we do not depend on: purchase, manufacturing, batches of transfers."""

import subprocess

import pytest

from worker import ROOT, Worker, database_of_its_own

MODULES = 'purchase_stock,sale_mrp,stock_picking_batch'


@pytest.fixture(scope='module')
def neighbours():
    with database_of_its_own() as name:
        install = ['-d', name, '-i', MODULES, '--stop-after-init', '--log-level=error']
        subprocess.run([ROOT / 'dev' / 'odoo', *install], check=True)
        yield name


@pytest.fixture
def odoo(neighbours):
    with (
        database_of_its_own(neighbours) as name,
        Worker(name, 'tests/processes/neighbours_side.py') as worker,
    ):
        yield worker


def test_nothing_is_bought_or_made_for_orders_on_hold(odoo):
    assert odoo.call('hold') == {
        'STOCK': 'sale', 'BUY': 'draft', 'MAKE': 'draft', 'purchases': 0, 'productions': 0,
    }


def test_a_batch_is_done_without_the_transfer_that_is_barred(odoo):
    *found, said, refused = odoo.call('batch')
    assert found == ['assigned', 'done', 'done', False]
    assert 'on hold at TikTok' in said
    assert 'on hold at TikTok' in refused


def test_a_batch_is_found_by_what_is_scanned(odoo):
    assert odoo.call('scan') == {
        'order': [1, 1], 'alone': [0, 0], 'tracking': [1, 1], 'package': [1, 1]}


def test_batches_are_made_by_shop(odoo):
    assert odoo.call('batches_of_shops') == [
        [2, ["Shop 1"], "Shop 1"], [2, ["Shop 2"], "Shop 2"]]


def test_batches_are_made_by_handover_and_provider_once_these_are_known(odoo):
    early, batches = odoo.call('batches_of_handovers')
    assert early == [[1, "Shop, By Hand"]]
    assert [size for size, _description in batches] == [1, 1, 1, 2]
    assert sorted(about.split(', ')[1] for _size, about in batches) == [
        "By Hand", "Drop off", "Pickup", "Pickup"]
    assert all(about.endswith("Royal Mail") for _size, about in batches[1:])


def test_a_batch_is_arranged_and_printed_by_its_buttons(odoo):
    transfers, arranged, sentence = odoo.call('batch_buttons')
    assert sorted(arranged) == sorted(transfers)
    assert "arrange its shipping" in sentence


def test_kits_leave_as_their_parts(odoo):
    assert odoo.call('kit') == ['applied', 1, 3]


def test_kits_wait_for_their_parts(odoo):
    assert odoo.call('kit_waits') == ['stock', 'blocked', 'pending']


def test_cancelled_kits_stay_as_their_parts(odoo):
    assert odoo.call('kit_cancelled') == [
        [['PART', 6.0]], [['PART', 4.0]], [['PART', 2.0]], 'applied', 50.0]


def test_kits_that_were_mapped_to_a_part(odoo):
    assert odoo.call('kit_repaired') == [
        [['PART', 1.0]], [['PART', 2.0]], [['PART', 1.0]], 50.0, 0]


def test_kits_that_were_dropped_are_not_told_as_left(odoo):
    assert odoo.call('kit_short') == ['done', 2]
