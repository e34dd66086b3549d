from datetime import datetime
from decimal import Decimal

from odoo import models
from odoo.fields import Command

from ...tools import amounts, values
from ..engine.tts_mirror import Blocked
from ..engine.tts_work import BATCH


class TtsOrder(models.Model):
    """Units and amounts of an order at TikTok as lines of a sales order. The formulas:
    `tools/amounts.py`.
    """

    _inherit = 'tts.order'

    def _freed_along(self):
        """What these orders have told of SKUs may be what others of the shop have waited for."""
        if not self:
            return self
        freed = self.search([
            ('shop_id', 'in', self.shop_id.ids), ('state', '=', 'pending'),
            ('reason_code', '=', 'product'), ('id', 'not in', self.ids),
        ], limit=BATCH).with_context(tts_by_hand=False, tts_told=True)
        return freed.try_lock_for_update(allow_referencing=True)

    def _skus(self):
        """Return the SKUs that these orders contain, by TikTok's id; unknown ones are added and
        matched.
        """
        listed = {}
        # The latest one tells it best, and what it leaves open an earlier one may have told.
        for order in self.sorted(lambda order: (order.create_time or datetime.min, order.id)):
            for item in order._live_items():
                for part in self._parts(item):
                    sku_id = values.identity(part.get('sku_id'))  # without: see `_check_items`
                    if sku_id:
                        told = self.env['tts.sku']._listed_vals(part, order.create_time)
                        listed[sku_id] = {**told, **listed.get(sku_id, {}), **{
                            name: value for name, value in told.items() if value}}
        return self.env['tts.sku']._find_or_create(self.shop_id, listed)

    @staticmethod
    def _parts(item):
        """Return what one unit consists of: the components of a virtual bundle (of whose names it
        says nothing), else the unit itself.
        """
        parts = values.listed(item.get('combined_listing_skus'), dict)
        return parts or list(amounts.bundled(item).values()) or [item]

    def _check_items(self):
        """What has no id cannot be told from other units, nor one SKU from another: the wrong goods
        would leave.

        :raises Blocked: when an item lacks its id or that of its SKU
        """
        parts = [part for item in self._live_items() for part in self._parts(item)]
        if not (all(values.identity(item.get('id')) for item in self._items())
                and all(values.identity(part.get('sku_id')) for part in parts)):
            raise Blocked('incomplete', self.env._(
                "TikTok has sent an item without its id or its SKU. Fetch the order again later."))

    def _line_commands(self, skus, money):
        """Return the commands that create the lines of the sales order. See `_line_vals`."""
        lines = self._line_vals(skus, money)
        return [Command.create({**line, 'sequence': n}) for n, line in enumerate(lines, start=10)]

    def _line_vals(self, skus, money):
        """Return the values of the lines of the sales order.

        :param dict skus: TikTok's SKU id to `tts.sku`
        :param amounts.Amounts money: the order's money
        :raises Blocked: for SKUs that are not mapped to a product
        """
        items = self._live_items()
        self._check_mapped(skus, items)
        groups = self._grouped_units(items)
        lines = [line for units in groups for line in self._item_lines(skus, units)]
        return lines + [
            self._money_line(line) for line in money.lines_of(self.money_policy)]

    def _check_mapped(self, skus, items):
        """Give unknown SKUs a product as the shop wants it.

        :raises Blocked: for SKUs that a person has to map
        """
        wanted = self.env['tts.sku'].union(*(
            skus[str(part.get('sku_id'))] for item in items for part in self._parts(item)))
        unmapped = wanted.filtered(lambda sku: sku.state != 'matched')
        policy = self.shop_id.missing_product
        if unmapped and policy == 'create':
            unmapped.filtered(lambda sku: sku.state == 'missing')._create_products()
            unmapped = unmapped.filtered(lambda sku: sku.state != 'matched')
        if unmapped and policy == 'fallback' and self._usable_fallback():
            # It stands for what is not known, not for what is unclear.
            unmapped = unmapped.filtered(lambda sku: sku.state != 'missing')
        if unmapped:
            raise Blocked('product', unmapped._why_waiting())

    def _usable_fallback(self):
        """Return the product that stands for unknown ones.

        :raises Blocked: for a combo, of which Odoo would ship nothing
        """
        fallback = self.shop_id.fallback_product_id
        if fallback.type == 'combo':
            raise Blocked('product', self.env._(
                "%s is a combo: Odoo would neither ship nor invoice it. Choose another fallback "
                "product on the shop.", fallback.display_name))
        return fallback

    @staticmethod
    def _grouped_units(items):
        """Return line items (each is one unit) in groups that become one line.

        Units of a group share SKU, net price (of each component, too), gift flag and tax rates: the
        line's price is exact.
        """
        groups = {}
        for item in items:
            rates = tuple(
                (tax.get('tax_type'), tax.get('tax_rate'))
                for tax in values.listed(item.get('item_tax'), dict)
            )
            gift = values.flag(item.get('is_gift'))
            shares = tuple(sorted(amounts.shares(item).items()))
            key = str(item.get('sku_id')), amounts.unit_price(item), gift, rates, shares
            groups.setdefault(key, []).append(item)
        return groups.values()

    def _item_lines(self, skus, units):
        """Return the line values of one group of units: one line, more for packs and bundles.

        :param dict skus: TikTok's SKU id to `tts.sku`
        :param list units: line items that are alike
        """
        digits = self.currency_id.decimal_places
        parts = self._parts(units[0])
        unit_price = amounts.unit_price(units[0])
        counts = [
            max(values.whole(part.get('sku_count')), 1) * skus[str(part.get('sku_id'))].quantity
            for part in parts
        ]
        if counts == [1]:
            return [self._item_line(skus, parts[0], units, len(units), unit_price)]
        weights = self._bundle_weights(skus, units[0], parts, counts)
        # Unit by unit, so that each line can lose its share of a unit that is cancelled.
        shares = amounts.allocate(unit_price, weights, digits)
        lines = [
            self._item_line(skus, part, units, quantity * len(units), price)
            for part, count, share in zip(parts, counts, shares, strict=True)
            for quantity, price in amounts.split_evenly(share, count, digits)
        ]
        for line in lines[1:]:  # what TikTok tells of an item stands once
            line['tts_item_amounts'] = False
        return lines

    def _bundle_weights(self, skus, unit, parts, counts):
        """Return in which proportion the price of a unit is shared out over its components: as
        TikTok tells, else by the products' own prices.
        """
        told = amounts.shares(unit)
        refs = [str(part.get('sku_id')) for part in parts]
        if any(told.values()) and set(told) == set(refs) and len(set(refs)) == len(refs):
            return [told[ref] for ref in refs]
        return [
            Decimal(str(skus[ref].product_id.lst_price)) * count
            for ref, count in zip(refs, counts, strict=True)
        ]

    def _item_line(self, skus, part, units, quantity, price):
        sku = skus[str(part.get('sku_id'))]
        vals = {
            'tts_kind': 'item',
            'tts_sku_id': sku.id,
            'tts_item_ids': [str(unit.get('id')) for unit in units],
            'tts_item_amounts': {
                str(unit.get('id')): amounts.parts_of(unit) for unit in units},
            'tts_original_price': values.shown(units[0].get('original_price')),
            'product_id': sku.product_id.id,
            'product_uom_qty': quantity,
            'tts_quantity': quantity,
            'price_unit': float(price),
        }
        if not sku.product_id:
            vals |= {'product_id': self.shop_id.fallback_product_id.id, 'name': sku.display_name}
        return vals

    def _money_line(self, line):
        """Return the values of a line that is not for goods. Its TikTok code stands for the item
        ids, and for its name.
        """
        product = self.shop_id[f'{line.kind}_product_id']
        return {
            'tts_kind': line.kind,
            'tts_item_ids': [line.code],
            'product_id': product.id,
            'product_uom_qty': 1,
            'price_unit': float(line.amount),
        }
