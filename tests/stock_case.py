"""What the tests of stock and prices share: a British shop whose products are in Odoo."""

from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from ..client import Client
from .common import TtsCase


class StockCommon:
    """Helpers of both base classes."""

    sandbox_options = {'markets': ('GB',)}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch(
            'odoo.addons.tiktok_shop.models.stock.tts_sku_claim.GATHER', timedelta()))
        cls.gb = cls.account.shop_ids
        cls.place = cls.gb.warehouse_ids.warehouse_id.lot_stock_id

    def setUp(self):
        super().setUp()
        # Their images are of no matter here, and take the most time.
        listings = self.registry['tts.listing']
        self.startPatcher(patch.object(
            listings, '_next_images', lambda rows, _shop: (rows.browse(), [])))
        self.env['tts.sync']._start(self.gb, 'products', {})
        self.process()
        self.sandbox.calls.clear()
        self.told = []  # bodies of calls that set stock or prices: (TikTok's product id, SKUs)
        for name in ('update_inventory', 'update_prices'):
            self.listen(name)

    def listen(self, name):
        """Note what is sent by a call, and let it through."""
        call = getattr(Client, name)

        def noted(client, cipher, product_id, skus):
            self.told.append((product_id, skus))
            return call(client, cipher, product_id, skus)

        self.startPatcher(patch.object(Client, name, noted))

    @contextmanager
    def committing(self):
        """What is marked at a commit is marked before."""
        self.env.cr.flush()
        with super().committing() as env:
            yield env

    # === ODOO'S SIDE === #

    def sku(self, product):
        """Return the SKU of a product in the shop."""
        return self.env['tts.sku'].search([
            ('shop_id', '=', self.gb.id), ('product_id', '=', product.id),
            ('listing_id', '!=', False)], limit=1)

    def stock_up(self, product, quantity, place=None):
        """Have so many units of a product in stock."""
        self.env['stock.quant'].with_context(inventory_mode=True).create({
            'product_id': product.id, 'location_id': (place or self.place).id,
            'inventory_quantity': quantity,
        }).action_apply_inventory()

    def push(self, kind='stock'):
        """Push the stock, or the prices, of all that the shop lists."""
        with self.committing() as env:
            getattr(self.gb.with_env(env), f"_push_{'stock' if kind == 'stock' else 'prices'}")()

    # === TIKTOK'S SIDE === #

    def told_of(self, sku):
        """Return what was sent of the product of a SKU: a list of SKUs for each call."""
        return [skus for product, skus in self.told if product == sku.listing_id.tiktok_id]

    def there(self, sku):
        """Return what TikTok offers of a SKU: {warehouse's TikTok id: units}."""
        return self.offer(sku).stock

    def offer(self, sku):
        return self.world.shelves.find(sku.listing_id.tiktok_id).offers[sku.tiktok_id]

    def calls(self, path='/inventory/update'):
        """Return how often a call was made."""
        return sum(call.path.endswith(path) for call in self.sandbox.calls)


class StockCase(StockCommon, TtsCase):
    """Base of the tests that need no browser."""
