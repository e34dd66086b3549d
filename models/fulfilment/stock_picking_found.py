import re

from odoo import api, fields, models
from odoo.fields import Domain

# What a scanner reads off a label: an order's or package's id, or a carrier's number.
SCANNED = re.compile(r'[A-Za-z0-9._/-]{4,50}')


class StockPicking(models.Model):
    """A transfer is found by what stands on its papers: TikTok's order id or package id, or the
    tracking number; all steps of a delivery are.
    """

    _inherit = 'stock.picking'

    # Looked for by each scan, and before each number that TikTok is told.
    carrier_tracking_ref = fields.Char(index='btree_not_null')
    tts_found = fields.Char(
        "TikTok / Tracking", store=False, search='_search_tts_found',
        help="TikTok's order id or package id, or the tracking number.")

    @api.model
    def _search_tts_found(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return self._tts_found([ref.strip() for ref in value if isinstance(ref, str)])

    @api.model
    def _search_display_name(self, operator, value):
        """What is scanned where a transfer is asked for is one, too."""
        domain = super()._search_display_name(operator, value)
        found = self._tts_scanned(operator, value)
        return domain | found if found else domain

    @api.model
    def _tts_scanned(self, operator, value):
        """Return the domain of the transfers that a search by name means if what is searched for
        stands on their papers; None where it cannot.
        """
        if operator not in ('ilike', '=ilike', 'like', '=', 'in'):
            return None
        texts = [value] if isinstance(value, str) else value or ()
        refs = [text.strip() for text in texts if isinstance(text, str)]
        refs = list(filter(SCANNED.fullmatch, refs))
        return self._tts_found(refs) if refs else None

    @api.model
    def _tts_found(self, refs):
        """Return the domain of the transfers on whose papers one of these stands.

        :param list refs: TikTok's ids, tracking numbers
        """
        packages = self.env['tts.package'].sudo().search([
            '|', '|', ('tiktok_id', 'in', refs), ('tracking_number', 'in', refs),
            ('last_mile_number', 'in', refs)])
        numbered = self.sudo().search([
            ('tts_shop_id', '!=', False), ('carrier_tracking_ref', 'in', refs)])
        steps = (packages.picking_ids | numbered)._tts_last_steps()._tts_with_steps_before()
        # Before the last step of a delivery is there, its order is all that is known.
        early = packages.filtered(lambda package: not package.picking_ids).order_ids
        return Domain('id', 'in', steps.ids) | self._tts_domain(
            Domain('tiktok_id', 'in', refs) | Domain('id', 'in', early.ids))

    def _tts_with_steps_before(self):
        """Add the steps of their deliveries that come before these transfers."""
        found, moves = self, self.move_ids
        while moves := moves.move_orig_ids.filtered(lambda move: move._tts_leads_out()):
            found |= moves.picking_id
        return found
