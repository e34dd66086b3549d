import functools
import logging
from collections import Counter
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...client.errors import TikTokError
from ...tools import values
from ...tools.sentences import explained
from ..engine.tts_work import (
    CONCURRENT,
    MAX_ATTEMPTS,
    commit_progress,
    is_lost,
    note,
    pause,
)
from .tts_shipment_call import TOGETHER, Answer

_logger = logging.getLogger(__name__)

# Parcels that are told of between two commits.
BATCH = 10
# For so long a worker that is silent is taken to be at work: Odoo ends it after 120 seconds.
LEASE = timedelta(minutes=3)
# What ends at TikTok without our knowing when is tried again after this.
WAIT = timedelta(minutes=10)


class TtsShipment(models.Model):
    """The queue of what TikTok is to be told of parcels, of packages that are to be read, of
    invoices (`tts_order_upload_work.py`) and labels (`tts_package_label_work.py`).

    While TikTok is called, nothing is locked: who sends a parcel owns it by a lease, which is noted
    together with the attempt before the call. An order is read before and after: what TikTok knows
    already is not told again, so that neither a crash nor a second click ships or buys twice.
    """

    _inherit = 'tts.shipment'

    @api.model
    def _process(self):
        """Do what is due, until nothing is or the time is over. Safe beside other workers."""
        passed, failures = set(), Counter()
        while queue := self._do_some(passed, failures):
            if not failures[queue] and not commit_progress(self.env, 1, 1):
                return

    @api.model
    def _do_some(self, passed, failures):
        """Do some of the first queue in which anything is due; return its number, None for none.

        One that fails again and again is left out, so that what stands behind it has its turn.

        :param Counter failures: of each queue in a row
        """
        Order, Package = self.env['tts.order'], self.env['tts.package']
        for number, do in enumerate((
                Order._upload_some, self._send_some, self._correct_some, self._read_some,
                Package._fetch_some), 1):
            if failures[number] >= MAX_ATTEMPTS:
                continue
            try:
                if not do(passed):
                    continue
                failures[number] = 0
            except Exception as error:
                if is_lost(error):
                    raise
                self._log(error)
                self.env.cr.rollback()
                failures[number] += 1
            return number
        return None

    @api.model
    def _log(self, error):
        """Others were faster, or something is wrong with what is leased now: the rest goes on."""
        if isinstance(error, CONCURRENT):
            _logger.info("Shipments of TikTok Shops wait for others: %s", error)
        else:
            _logger.error("Shipments of TikTok Shops cannot be told", exc_info=error)

    # === CLAIMS === #

    @api.model
    def _due(self):
        """Return the domain of what is to be told now."""
        now = fields.Datetime.now()
        return [
            ('state', '=', 'waiting'),
            '|', ('retry', '=', False), ('retry', '<=', now),
            '|', ('lease', '=', False), ('lease', '<=', now),
            ('shop_id.active', '=', True), ('shop_id.account_id.state', '=', 'connected'),
            '|', '|', ('shop_id.push_tracking', '=', True), ('is_arranged', '=', True),
            ('cancel_reason', '!=', False),
        ]

    @api.model
    def _claim(self, passed):
        """Own some of what is due for the time of a lease: parcels of one shop. Those of one order
        go together, so that no two workers share out its items.
        """
        due = self.search([*self._due(), ('shop_id', 'not in', list(passed))],
                          order='id', limit=50 * BATCH)
        due = due.filtered(lambda each: each.shop_id == due[0].shop_id)
        orders = due.order_id.try_lock_for_update(allow_referencing=True, limit=BATCH)
        held = self.search([
            ('order_id', 'in', orders.ids), ('lease', '>', fields.Datetime.now())]).order_id
        # All that is due of an order: where another worker has claimed some of it since this
        # transaction began, writing it fails, and the next one sees that.
        mine = self.search([*self._due(), ('order_id', 'in', (orders - held).ids)])
        for each in mine:
            each.write({
                'attempts': each.attempts + 1, 'lease': fields.Datetime.now() + LEASE})
        return mine

    # === WHAT IS TOLD === #

    @api.model
    def _send_some(self, passed):
        """Tell TikTok of some parcels of one shop; return whether any were due."""
        mine = self._claim(passed)
        if not mine:
            return False
        # What is said of them is in the language of who reads it.
        mine = mine.with_context(lang=mine.order_id[:1]._responsible().lang)
        given_up = mine.filtered(lambda each: each.attempts > MAX_ATTEMPTS)
        given_up._give_up()
        given_up._agree_todos()
        commit_progress(self.env, 0, 1)
        if mine - given_up:
            (mine - given_up)._send_safely(passed)
        return True

    def _send_safely(self, passed):
        """Tell TikTok of these parcels of one shop, and note what it said."""
        shop = self.shop_id
        try:
            with shop._tiktok(in_words=False) as client:
                payloads = self._read_orders(client, self.order_id)
                answers = self._prepare(payloads)
                commit_progress(self.env, 0, 1)
                told, after, stop = self.browse(
                    set(self.ids) - {each.id for each in answers})._tell_all(client, payloads)
                answers.update(told)
        except (TikTokError, UserError) as error:
            self._not_read(error, passed)
            return
        payloads.update(after)
        if answers:
            note(self.env, functools.partial(self._take, answers, list(payloads.values())))
        if stop:
            rest = self.browse(set(self.ids) - {each.id for each in answers})
            note(self.env, functools.partial(rest._wait_all, stop))
            self._pass_over(shop, stop, passed)

    def _not_read(self, error, passed):
        """TikTok does not tell of the orders of these parcels: what it refuses of one of them is
        not that of the others.

        :param Exception error:
        """
        if getattr(error, 'is_for_all', True):
            note(self.env, functools.partial(self._wait_all, error))
            self._pass_over(self.shop_id, error, passed)
        elif len(self.order_id) > 1:
            for theirs in self.grouped('order_id').values():
                theirs._send_safely(passed)
        else:
            note(self.env, functools.partial(
                self._take, dict.fromkeys(self, Answer(error=error)), []))

    def _take(self, answers, payloads):
        """Write what has come of calls. The orders tell of the packages, which are read next.

        :param dict answers: {tts.shipment: `Answer`}
        :param payloads: the orders, as TikTok has them now
        """
        shop = self.shop_id
        Package = self.env['tts.package'].with_company(self.company_id)
        self.env['tts.order'].with_company(self.company_id)._mirror(shop, payloads)._apply()
        known = Package.search([
            ('shop_id', '=', shop.id),
            ('tiktok_id', 'in', [answer.package for answer in answers.values()])])
        by_ref = known.grouped('tiktok_id')
        for shipment, answer in answers.items():
            shipment._note_answer(answer, by_ref.get(answer.package, Package))
        known._apply()
        self._agree_todos()
        self.order_id._tell_stages()

    def _note_answer(self, answer, package):
        """Write what has come of one call.

        :param Answer answer:
        """
        if answer.error:
            self.write({
                **self._refused_vals(answer.error), 'must_split': answer.limits, 'lease': False})
            return
        state = 'reported' if answer.is_done else answer.state
        now = fields.Datetime.now()
        if answer.is_done and self.cancel_reason:
            answer = answer._replace(warning=self.env._(
                "It is not cancelled: TikTok has its shipping arranged."))
        self.write({
            'cancel_reason': state == 'waiting' and self.cancel_reason,
            'state': state, 'error': values.text(answer.reason, 1000),
            'warning': values.text(answer.warning, 1000), 'lease': False,
            'attempts': 0, 'retry': now + WAIT if state == 'waiting' else False,
            'must_split': answer.limits, 'situation': False, **self._slot_vals(answer.slot),
            **self._service_vals(answer.service),
            **({'package_id': package.id, 'date': now} if answer.is_done else {})})
        if answer.is_done:
            self._have_arranged_again(package)

    def _wait_all(self, error):
        """TikTok could not be asked: all of it waits."""
        for shipment in self:
            shipment.write({
                # However long TikTok is out of order: nothing of this parcel has failed.
                'lease': False, 'attempts': min(shipment.attempts, TOGETHER),
                'error': explained(self.env, error, repeated=True),
                'retry': fields.Datetime.now() + pause(
                    max(shipment.attempts, 1), getattr(error, 'retry_after', None))})

    def _give_up(self):
        # What was to be cancelled is not: nobody who retries, or enters a number, has that in mind.
        for shipment in self:
            shipment.write({
                'situation': 'undeliverable' if shipment.cancel_reason else False,
                'cancel_reason': False})
        self.write({
            'state': 'refused', 'lease': False, 'retry': False,
            'error': self.env._(
                "Tried %s times: the last time Odoo ended the worker before TikTok's answer was "
                "noted. The server log tells why. Press Retry.", MAX_ATTEMPTS)})

    # === PACKAGES THAT ARE READ === #

    @api.model
    def _read_some(self, passed):
        """Read packages of one shop of which orders tell something new; return whether there were
        any.
        """
        packages = self.env['tts.package'].search([
            ('is_stale', '=', True), ('shop_id', 'not in', list(passed)),
            '|', ('next_attempt', '=', False), ('next_attempt', '<=', fields.Datetime.now()),
            ('shop_id.account_id.state', '=', 'connected')], limit=BATCH)
        shop = packages[:1].shop_id
        packages = packages.filtered(lambda package: package.shop_id == shop)
        if not packages:
            return False
        for package in packages:  # noted before: whatever happens, the others are read next time
            package.next_attempt = fields.Datetime.now() + pause(package.attempts + 1)
        commit_progress(self.env, 0, 1)
        payloads, refused = [], {}
        try:
            with shop._tiktok(in_words=False) as client:
                for package in packages:
                    try:
                        payloads.append(package._asked(client))
                    except TikTokError as error:
                        if error.is_for_all:
                            raise
                        refused[package] = error
        except (TikTokError, UserError) as error:
            self._pass_over(shop, error, passed)
        note(self.env, functools.partial(self._take_packages, shop, payloads, refused))
        return True

    @api.model
    def _take_packages(self, shop, payloads, refused):
        """:param dict refused: {tts.package: why TikTok does not tell of it}"""
        for package, error in refused.items():
            attempts = package.attempts + 1
            # What TikTok does not know, or does not tell, is asked for when an order tells of it.
            package.write({
                'is_stale': error.passes and attempts < MAX_ATTEMPTS, 'attempts': attempts,
                'next_attempt': fields.Datetime.now() + pause(attempts, error.retry_after)})
        self.env['tts.package'].with_company(shop.company_id)._take(shop, payloads)

    @api.model
    def _pass_over(self, shop, error, passed):
        """Leave a shop to the next time; tell what lost its authorization."""
        passed.add(shop.id)
        if isinstance(error, TikTokError):
            shop.account_id._note_refusal(error)
        _logger.info("TikTok Shop %s: shipments have to wait: %s", shop.id, error)
