"""A database in use under the first version goes on under the present one.

Data of a topic, and what has become of it: `upgrade_side.py`.
"""

import configparser
import subprocess
import tarfile
from pathlib import Path

import pytest

from complaints import complaints_in
from database import DEV, bare_database
from worker import ROOT, Worker, database_of_its_own

SCRIPT = 'tests/processes/upgrade_side.py'
OLD = Path(__file__).parent / 'upgrade' / 'tiktok_shop-19.0.1.0.0.tar.xz'


def addons_path(folder):
    """Return Odoo's addons path with a folder in the place of the one that has the present addon.
    """
    options = configparser.RawConfigParser()
    options.read(DEV / 'odoo.conf')
    return options['options']['addons_path'].replace(str(DEV / 'addons'), str(folder))


def run_odoo(log, *options):
    with log.open('wb') as output:
        command = [ROOT / 'dev' / 'odoo', *options, '--stop-after-init']
        status = subprocess.run(command, stdout=output, stderr=output, check=False).returncode
    assert not status, log.read_text(errors='replace')[-3000:]


@pytest.fixture(scope='module')
def upgraded(tmp_path_factory):
    """Give (a database that was filled by the old addon and upgraded, the log of that upgrade)."""
    folder = tmp_path_factory.mktemp('old')
    with tarfile.open(OLD) as archive:
        archive.extractall(folder, filter='data')
    old = f'--addons-path={addons_path(folder)}'
    with database_of_its_own(bare_database()) as name:
        run_odoo(folder / 'install.log', '-d', name, '-i', 'tiktok_shop', old)
        with Worker(name, SCRIPT, old) as odoo:
            odoo.call('fill')
        run_odoo(folder / 'upgrade.log', '-d', name, '-u', 'tiktok_shop')
        yield name, folder / 'upgrade.log'


@pytest.fixture(scope='module')
def odoo(upgraded):
    """Give the upgraded Odoo. What a test does with it stays: tests look at topics of their own."""
    with Worker(upgraded[0], SCRIPT) as worker:
        yield worker


def test_nothing_is_complained_of(upgraded):
    assert complaints_in(upgraded[1]) == []


def test_orders_are_as_they_were(odoo):
    assert odoo.call('orders') == {
        'held': ['applied', 'draft', 10.0],
        'confirmed': ['applied', 'sale', 10.0],
        'invoiced': ['applied', 'sale', 10.0],
        'late': ['applied', 'sale', 10.0],
        'late_and_done': ['applied', 'sale', 10.0],
    }


def test_orders_keep_what_they_are_worth(odoo):
    made = ['seller', 'included']
    assert odoo.call('worth') == {
        'held': [*made, 10.0], 'confirmed': [*made, 10.0], 'invoiced': [*made, 10.0],
        'late': [*made, 0.0], 'late_and_done': [*made, 0.0],
        'forgotten': [*made, 10.0], 'spoilt': [*made, 10.0],
    }


def test_only_what_was_cancelled_after_confirming_counts_as_reduced(odoo):
    assert odoo.call('reduced') == {
        'cancelled_before': [[1.0], False], 'cancelled_part': [[1.0], True],
        'cancelled_line': [[2.0, 0.0], True], 'confirmed': [[2.0], False],
    }


def test_open_orders_take_their_units(odoo):
    """Of one whose payload is forgotten nothing is known."""
    assert odoo.call('units') == {
        'held': 2, 'confirmed': 2, 'invoiced': 2, 'late': 0, 'late_and_done': 0,
        'cancelled_part': 1, 'forgotten': 0,
    }


def test_the_account_speaks_from_this_database(odoo):
    assert odoo.call('bound') == ['connected', True]


def test_invoices_know_their_orders(odoo):
    assert odoo.call('invoices') == [[True, [['item', False, True]]]]


def test_todos_are_neither_doubled_nor_brought_back(odoo):
    assert odoo.call('apply_again') == {
        'held': 0, 'confirmed': 0, 'invoiced': 0, 'late': 1, 'late_and_done': 0,
    }


def test_who_has_mapped_is_known(odoo):
    assert odoo.call('skus') == {
        'by code': 'code', 'by hand': 'hand', 'made': 'made', 'address': "Sam Example",
    }


def test_what_stood_in_renamed_fields_is_there(odoo):
    assert odoo.call('renamed') == ['P-1', 7]


def test_what_users_saved_knows_renamed_fields(odoo):
    assert odoo.call('saved') == {
        'domain': "[('tts_order_ref', '=', '1')]", 'context': "{'group_by': ['tts_order_ref']}",
        'sort': '["tts_order_ref desc"]', 'exported': ['tts_order_ref'],
    }


def test_scheduled_actions_run_on(odoo):
    crons = odoo.call('crons')
    assert all(active for _code, active in crons.values()), crons
    assert odoo.call('applied_kinds') == 'tts.mirror'


def test_purged_listings_come_back_with_the_next_fetch(odoo):
    assert odoo.call('asked_for_again') == [[False, True], '2021-01-01']
    assert odoo.call('fetch_listings_again') == {'listing': True, 'purged_listing': True}
