"""Sold down to zero in Odoo and on TikTok at once, by many buyers: no more is offered than is
left, and what was oversold meanwhile is named.
"""

import pytest

from sandbox.crowd import crowd

ROUNDS, BUYERS = 10, 20
STOCK, ELSEWHERE = 24, 14
MINUTE = 60


class Counter:
    """One SKU, of which Odoo and TikTok sell at the same time, and what is true of it."""

    def __init__(self, setting):
        self.tiktok = setting.tiktok
        self.shop = self.tiktok.world.shops[0]
        self.odoo = setting.odoo(setting.database())
        setting.connect(self.odoo, sellers=[0])
        self.odoo.call('begin_products', shop=self.shop.id)
        self.odoo.call('work')
        self.odoo.call('follow_stock', shop=self.shop.id)
        self.sku = self._one()
        self.sold, self.bought = 0, []

    def _one(self):
        """Return a SKU that only one warehouse has and whose product no other SKU is of."""
        known, stands = self.shop.skus, self.odoo.call('offers')
        codes = [sku.seller_sku for sku in known]
        return next(
            sku for sku in known
            if sku.known and codes.count(sku.seller_sku) == 1 and not sku.components
            and stands.get(sku.id, [''])[0] == 'sent' and len(stands[sku.id][1]) == 1)

    def receive(self):
        """Have so much in stock that `STOCK` units are left for whoever comes."""
        self.tiktok.world.advance(MINUTE)
        self.odoo.call('stock', quantities={
            self.sku.seller_sku: self.sold + len(self.bought) + STOCK})
        self.odoo.call('send_stock')

    def sell(self):
        """Let both sell at once."""
        self.odoo.begin('sell', code=self.sku.seller_sku, orders=ELSEWHERE)
        made, _late = crowd(self.tiktok.url, BUYERS, self.sku.id, shop=self.shop.id)
        self.odoo.result()
        self.sold += ELSEWHERE
        self.bought += made
        return made

    def cycle(self, orders):
        """Do once what the scheduled actions do when TikTok has told of its orders."""
        self.odoo.call('ring', shop=self.shop.id, orders=orders)
        self.odoo.call('serve')
        self.odoo.call('send_stock')

    def there(self):
        """Return what TikTok offers."""
        product = self.tiktok.world.product(self.sku.product_id)
        return sum(product.offers[self.sku.id].stock.values())


@pytest.fixture
def counter(setting):
    return Counter(setting)


def test_twenty_buyers_and_another_channel(setting, counter):
    oversold = 0
    for number in range(ROUNDS):
        counter.receive()
        assert counter.odoo.call('oversold') == {}, "The goods are there now"
        assert counter.there() == STOCK, number
        made = counter.sell()
        counter.cycle(made)
        free = STOCK - ELSEWHERE - len(made)
        assert counter.there() == max(0, free), number
        named = counter.odoo.call('oversold')
        assert sum(units for units, _todos in named.values()) == max(0, -free), named
        assert set(named) <= set(made) and all(todos for _units, todos in named.values()), named
        oversold += len(named)
    assert oversold, "Nobody has come too late: nothing was tried"
    assert setting.complaints() == []
