import math
from typing import NamedTuple

from odoo import api, fields, models

from ...tools.offer import TINY

KNOWN = """
    SELECT order_id, sku_ref, warehouse_ref, quantity FROM tts_order_units
     WHERE order_id = ANY(%s)
"""
STORE = """
    INSERT INTO tts_order_units (order_id, shop_id, sku_ref, warehouse_ref, quantity)
         SELECT * FROM unnest(%s::int[], %s::int[], %s::varchar[], %s::varchar[], %s::int[])
"""
# What has been ordered since TikTok's figure was last known. Within a minute of that nobody can
# tell which was first: clocks differ, and TikTok's times are whole seconds. One call that was not
# needed is better than a unit too many.
LOWER = """
    WITH sold AS (
        SELECT sku.id AS sku, warehouse.id AS warehouse, sum(units.quantity) AS quantity
          FROM tts_order_units units
          JOIN tts_order o ON o.id = units.order_id
          JOIN tts_sku sku ON sku.shop_id = units.shop_id AND sku.tiktok_id = units.sku_ref
          JOIN tts_warehouse warehouse
            ON warehouse.shop_id = units.shop_id AND warehouse.tiktok_id = units.warehouse_ref
         WHERE units.order_id = ANY(%s) AND o.create_time > sku.stock_date + interval '1 minute'
      GROUP BY sku.id, warehouse.id
    ), lowered AS (
        UPDATE tts_stock stock
           SET pushed_quantity = greatest(stock.pushed_quantity - sold.quantity, 0)
          FROM sold
         WHERE stock.sku_id = sold.sku AND stock.warehouse_id = sold.warehouse
           AND stock.pushed_quantity IS NOT NULL
     RETURNING stock.sku_id, sold.quantity
    )
    UPDATE tts_sku sku SET pushed_quantity = greatest(sku.pushed_quantity - each.quantity, 0)
      FROM (SELECT sku_id, sum(quantity) AS quantity FROM lowered GROUP BY sku_id) each
     WHERE sku.id = each.sku_id
"""
# Of a warehouse that nobody has mapped nobody knows where the goods are taken from.
PROMISED = """
    SELECT warehouse.id, sku.product_id, sum(units.quantity * sku.quantity)
      FROM tts_order_units units
      JOIN unnest(%(shops)s::int[], %(live)s::timestamp[]) shop(id, live) ON shop.id = units.shop_id
      JOIN tts_order o ON o.id = units.order_id
      JOIN tts_sku sku ON sku.shop_id = units.shop_id AND sku.tiktok_id = units.sku_ref
 LEFT JOIN tts_warehouse warehouse
        ON warehouse.shop_id = units.shop_id AND warehouse.tiktok_id = units.warehouse_ref
       AND warehouse.warehouse_id IS NOT NULL
 LEFT JOIN sale_order sale ON sale.id = o.sale_order_id
     WHERE sku.product_id IS NOT NULL
       AND (sale.id IS NULL OR sale.state IN ('draft', 'sent', 'cancel'))
       AND (shop.live IS NULL OR o.create_time IS NULL OR o.create_time >= shop.live)
  GROUP BY warehouse.id, sku.product_id
"""

# Open orders of products, the latest first. What is reserved for one, or is made or bought for it,
# is there for it. An order from before a shop's go-live is somebody else's.
LATEST = """
    SELECT units.id, units.order_id, sku.product_id,
           COALESCE(warehouse.location_id, place.lot_stock_id) AS place,
           units.quantity * sku.quantity AS quantity, COALESCE(units.lacking, 0) AS lacking,
           o.reason_code IS DISTINCT FROM 'history'
           AND (sale.id IS NULL OR sale.state IN ('draft', 'sent', 'cancel') OR EXISTS (
                SELECT FROM sale_order_line line
                  JOIN stock_move move ON move.sale_line_id = line.id
                 WHERE line.order_id = sale.id AND line.product_id = sku.product_id
                   AND move.state IN ('confirmed', 'partially_available'))) AS may_lack
      FROM tts_order_units units
      JOIN tts_order o ON o.id = units.order_id
      JOIN tts_sku sku ON sku.shop_id = units.shop_id AND sku.tiktok_id = units.sku_ref
 LEFT JOIN tts_warehouse warehouse
        ON warehouse.shop_id = units.shop_id AND warehouse.tiktok_id = units.warehouse_ref
 LEFT JOIN stock_warehouse place ON place.id = warehouse.warehouse_id
 LEFT JOIN sale_order sale ON sale.id = o.sale_order_id
     WHERE sku.product_id = ANY(%s)
  ORDER BY o.create_time DESC, o.id DESC, units.id DESC
"""
NOTED = """
    SELECT DISTINCT sku.product_id
      FROM tts_order_units units
      JOIN tts_sku sku ON sku.shop_id = units.shop_id AND sku.tiktok_id = units.sku_ref
     WHERE units.lacking > 0 AND sku.product_id = ANY(%s)
"""


