from odoo import fields, models

from ...tools import inventory
from .tts_drift import Difference

# What TikTok has of SKUs as far as Odoo knows. Of one of which that is not known somewhere (a call
# is under way) nothing can be said.
KNOWN = """
    SELECT stock.sku_id, warehouse.tiktok_id, warehouse.id, stock.pushed_quantity,
           COALESCE(stock.wanted_quantity, 0)
      FROM tts_stock stock JOIN tts_warehouse warehouse ON warehouse.id = stock.warehouse_id
     WHERE stock.sku_id = ANY(%s) AND NOT EXISTS (
        SELECT FROM tts_stock other
         WHERE other.sku_id = stock.sku_id AND other.pushed_quantity IS NULL)
"""
# What TikTok has where that is not known, of SKUs that nobody sends or is about to: whoever does
# reads it before.
UNKNOWN = """
    SELECT stock.sku_id, warehouse.tiktok_id, warehouse.id
      FROM tts_stock stock
      JOIN tts_warehouse warehouse ON warehouse.id = stock.warehouse_id
      JOIN tts_sku sku ON sku.id = stock.sku_id
     WHERE stock.sku_id = ANY(%s) AND stock.pushed_quantity IS NULL
       AND sku.stock_lease IS NULL AND sku.stock_state != 'waiting'
"""


class TtsSku(models.Model):
    """What TikTok has of SKUs, against what it is known to have."""

    _inherit = 'tts.sku'

    campaign_quantity = fields.Integer(
        "Kept for Campaigns", readonly=True,
        help="Of what TikTok has; it sells them in its campaigns alone.")
    creator_quantity = fields.Integer(
        "Kept for Creators", readonly=True,
        help="Of what TikTok has; creators alone sell them.")
    restock_off = fields.Boolean(
        readonly=True,
        help="TikTok does not put units of cancelled orders back into stock: Odoo tells it.")

    # === STOCK === #

    def _stock_differences(self, there):
        """Return where TikTok has other stock than it is known to have.

        :param dict there: {SKU id: tools.inventory.There}
        :rtype: list[Difference]
        """
        self.env.flush_all()
        self.env.cr.execute(KNOWN, [self.ids])
        Warehouse, found = self.env['tts.warehouse'], {}
        for sku_id, place, warehouse, known, wanted in self.env.cr.fetchall():
            sku = self.browse(sku_id)
            now = there[sku.tiktok_id].places.get(place) if sku.tiktok_id in there else None
            if now is not None and now != known:
                found.setdefault(sku, []).append(
                    Difference(sku, Warehouse.browse(warehouse), now, known, wanted))
        return [
            each for sku, differences in found.items() for each in differences
            if not _is_kept(differences, there[sku.tiktok_id])]

    def _note_unknown(self, there):
        """Note what TikTok has where a call has left that open, as one that has failed here does:
        else nobody would ever compare it again.

        :param dict there: {SKU id: tools.inventory.There}
        """
        self.env.flush_all()
        self.env.cr.execute(UNKNOWN, [self.ids])
        found = {}
        for sku_id, place, warehouse in self.env.cr.fetchall():
            sku = self.browse(sku_id)
            now = there[sku.tiktok_id].places.get(place) if sku.tiktok_id in there else None
            if now is not None:
                found.setdefault(sku, {})[warehouse] = now
        if found:
            self._note_there('stock', found)
            # Orders from before are in it.
            self.browse().union(*found).write({'stock_date': fields.Datetime.now()})

    def _note_kept(self, there):
        """Note what TikTok keeps for campaigns and creators."""
        for sku in self.filtered(lambda sku: sku.tiktok_id in there):
            now = there[sku.tiktok_id]
            sku._tts_write_changed(
                {'campaign_quantity': now.campaign, 'creator_quantity': now.creator})

    def _with_changers(self, differences):
        """Return differences of stock with who has made them, as far as TikTok's webhooks tell."""
        events = self.env['tts.event'].search([
            ('shop_id', 'in', self.shop_id.ids), ('kind', '=', 'inventory'),
            ('told', '!=', False),
            ('tiktok_ref', 'in', [each.sku.tiktok_id for each in differences]),
        ], order='sent desc, id desc').grouped('tiktok_ref')
        return [each._replace(**_changer(each.sku, events)) for each in differences]

    # === PRICES === #

    def _price_differences(self, there):
        """Return where TikTok has another price than it is known to have.

        :param dict there: {SKU id: price as a float}
        :rtype: list[Difference]
        """
        nowhere = self.env['tts.warehouse']
        return [
            Difference(sku, nowhere, there[sku.tiktok_id], sku.pushed_price, sku.wanted_price)
            for sku in self
            # While a price is being sent it is not known.
            if there.get(sku.tiktok_id) and sku.pushed_price
            and sku.currency_id.compare_amounts(there[sku.tiktok_id], sku.pushed_price)]


def _is_kept(differences, there):
    """Tell whether a SKU differs by just what is kept for campaigns and creators: TikTok counts
    them among what can be sold in one place, and beside it in another.
    """
    kept = there.campaign + there.creator
    return bool(kept) and kept == abs(sum(each.there - each.known for each in differences))


def _changer(sku, events):
    """Return who has changed a SKU's stock since Odoo last did, and when.

    :param dict events: {SKU id: tts.event, the latest first}
    """
    since = [
        event for event in events.get(sku.tiktok_id, ())
        if not sku.stock_date or event.sent >= sku.stock_date]
    # What buyers have ordered explains a difference only if nobody else has done anything.
    others = [each for each in since if inventory.changed_by(each.told) != 'order']
    for event in others or since:
        return {'changed_by': inventory.changed_by(event.told), 'changed_at': event.sent}
    return {}
