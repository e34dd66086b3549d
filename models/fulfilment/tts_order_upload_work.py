import functools
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ...client.errors import TikTokError
from ...tools import order_fields, parcels, values
from ...tools.sentences import explained, term
from ..engine.tts_work import MAX_ATTEMPTS, commit_progress, is_lost, note, pause
from .tts_order_upload import LOOKED_AT, NEEDED, TAKEN

_lt = LazyTranslate(__name__)

# Invoices that are sent between two commits.
BATCH = 10
LEASE = timedelta(minutes=3)
# TikTok's reasons (webhook 36). The tax authority may know of an invoice a little later.
PASSING = ('UNKNOWN', 'NOT_FOUND')
AGAIN = timedelta(minutes=10)
REASONS = {
    'UNKNOWN': _lt("TikTok could not look at the invoice."),
    'NOT_FOUND': _lt("The tax authority does not know the invoice yet."),
    'NOT_AUTHORIZED': _lt("The tax authority has not authorized the invoice."),
    'ACCESS_KEY_DUPLICATE': _lt(
        "The invoice belongs to another order at TikTok already. Upload the one of this order."),
    'CNPJ_NOT_MATCH': _lt(
        "The invoice is not from the company (CNPJ) that the shop belongs to. Correct it."),
    'FAILED': _lt("TikTok's check of the invoice failed. Look at it, and upload it again."),
}


