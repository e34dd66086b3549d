from datetime import datetime
from decimal import Decimal

from odoo import models
from odoo.fields import Command

from ...tools import order_units, values
from ..engine.tts_mirror import Blocked
from ..engine.tts_work import BATCH


class TtsOrder(models.Model):
    """Units and amounts of an order at TikTok as lines of a sales order. The formulas:
    `tools/amounts.py`.
    """

    _inherit = 'tts.order'

    def _items(self):
        items = self.sudo().payload.get('line_items') or []
        if self.env.context.get('tts_before_cancelling'):
            return [{**item, 'display_status': False} for item in items]
        return items

    def _live_items(self):
        return [item for item in self._items() if not order_units.is_cancelled(item)]

    def _is_behind(self):
        """Tell whether units that TikTok has cancelled would leave, as that could not be applied,
        for whatever reason.
        """
        if self.state not in ('pending', 'blocked') or not self.sudo().payload:
            return False
        live = {str(item.get('id')) for item in self._live_items()}
        lines = self.sudo()._goods_lines()
        ordered = {item for line in lines for item in line.tts_item_ids or []}
        return bool(self._items() and ordered - live)

    def _goods_lines(self):
        """Return the lines of the sales order that are for goods of TikTok's."""
        return self.sale_order_id.order_line.filtered(lambda line: line.tts_kind == 'item')

    def _freed_along(self):
        """What these orders have told of SKUs may be what others of the shop have waited for."""
        if not self:
            return self
        freed = self.search([
            ('shop_id', 'in', self.shop_id.ids), ('state', '=', 'pending'),
            ('reason_code', '=', 'product'), ('id', 'not in', self.ids),
        ], limit=BATCH).with_context(tts_by_hand=False, tts_told=True)
        return freed.try_lock_for_update(allow_referencing=True)

    def _ensure_skus(self):
        """Return the SKUs that these orders contain, by TikTok's id; unknown ones are added and
        matched.
        """
        listed = {}
        # The latest one knows best; what it leaves open an earlier one may have.
        for order in self.sorted(lambda order: (order.create_time or datetime.min, order.id)):
            for item in order._live_items():
                for part in self._parts(item):
                    sku_id = values.identity(part.get('sku_id'))  # without: see `_require_ids`
                    if sku_id:
                        vals = self.env['tts.sku']._listed_vals(part, order.create_time)
                        listed[sku_id] = {**vals, **listed.get(sku_id, {}), **{
                            name: value for name, value in vals.items() if value}}
        return self.env['tts.sku']._find_or_create(self.shop_id, listed)

    @staticmethod
    def _parts(item):
        return order_units.parts(item)

    def _require_ids(self):
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
        self._require_mapped(skus, items)
        groups = self._grouped_units(items)
        lines = [line for units in groups for line in self._item_lines(skus, units)]
        return lines + [
            self._money_line(line) for line in money.lines_of(self.money_policy)]

    def _contained_skus(self, skus, items):
        return self.env['tts.sku'].union(*(
            skus[str(part.get('sku_id'))] for item in items for part in self._parts(item)))

    def _ensure_products(self, skus, items):
        """Create products for unknown SKUs, where the shop wants that."""
        if self.shop_id.missing_product == 'create':
            contained = self._contained_skus(skus, items)
            contained.filtered(lambda sku: sku.state == 'missing')._create_products()

    def _require_mapped(self, skus, items):
        """:raises Blocked: for SKUs that a person has to map"""
        unmapped = self._contained_skus(skus, items).filtered(lambda sku: sku.state != 'matched')
        is_replaced = unmapped and self.shop_id.missing_product == 'fallback'
        if is_replaced and self._usable_fallback():
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
            shares = tuple(sorted(order_units.shares(item).items()))
            key = str(item.get('sku_id')), order_units.unit_price(item), gift, rates, shares
            groups.setdefault(key, []).append(item)
        return groups.values()

    def _item_lines(self, skus, units):
        """Return the line values of one group of units: one line, more for packs and bundles.

        :param dict skus: TikTok's SKU id to `tts.sku`
        :param list units: line items that are alike
        """
        digits = self.currency_id.decimal_places
        parts = self._parts(units[0])
        unit_price = order_units.unit_price(units[0])
        counts = [
            order_units.part_count(part) * skus[str(part.get('sku_id'))].quantity
            for part in parts
        ]
        if counts == [1]:
            return [self._item_line(skus, parts[0], units, len(units), unit_price)]
        weights = self._bundle_weights(skus, units[0], parts, counts)
        # Unit by unit, so that each line can lose its share of a unit that is cancelled.
        shares = order_units.allocate(unit_price, weights, digits)
        lines = [
            self._item_line(skus, part, units, quantity * len(units), price)
            for part, count, share in zip(parts, counts, shares, strict=True)
            for quantity, price in order_units.split_evenly(share, count, digits)
        ]
        for line in lines[1:]:  # what TikTok tells of an item stands once
            line['tts_item_amounts'] = False
        return lines

    def _bundle_weights(self, skus, unit, parts, counts):
        """Return in which proportion the price of a unit is shared out over its components: as
        TikTok tells, else by the products' own prices.
        """
        shares = order_units.shares(unit)
        refs = [str(part.get('sku_id')) for part in parts]
        if any(shares.values()) and set(shares) == set(refs) and len(set(refs)) == len(refs):
            return [shares[ref] for ref in refs]
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
                str(unit.get('id')): order_units.parts_of(unit) for unit in units},
            'tts_original_price': values.amount_or_zero(units[0].get('original_price')),
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
