"""Batch transfers: what is picked together is arranged and printed together, in the batch's order.
They are found by what stands on the papers of one in them, and put together by shop, handover and
shipping provider.
"""

from lxml.builder import E

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_datetime

BATCH = 'stock.picking.batch'
# What batches are put together by, fields of `stock.picking.type`
KEYS = ('tts_batch_by_shop', 'tts_batch_by_handover', 'tts_batch_by_provider')


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
        """The search of batches has the field that the one of transfers has; their form has the
        buttons of those who pack.
        """
        arch, view = super()._get_view(view_id, view_type, **options)
        if self._name == BATCH and view_type == 'search':
            arch.insert(1, E.field(
                name='picking_ids', string=self.env._("TikTok / Tracking"),
                filter_domain="[('picking_ids.tts_found', '=', self)]"))
        if self._name == BATCH and view_type == 'form':
            for place in arch.xpath('//header/field[@name="state"]'):
                place.addprevious(self._tts_button(
                    'action_arrange_batch', self.env._("Arrange Shipment"), 'draft'))
                place.addprevious(self._tts_button(
                    'action_print_batch_labels', self.env._("TikTok Labels"), 'done'))
        return arch, view

    @api.model
    def _tts_button(self, name, label, state):
        """Return a button for what is in progress, or is in one more state."""
        action = self.env.ref(f'tiktok_shop.{name}')
        return E.button(
            name=str(action.id), type='action', string=label, groups='stock.group_stock_user',
            invisible=f"state not in ('in_progress', '{state}')")


class StockPickingType(models.Model):
    _inherit = 'stock.picking.type'

    tts_batch_by_shop = fields.Boolean(
        "TikTok Shop", help="Automatically group batches by TikTok shop.")
    tts_batch_by_handover = fields.Boolean(
        "TikTok Handover", help="Automatically group batches by handover and pickup time, as soon "
                                "as the shipping of their transfers is arranged.")
    tts_batch_by_provider = fields.Boolean(
        "Shipping Provider", help="Automatically group batches by shipping provider, or else the "
                                  "carrier, as soon as that is known.")

    @api.model
    def _get_view(self, view_id=None, view_type='form', **options):
        """They stand beside what else automatic batches are grouped by."""
        arch, view = super()._get_view(view_id, view_type, **options)
        for place in arch.xpath('//div[@name="batch_contact"]'):
            for name in reversed(KEYS):
                place.addnext(E.div(
                    E.field(name=name), E.label({'for': name}),
                    {'class': 'o_row', 'invisible': 'not auto_batch'}))
                place.addnext(E.span(invisible='not auto_batch'))
        return arch, view

    # Called by stock_picking_batch alone.

    @api.model
    def _get_batch_group_by_keys(self):
        return [*super()._get_batch_group_by_keys(), *KEYS]


