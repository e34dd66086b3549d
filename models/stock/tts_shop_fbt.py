from datetime import timedelta

from odoo import fields, models

from ... import const
from ...tools import fbt
from ..engine.tts_guard import needs

# Whoever has had orders that TikTok fulfilled in so many days has stock there.
DAYS = 60
# As many products as are named of those that are left alone.
NAMED = 5


class TtsShop(models.Model):
    """A shop's stock in TikTok's own warehouses: it is read, and where that is wanted Odoo's
    location for it is brought to it.
    """

    _inherit = 'tts.shop'

    adjust_fbt = fields.Boolean(
        "Follow TikTok's Count (FBT)",
        help="The location for stock at TikTok is brought to what TikTok has on hand there, by an "
             "inventory adjustment, whenever that is fetched. Then receive into it nothing that "
             "TikTok has not received.")

    # === ACTION METHODS === #

    @needs('user')
    def action_fetch_fbt(self):
        """Button: ask what TikTok's warehouses have; show how it goes on."""
        runs = self.env['tts.sync'].union(*(
            self.env['tts.sync']._start(shop, 'fbt', {}) for shop in self))
        return runs.action_open()

    # === WHAT TIKTOK HAS === #

    def _has_fbt(self):
        """Tell whether TikTok's warehouses hold, or held, anything of one shop's."""
        counted = self.env['tts.sku'].search_count(
            [('shop_id', '=', self.id), ('fbt_date', '!=', False)], limit=1)
        return bool(counted or self.env['tts.order'].search_count([
            ('shop_id', '=', self.id),
            ('create_time', '>', fields.Datetime.now() - timedelta(days=DAYS)),
            ('fulfillment_type', 'not in', (False, '', const.FULFILLED_BY_SELLER)),
        ], limit=1))

    def _ask_fbt(self, client):
        """Return what TikTok's warehouses have: {SKU id: {goods id: {figure: units}}}.

        A search for everything leaves out goods of which nothing is there: what was matched before
        is asked for once more, by name.
        """
        cipher = self.sudo().cipher
        found = fbt.by_sku(client.fbt_inventory(cipher))
        known = self.env['tts.sku'].search([('shop_id', '=', self.id), ('is_fbt', '=', True)])
        missing = set(known.mapped('tiktok_id')) - set(found)
        if missing:
            again = fbt.by_sku(client.fbt_inventory(cipher, sorted(missing)))
            found |= {ref: again.get(ref, {}) for ref in missing}
        return found

    # === WHAT ODOO HAS === #

    def _adjust_fbt(self, skus):
        """Bring the location for stock at TikTok to what TikTok has, if that is wanted.

        :param tts.sku skus: whose products are looked at
        """
        if not self._is_fbt_adjusted():
            return
        counted, _left_alone = self._fbt_products()
        counted = {
            product: units for product, units in counted.items() if product in skus.product_id}
        for location, differences in self._fbt_differences(counted).items():
            location._tts_adjust(
                self.company_id, self.env._("TikTok Shop: FBT stock as TikTok counts it (%s)",
                                            self.name), differences)

    def _is_fbt_adjusted(self):
        """Tell whether Odoo's location follows TikTok's count. One that holds another shop's goods
        too does not: nobody can tell which are whose.
        """
        return bool(self.adjust_fbt and self.fbt_location_id) and not self._fbt_sharers()

    def _fbt_sharers(self):
        return self.search([
            ('fbt_location_id', '=', self.fbt_location_id.id), ('id', '!=', self.id)])

    def _fbt_products(self):
        """Return ({product: units that TikTok has on hand}, the products that are left alone).

        Goods that are matched with several SKUs of a product are there once. What one of them is in
        units of the product, the smallest of these SKUs tells: a pack of three takes three of them.
        What TikTok does not tell is which lots there are, and which product it is where goods are
        matched with several. Of a kit Odoo has components alone.
        """
        skus = self.env['tts.sku'].search([
            ('shop_id', '=', self.id), ('fbt_date', '!=', False),
            ('product_id.is_storable', '=', True)])
        owners, units = {}, {}
        for sku in skus:
            for goods, figures in (sku.fbt_goods or {}).items():
                owners[goods] = owners.get(goods, sku.product_id) | sku.product_id
                key = sku.product_id, goods
                units[key] = min(
                    units.get(key, float('inf')), figures.get('on_hand', 0) * sku.quantity)
        kits = skus.product_id._tts_components()
        alone = skus.product_id.filtered(
            lambda product: product.tracking != 'none' or product.id in kits,
        ).union(*(products for products in owners.values() if len(products) > 1))
        counted = dict.fromkeys(skus.product_id - alone, 0)
        for (product, _goods), quantity in units.items():
            if product in counted:
                counted[product] += quantity
        return counted, alone

    def _fbt_differences(self, counted):
        """Return what is to come in or go out: {location: [(product, lot, units)]}."""
        quants = self.env['stock.quant'].search([
            ('location_id', 'child_of', self.fbt_location_id.id),
            ('product_id', 'in', [product.id for product in counted]),
        ]).grouped('product_id')
        found = {}
        for product, units in counted.items():
            here = quants.get(product, self.env['stock.quant'])
            excess = sum(here.mapped('quantity')) - units
            for location, quantity in self._fbt_moves(here, excess):
                if not product.uom_id.is_zero(quantity):
                    found.setdefault(location, []).append((product, None, quantity))
        return found

    def _fbt_moves(self, quants, excess):
        """Yield where how much of one product comes in (above zero) or goes out: from where it
        lies, unless that is a package or somebody else's.
        """
        if excess <= 0:
            yield self.fbt_location_id, -excess
            return
        for quant in quants:
            if quant.quantity > 0 and not (quant.package_id or quant.owner_id or quant.lot_id):
                taken = min(excess, quant.quantity)
                excess -= taken
                yield quant.location_id, -taken

    def _fbt_left_alone(self):
        """Return a sentence about products that are not brought to TikTok's count, if there are."""
        if not (self.adjust_fbt and self.fbt_location_id):
            return ''
        if others := self._fbt_sharers():
            return self.env._(
                "Not adjusted: %(location)s is also the location of %(shops)s.",
                location=self.fbt_location_id.display_name, shops=', '.join(others.mapped('name')))
        alone = self._fbt_products()[1]
        if not alone:
            return ''
        return self.env._(
            "Not adjusted, as TikTok tells no lots, Odoo counts no kits, or the same goods are "
            "matched with several products: %s", ', '.join(alone[:NAMED].mapped('display_name')))
