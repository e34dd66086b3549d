"""TikTok's prices stay TikTok's beside a web shop, a point of sale and partner levels, which we do
not depend on: whichever is installed first, and whether pricelists were in use or not.
"""

import subprocess

import pytest

from worker import ROOT, Worker, database_of_its_own

SCRIPT = 'tests/processes/website_side.py'
MODULES = 'website_sale,pos_self_order,partnership,sale_loyalty'
AS_EVER = {
    'quotation': 77.77, 'visitor': [77.77, 77.77, False], 'customer': [77.77, 77.77, False],
}


def install(name):
    options = ['-d', name, '-i', MODULES, '--stop-after-init', '--log-level=error']
    subprocess.run([ROOT / 'dev' / 'odoo', *options], check=True)


@pytest.fixture(scope='module')
def web_shop():
    with database_of_its_own() as name:
        install(name)
        yield name


@pytest.mark.parametrize('in_use', [False, True])
def test_nothing_costs_anybody_another_price_once_a_shop_is_connected(web_shop, in_use):
    with database_of_its_own(web_shop) as name, Worker(name, SCRIPT) as odoo:
        odoo.call('set_pricelists', use=in_use)
        assert odoo.call('prices') == AS_EVER
        assert odoo.call('connect') == in_use
        assert odoo.call('prices') == AS_EVER
        assert odoo.call('shown') == [False, False, False]


def test_no_road_leads_to_our_prices(web_shop):
    with database_of_its_own(web_shop) as name, Worker(name, SCRIPT) as odoo:
        odoo.call('connect')
        assert odoo.call('roads') == {'open': [], 'chosen': [False]}


def test_a_web_shop_that_is_installed_later_does_not_get_our_list():
    with database_of_its_own() as name:
        with Worker(name, SCRIPT) as odoo:
            odoo.call('connect')
        install(name)
        with Worker(name, SCRIPT) as odoo:
            assert odoo.call('shown') == [False, False, False]
            assert odoo.call('prices') == AS_EVER