class StockPicking(models.Model):
    _inherit = 'stock.picking'

    def _tts_being_picked(self):
        found = super()._tts_being_picked()
        if 'batch_id' not in self._fields:
            return found
        return found | self.filtered(lambda picking: picking.batch_id.state == 'in_progress')

    def _tts_pick_key(self):
        key = super()._tts_pick_key()
        if 'batch_id' not in self._fields:
            return key
        return self.batch_id.name or '', self.batch_sequence, *key

    def button_validate(self):
        """A batch is done without what TikTok bars: that stays behind, out of it, and says why."""
        barred = self.browse()
        if self.env.context.get('batches_to_validate'):
            barred = self.filtered('tts_bar')
        if not barred or barred == self:
            return super().button_validate()
        for picking in barred:
            picking._message_log(body=self.env._(
                "Not done with its batch, and taken out of it: %s", picking.tts_bar))
        barred.batch_id = False
        return super(StockPicking, self - barred).button_validate()

    # === ALL THAT IS IN A BATCH === #

    @api.model
    def _tts_in_batches(self, ids):
        """Return the transfers of some batches that are not cancelled.

        :param ids: of the batches
        """
        if BATCH not in self.env:
            return self.browse()
        return self.env[BATCH].browse(ids).picking_ids.filtered(
            lambda picking: picking.state != 'cancel')

    @api.model
    def _tts_arrange_batches(self, ids):
        """Return the action that arranges what is in some batches."""
        action = self.env['ir.actions.act_window']._for_xml_id(
            'tiktok_shop.action_tts_shipment_arrange')
        pickings = self._tts_in_batches(ids).filtered('tts_shop_id')
        return {**action, 'context': {'active_model': self._name, 'active_ids': pickings.ids}}

    # === WHICH BATCH === #

    def _tts_find_batches(self):
        """Put these together with others, once by whom and when they are taken is known."""
        if 'batch_id' not in self._fields:
            return
        for picking in self.filtered(lambda each: each.state == 'assigned' and not each.batch_id):
            kind = picking.picking_type_id
            if kind.tts_batch_by_handover or kind.tts_batch_by_provider:
                picking._find_auto_batch()

    def _tts_like(self):
        """Return the domain of transfers that may be in one batch with this one."""
        kind, like = self.picking_type_id, Domain.TRUE
        if kind.tts_batch_by_shop:
            like &= Domain('tts_shop_id', '=', self.tts_shop_id.id)
        if kind.tts_batch_by_handover:
            like &= Domain('tts_handover_method', '=', self.tts_handover_method) & Domain(
                'tts_pickup_start', '=', self.tts_pickup_start)
        if kind.tts_batch_by_provider:
            like &= Domain('tts_provider_name', '=', self.tts_provider_name)
            if not self.tts_provider_name:
                like &= Domain('carrier_id', '=', self.carrier_id.id)
        return like

    def _tts_is_to_be_arranged(self):
        """Tell whether TikTok's carrier takes a transfer, and it is not known yet when and how."""
        return self.tts_stage in ('to_arrange', 'to_print') and not self._tts_labelled()[
            self].filtered(lambda package: package._is_arranged())

    # Called by stock_picking_batch alone, when a transfer is ready; `_is_auto_batchable` also of
    # the one that is to join it.

    def _is_auto_batchable(self, picking=None):
        kind = self.picking_type_id
        if (kind.tts_batch_by_handover or kind.tts_batch_by_provider) and any(
                each._tts_is_to_be_arranged() for each in self | (picking or self.browse())):
            return False
        return super()._is_auto_batchable(picking)

    def _get_possible_pickings_domain(self):
        return super()._get_possible_pickings_domain() & self._tts_like()

    def _get_possible_batches_domain(self):
        """Of batches that a person has filled, too, all transfers have to be like this one."""
        domain, like = super()._get_possible_batches_domain(), self._tts_like()
        if like.is_true():
            return domain
        return domain & Domain('picking_ids', 'any', like) & ~Domain('picking_ids', 'any', ~like)

    def _get_auto_batch_description(self):
        kind, mine = self.picking_type_id, self.sudo()
        handovers = dict(self._fields['tts_handover_method']._description_selection(self.env))
        slot = mine.tts_pickup_start
        return ', '.join(filter(None, (
            super()._get_auto_batch_description(),
            kind.tts_batch_by_shop and mine.tts_shop_id.name,
            kind.tts_batch_by_handover and handovers.get(mine.tts_handover_method),
            kind.tts_batch_by_handover and slot and format_datetime(
                self.env, slot, dt_format='short'),
            kind.tts_batch_by_provider and (mine.tts_provider_name or mine.carrier_id.name))))


class TtsPackage(models.Model):
    _inherit = 'tts.package'

    def _tell_transfers(self):
        """Who takes it is known now: its transfers are put together with others by that."""
        result = super()._tell_transfers()
        if 'batch_id' in self.env['stock.picking']._fields:
            self._label_transfers()._tts_with_steps_before()._tts_find_batches()
        return result
