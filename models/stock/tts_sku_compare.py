from collections import defaultdict
from typing import NamedTuple

from odoo import api, fields, models

from ...tools.offer import Rule, Way, capped, divided, offered
from ...tools.sentences import explained
from ..engine.tts_work import CONCURRENT, is_lost
from .tts_sku import TAKES

# What a row of `tts.stock` is worked out by; one statement reads them for all SKUs.
ROWS = """
    SELECT stock.id, stock.wanted_quantity AS wanted, sku.id AS sku, sku.product_id AS product,
           sku.quantity AS units, sku.stock_rule AS rule,
           COALESCE(template.is_storable, false) AS is_counted,
           product.active IS NOT TRUE AS is_archived,
           COALESCE(warehouse.location_id, place.lot_stock_id) AS place,
           COALESCE(warehouse.share, 100)::float8 AS share,
           COALESCE(shop.count_consigned, false) AS consigned, shop.stock_figure AS figure,
           shop.company_id IN (SELECT company_id FROM tts_shop WHERE count_consigned AND active),
           COALESCE(sku.fixed_quantity, 0) AS fixed,
           COALESCE(shop.untracked_quantity, 0) AS untracked,
           COALESCE(CASE WHEN sku.stock_rule = 'own' THEN sku.own_buffer
                    ELSE shop.stock_buffer END, 0) AS buffer,
           COALESCE(CASE WHEN sku.stock_rule = 'own' THEN sku.own_share
                    ELSE shop.stock_share END, 100)::float8 AS percent,
           COALESCE(CASE WHEN sku.stock_rule = 'own' THEN sku.own_cap
                    ELSE shop.stock_cap END, 0) AS cap
      FROM tts_stock stock
      JOIN tts_sku sku ON sku.id = stock.sku_id
      JOIN tts_shop shop ON shop.id = sku.shop_id
      JOIN tts_warehouse warehouse ON warehouse.id = stock.warehouse_id
 LEFT JOIN stock_warehouse place ON place.id = warehouse.warehouse_id
      JOIN product_product product ON product.id = sku.product_id
      JOIN product_template template ON template.id = product.product_tmpl_id
     WHERE sku.id = ANY(%s) AND sku.stock_rule != 'off' AND sku.is_fbt IS NOT TRUE
       AND sku.is_bundle IS NOT TRUE
  ORDER BY stock.id
"""
# How SKUs stand: what they should have against what TikTok has.
STANDING = """
    SELECT sku.id, sku.stock_state, COALESCE(sku.stock_error, '') AS stock_error,
           COALESCE(sku.stock_attempts, 0) AS stock_attempts,
           COALESCE(sku.wanted_quantity, 0) AS wanted_quantity,
           COALESCE(sku.pushed_quantity, 0) AS pushed_quantity,
           COALESCE(sku.is_urgent, false) AS is_urgent,
           COALESCE(sum(stock.wanted_quantity), 0)::int AS new_wanted_quantity,
           COALESCE(sum(stock.pushed_quantity), 0)::int AS new_pushed_quantity,
           COALESCE(bool_or(stock.wanted_quantity = 0
                            AND stock.pushed_quantity IS DISTINCT FROM 0), false) AS new_is_urgent,
           bool_or(stock.wanted_quantity IS DISTINCT FROM stock.pushed_quantity) AS differs,
           bool_or(COALESCE(warehouse.location_id, place.lot_stock_id) IS NULL) AS is_unmapped,
           (sku.product_id IS NOT NULL AND sku.stock_rule != 'off' AND sku.is_fbt IS NOT TRUE
            AND sku.is_bundle IS NOT TRUE
            AND listing.status = ANY(%s) AND count(stock.id) > 0) AS is_managed
      FROM tts_sku sku
 LEFT JOIN tts_listing listing ON listing.id = sku.listing_id
 LEFT JOIN tts_stock stock ON stock.sku_id = sku.id
 LEFT JOIN tts_warehouse warehouse ON warehouse.id = stock.warehouse_id
 LEFT JOIN stock_warehouse place ON place.id = warehouse.warehouse_id
     WHERE sku.id = ANY(%s)
  GROUP BY sku.id, listing.id
"""
# Figures of a SKU that follow from its warehouses'.
FIGURES = ('wanted_quantity', 'pushed_quantity', 'is_urgent')


