"""What the demonstration shows of products, both ways: a shop's catalogue comes into Odoo, and a
range of Odoo's goes to TikTok."""

import random
import time
from collections import Counter

import pytest

from wares import LACKING, THINGS, enter_goods, map_categories, price_range

# How often the process that sends is killed.
KILLS = 6


class Clerk:
    """An Odoo user as `dev/rpc.py` has one, in a worker."""

    def __init__(self, worker):
        self._worker = worker

    def call(self, model, method, *args, **kwargs):
        return self._worker.call('rpc', model=model, method=method, args=args, kwargs=kwargs)


class Office:
    """A shop, and the company that sells in it."""

    def __init__(self, setting):
        self.tiktok, self.world = setting.tiktok, setting.tiktok.world
        self._setting, self._database = setting, setting.database()
        self.take_worker()
        setting.connect(self.worker, sellers=[0])
        self.there = next(
            shop for shop in self.world.shops
            if shop.market.region == 'GB' and shop.seller.index == 0)
        self.tiktok.knobs.set(review_seconds=1)
        self.shop = self.one(
            'tts.shop', [('region', '=', 'GB')], 'pricelist_id', 'category_version')

    def take_worker(self):
        """Have a worker; one that was there before is gone."""
        self.worker = self._setting.odoo(self._database, small_pages=False)
        self.odoo = Clerk(self.worker)

    def read(self, model, domain, *fields):
        return self.odoo.call(model, 'search_read', domain, list(fields))

    def one(self, model, domain, *fields):
        [found] = self.read(model, domain, *fields)
        return found

    def press(self, button):
        """Press a button of the pricelist or the shop, and let its run end."""
        self.begin(button)
        self.worker.call('work')
        return self.ended()

    def begin(self, button):
        model, owner = 'tts.shop', self.shop['id']
        if button.startswith('action_tts'):
            model, owner = 'product.pricelist', self.shop['pricelist_id'][0]
        self.tiktok.calls.clear()
        self.odoo.call(model, button, [owner])

    def ended(self):
        """Return the last run, which must have gone well."""
        run = self.read('tts.sync', [], 'state', 'message', 'kind')[0]
        assert run['state'] == 'done', run
        return run

    def told(self):
        """Return what TikTok was told: [(the path's last word, what the body names)]."""
        return [
            (call.path.split('/')[-1], call.told) for call in self.tiktok.calls
            if call.method != 'GET' and not call.path.endswith('/search')
        ]

    def listing(self, code, *fields):
        return self.one('tts.listing', [('product_tmpl_id', '=', self.product(code))], *fields)

    def shown(self):
        """Return what TikTok shows: {title: product}."""
        return {each['title']: each for each in self.world.product_truth(self.there.id)}

    def at_tiktok(self, code):
        return self.world.product(code, self.there)

    def product(self, code):
        variants = self.read(
            'product.product', [('default_code', '=like', f'{code}%')], 'product_tmpl_id')
        [template] = {variant['product_tmpl_id'][0] for variant in variants}
        return template

    def change(self, code, **vals):
        self.odoo.call('product.template', 'write', [self.product(code)], vals)

    def review(self):
        """Let TikTok's reviews end, and Odoo fetch what has become of it."""
        self.tiktok.clock.advance(2)
        self.world.tick()
        self.press('action_fetch_products')


def changed(before, after):
    """Return what is not as it was: [(model, field, before, after)], and how many came or went."""
    found = []
    for model, rows in before.items():
        found += [(model, len(rows), len(after[model]))] * (len(rows) != len(after[model]))
        found += [
            (model, name, row[name], now[name])
            for row, now in zip(rows, after[model], strict=False)
            for name in row if row[name] != now[name]]
    return found


@pytest.fixture
def office(setting):
    return Office(setting)


@pytest.fixture
def priced(office):
    """The shop's catalogue in Odoo, and the demo's range on its pricelist."""
    categories = enter_goods(office.odoo)
    office.press('action_download_categories')
    office.press('action_tts_fetch')
    map_categories(office.odoo, office.shop, categories)
    price_range(office.odoo, office.shop, categories)
    office.press('action_download_attributes')
    return office


@pytest.fixture
def selling(priced):
    """The range sent as the demo does it."""
    priced.press('action_tts_sync')
    return priced


def test_products_come_in(office):
    office.press('action_tts_fetch')
    there = [
        each for each in office.shown().values()
        if each['status'] not in ('DELETED', 'FREEZE')]
    listings = office.read('tts.listing', [], 'tiktok_id', 'title', 'state', 'images_due')
    assert len(there) >= 30
    assert {each['tiktok_id']: each['title'] for each in listings} == {
        each['id']: each['title'] for each in there}
    assert {(each['state'], each['images_due']) for each in listings} == {('applied', False)}
    skus = office.read('tts.sku', [('listing_id', '!=', False)], 'tiktok_id', 'product_id')
    assert {sku['tiktok_id'] for sku in skus} == {
        sku['id'] for each in there for sku in each['skus']}
    assert all(sku['product_id'] for sku in skus)
    made = office.read('product.template', [('tts_listing_ids', '!=', False)], 'image_128')
    assert len(made) >= 28
    assert all(each['image_128'] for each in made)

    before = office.worker.call('catalogue')
    office.press('action_tts_fetch')
    assert changed(before, office.worker.call('catalogue')) == []
    assert not [call for call in office.tiktok.calls if 'image' in call.path]

    office.world.edit_product(
        office.at_tiktok('S0-TENT-BLA'), title="Tent for two", image='another')
    picture = office.read('product.template', [('name', 'like', 'hiking tent')], 'image_128')
    office.press('action_tts_fetch')
    [tent] = office.read('product.template', [('name', '=', 'Tent for two')], 'image_128')
    assert [tent['id']] == [each['id'] for each in picture]
    assert tent['image_128'] != picture[0]['image_128']