class TtsOrder(models.Model):
    """Sending invoices, from the queue of `tts_shipment_work.py` and by the same rules: nothing is
    locked while TikTok is asked, the attempt is noted before, the order read before and after.
    """

    _inherit = 'tts.order'

    @api.model
    def _upload_some(self, passed):
        """Send some invoices of one shop; return whether any were due.

        :param set passed: ids of shops that have to wait; one that cannot be asked is added
        """
        mine = self._claim_uploads(passed)
        if not mine:
            return False
        # What is said of them is in the language of who reads it.
        mine = mine.with_context(lang=mine[:1]._responsible().lang)
        given_up = mine.filtered(lambda each: each.invoice_attempts > MAX_ATTEMPTS)
        given_up._refuse_invoice(self.env._(
            "Tried %s times: the last time Odoo ended the worker before TikTok's answer was noted. "
            "The server log tells why. Upload it again.", MAX_ATTEMPTS))
        commit_progress(self.env, 0, 1)
        if mine - given_up:
            (mine - given_up)._upload_safely(passed)
        return True

    @api.model
    def _claim_uploads(self, passed):
        """Own some orders of one shop whose invoices are due, for the time of a lease."""
        now = fields.Datetime.now()
        due = self.search([
            ('invoice_upload', '=', 'waiting'), ('shop_id', 'not in', list(passed)),
            ('shop_id.active', '=', True), ('shop_id.account_id.state', '=', 'connected'),
            '|', ('invoice_retry', '=', False), ('invoice_retry', '<=', now),
            '|', ('invoice_lease', '=', False), ('invoice_lease', '<=', now),
        ], order='id', limit=5 * BATCH)
        due = due.filtered(lambda each: each.shop_id == due[0].shop_id)
        mine = due.try_lock_for_update(allow_referencing=True, limit=BATCH)
        for each in mine:
            each.write({
                'invoice_attempts': each.invoice_attempts + 1, 'invoice_lease': now + LEASE})
        return mine

    # === ASKING === #

    def _upload_safely(self, passed):
        """Send the invoices of these orders of one shop, and note what TikTok said."""
        shop, files = self.shop_id, {order: order.invoice_file_id.id for order in self}
        try:
            with shop._tiktok(in_words=False) as client:
                before = self._shown(client)
                answers = {
                    order: order._upload_one(client, before.get(order.tiktok_id))
                    for order in self}
                after = self._shown(client)
                # Whatever was answered: what TikTok looks at now has been sent.
                answers.update(dict.fromkeys(
                    order for order in self
                    if _need(after.get(order.tiktok_id)) in (LOOKED_AT, TAKEN)))
        except (TikTokError, UserError) as error:
            if not getattr(error, 'is_for_all', True):
                self._not_read(error, files, passed)
                return
            note(self.env, functools.partial(self._wait_to_upload, error))
            self.env['tts.shipment']._pass_over(shop, error, passed)
            return
        note(self.env, functools.partial(self._take_uploads, answers, files, list(after.values())))

    def _not_read(self, error, files, passed):
        """TikTok does not tell of these orders: what it refuses of one is not all the others'."""
        if len(self) > 1:
            for order in self:
                order._upload_safely(passed)
        else:
            note(self.env, functools.partial(self._take_uploads, {self: error}, files, []))

    def _upload_one(self, client, payload):
        """Send the invoice of one order, for each of its packages. What TikTok has is not sent
        again: neither a crash nor a second click does.

        :param dict payload: the order, as TikTok has it now
        :return: why it was not taken; None where it was, or is not wanted any more
        """
        if payload and _need(payload) != NEEDED:
            return None
        try:
            if not payload:
                raise UserError(self.env._("TikTok does not know this order in this shop."))
            self._call_upload(client, payload)
        except Exception as error:
            if is_lost(error) or getattr(error, 'is_for_all', False):
                raise
            return error
        return None

    def _call_upload(self, client, payload):
        """:param dict payload: the order as TikTok has it now
        :raises UserError: when there is nothing to send, or nothing that it is for
        """
        cipher, content = self.shop_id.sudo().cipher, self.invoice_file_id.raw
        refs = [ref for ref, told in parcels.told_by(payload).items()
                if told.status not in parcels.ARRANGED]
        if not refs or not content:
            raise UserError(self.env._(
                "TikTok has made no package of this order yet, or the file is gone. Upload the "
                "invoice again."))
        for ref in refs:
            orders = parcels.fields_of(client.package(cipher, ref))['order_refs']
            client.upload_invoice(cipher, ref, orders or [self.tiktok_id], content)

    # === WHAT HAS COME OF IT === #

    def _take_uploads(self, answers, files, payloads):
        """Write what has come of sending invoices.

        :param dict answers: {tts.order: why it was not taken, or None}
        :param dict files: {tts.order: id of the file that it is about}
        :param payloads: the orders, as TikTok has them now
        """
        for order, error in answers.items():
            if order.invoice_file_id.id != files[order]:
                continue  # a person has chosen another one meanwhile, which is sent next
            if error:
                order._note_upload_error(error)
            else:
                order.write({
                    'invoice_upload': 'sent', 'invoice_error': False,
                    'invoice_lease': False, 'invoice_date': fields.Datetime.now()})
        self.env['tts.order'].with_company(self.company_id)._mirror(
            self.shop_id, payloads)._apply()
        self.filtered(lambda each: each.invoice_upload == 'sent')._follow_invoice()

    def _note_upload_error(self, error):
        later = getattr(error, 'passes', False) and self.invoice_attempts < MAX_ATTEMPTS
        if not later:
            self._refuse_invoice(explained(self.env, error))
            return
        retry = fields.Datetime.now() + pause(
            max(self.invoice_attempts, 1), getattr(error, 'retry_after', None))
        self.write({
            'invoice_lease': False, 'invoice_retry': retry,
            'invoice_error': explained(self.env, error, repeated=True)})
        self.env['tts.shipment']._ring(retry)

    def _wait_to_upload(self, error):
        """TikTok could not be asked: all of these wait."""
        for order in self:
            attempts = min(order.invoice_attempts, MAX_ATTEMPTS - 1)
            retry = fields.Datetime.now() + pause(
                max(attempts, 1), getattr(error, 'retry_after', None))
            order.write({
                # However long TikTok is out of order: nothing of this invoice has failed.
                'invoice_attempts': attempts, 'invoice_lease': False, 'invoice_retry': retry,
                'invoice_error': explained(self.env, error, repeated=True)})
            self.env['tts.shipment']._ring(retry)

    def _note_invoice_answer(self, reason):
        """Note why TikTok has not accepted the invoices of these orders (webhook 36).

        :param str reason: TikTok's
        """
        for order in self.filtered(lambda each: (
                each.invoice_need == NEEDED and each.invoice_upload == 'sent')):
            order = order.with_context(lang=order._responsible().lang)
            told = term(order.env, REASONS, reason) if reason in REASONS else (
                order.env._("TikTok does not accept the invoice: %s. Correct it, and upload it "
                            "again.", values.text(reason) or '-'))
            # Counted until TikTok has taken it, or another file is chosen: it must end.
            if (reason in PASSING and order.invoice_file_id
                    and order.invoice_attempts < MAX_ATTEMPTS):
                order.write({
                    'invoice_upload': 'waiting', 'invoice_error': told,
                    'invoice_retry': fields.Datetime.now() + AGAIN})
                order.env['tts.shipment']._ring(order.invoice_retry)
            else:
                order._refuse_invoice(told)


def _need(payload):
    """Return what an order tells of its invoice: TikTok's `need_upload_invoice`."""
    return order_fields.fulfilment_of(payload or {})['invoice_status']