class Taken(NamedTuple):
    """What an open order takes of a product, see `LATEST`."""

    id: int
    order: int
    product: int
    place: int
    quantity: float
    lacking: int
    may_lack: bool


class TtsOrderUnits(models.Model):
    """What orders that are open at TikTok take of each SKU, in rows of its own: payloads are
    forgotten, and nothing in these tells who buys.

    An order has rows while its goods are here: from the moment at which TikTok counts on them, paid
    or not, until they leave. Once Odoo's own moves stand for them, they are no promise any more
    (`_promised`). Where more is sold than there is, those that came last are oversold, unless goods
    are reserved for them. Each product is looked at by itself: where a component is sold alone and
    in kits, orders of both may be named for one shortage. One too many is said rather than one too
    few.

    Plain SQL: each order that is mirrored passes here, and what has not changed costs one read.
    """

    _name = 'tts.order.units'
    _description = "TikTok Shop Units of Open Orders"
    _inherit = ['tts.guard']
    _log_access = False
    _order = 'order_id desc, id'
    _rec_name = 'sku_ref'

    order_id = fields.Many2one(
        'tts.order', required=True, index=True, ondelete='cascade', readonly=True)
    shop_id = fields.Many2one(
        'tts.shop', required=True, index=True, ondelete='cascade', readonly=True)
    sku_ref = fields.Char("SKU ID", required=True, readonly=True)
    warehouse_ref = fields.Char(
        "TikTok Warehouse ID", required=True, readonly=True, help="Empty where TikTok names none.")
    quantity = fields.Integer(
        "Units", required=True, readonly=True, help="Of the SKU as it is listed.")
    lacking = fields.Integer(
        readonly=True, index='btree_not_null',
        help="Units of the product that were sold and are not there for this order.")

    _unique_per_order = models.UniqueIndex('(order_id, sku_ref)', "An order has a SKU once.")

    def _product_name(self):
        """Return the name of what one row takes, as far as it is known."""
        sku = self.env['tts.sku'].sudo().search([
            ('shop_id', '=', self.shop_id.id), ('tiktok_id', '=', self.sku_ref)], limit=1)
        return sku.product_id.display_name or sku.name or self.sku_ref

    # === WHAT IS MIRRORED === #

    @api.model
    def _renew(self, units, known):
        """Have the rows of orders say what TikTok says now.

        :param dict units: {tts.order: {(TikTok's SKU id, TikTok's warehouse id): units}}
        :param known: those of these orders that are not new: they may have rows
        """
        before = self._known(known)
        changed = {
            order: now for order, now in units.items() if now != before.get(order.id, {})}
        if changed:
            self._write_rows(changed, [order.id for order in changed if order.id in before])
            self._lower_pushed([order.id for order in changed if order not in known])
            self._mark(next(iter(changed)).shop_id, {
                sku for order, now in changed.items()
                for sku, _warehouse in (*now, *before.get(order.id, ()))})

    @api.model
    def _write_rows(self, units, gone):
        """:param gone: ids of those of these orders that have rows"""
        if gone:
            self.env.cr.execute("DELETE FROM tts_order_units WHERE order_id = ANY(%s)", [gone])
        rows = [
            (order.id, order.shop_id.id, sku, warehouse, quantity)
            for order, now in units.items() for (sku, warehouse), quantity in now.items()]
        if rows:
            self.env.cr.execute(STORE, [list(column) for column in zip(*rows, strict=True)])
        self._forget_read()

    @api.model
    def _forget_read(self):
        """Rows were written past the cache."""
        self.invalidate_model(flush=False)
        self.env['tts.order'].invalidate_model(['unit_ids', 'oversold'], flush=False)

    @api.model
    def _lower_pushed(self, order_ids):
        """Orders that are new have lowered what TikTok offers: nobody need tell TikTok."""
        if not order_ids:
            return
        self.env['tts.stock'].flush_model(['pushed_quantity'])
        self.env['tts.sku'].flush_model(['pushed_quantity', 'stock_date'])
        self.env.cr.execute(LOWER, [order_ids])
        self.env['tts.stock'].invalidate_model(['pushed_quantity'], flush=False)
        self.env['tts.sku'].invalidate_model(['pushed_quantity'], flush=False)

    @api.model
    def _known(self, orders):
        """Return {order's id: {(TikTok's SKU id, TikTok's warehouse id): units}}."""
        known = {}
        if orders:
            self.env.cr.execute(KNOWN, [orders.ids])
            for order_id, sku, warehouse, quantity in self.env.cr.fetchall():
                known.setdefault(order_id, {})[sku, warehouse] = quantity
        return known

    @api.model
    def _mark(self, shop, refs):
        """What can be sold of these SKUs' products is another now, wherever they are listed. Who
        sells a kit sells its components.
        """
        if not self.env['tts.shop']._is_pushing('stock'):
            return
        products = self.env['tts.sku'].search([
            ('shop_id', '=', shop.id), ('tiktok_id', 'in', list(refs))]).product_id
        components = products._tts_components().values()
        self.env['tts.mark']._add(
            'stock', 'product', {*products.ids, *(each for parts in components for each in parts)})

    # === WHAT IS PROMISED === #

    @api.model
    def _promised(self):
        """Return what the orders of the company's shops have sold and no confirmed move of Odoo's
        stands for: not in Odoo yet, blocked, on hold, quotations, or cancelled in Odoo alone.

        Orders from before a shop's go-live are somebody else's.

        :return: {(tts.warehouse id or None, product.product id): units of the product}; None where
            TikTok names no warehouse, or one that is not mapped
        """
        shops = self.env['tts.shop'].sudo().search([('company_id', '=', self.env.company.id)])
        self.env.flush_all()
        self.env.cr.execute(PROMISED, {
            'shops': shops.ids,
            'live': [
                shop._to_moment(shop.go_live_date) if shop.go_live_date else None
                for shop in shops],
        })
        return {
            (warehouse, product): quantity
            for warehouse, product, quantity in self.env.cr.fetchall()}

    # === OVERSOLD === #

    @api.model
    def _note_lacking(self, short):
        """Note which open orders are oversold, and tell a person of each.

        :param dict short: {(product's id, location's id): units that are sold beyond what is
            there, 0: none}, of all that was looked at
        """
        rows = self._latest_of(short)
        # Rows that say nothing of where they take from take from wherever something is short.
        left = {key: units for key, units in short.items() if units > TINY}
        changed = {}
        for row in rows:
            if not row.place or (row.product, row.place) in short:
                units = _take(row, left)
                if units != row.lacking:
                    changed[row] = units
        if changed:
            self._write_lacking({row.id: units for row, units in changed.items()})
            self.env['tts.order'].browse({row.order for row in changed})._tell_oversold()

    @api.model
    def _latest_of(self, short):
        """Return the open orders of those products of which something is short, or was."""
        self.env.cr.execute(NOTED, [list({product for product, _place in short})])
        products = {product for [product] in self.env.cr.fetchall()}
        products.update(product for (product, _place), units in short.items() if units > TINY)
        if not products:
            return []
        self.env.flush_all()
        self.env.cr.execute(LATEST, [list(products)])
        return [Taken(*row) for row in self.env.cr.fetchall()]

    @api.model
    def _write_lacking(self, lacking):
        """:param dict lacking: {id: units}"""
        self.env.cr.execute_values("""
            UPDATE tts_order_units SET lacking = nullif(now.lacking, 0)
              FROM (VALUES %s) AS now (id, lacking) WHERE tts_order_units.id = now.id
        """, list(lacking.items()), page_size=len(lacking))
        self._forget_read()


def _take(row, left):
    """Return how many units of what is short one open order bears, and take them off.

    :param dict left: {(product's id, location's id): units}
    """
    key = next((
        key for key, units in left.items()
        if key[0] == row.product and row.place in (None, key[1]) and units > TINY), None)
    if not (row.may_lack and key):
        return 0
    units = min(math.ceil(row.quantity), math.ceil(left[key] - TINY))
    left[key] -= units
    return units
