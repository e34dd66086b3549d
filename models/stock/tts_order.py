import logging

from odoo import api, fields, models

from ...tools import order_status, order_units, values
from ..engine.mail_activity import Todo
from ..engine.tts_work import CONCURRENT, is_lost

_logger = logging.getLogger(__name__)

OVERSOLD = 'oversold'


class TtsOrder(models.Model):
    """How many units an order that is open takes from what can be sold: see `tts_order_units.py`.
    """

    _inherit = 'tts.order'

    unit_ids = fields.One2many('tts.order.units', 'order_id', "Units Taken", readonly=True)
    oversold = fields.Char(
        compute='_compute_oversold', help="What was sold with it and is not there for it.")

    @api.depends('unit_ids.lacking')
    def _compute_oversold(self):
        for order in self:
            order.oversold = ', '.join(
                f'{units.lacking} x {units._product_name()}'
                for units in order.unit_ids.filtered('lacking')) or False

    @api.model
    def _write_or_create(self, known, changes):
        rows = super()._write_or_create(known, changes)
        told = {vals['tiktok_id'] for vals in changes if 'payload' in vals}
        new = {vals['tiktok_id'] for vals in changes} - set(known)
        rows.filtered(lambda row: row.tiktok_id in told)._note_units(new)
        return rows

    def _note_units(self, new=()):
        """Note what these orders take, by their payloads, which are here.

        :param new: TikTok's ids of those that have just been made
        """
        self.env['tts.order.units']._renew(
            {order: order._open_units() for order in self},
            self.filtered(lambda order: order.tiktok_id not in new))

    def _open_units(self):
        """Return what one order takes of the seller's own goods that are still here.

        :return: {(TikTok's SKU id, TikTok's warehouse id or ''): units}
        """
        if self._is_fulfilled_by_tiktok() or self.status not in order_status.OPEN:
            return {}
        payload = self.sudo().payload
        here = [
            item for item in values.listed(payload.get('line_items'), dict)
            if not order_units.is_cancelled(item)
            and item.get('display_status') not in order_status.GONE]
        warehouse = values.identity(payload.get('warehouse_id'))
        return {(ref, warehouse): count for ref, count in order_units.counted(here).items()}

    # === OVERSOLD === #

    def _tell_oversold(self):
        """Have a to-do on the sales orders of those of these orders that are oversold, and on no
        other. Where there can be none, the list of orders names it all the same: stock has to go.
        """
        try:
            with self.env.cr.savepoint():
                self._agree_todos({order: [] for order in self}, among=OVERSOLD)
        except CONCURRENT:
            raise
        except Exception as error:
            if is_lost(error):
                raise
            if len(self) > 1:
                for order in self:
                    order._tell_oversold()
            else:
                _logger.exception("%s: no to-do tells that it is oversold", self)

    def _agree_todos(self, todos, among=''):
        return super()._agree_todos(
            {order: [*todos[order], *order._oversold_todos()] for order in todos}, among)

    def _oversold_todos(self):
        """Return the to-do about what one order has sold and is not there for it."""
        if not self.oversold:
            return []
        order = self.with_context(lang=self._responsible().lang)
        return [Todo(OVERSOLD, order.env._(
            "Oversold: %s is not there for this order.", order.oversold), order.env._(
            "More was sold than there is, here and elsewhere, and this order came last. Get the "
            "goods in time, or cancel it. TikTok does not offer them any more."))]