def test_range_goes_out_and_becomes_live(selling):
    sent = selling.read(
        'tts.listing', [('push_date', '!=', False)], 'tiktok_id', 'status', 'push_state', 'title')
    assert Counter(each['status'] for each in sent) == {'PENDING': len(THINGS)}
    assert len(THINGS) >= 20
    assert sum(bool(thing.options) for thing in THINGS) >= 10

    selling.review()
    listings = selling.read(
        'tts.listing', [('push_date', '!=', False)], 'status', 'audit_status')
    assert {(each['status'], each['audit_status']) for each in listings} == {
        ('ACTIVATE', 'APPROVED')}
    there = selling.shown()
    for thing in THINGS:
        shown = there[thing.name]
        count = 1
        for values in thing.options.values():
            count *= len(values)
        assert len(shown['skus']) == count, thing.name
        assert shown['images'] and shown['status'] == 'ACTIVATE'
        assert {sum(sku['stock'].values()) for sku in shown['skus']} == {120}
        assert all(sku['price'].endswith('.95') for sku in shown['skus'])

    # Again: nothing is sent, nothing changes.
    for button in ('action_tts_sync', 'action_tts_fetch', 'action_tts_sync'):
        before = selling.worker.call('catalogue')
        selling.press(button)
        assert selling.told() == []
        assert changed(before, selling.worker.call('catalogue')) == []


def test_kills_list_nothing_twice(priced):
    """The process that sends is killed at moments of chance, and another one goes on."""
    chance, calls, known = random.Random(11), priced.tiktok.calls, set(priced.shown())
    priced.begin('action_tts_sync')
    priced.tiktok.latency = 0.05  # a kill can come before the answer to a call does
    for _kill in range(KILLS):
        priced.worker.begin('work')
        enough = len(calls) + chance.randint(1, 2 * len(THINGS) // KILLS)
        while len(calls) < enough:
            assert priced.worker.is_busy(), "It was done before it was killed."
            time.sleep(0.005)
        time.sleep(chance.random() / 10)
        priced.worker.kill()
        priced.take_worker()
    priced.tiktok.latency = 0
    priced.worker.call('work')
    assert priced.ended()['kind'] == 'publish'
    there = Counter(
        each['title'] for each in priced.world.product_truth(priced.there.id)
        if each['title'] not in known)
    assert there == {thing.name: 1 for thing in THINGS}
    sent = priced.read('tts.listing', [('push_state', '=', 'sent')], 'title', 'tiktok_id')
    assert {thing.name for thing in THINGS} <= {each['title'] for each in sent}
    skus = priced.read('tts.sku', [('listing_id', '!=', False)], 'tiktok_id', 'product_id')
    assert all(sku['product_id'] for sku in skus)
    priced.review()
    priced.press('action_tts_sync')
    assert priced.told() == []


def test_each_kind_of_problem_is_named_before_anything_is_sent(selling):
    sentences = set()
    for thing, words in LACKING:
        [listing] = selling.read(
            'tts.listing', [('product_tmpl_id.name', '=', thing.name)],
            'push_state', 'tiktok_id', 'problems')
        assert (listing['push_state'], listing['tiktok_id']) == ('problems', False), thing.name
        messages = [problem['message'] for problem in listing['problems']]
        assert any(message.startswith(words) for message in messages), (thing.name, messages)
        sentences.update(message.split('"')[0] for message in messages)
    assert len(LACKING) >= 15
    assert len(sentences) >= 15
    assert not selling.shown().keys() & {thing.name for thing, _words in LACKING}


def test_an_edit_is_the_smallest_one(selling):
    selling.review()
    [offer] = selling.at_tiktok('TRIVET').offers.values()
    before = offer.price
    selling.change('TRIVET', list_price=31)
    selling.press('action_tts_sync')
    assert selling.told() == [('update', ('skus',))]
    [offer] = selling.at_tiktok('TRIVET').offers.values()
    assert str(offer.price).endswith('.95')
    assert offer.price != before

    always = ['category_version', 'save_mode']
    for vals, names in (
        ({'name': "Cast iron trivet, felt feet"}, ['title']),
        ({'description_sale': "Made to outlast you."}, ['description']),
        ({'tts_weight': 1.2}, ['package_weight']),
        ({'tts_height': 5, 'name': "Cast iron trivet"}, ['package_dimensions', 'title']),
    ):
        selling.change('TRIVET', **vals)
        selling.press('action_tts_sync')
        assert selling.told() == [('partial_edit', tuple(sorted([*always, *names])))]
        selling.review()
        selling.press('action_tts_sync')
        assert selling.told() == []
    shown = selling.at_tiktok('TRIVET').content
    assert (shown['title'], shown['package_weight']['value']) == ("Cast iron trivet", '1.2')
