"""The catalogue of a shop comes in once, whoever is killed on the way."""

import os
import random
import time

import pytest
from comparison import differences

from benchmarks.shop import fill_with_products

# How many products the tests import, of four variants each, beside those that the shop begins
# with: TTS_PRODUCTS=2000 is the full measure.
PRODUCTS = int(os.environ.get('TTS_PRODUCTS') or 60)
KILLS = 6


@pytest.fixture
def world(setting):
    """Have many products in the first shop."""
    fill_with_products(setting.tiktok.world, PRODUCTS)
    return setting.tiktok.world


def begun(setting):
    """Return a database that is about to fetch the products of the first shop, and its worker."""
    database = setting.database()
    odoo = setting.odoo(database)
    setting.connect(odoo, sellers=[0])
    odoo.call('begin_products', shop=setting.tiktok.world.shops[0].id)
    return database, odoo


def undisturbed(setting):
    """Return what comes of an import that nothing disturbs."""
    _database, odoo = begun(setting)
    odoo.call('work')
    return odoo.call('dump_products')


def check(setting, world, found):
    """Check that all is there, once, as if nothing had happened."""
    assert differences(undisturbed(setting), found) == []
    assert not [price for price, number in found['prices'].items() if number > 1]
    assert not [value for value, number in found['values'].items() if number > 1]
    made = [product for product in world.products(0) if product.id in found['listings']]
    assert len(made) == found['numbers']['tts.listing'] > PRODUCTS
    assert sum(len(product.sku_ids) for product in made) == found['numbers']['tts.sku']
    assert setting.complaints() == []


def test_kills_change_nothing(setting, world):
    """The process is killed at moments of chance, and another one goes on."""
    chance, calls = random.Random(7), setting.tiktok.calls
    database, odoo = begun(setting)
    setting.tiktok.latency = 0.05  # a fast machine is killed on the way as well
    kills = 0
    while kills < KILLS:
        odoo.begin('work')
        # After some more calls, and then somewhere between two of them.
        enough = len(calls) + chance.randint(1, PRODUCTS // KILLS)
        while len(calls) < enough and odoo.is_busy():
            time.sleep(0.01)
        time.sleep(chance.random() / 4)
        if not odoo.is_busy():
            break
        odoo.kill()
        kills += 1
        odoo = setting.odoo(database)
    assert kills > 1
    setting.tiktok.latency = 0
    if kills == KILLS:
        odoo.call('work')
    else:
        odoo.result()
    [[_run, state, _done, _message]] = odoo.call('state')
    assert state == 'done'
    check(setting, world, odoo.call('dump_products'))


def test_two_workers_on_one_run(setting, world):
    database, first = begun(setting)
    second = setting.odoo(database)
    for odoo in (first, second):
        odoo.begin('work')
    for odoo in (first, second):
        odoo.result()
    check(setting, world, first.call('dump_products'))
