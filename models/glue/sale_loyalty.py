"""Loyalty programmes and coupons do not act on TikTok's orders: the buyer has paid already."""

from odoo import api, models
from odoo.fields import Domain


class Base(models.AbstractModel):
    _inherit = 'base'

    @api.model
    def _tts_pricelist_fields(self):
        """A programme only says for which pricelists it holds: nobody gets a price by it."""
        return [] if self._name == 'loyalty.program' else super()._tts_pricelist_fields()


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    # Both are called by sale_loyalty alone.

    def _get_program_domain(self):
        domain = super()._get_program_domain()
        return Domain.FALSE if self.tts_order_id else domain

    def _get_trigger_domain(self):
        domain = super()._get_trigger_domain()
        return Domain.FALSE if self.tts_order_id else domain
