"""Batch transfers: what is picked together is printed together, in the batch's order. They are
found by what stands on the papers of one in them, and put together by shop.
"""

from lxml.builder import E

from odoo import api, fields, models
from odoo.fields import Domain

BATCH = 'stock.picking.batch'


class Base(models.AbstractModel):
    """Whether there are batches depends on the database: nothing can be said of them by name."""

    _inherit = 'base'

    @api.model
    def _search_display_name(self, operator, value):
        """A batch is known by its transfers, too, wherever one is asked for."""
        domain = super()._search_display_name(operator, value)
        if self._name != BATCH or operator in Domain.NEGATIVE_OPERATORS:
            return domain
        found = self.env['stock.picking']._tts_scanned(operator, value)
        return domain | Domain('picking_ids', 'any', found) if found else domain

    @api.model
    def _get_view(self, view_id=None, view_type='form', **options):
        """The search of batches has the field that the one of transfers has."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if self._name == BATCH and view_type == 'search':
            arch.insert(1, E.field(
                name='picking_ids', string=self.env._("TikTok / Tracking"),
                filter_domain="[('picking_ids.tts_found', '=', self)]"))
        return arch, view


class StockPickingType(models.Model):
    _inherit = 'stock.picking.type'

    tts_batch_by_shop = fields.Boolean(
        "TikTok Shop", help="Automatically group batches by TikTok shop.")

    @api.model
    def _get_view(self, view_id=None, view_type='form', **options):
        """It stands beside what else automatic batches are grouped by."""
        arch, view = super()._get_view(view_id, view_type, **options)
        for place in arch.xpath('//div[@name="batch_contact"]'):
            place.addnext(E.div(
                E.field(name='tts_batch_by_shop'), E.label({'for': 'tts_batch_by_shop'}),
                {'class': 'o_row', 'invisible': 'not auto_batch'}))
            place.addnext(E.span(invisible='not auto_batch'))
        return arch, view

    # Called by stock_picking_batch alone.

    @api.model
    def _get_batch_group_by_keys(self):
        return [*super()._get_batch_group_by_keys(), 'tts_batch_by_shop']


class StockPicking(models.Model):
    _inherit = 'stock.picking'

    def _tts_pick_key(self):
        key = super()._tts_pick_key()
        if 'batch_id' not in self._fields:
            return key
        return self.batch_id.name or '', self.batch_sequence, *key

    # Called by stock_picking_batch alone, when a transfer is ready.

    def _get_possible_pickings_domain(self):
        domain = super()._get_possible_pickings_domain()
        if self.picking_type_id.tts_batch_by_shop:
            domain &= Domain('tts_shop_id', '=', self.tts_shop_id.id)
        return domain

    def _get_possible_batches_domain(self):
        domain = super()._get_possible_batches_domain()
        if self.picking_type_id.tts_batch_by_shop:
            domain &= Domain('picking_ids.tts_shop_id', '=', self.tts_shop_id.id)
        return domain

    def _get_auto_batch_description(self):
        description = super()._get_auto_batch_description()
        shop = self.sudo().tts_shop_id.name if self.picking_type_id.tts_batch_by_shop else ''
        return ', '.join(filter(None, (description, shop)))
