import logging

import psycopg2

from odoo import models

from .. import const
from ..tools import values
from .mail_activity import Todo
from .tts_mirror import REFUSALS

_logger = logging.getLogger(__name__)

# The statuses at which each policy of a shop wants the invoice.
INVOICED_AT = {
    'never': (),
    'confirm': const.TO_SHIP + const.GONE,
    'shipped': const.GONE,
    'delivered': ('DELIVERED', 'COMPLETED'),
    'completed': ('COMPLETED',),
}


class TtsOrder(models.Model):
    """Invoices that are made by themselves."""

    _inherit = 'tts.order'

    def _take_invoice(self):
        """Create and post the invoice, if the shop wants it by now. A failure stops nothing.

        :rtype: list of Todo
        """
        if not self._is_to_invoice():
            return []
        try:
            with self.env.cr.savepoint():
                self.sale_order_id._create_invoices().action_post()
        except psycopg2.OperationalError:
            raise
        except Exception as error:
            if not isinstance(error, REFUSALS):
                _logger.exception("%s %s cannot be invoiced", self._name, self.tiktok_id)
            details = values.text(error.args[0] if error.args else type(error).__name__, 1000)
            return [Todo('invoice', self.env._(
                "The invoice could not be made. Make it by hand."), details)]
        return []

    def _is_to_invoice(self):
        """Tell whether goods are to be invoiced now.

        Not where a person has drafted, cancelled or credited an invoice: the rest is his.
        """
        if self.status not in INVOICED_AT[self.shop_id.invoice_policy]:
            return False
        sale = self.sale_order_id
        goods = sale.order_line.filtered(lambda line: line.tts_kind in (False, 'item'))
        if not any(line.qty_to_invoice > 0 for line in goods):
            return False
        return all(
            move.state == 'posted' and move.move_type == 'out_invoice'
            and move.payment_state != 'reversed'
            for move in sale.invoice_ids
        )
