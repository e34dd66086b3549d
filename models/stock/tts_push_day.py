from odoo import api, fields, models


class TtsPushDay(models.Model):
    """How many prices and quantities a shop has sent on a day, and how many TikTok has refused."""

    _name = 'tts.push.day'
    _description = "TikTok Shop: Sent per Day"
    _inherit = ['tts.guard']
    _order = 'date desc, shop_id, kind'
    _rec_name = 'date'

    shop_id = fields.Many2one(
        'tts.shop', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='shop_id.company_id', store=True, index=True)
    date = fields.Date(required=True, readonly=True)
    kind = fields.Selection(
        [('stock', "Stock"), ('price', "Prices")], required=True, readonly=True)
    sent = fields.Integer(readonly=True, help="SKUs of which TikTok has acknowledged it.")
    refused = fields.Integer(readonly=True, help="SKUs of which TikTok has refused it.")

    _unique_per_day = models.UniqueIndex('(shop_id, date, kind)')

    @api.model
    def _count(self, kind, sent):
        """Count what has come of calls.

        :param list sent: of `Sent`, see `tts.sku`
        """
        today = fields.Date.today()
        for shop in {each.sku.shop_id for each in sent}:
            of_shop = [each for each in sent if each.sku.shop_id == shop]
            refused = sum(bool(each.error) for each in of_shop)
            row = self.search([
                ('shop_id', '=', shop.id), ('date', '=', today), ('kind', '=', kind)])
            row = row or self.create({'shop_id': shop.id, 'date': today, 'kind': kind})
            row.write({
                'sent': row.sent + len(of_shop) - refused, 'refused': row.refused + refused})
