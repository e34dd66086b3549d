import functools
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...client.errors import TikTokError
from ...tools import names, parcels, shipping
from ...tools.sentences import explained
from ..engine.tts_work import MAX_ATTEMPTS, commit_progress, note, pause
from .tts_shipment_work import LEASE

# How long after shipping TikTok takes a correction, and where it says so; elsewhere it tells.
# https://partner.tiktokshop.com/docv2/page/fulfillment-api-overview
TIME = timedelta(hours=72)
LIMITED = ('US', 'GB', 'ID', 'MY', 'PH', 'SG', 'TH', 'VN')
# Of orders with these nothing can be corrected.
OVER = ('DELIVERED', 'COMPLETED', 'CANCELLED')
NOT_SHIPPED = 21011043


class TtsShipment(models.Model):
    """The one correction of carrier and number that TikTok takes of what the seller has shipped.

    A person asks for it, the queue sends it: noted before the call, and the package is read before
    and after. What TikTok shows already is done, whatever became of an answer.
    """

    _inherit = 'tts.shipment'

    correction = fields.Selection([
        ('waiting', "Being corrected"),
        ('done', "Corrected"),
        ('refused', "Refused"),
        ('over', "No longer possible"),
    ], readonly=True, index='btree_not_null')
    correction_carrier_id = fields.Many2one('delivery.carrier', "New Carrier", readonly=True)
    correction_number = fields.Char("New Number", readonly=True)
    correction_error = fields.Char("Why Not Corrected", readonly=True)
    correction_date = fields.Datetime("Corrected on", readonly=True)

    # === WHETHER, AND WHAT === #

    def _why_not_corrected(self):
        """Return why carrier and number of one parcel cannot be corrected; '' where they can."""
        package, order = self.package_id, self.order_id
        if self.state != 'reported' or order.shipping_type != shipping.SELLER or not (
                package.tracking_number):
            return self.env._("TikTok knows no number of the seller's of it.")
        if told := self._why_no_second_correction():
            return told
        if order.status in OVER or package.status in ('COMPLETED', 'CANCELLED'):
            return self.env._("It is delivered or cancelled: its number can no longer be changed.")
        is_late = self.date and self.date + TIME < fields.Datetime.now()
        if is_late and self.shop_id.region in LIMITED:
            return self.env._("TikTok takes a correction for 72 hours, which are over.")
        return ''

    def _why_no_second_correction(self):
        """Return why one parcel's order cannot be corrected once more; '' where it was not yet."""
        parts = self.order_id.shipment_ids.grouped('correction')
        if 'waiting' in parts:
            return self.env._("A correction is being sent.")
        if 'done' in parts:
            return self.env._("It was corrected once, and TikTok takes no second correction.")
        return parts['over'][0].correction_error if 'over' in parts else ''

    def _told_otherwise(self):
        """Return those of these parcels that TikTok has with another carrier or number than the
        transfer; what is not known on either side is not compared.
        """
        return self.filtered(lambda each: (
            each.state == 'reported' and each.order_id.shipping_type == shipping.SELLER
            and each.correction != 'waiting' and (
                _differ(each.tracking_number, each.package_id.tracking_number)
                or _differ(each.provider_id.tiktok_id, each.package_id.provider_ref))))

    def _told_otherwise_than(self, carrier, number):
        """Return those of these parcels that TikTok has with another carrier or number than these.
        """
        return self.filtered(lambda each: (
            each.package_id.tracking_number != number
            or each.package_id.provider_ref != carrier._tts_provider(
                each.shop_id, each.order_id._delivery_option()).tiktok_id))

    def _proposed_provider(self):
        """Return the shipping provider that TikTok's warning about one parcel proposes: the only
        one that it names besides the one that was told. Else none.
        """
        told = self.package_id.provider_ref or self.provider_id.tiktok_id
        offered = self.shop_id.provider_ids.filtered('active')
        named = names.mentioned(self.warning or '', offered.mapped('name'))
        found = offered.filtered(lambda each: each.name in named and each.tiktok_id != told)
        fitting = found.filtered(
            lambda each: each._serves(self.order_id._delivery_option())) or found
        return fitting if len(fitting) == 1 else fitting.browse()

    # === ASKED FOR === #

    def _plan_correction(self, carrier, number):
        """Have carrier and number of those of these parcels corrected that can be.

        :return: these
        """
        made = self.browse()
        for shipment in self:
            # One after the other: a correction counts for all of an order's parcels.
            if not shipment._why_not_corrected():
                shipment.write({
                    'correction': 'waiting', 'correction_carrier_id': carrier.id,
                    'correction_number': number, 'correction_error': False, 'attempts': 0,
                    'retry': False, 'lease': False})
                made |= shipment
        if made:
            self._ring()
        return made

    # === SENT FROM THE QUEUE === #

    @api.model
    def _corrections_due(self):
        now = fields.Datetime.now()
        return Domain('correction', '=', 'waiting') & Domain([
            '|', ('retry', '=', False), ('retry', '<=', now),
            '|', ('lease', '=', False), ('lease', '<=', now),
            ('shop_id.active', '=', True), ('shop_id.account_id.state', '=', 'connected')])

    @api.model
    def _correct_some(self, passed):
        """Send one correction; return whether any was due."""
        others = Domain('shop_id', 'not in', list(passed))
        due = self.search(self._corrections_due() & others, order='id', limit=10)
        mine = due.try_lock_for_update(allow_referencing=True, limit=1)
        if not mine:
            return False
        mine = mine.with_context(lang=mine.order_id._responsible().lang)
        if mine.attempts >= MAX_ATTEMPTS:
            mine._end_correction('refused', self.env._(
                "Tried %s times: the last time Odoo ended the worker before TikTok's answer was "
                "noted. The server log tells why. Correct it once more.", MAX_ATTEMPTS))
            return True
        mine.write({'attempts': mine.attempts + 1, 'lease': fields.Datetime.now() + LEASE})
        commit_progress(self.env, 0, 1)
        mine._correct_safely(passed)
        return True

    def _correct_safely(self, passed):
        """Send one correction, and note what TikTok said and shows thereupon."""
        try:
            with self.shop_id._tiktok(in_words=False) as client:
                payload, error = self._correct(client)
        except (TikTokError, UserError) as error:
            note(self.env, functools.partial(self._put_off_correction, error))
            self._pass_over(self.shop_id, error, passed)
            return
        note(self.env, functools.partial(self._take_correction, payload, error))

    def _correct(self, client):
        """Correct carrier and number of one parcel, unless TikTok shows them already.

        :return: (the package as it is now, {} where that cannot be read; TikTok's refusal or None)
        :raises TikTokError: when TikTok cannot be asked now
        """
        package, refusal = self.package_id, None
        payload = package._asked(client)
        if self._is_corrected(payload):
            return payload, None
        try:
            client.correct_shipping(
                self.shop_id.sudo().cipher, **self._corrected_place(),
                tracking_number=self.correction_number,
                provider_id=self._correction_provider().tiktok_id)
        except TikTokError as error:
            refusal = error
        try:
            payload = package._asked(client)
        except TikTokError:
            payload = {}
        return payload, None if self._is_corrected(payload) else refusal

    def _correction_provider(self):
        return self.correction_carrier_id._tts_provider(
            self.shop_id, self.order_id._delivery_option())

    def _corrected_place(self):
        """Return what the call names: an order that is in one package of its own, or a package."""
        package, order = self.package_id, self.order_id
        live = order.package_ids.filtered(lambda each: each.status != 'CANCELLED')
        is_whole = live <= package and package.order_ids <= order
        return {'order_id': order.tiktok_id} if is_whole else {'package_id': package.tiktok_id}

    def _is_corrected(self, payload):
        """Tell whether TikTok shows the new carrier and number."""
        told = parcels.fields_of(payload)
        return (
            told['tracking_number'] == self.correction_number
            and told['provider_ref'] == self._correction_provider().tiktok_id)

    # === WHAT HAS COME OF IT === #

    def _put_off_correction(self, error):
        """TikTok could not be asked: it is sent later."""
        self.write({
            'lease': False, 'attempts': min(self.attempts, MAX_ATTEMPTS - 2),
            'correction_error': explained(self.env, error, repeated=True),
            'retry': fields.Datetime.now() + pause(
                max(self.attempts, 1), getattr(error, 'retry_after', None))})

    def _take_correction(self, payload, error):
        """Write what has come of a call.

        :param dict payload: the package, {} where it could not be read
        :param error: TikTok's refusal; None for none
        """
        Package = self.env['tts.package'].with_company(self.company_id)
        if payload:
            Package._take(self.shop_id, [payload])
        else:
            self.package_id.is_stale = True
        if not error:
            self._end_correction('done')
            self.picking_id.write({
                'carrier_id': self.correction_carrier_id.id,
                'carrier_tracking_ref': self.correction_number})
        elif error.passes and self.attempts < MAX_ATTEMPTS:
            self._put_off_correction(error)
        else:
            is_over = error.situation == 'corrected'
            self._end_correction('over' if is_over else 'refused', self._why_refused(error))

    def _why_refused(self, error):
        """Return why TikTok has not taken a correction, and what to do."""
        if error.code == NOT_SHIPPED:
            return self.env._(
                "TikTok does not show it as shipped yet, so there is nothing to correct. Look at "
                "the order in Seller Center.")
        return explained(self.env, error)

    def _end_correction(self, state, reason=''):
        """Note how a correction has ended; whoever follows the transfer is told."""
        now = fields.Datetime.now()
        is_done = state == 'done'
        self.write({
            'correction': state, 'correction_error': reason, 'lease': False, 'attempts': 0,
            'retry': False, **({'correction_date': now, 'warning': False} if is_done else {})})
        self.picking_id.message_post(body=self.env._(
            "TikTok has the number %s now.", self.correction_number) if is_done else self.env._(
            "TikTok has not taken the number %(number)s. %(reason)s",
            number=self.correction_number, reason=reason))


def _differ(mine, theirs):
    """Tell whether two are known and not the same."""
    return bool(mine and theirs and mine != theirs)
