import logging
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import const
from ..client import Client, exchange_code, refresh_token
from ..client.errors import (
    AuthorizationError,
    AuthorizationExpired,
    ShopInactive,
    ShopNotAuthorized,
    TikTokError,
    Unavailable,
)
from ..client.session import Deadline
from ..client.transport import SECONDS
from ..tools import values
from ..tools.sentences import sentence
from .mail_activity import Todo

_logger = logging.getLogger(__name__)

# Seconds that a call may take for which nobody waits. Odoo ends a worker after 120 by default.
WORKER_SECONDS = 40.0
# Seconds that TikTok has to renew a token: the account's row is held meanwhile.
RENEWAL = 12.0
# Seconds to wait for another worker that does so.
PATIENCE = RENEWAL + 2
# The to-do for a new authorization.
WARNING = 'mail.mail_activity_data_warning'
# Refusals that concern one shop: the account's others go on.
ONE_SHOP = ShopInactive, ShopNotAuthorized


class TtsAccount(models.Model):
    """How an account comes to its tokens, keeps them alive, and loses them.

    All that the code writes to an account is written in `_locked`: in a transaction of its own that
    holds the row. With a transaction that works for long, a new refresh token could be lost in a
    rollback, and other workers would wait for it.
    """

    _inherit = 'tts.account'

    # === TOKENS === #

    def _exchange_code(self, code):
        """Trade the code that came back from TikTok's consent page for tokens, then load the shops.

        :param str code: valid for 30 minutes, once
        :return: the shops
        :rtype: tts.shop
        :raises TikTokError: when TikTok refuses
        :raises UserError: when seller or shops are another account's; nothing is connected then
        """
        self.ensure_one()
        self._check_keys()
        account_sudo = self.sudo()
        token = exchange_code(
            account_sudo.auth_url, self.app_key, account_sudo.app_secret, code,
        )
        self._check_seller(token)
        self._save({**self._token_vals(token), 'authorized_on': fields.Datetime.now()})
        try:
            return self._load_shops(token.access_token)
        except UserError as refusal:
            self._forget_tokens(refusal.args[0])
            raise

    def _check_seller(self, token):
        """An account keeps to its seller, and a seller to one account per app.

        Shops and orders of two sellers would be mixed; two accounts would trade one refresh token.
        """
        if token.user_type == const.CREATOR:
            raise UserError(self.env._(
                "A creator's account has authorized the app: it has no shops. Press Authorize "
                "again and choose the account type Seller.",
            ))
        others = self.with_context(active_test=False).sudo().search([
            ('app_key', '=', self.app_key),
            ('open_id', '=', token.open_id or '-'),
            ('id', '!=', self.id),
            '|', ('state', '!=', 'draft'), ('shop_ids', '!=', False),
        ])
        if others:
            raise UserError(self.env._(
                "%(seller)s is connected by the account %(account)s already. Press Authorize "
                "there.",
                seller=token.seller_name, account=others[0].name,
            ))
        known = self.with_context(active_test=False).shop_ids and self.open_id
        if known and token.open_id and known != token.open_id:
            raise UserError(self.env._(
                "%(new)s has authorized the app, but this account belongs to %(old)s. Create an "
                "account of its own for the other seller.",
                new=token.seller_name or token.open_id, old=self.seller_name,
            ))

    def _token_vals(self, token):
        vals = {
            'access_token': token.access_token,
            'refresh_token': token.refresh_token,
            'access_token_expiry': values.moment(token.access_token_expiry),
            'refresh_token_expiry': values.moment(token.refresh_token_expiry),
            'state': 'connected',
            'message': False,
        }
        known = {
            'open_id': token.open_id,
            'seller_name': token.seller_name,
            'seller_base_region': token.seller_base_region,
            'granted_scopes': ', '.join(token.granted_scopes or ()),
        }
        return vals | {key: values.text(value, 2000) for key, value in known.items() if value}

    def _forget_tokens(self, message):
        self._save({
            'state': 'draft',
            'access_token': False,
            'refresh_token': False,
            'access_token_expiry': False,
            'refresh_token_expiry': False,
            'message': message,
        })

    def _save(self, vals):
        """Write what TikTok's answers change of this account; what depends on its state follows."""
        def save(account):
            account.write(vals)
            account._toggle_crons()
            account._ask_for_authorization()

        self._locked(save)

    def _client(self, access_token=None):
        """Return a client for this account, with a token that lives. To be closed: use `with`.

        :param str access_token: the one just received; by default the account's
        :raises UserError: when the account is not connected
        """
        self.ensure_one()
        account_sudo = self.sudo()
        access_token = access_token or account_sudo._living_token()
        return Client(
            account_sudo.api_url, self.app_key, account_sudo.app_secret, access_token,
            renew=account_sudo._renew_token, renew_seconds=RENEWAL,
            seconds=WORKER_SECONDS if self._is_in_background() else SECONDS,
        )

    def _is_in_background(self):
        """Tell whether a scheduled action, or a job of OCA's `queue_job`, is at work: no person
        waits.
        """
        return bool(self.env.context.get('cron_id') or self.env.context.get('job_uuid'))

    def _living_token(self):
        """Return the access token, renewed if it is about to expire.

        :raises UserError: when the account is not connected
        """
        if self.state != 'connected' or not self.access_token:
            raise UserError(self.env._(
                "The account %s is not connected to TikTok. Open it and press Authorize.",
                self.name,
            ))
        soon = fields.Datetime.now() + timedelta(minutes=const.RENEW_AT_ONCE_MINUTES)
        if self.access_token_expiry and self.access_token_expiry < soon:
            return self._renew_token(self.access_token)
        return self.access_token

    def _renew_token(self, expired=None):
        """Trade the refresh token for new tokens and return the new access token.

        The account's row is held meanwhile: TikTok gives a new refresh token with each call, so two
        workers must not refresh at once.

        :param str expired: the access token that no longer works. If the row holds another one by
            now, another worker was faster and that one is returned.
        :raises TikTokError: when TikTok refuses
        """
        def renew(account):
            if expired and account.access_token and account.access_token != expired:
                return account.access_token
            if not account.refresh_token:
                raise AuthorizationError(message="there is no refresh token")
            token = refresh_token(
                account.auth_url, account.app_key, account.app_secret, account.refresh_token,
                seconds=RENEWAL,
            )
            account.write(self._token_vals(token))
            return token.access_token

        return self._locked(renew)

    def _locked(self, work):
        """Return `work(account)`, done in a transaction of its own that holds the account's row.

        :raises Unavailable: when another worker has held the row for longer than a call can take
        """
        self.ensure_one()
        deadline = Deadline(PATIENCE)
        while True:
            try:
                with self.env.registry.cursor() as cr:
                    cr.execute("SELECT set_config('lock_timeout', %s, true)", [
                        f'{int(deadline.left() * 1000) or 1}ms'])
                    cr.execute(
                        "SELECT id FROM tts_account WHERE id = %s FOR NO KEY UPDATE", [self.id],
                        log_exceptions=False,
                    )
                    if not cr.fetchone():
                        break
                    result = work(self.with_env(self.env(cr=cr, su=True)))
            except psycopg2.errors.SerializationFailure:
                # The row was written while we waited for it: look at what is there now.
                continue
            except psycopg2.errors.LockNotAvailable:
                raise Unavailable(message="another worker is renewing the access token") from None
            self.invalidate_recordset()
            return result
        # The caller's own transaction has made the row: nobody else can work on it.
        return work(self.sudo())

    # === A LOST AUTHORIZATION === #

    def _explain(self, error, repeated=False):
        """Return what a person is told about an error of TikTok's; note a lost authorization.

        :param bool repeated: what failed is tried again by itself
        """
        message = sentence(self.env, error, repeated)
        lost = isinstance(error, AuthorizationError) and not isinstance(error, ONE_SHOP)
        if lost and self.state == 'connected':
            over = self.refresh_token_expiry and self.refresh_token_expiry <= fields.Datetime.now()
            over = over or isinstance(error, AuthorizationExpired)
            self._save({'state': 'expired' if over else 'revoked', 'message': message})
            _logger.warning("TikTok Shop account %s has lost its authorization", self.id)
        return message

    def _on_authorization_event(self, event):
        """TikTok tells that the seller has withdrawn the authorization, or that it ends soon."""
        if event.type == const.DEAUTHORIZED:
            # TikTok repeats a webhook for hours: the seller may have authorized again meanwhile.
            late = self.authorized_on and event.sent and event.sent < self.authorized_on
            if self.state == 'connected' and not (late and self._is_authorized()):
                self._save({'state': 'revoked', 'message': self.env._(
                    "The seller has withdrawn the authorization at TikTok. Press Authorize to "
                    "connect again.")})
        elif ends := values.moment(event.tiktok_ref):
            self._save({'refresh_token_expiry': ends})

    def _is_authorized(self):
        """Ask TikTok whether it still takes our token.

        :raises TikTokError: when TikTok does not tell
        """
        try:
            with self._client() as client:
                return bool(client.authorized_shops())
        except AuthorizationError:
            return False

    def _ends_soon(self):
        """Tell whether the authorization that the seller has given is about to end."""
        soon = fields.Datetime.now() + timedelta(days=const.ASK_BEFORE_DAYS)
        return bool(self.refresh_token_expiry and self.refresh_token_expiry < soon)

    def _ask_for_authorization(self):
        """Keep a to-do for the responsible while there is need; it closes by itself."""
        users = {account: account.user_id or self.env.user for account in self}
        self.env['mail.activity']._tts_agree({
            account: account.with_context(lang=user.lang)._authorization_todo()
            for account, user in users.items()
        }, users, WARNING)

    def _authorization_todo(self):
        """Return the to-do for a new authorization while it is lost, or about to end.

        :rtype: list of Todo
        """
        summary = self.env._("TikTok Shop needs a new authorization")
        if self.state in ('expired', 'revoked'):
            return [Todo('authorization_lost', summary, self.message or '')]
        if self.state == 'connected' and self._ends_soon():
            return [Todo('authorization_ends', summary, self.message or self.env._(
                "The authorization ends on %s. Press Authorize to prolong it.",
                self.refresh_token_expiry.date()))]
        return []

    # === CRON METHODS === #

    @api.model
    def _cron_refresh_tokens(self):
        """Renew what expires within a day; an account in trouble never delays the others."""
        soon = fields.Datetime.now() + timedelta(hours=const.RENEW_BEFORE_HOURS)
        due = self.search([('state', '=', 'connected'), ('access_token_expiry', '<', soon)])
        for account in due:
            try:
                account._renew_token(account.access_token)
            except TikTokError as error:
                account._explain(error)
                _logger.warning(
                    "Tokens of TikTok Shop account %s were not renewed: %s", account.id, error)
            self.env['ir.cron']._commit_progress(1)
        connected = self.search([('state', '=', 'connected')])
        connected._ask_for_authorization()
        connected.shop_ids.filtered('webhook_problem')._repair_webhooks()

    @api.model
    def _toggle_crons(self):
        """Scheduled actions run while an account is connected, and stop with the last one."""
        for name in ('refresh_tokens', 'sync', 'apply', 'events', 'news'):
            cron = self.env.ref(f'tiktok_shop.ir_cron_{name}').sudo()
            cron.toggle('tts.account', [('state', '=', 'connected')])
