"""Stock at TikTok is Odoo's, whoever is killed on the way, and is not sent twice for that."""

import random
import signal
import time
from collections import Counter

import pytest

from worker import Gone

KILLS = 6
STEPS = '_claim', '_take_up', '_send_stock', '_send_safely', '_note_sent'


@pytest.fixture
def shop(setting):
    return setting.tiktok.world.shops[0]


def begun(setting, shop):
    """Return a database whose stock TikTok has, its worker, and the references of its products."""
    database = setting.database()
    odoo = setting.odoo(database)
    setting.connect(odoo, sellers=[0])
    odoo.call('begin_products', shop=shop.id)
    odoo.call('work')
    odoo.call('follow_stock', shop=shop.id)
    codes = sorted({sku.seller_sku for sku in shop.skus if sku.known})
    setting.tiktok.calls.clear()
    return database, odoo, codes


def there(setting, shop):
    """Return what TikTok has: {SKU id: {warehouse id: units}}."""
    products = setting.tiktok.world.products(shop.id)
    return {
        sku_id: product.offers[sku_id].stock
        for product in products for sku_id in product.sku_ids}


def sent(setting, shop, odoo):
    """Return how often stock was set, by product, of which TikTok took all."""
    refused = {
        sku_id for sku_id, (state, _places) in odoo.call('offers').items() if state == 'refused'}
    whole = {
        product.id for product in setting.tiktok.world.products(shop.id)
        if refused.isdisjoint(product.sku_ids)}
    paths = [call.path.split('/') for call in setting.tiktok.calls if call.code == 0]
    return Counter(
        path[-3] for path in paths if path[-2:] == ['inventory', 'update'] and path[-3] in whole)


def check(setting, shop, odoo):
    """Check that TikTok has what it should have."""
    stands, found = odoo.call('offers'), there(setting, shop)
    for sku_id, (state, places) in stands.items():
        if state == 'refused':  # TikTok counts what is in its own warehouses
            continue
        assert state == 'sent', (sku_id, state, places)
        for warehouse, (wanted, known) in places.items():
            assert wanted == known == found[sku_id][warehouse], (sku_id, places)
    assert setting.complaints() == []


def test_kills_leave_nothing_behind(setting, shop):
    """The process is killed at moments of chance: before a call, amid it, after it."""
    chance = random.Random(11)
    database, odoo, codes = begun(setting, shop)
    odoo.call('stock', quantities={code: 5 + number for number, code in enumerate(codes)})
    setting.tiktok.latency = 0.05
    kills = 0
    while kills < KILLS:
        odoo.begin('send_stock')
        time.sleep(0.3 + chance.random() / 3)
        if not odoo.is_busy():
            break
        odoo.kill()
        kills += 1
        odoo = setting.odoo(database)
    assert kills > 1
    setting.tiktok.latency = 0
    odoo.call('send_stock') if kills == KILLS else odoo.result()
    check(setting, shop, odoo)
    calls = sent(setting, shop, odoo)
    assert calls and set(calls.values()) == {1}, calls


def test_killed_after_each_step(setting, shop):
    """The SKUs are claimed, TikTok's figures taken for not known, one product is sent, all are, the
    answer is written but not committed.
    """
    database, odoo, codes = begun(setting, shop)
    # Enough for every pack: what falls to zero goes ahead, in a call of its own.
    for units, step in enumerate(STEPS, start=9):
        odoo.call('stock', quantities=dict.fromkeys(codes, units))
        setting.tiktok.calls.clear()
        with pytest.raises(Gone):
            odoo.call('send_stock_and_die', after=step)
        assert odoo.process.wait() == -signal.SIGKILL
        odoo = setting.odoo(database)
        odoo.call('send_stock')
        check(setting, shop, odoo)
        assert set(sent(setting, shop, odoo).values()) == {1}, step


def test_two_workers(setting, shop):
    """No product is sent twice by two processes, nor forgotten."""
    database, first, codes = begun(setting, shop)
    second = setting.odoo(database)
    # Enough for every pack: what falls to zero goes ahead, in a call of its own.
    first.call('stock', quantities={code: 9 + number for number, code in enumerate(codes)})
    for odoo in (first, second):
        odoo.begin('send_stock', again=False)
    for odoo in (first, second):
        odoo.result()
    first.call('send_stock')
    check(setting, shop, first)
    assert set(sent(setting, shop, first).values()) == {1}
