from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models

from ..engine.tts_guard import needs
from ..engine.tts_work import ring

# Days after which it is forgotten what has been put right.
KEEP_DAYS = 90


class Difference(NamedTuple):
    """What TikTok has of a SKU, and did not get from here.

    `place` is a `tts.warehouse`, none for prices; `known` is what TikTok had acknowledged, `wanted`
    what Odoo would send.
    """

    sku: object
    place: object
    there: float
    known: float
    wanted: float
    changed_by: str = 'unknown'
    changed_at: object = False

    @property
    def key(self):
        """What it is about."""
        return self.sku.id, self.place.id or 0

    def is_news(self, kind):
        """Tell whether there is nothing to put right: TikTok has what Odoo would send; or its
        buyers have ordered, of which TikTok tells with the orders; or something else waits to be
        sent, or was refused, so that nothing is as Odoo wants it.
        """
        return (
            self.there == self.wanted or self.changed_by == 'order'
            or self.sku[f'{kind}_state'] != 'sent')


class TtsDrift(models.Model):
    """Where TikTok has other stock, or another price, than Odoo has told it: somebody has changed
    it there. How it is found: `tts_sku_there.py`.
    """

    _name = 'tts.drift'
    _description = "TikTok Shop: What TikTok Has Otherwise"
    _inherit = ['tts.guard']
    _order = 'date desc, id desc'
    _rec_name = 'sku_id'

    sku_id = fields.Many2one(
        'tts.sku', "SKU", required=True, readonly=True, ondelete='cascade')
    shop_id = fields.Many2one(
        'tts.shop', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='shop_id.company_id', store=True, index=True)
    product_id = fields.Many2one(related='sku_id.product_id')
    kind = fields.Selection(
        [('stock', "Stock"), ('price', "Price")], "What", required=True, readonly=True)
    warehouse_id = fields.Many2one(
        'tts.warehouse', "TikTok Warehouse", readonly=True, ondelete='cascade')
    there = fields.Float("TikTok Has", readonly=True, digits=(16, 4))
    known = fields.Float(
        "Told TikTok", readonly=True, digits=(16, 4), help="What TikTok last acknowledged.")
    wanted = fields.Float("Odoo Would Send", readonly=True, digits=(16, 4))
    changed_by = fields.Selection([
        ('seller', "Seller Center or another app"),
        ('tiktok', "TikTok"),
        ('order', "Orders"),
        ('unknown', "Unknown"),
    ], readonly=True, help="As far as TikTok's webhooks tell.")
    changed_at = fields.Datetime(readonly=True)
    state = fields.Selection([
        ('open', "Differs"),
        ('healed', "Put right"),
        ('accepted', "Accepted"),
    ], required=True, default='open', readonly=True, index=True)
    date = fields.Datetime("Found", required=True, readonly=True, default=fields.Datetime.now)

    _open_once = models.UniqueIndex(
        "(sku_id, kind, COALESCE(warehouse_id, 0)) WHERE state = 'open'",
        "This difference is listed already.")

    # === ACTION METHODS === #

    @needs('product_manager')
    def action_heal(self):
        """Button: have TikTok get what Odoo says, now."""
        result = False
        for kind, rows in self.sudo().filtered(
                lambda row: row.state == 'open').grouped('kind').items():
            result = rows.sku_id._push_by_hand(kind)
        return result

    @needs('product_manager')
    def action_accept(self):
        """Button: leave it as TikTok has it, until what Odoo says is another."""
        self.sudo().filtered(lambda row: row.state == 'open').state = 'accepted'

    def _there(self):
        """Return what TikTok has, as `tts.sku._note_there` takes it; all rows are of one kind."""
        if self[:1].kind == 'price':
            return {row.sku_id: row.there for row in self}
        return {
            sku: {row.warehouse_id.id: int(row.there) for row in rows}
            for sku, rows in self.grouped('sku_id').items()}

    # === BUSINESS METHODS === #

    @api.model
    def _put_right(self, kind, skus):
        """Have these SKUs differ from what TikTok was found to have, so that it gets Odoo's."""
        rows = self.search([
            ('kind', '=', kind), ('state', '=', 'open'), ('sku_id', 'in', skus.ids)])
        if rows:
            rows.sku_id._note_there(kind, rows._there())
            rows.state = 'healed'

    @api.model
    def _take(self, kind, skus, differences):
        """Make of differences what the shop wants, and end those that are none any more.

        :param tts.sku skus: of one shop, all that were looked at
        :param list differences: of `Difference`
        """
        news = [each for each in differences if each.is_news(kind)]
        drift = self._not_accepted(kind, [each for each in differences if each not in news])
        drifted = skus.browse().union(*(each.sku for each in drift))
        healed = drifted and skus.shop_id._healed(kind, drifted)
        self._end_others(kind, skus, drift)
        rows = self._list(kind, drift)
        rows.filtered(lambda row: row.sku_id in healed).state = 'healed'
        noted = news + [each for each in drift if each.sku in healed]
        if noted:
            skus._note_there(kind, _found(kind, noted))
            ring(self.env, 'push')

    @api.model
    def _take_shown_prices(self, had):
        """Make of prices that a fetched product shows what the shop wants, as if they had been
        compared.

        :param dict had: {tts.sku: the price that TikTok was told}, of which it shows others now
        """
        nowhere = self.env['tts.warehouse']
        for shop, skus in self.env['tts.sku'].union(*had).grouped('shop_id').items():
            shown = {
                sku: sku.pushed_price for sku in skus
                if shop.currency_id.compare_amounts(sku.pushed_price, had[sku])}
            for sku in shown:
                sku.pushed_price = had[sku]
            # It may be a price of Odoo's that has gone out with the product a moment ago.
            skus.browse().union(*shown)._compare_safely('price')
            self._take('price', skus, [
                Difference(sku, nowhere, price, had[sku], sku.wanted_price)
                for sku, price in shown.items()])

    @api.model
    def _not_accepted(self, kind, differences):
        """Return those that nobody has accepted as they are."""
        accepted = {
            (row.sku_id.id, row.warehouse_id.id or 0): (row.there, row.known)
            for row in self.search([
                ('kind', '=', kind), ('state', '=', 'accepted'),
                ('sku_id', 'in', [each.sku.id for each in differences]),
            ], order='id')}
        return [
            each for each in differences if accepted.get(each.key) != (each.there, each.known)]

    @api.model
    def _end_others(self, kind, skus, differences):
        """What is listed of these SKUs and does not differ any more is in order."""
        still = {each.key for each in differences}
        self.search([
            ('kind', '=', kind), ('state', '=', 'open'), ('sku_id', 'in', skus.ids),
        ]).filtered(
            lambda row: (row.sku_id.id, row.warehouse_id.id or 0) not in still).state = 'healed'

    @api.model
    def _list(self, kind, differences):
        """Return rows of these differences: those that are listed already, as they are now."""
        listed = {
            (row.sku_id.id, row.warehouse_id.id or 0): row for row in self.search([
                ('kind', '=', kind), ('state', '=', 'open'),
                ('sku_id', 'in', [each.sku.id for each in differences])])}
        new = []
        for each in differences:
            vals = {
                'there': each.there, 'known': each.known, 'wanted': each.wanted,
                'changed_by': each.changed_by, 'changed_at': each.changed_at}
            if each.key in listed:
                listed[each.key]._tts_write_changed(vals)
            else:
                new.append({
                    **vals, 'kind': kind, 'sku_id': each.sku.id, 'shop_id': each.sku.shop_id.id,
                    'warehouse_id': each.place.id})
        return self.union(*listed.values(), self.create(new))

    @api.autovacuum
    def _gc_drift(self):
        """Forget what is long in order."""
        old = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        self.search([('state', '=', 'healed'), ('date', '<', old)]).unlink()


def _found(kind, differences):
    """Return what TikTok has, as `tts.sku._note_there` takes it."""
    if kind == 'price':
        return {each.sku: each.there for each in differences}
    found = {}
    for each in differences:
        found.setdefault(each.sku, {})[each.place.id] = int(each.there)
    return found
