import ipaddress
import logging

import psycopg2

from odoo import api, fields, http, models

from ...client.errors import TikTokError, Unavailable
from ...client.transport import is_loopback, url_parts
from ...tools.actions import notification
from ...tools.sentences import explained, sentence, term
from ..engine.tts_guard import needs

_logger = logging.getLogger(__name__)


class TtsShop(models.Model):
    """How TikTok comes to know where to send its webhooks.

    https://partner.tiktokshop.com/docv2/page/update-shop-webhook-202309
    """

    _inherit = 'tts.shop'

    webhook_types = fields.Char(
        "Events On", readonly=True, copy=False, help="The events that TikTok sends to this Odoo.",
    )
    webhook_problem = fields.Char(
        "Events Off", readonly=True, copy=False,
        help="Why TikTok does not send its events. Orders are fetched by schedule all the same.",
    )
    database_problem = fields.Char(
        "Events Lost", compute='_compute_database_problem',
        help="Why Odoo does not know for which database TikTok's events are.",
    )

    def _compute_database_problem(self):
        for shop in self:
            shop.database_problem = shop._database_problem()

    @needs('manager')
    def action_register_webhooks(self):
        """Button: tell TikTok where to send its webhooks, and see which it sends."""
        self.ensure_one()
        with self._tiktok() as client:
            vals = self._register_webhooks(client, self.account_id, self.sudo().cipher)
        self.sudo().write(vals)
        if self.webhook_problem:
            return notification('warning', self.webhook_problem)
        return notification('success', self.env._(
            "TikTok sends its events to %s", self.account_id.webhook_url))

    @api.model
    def _try_webhooks(self, client, account, cipher):
        """Register while connecting, which a refusal of TikTok's does not hinder."""
        try:
            return self._register_webhooks(client, account, cipher)
        except TikTokError as error:
            _logger.info("Webhooks of %s were not registered: %s", account.name, error)
            return {'webhook_types': False, 'webhook_problem': sentence(self.env, error)}

    def _repair_webhooks(self):
        """Try again what was refused, as long as it can help; commit after each shop."""
        silent = self.env['tts.account']
        for shop in self:
            account = shop.account_id
            if account in silent or self._address_problem(account):
                continue
            try:
                with account._tiktok(in_words=False) as client:
                    vals = self._register_webhooks(client, account, shop.cipher)
            except Exception as error:
                if isinstance(error, psycopg2.Error):
                    raise
                vals = {'webhook_problem': explained(self.env, error, repeated=True)}
                if isinstance(error, Unavailable):
                    silent += account
            shop.write(vals)
            self.env['ir.cron']._commit_progress()

    @api.model
    def _register_webhooks(self, client, account, cipher):
        """Have TikTok send the events that we serve to this Odoo, as far as it does not yet.

        :param str cipher: of the shop, which need not be in Odoo yet
        :return: what is to be noted of the shop
        :rtype: dict
        :raises TikTokError: when TikTok does not answer, or refuses all of them
        """
        problem = self._address_problem(account)
        if problem:
            return {'webhook_types': False, 'webhook_problem': problem}
        address = account.webhook_url
        known = {row.get('event_type'): row.get('address') for row in client.webhooks(cipher)}
        labels = self.env['tts.event']._event_types()
        new = [event_type for event_type in labels if known.get(event_type) != address]
        refused = self._set_webhooks(client, cipher, new, address)
        if refused:
            # By the names under which TikTok's Partner Center has them.
            problem = f"{', '.join(refused)}: {sentence(self.env, next(iter(refused.values())))}"
        return {
            'webhook_types': ', '.join(
                term(self.env, labels, event_type) for event_type in labels
                if event_type not in refused),
            'webhook_problem': problem or '',
        }

    @api.model
    def _set_webhooks(self, client, cipher, event_types, address):
        """Have TikTok send events to an address; return those that it refuses, with its error.

        :raises TikTokError: when it may be another time
        """
        refused = {}
        for event_type in event_types:
            try:
                client.set_webhook(cipher, event_type, address)
            except TikTokError as error:
                if error.transient:
                    raise
                refused[event_type] = error
        return refused

    def _unregister_webhooks(self, client):
        """Have TikTok send nothing to this Odoo any more; others' addresses stay."""
        address = self.account_id.webhook_url
        for row in client.webhooks(self.cipher):
            if row.get('address') == address:
                client.delete_webhook(self.cipher, row.get('event_type'))

    def _database_problem(self):
        """Return a sentence when Odoo cannot tell by the address for which of its databases a
        request is: a webhook names none, so that it gets 404.
        """
        host = url_parts(self.account_id.webhook_url).host or ''
        names = http.db_list(force=True, host=host)
        if len(names) < 2:
            return False
        return self.env._(
            "Odoo serves %(count)s databases at %(host)s and cannot tell which one TikTok's events "
            "are for: they are lost (404). Start Odoo with --db-filter, as ^%(name)s$, or with "
            "--database. Until then orders are fetched every ten minutes.",
            count=len(names), host=host, name=self.env.cr.dbname)

    @api.model
    def _address_problem(self, account):
        """Return a sentence when TikTok would refuse our address: it wants https, a domain name
        and no port. A TikTok Shop on this very machine may have its own opinion.
        """
        url = url_parts(account.webhook_url)
        if is_loopback(url_parts(account.sudo().api_url).host):
            return False
        try:
            ipaddress.ip_address((url.host or '').strip('[]'))
            named = False
        except ValueError:
            named = '.' in (url.host or '')
        if url.scheme == 'https' and named and not url.port:
            return False
        return self.env._(
            "TikTok sends events to https addresses with a domain name and without a port only, "
            "not to %s. Set the system parameter web.base.url to such an address. Until then "
            "orders are fetched every ten minutes.", account.webhook_url)
