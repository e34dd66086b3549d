"""Expired lots: they are still there, but cannot be sold."""

from odoo import fields, models
from odoo.fields import Domain


class TtsMark(models.Model):
    _inherit = 'tts.mark'

    def _mark_between(self, since, now):
        """Mark the products of which lots have expired. That a removal date is changed is noted by
        the quants, which have a copy.
        """
        super()._mark_between(since, now)
        Quant = self.env['stock.quant']
        if 'removal_date' not in Quant._fields:
            return
        # To the second, and as Odoo counts: it leaves a lot out from the beginning of its last day.
        passed = Domain('removal_date', '>', since) & Domain('removal_date', '<=', now)
        today = fields.Date.to_date(since), fields.Date.to_date(now)
        day_passed = Domain('removal_date', '>', today[0]) & Domain('removal_date', '<=', today[1])
        groups = Quant._read_group(passed | day_passed, ['product_id'])
        self._add('stock', 'product', [product.id for [product] in groups])
