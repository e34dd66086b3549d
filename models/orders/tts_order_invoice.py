import logging
from datetime import timedelta

import psycopg2
import pytz

from odoo import models

from ...tools import order_status, values
from ...tools.sentences import REFUSALS
from ..engine.mail_activity import Todo

_logger = logging.getLogger(__name__)

ONE_DAY = timedelta(days=1)


class TtsOrder(models.Model):
    """Invoices that are made by themselves."""

    _inherit = 'tts.order'

    def _create_invoice(self):
        """Create and post the invoice of what can be invoiced. A failure stops nothing.

        :rtype: list of Todo
        """
        if not self._is_invoiceable():
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

    def _is_invoiceable(self):
        """Tell whether there are goods to invoice.

        Not where a person has drafted, cancelled or credited an invoice: the rest is his.
        """
        sale = self.sale_order_id
        goods = sale.order_line.filtered(lambda line: line.tts_kind in (False, 'item'))
        if not any(line.qty_to_invoice > 0 for line in goods):
            return False
        return all(
            move.state == 'posted' and move.move_type == 'out_invoice'
            and move.payment_state != 'reversed'
            for move in sale.invoice_ids
        )

    def _invoice_date(self):
        """Return the day for an invoice that is made now of an order whose goods have left: the day
        they left, or were delivered where the shop invoices then; the first day after it that is
        not locked. False where today is right: nothing has left, or it is not the first invoice.
        """
        sale, shop = self.sale_order_id, self.shop_id
        if self.status not in order_status.GONE or sale.invoice_ids.filtered('posted_before'):
            return False
        moment = self._departure_time()
        if shop.invoice_policy in ('delivered', 'completed'):
            moment = values.moment((self.payload or {}).get('delivery_time')) or moment
        zone = pytz.timezone(shop.timezone or 'UTC')
        day = pytz.utc.localize(moment).astimezone(zone).date()
        locks = sale.company_id._get_lock_date_violations(
            day, purchase=False, tax=bool(sale.order_line.tax_ids))
        return max((lock for lock, _name in locks), default=day - ONE_DAY) + ONE_DAY