class Row(NamedTuple):
    """A row of `tts.stock` with what it is worked out by, see `ROWS`."""

    id: int
    wanted: int
    sku: int
    product: int
    units: int
    rule: str
    is_counted: bool
    is_archived: bool
    place: int
    share: float
    consigned: bool
    figure: str
    is_consigned_for_any: bool
    fixed: int
    untracked: int
    buffer: int
    percent: float
    cap: int

    @property
    def way(self):
        """How the shop counts what there is."""
        return Way(self.consigned, self.figure)

    @property
    def way_of_all(self):
        """How it is counted who is oversold: what one shop of the company counts is there."""
        return Way(self.consigned or self.is_consigned_for_any, self.figure)


class TtsSku(models.Model):
    """What TikTok should offer of SKUs, against what it does. In bulk: no statement per SKU."""

    _inherit = 'tts.sku'

    def _compare(self, kind, again=False):
        """Work out what TikTok should have of these SKUs, and note which of them wait to be sent.

        :param str kind: `stock` or `price`
        :param bool again: what TikTok has refused waits, too, although nothing of it has changed
        """
        if again:
            refused = self.filtered(lambda sku: sku[f'{kind}_state'] == 'refused')
            refused.write(self._state_vals(kind, 'waiting'))
        if kind == 'stock':
            self._settle_stock(self._work_out_stock())
        else:
            self._compare_prices()

    def _compare_safely(self, kind, again=False):
        """Compare as `_compare` does; what cannot be compared is set aside with its reason, and the
        others go on.
        """
        try:
            with self.env.cr.savepoint():
                self._compare(kind, again)
        except CONCURRENT:
            raise
        except Exception as error:
            if is_lost(error):
                raise
            if len(self) == 1:
                self.write({
                    **self._state_vals(kind, 'refused'),
                    f'{kind}_error': explained(self.env, error)})
                return
            middle = len(self) // 2
            for some in (self[:middle], self[middle:]):
                some._compare_safely(kind, again)

    # === STOCK === #

    def _work_out_stock(self):
        """Write what TikTok's warehouses should have of these SKUs.

        :return: the ids of those SKUs that should have something else than before
        """
        places = list(self._places())
        self.env['tts.order.units'].sudo()._note_lacking({
            (alike[0].product, alike[0].place): max(0, -of_all.left)
            for alike, _stand, of_all in places if of_all})
        changed = {
            row: quantity for row, quantity in _offers(places) if row.wanted != quantity}
        if changed:
            self.env.cr.execute_values("""
                UPDATE tts_stock SET wanted_quantity = changed.quantity
                  FROM (VALUES %s) AS changed (id, quantity) WHERE tts_stock.id = changed.id
            """, [(row.id, quantity) for row, quantity in changed.items()], page_size=len(changed))
            self.env['tts.stock'].invalidate_model(['wanted_quantity'])
        return {row.sku for row in changed}

    def _places(self):
        """Yield for each SKU and place of Odoo's (rows of the TikTok warehouses that stand for it,
        what there is, the same by `way_of_all`; None where that is not counted).
        """
        self.env.flush_all()
        self.env.cr.execute(ROWS, [self.ids])
        rows, alike = [Row(*row) for row in self.env.cr.fetchall()], defaultdict(list)
        stands = self._stands_of(rows)
        for row in rows:
            if row.place:
                alike[row.sku, row.place].append(row)
        for some in alike.values():
            row = some[0]
            yield some, *(
                stands.get((row.place, way), {}).get(row.product) if _is_counted(row) else None
                for way in (row.way, row.way_of_all))

    def _stands_of(self, rows):
        """Return what there is of the products of rows, see `tts.stock._stands`."""
        wanted = defaultdict(set)
        for row in rows:
            if row.place and _is_counted(row):
                for way in (row.way, row.way_of_all):
                    wanted[row.place, way].add(row.product)
        locations = {each.id: each for each in self.env['stock.location'].sudo().browse(
            {place for place, _way in wanted})}
        return self.env['tts.stock']._stands({
            (locations[place], way): ids for (place, way), ids in wanted.items()})

    def _settle_stock(self, moved=()):
        """Note which of these SKUs wait for their stock to be sent, and which have it.

        :param moved: ids of those that should have something else than before: what TikTok has
            refused is tried again
        """
        self.env.flush_all()
        self.env.cr.execute(STANDING, [list(TAKES['stock']), self.ids])
        for row in self.env.cr.dictfetchall():
            self._write_standing(row, row['id'] in moved)
        self.search([
            ('id', 'in', self.ids), ('oversale', '!=', False),
            ('stock_state', 'in', ('none', 'sent')),
        ])._settle_oversale()

    def _write_standing(self, row, is_moved):
        """Write how one SKU stands, as far as that is news."""
        vals = {name: row[f'new_{name}'] for name in FIGURES}
        state = self._standing(row, is_moved)
        if row['is_managed'] and row['is_unmapped']:
            vals.update(
                stock_state=state, stock_error=self._why_unmapped(row), stock_attempts=0)
        elif state != row['stock_state'] or (is_moved and state == 'waiting'):
            vals.update(self._state_vals('stock', state, row['stock_state']))
        sku = self.browse(row['id'])
        if any(row.get(name) != value for name, value in vals.items()):
            sku.write(vals)

    @staticmethod
    def _standing(row, is_moved):
        if not row['is_managed']:
            return 'none'
        if row['is_unmapped']:
            return 'refused'
        if not row['differs']:
            return 'sent'
        # What was set aside here, TikTok never asked, waits as soon as nothing is in the way.
        is_refused = row['stock_state'] == 'refused' and row['stock_attempts']
        return 'refused' if is_refused and not is_moved else 'waiting'

    def _why_unmapped(self, row):
        """Return the reason in the language of who reads it, whoever compares."""
        sku = self.browse(row['id'])
        sku = sku.with_context(lang=sku.listing_id._responsible().lang)
        names = sku.stock_ids.warehouse_id.filtered(
            lambda each: not each._place()).mapped('name')
        return sku.env._(
            "TikTok has it in %s, which stands for none of your warehouses. Choose which on the "
            "shop's page Warehouses: TikTok takes the stock of all of them together or of none.",
            ', '.join(names))

    @api.model
    def _state_vals(self, kind, state, before=None):
        """Return the values of SKUs that enter a state. What waited before goes on waiting since
        then: else what changes all the time would never be ripe.
        """
        vals = {
            f'{kind}_state': state, f'{kind}_error': False, f'{kind}_attempts': 0,
            f'{kind}_retry': False}
        if not state == before == 'waiting':
            vals[f'{kind}_since'] = fields.Datetime.now() if state == 'waiting' else False
        return vals

    # === WHAT TIKTOK WAS READ TO HAVE === #

    def _note_there(self, kind, found):
        """Note what TikTok was read to have, and which of these SKUs wait by that.

        :param dict found: {tts.sku: {tts.warehouse's id: quantity}} or {tts.sku: price}
        """
        if kind == 'price':
            for sku, price in found.items():
                sku._tts_write_changed({'pushed_price': float(price)})
        else:
            self.env['tts.stock']._note_quantities({
                (sku.id, warehouse): quantity
                for sku, places in found.items() for warehouse, quantity in places.items()})
        skus = self.browse().union(*found)
        if kind == 'stock':
            skus._settle_stock()
        else:
            skus._settle_prices()


def _offers(places):
    """Yield (row of `ROWS`, how many its warehouse should offer).

    :param places: see `tts.sku._places`
    """
    for alike, stand, _of_all in places:
        yield from zip(
            alike, divided(_offer(alike[0], stand), [each.share for each in alike]), strict=True)


def _is_counted(row):
    """Tell whether what is offered depends on what there is."""
    return row.is_counted and row.rule != 'fixed' and not row.is_archived


def _offer(row, stand):
    """Return how many SKUs the place of a row offers, all its warehouses together: of a product
    that is sold no more, none, whatever is left of it.
    """
    if row.is_archived:
        return 0
    if row.rule == 'fixed':
        return capped(row.fixed)
    if not row.is_counted:
        return capped(row.untracked)
    return offered(stand.left, row.units, Rule(row.buffer, row.percent, row.cap))
