import logging
from contextlib import contextmanager, nullcontext
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import const
from ...client import Client, refresh_token
from ...client.errors import (
    AuthorizationError,
    AuthorizationExpired,
    ShopInactive,
    ShopNotAuthorized,
    TikTokError,
    Unavailable,
)
from ...client.session import Deadline
from ...client.transport import SECONDS
from ...tools import values
from ...tools.sentences import explained, sentence
from ..engine.mail_activity import Todo
from ..engine.tts_work import is_lost, scheduled_actions

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

    def _token_vals(self, token):
        vals = {
            'access_token': token.access_token,
            'refresh_token': token.refresh_token,
            'access_token_expiry': values.moment(token.access_token_expiry),
            'state': 'connected',
            'database': self._this_database(),
            'message': False,
        }
        known = {
            'open_id': token.open_id,
            'seller_name': token.seller_name,
            'seller_base_region': token.seller_base_region,
            'granted_scopes': ', '.join(token.granted_scopes or ()),
        }
        if ends := values.moment(token.refresh_token_expiry):
            vals['refresh_token_expiry'] = ends
        return vals | {key: values.text(value, 2000) for key, value in known.items() if value}

    def _forget_tokens(self, message):
        self._save({
            'state': 'draft',
            'database': False,
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

    @contextmanager
    def _tiktok(self, access_token=None, *, in_words=True):
        """Give a client to call TikTok with: `with account._tiktok() as client`.

        A call takes 20 seconds at most where a person waits, 40 elsewhere. So nothing is to be
        written or locked before the last one: fetch, then begin.

        :param str access_token: the one just received; by default the account's
        :param bool in_words: whether a refusal of TikTok's is told to the person who waits; else it
            is the caller's to see to
        :raises UserError: when the account is not connected; and for a refusal, in words
        :raises TikTokError: for a refusal, not in words
        """
        with self._in_words() if in_words else nullcontext(), self._client(access_token) as client:
            yield client

    @contextmanager
    def _in_words(self):
        """Have what TikTok refuses told to the person who waits.

        :raises UserError: instead of a TikTokError
        """
        try:
            yield
        except TikTokError as error:
            self._note_refusal(error)
            raise UserError(sentence(self.env, error)) from None

    def _client(self, access_token=None):
        """Return a client for this account, with a token that lives. To be closed: use `with`.

        :param str access_token: the one just received; by default the account's
        :raises UserError: when the account is not connected
        """
        self.ensure_one()
        account_sudo = self.sudo()
        account_sudo._refuse_in_a_copy()
        access_token = access_token or account_sudo._living_token()
        return Client(
            account_sudo.api_url, self.app_key, account_sudo.app_secret, access_token,
            renew=account_sudo._renew_token, renew_seconds=RENEWAL,
            seconds=WORKER_SECONDS if self._is_in_background() else SECONDS,
        )

    def _is_in_background(self):
        """Tell whether a scheduled action is at work: no person waits."""
        return bool(self.env.context.get('cron_id'))

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
        :raises UserError: in a copy of the database that the authorization was given to
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

        self._refuse_in_a_copy()
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

    def _note_refusal(self, error):
        """Note it if a TikTokError says that the authorization is lost."""
        lost = isinstance(error, AuthorizationError) and not isinstance(error, ONE_SHOP)
        if lost and self.state == 'connected':
            over = self.refresh_token_expiry and self.refresh_token_expiry <= fields.Datetime.now()
            over = over or isinstance(error, AuthorizationExpired)
            self._save({
                'state': 'expired' if over else 'revoked',
                'message': sentence(self.env, error),
            })
            _logger.warning("TikTok Shop account %s has lost its authorization", self.id)

    def _ends_soon(self):
        """Tell whether the authorization that the seller has given is about to end."""
        soon = fields.Datetime.now() + timedelta(days=const.ASK_BEFORE_DAYS)
        return bool(self.refresh_token_expiry and self.refresh_token_expiry < soon)

    def _ask_for_authorization(self):
        """Keep a to-do for the responsible while there is need; it closes by itself."""
        users = {
            account: account.user_id.filtered('active') or self.env.user for account in self}
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
        silent = set()
        for account in due:
            if account.auth_url in silent:
                continue
            try:
                account._renew_token(account.access_token)
            except TikTokError as error:
                account._note_refusal(error)
                if isinstance(error, Unavailable):
                    silent.add(account.auth_url)
                _logger.warning(
                    "Tokens of TikTok Shop account %s were not renewed: %s", account.id, error)
            except Exception as error:
                if is_lost(error):
                    raise
                self.env.cr.rollback()
                account._save({'message': explained(self.env, error)})
            self.env['ir.cron']._commit_progress(1)
        connected = self.search([('state', '=', 'connected')])
        connected._ask_for_authorization()
        connected.shop_ids.filtered('webhook_problem')._repair_webhooks()

    @api.model
    def _toggle_crons(self):
        """Scheduled actions run while an account is connected, and stop with the last one."""
        for cron in scheduled_actions(self.env):
            cron.toggle('tts.account', [('state', '=', 'connected')])
