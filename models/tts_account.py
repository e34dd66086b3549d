import logging
import secrets
from datetime import timedelta
from urllib.parse import urlsplit

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .. import const
from ..client import Client, authorize_url, errors, exchange_code, refresh_token
from ..client.errors import AuthorizationError, TikTokError
from ..tools import values

_logger = logging.getLogger(__name__)

LOOPBACK = ('localhost', '127.0.0.1', '::1')


class TtsAccount(models.Model):
    _name = 'tts.account'
    _description = "TikTok Shop Account"
    _inherit = ['mail.thread', 'mail.activity.mixin']
    _order = 'name'

    name = fields.Char(required=True, default="TikTok Shop")
    company_id = fields.Many2one('res.company', required=True, index=True, default=lambda self: self.env.company)
    user_id = fields.Many2one(
        'res.users', string="Responsible", default=lambda self: self.env.user,
        help="Gets a to-do when TikTok needs a new authorization.",
    )
    app_key = fields.Char(copy=False)
    app_secret = fields.Char(copy=False, groups='base.group_system')
    service_id = fields.Char(
        "Service ID", copy=False,
        help="Shown beside the App Key in TikTok's Partner Center. It is not the App Key.",
    )
    market = fields.Selection([
        ('row', "Everywhere but the US"),
        ('us', "United States"),
    ], required=True, default='row', help="Where the seller is registered: it decides the authorization page.")
    api_url = fields.Char("API URL", required=True, default=const.API_URL)
    auth_url = fields.Char("Token URL", required=True, default=const.AUTH_URL)
    consent_url = fields.Char(
        "Authorization Page", required=True, compute='_compute_consent_url', store=True, readonly=False,
        precompute=True,
    )
    redirect_url = fields.Char("Redirect URL", compute='_compute_own_urls')
    webhook_url = fields.Char("Webhook URL", compute='_compute_own_urls')

    access_token = fields.Char(copy=False, readonly=True, groups='base.group_system')
    refresh_token = fields.Char(copy=False, readonly=True, groups='base.group_system')
    access_token_expiry = fields.Datetime("Access until", copy=False, readonly=True)
    refresh_token_expiry = fields.Datetime("Authorization until", copy=False, readonly=True)
    open_id = fields.Char(copy=False, readonly=True)
    seller_name = fields.Char("Seller", copy=False, readonly=True)
    seller_base_region = fields.Char("Base Region", copy=False, readonly=True)
    granted_scopes = fields.Char("Scopes", copy=False, readonly=True)
    state = fields.Selection([
        ('draft', "Not connected"),
        ('connected', "Connected"),
        ('expired', "Expired"),
        ('revoked', "Revoked"),
    ], required=True, default='draft', copy=False, readonly=True, tracking=True)
    message = fields.Char(copy=False, readonly=True, help="How the last contact with TikTok went, where it needs you.")
    shop_ids = fields.One2many('tts.shop', 'account_id', string="Shops")

    # === COMPUTE METHODS === #

    @api.depends('market', 'auth_url')
    def _compute_consent_url(self):
        """TikTok's consent page has a host of its own; a stand-in serves it where it serves tokens."""
        for account in self:
            real = account.auth_url == const.AUTH_URL
            account.consent_url = const.CONSENT_URLS[account.market] if real else account.auth_url

    def _compute_own_urls(self):
        for account in self:
            base = account.get_base_url()
            account.redirect_url = base + const.REDIRECT_PATH
            account.webhook_url = base + const.WEBHOOK_PATH

    @api.constrains('api_url', 'auth_url', 'consent_url')
    def _check_urls(self):
        for account in self:
            for url in (account.api_url, account.auth_url, account.consent_url):
                parts = urlsplit(url or '')
                secure = parts.scheme == 'https' or (parts.scheme == 'http' and parts.hostname in LOOPBACK)
                if not secure or not parts.hostname or parts.query or parts.username:
                    raise ValidationError(self.env._(
                        "%s cannot be used: TikTok is reached over https:// only (plain http is for a "
                        "sandbox on this very machine).", url,
                    ))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._clean_vals(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._clean_vals(vals))

    @staticmethod
    def _clean_vals(vals):
        """Keys and addresses are pasted by hand: drop the blanks and slashes that come along."""
        pasted = ('app_key', 'app_secret', 'service_id', 'api_url', 'auth_url', 'consent_url')
        return {
            key: value.strip().rstrip('/') if key in pasted and isinstance(value, str) else value
            for key, value in vals.items()
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_shops(self):
        if self.with_context(active_test=False).shop_ids:
            raise UserError(self.env._(
                "An account with shops cannot be deleted: their orders would lose where they came from. "
                "Disconnect it instead.",
            ))

    # === ACTION METHODS === #

    def action_authorize(self):
        """Send the user to TikTok's consent page. He comes back to `/tts/authorization/code`."""
        self.ensure_one()
        self._check_keys()
        if not self.service_id:
            raise UserError(self.env._(
                "Enter the Service ID first. It stands beside the App Key in TikTok's Partner Center.",
            ))
        authorization = self.env['tts.authorization'].create({
            'account_id': self.id,
            'state': secrets.token_urlsafe(32),
        })
        return {
            'type': 'ir.actions.act_url',
            'target': 'self',
            'url': authorize_url(self.consent_url, self.service_id, authorization.state),
        }

    def action_test_connection(self):
        """Ask TikTok for the shops of this authorization, and say how it went."""
        self.ensure_one()
        try:
            with self._client() as client:
                shops = client.authorized_shops()
        except TikTokError as error:
            raise UserError(self._explain(error)) from None
        names = ', '.join(values.text(shop.get('name'), 40) for shop in shops)
        return self._notify('success', self.env._("TikTok answers. Shops of this authorization: %s", names or '-'))

    def action_load_shops(self):
        """Ask TikTok for the shops of this authorization and add those that are not there yet."""
        self.ensure_one()
        try:
            shops = self._load_shops()
        except TikTokError as error:
            raise UserError(self._explain(error)) from None
        if not shops:
            return self._notify('warning', self.env._(
                "TikTok names no shop for this authorization. Was the right seller account used?",
            ))
        return self._notify('success', self.env._("%s shop(s) loaded.", len(shops)))

    def action_refresh_token(self):
        """Trade the refresh token for new tokens now."""
        self.ensure_one()
        self._check_keys()
        try:
            self._renew_token()
        except TikTokError as error:
            raise UserError(self._explain(error)) from None
        return self._notify('success', self.env._("TikTok has given a new access token."))

    def action_disconnect(self):
        """Forget the tokens: nothing is fetched or sent any more; what was fetched stays."""
        for account in self:
            account._save({
                'state': 'draft',
                'access_token': False,
                'refresh_token': False,
                'access_token_expiry': False,
                'refresh_token_expiry': False,
                'message': self.env._("Disconnected. Nothing is fetched or sent until you authorize again."),
            })
        self.env['tts.sync'].sudo().search([
            ('shop_id.account_id', 'in', self.ids), ('state', 'in', ('pending', 'running')),
        ])._cancel(self.env._("The account was disconnected."))
        return {'type': 'ir.actions.client', 'tag': 'soft_reload'}

    def _notify(self, kind, message):
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': kind,
                'message': message,
                'next': {'type': 'ir.actions.client', 'tag': 'soft_reload'},
            },
        }

    # === BUSINESS METHODS === #

    def _check_keys(self):
        account_sudo = self.sudo()  # the secret is for the system group alone
        if not (account_sudo.app_key and account_sudo.app_secret):
            raise UserError(self.env._(
                "Enter the App Key and the App Secret first. Both are on your app's page in TikTok's Partner Center.",
            ))

    def _exchange_code(self, code):
        """Trade the code that came back from TikTok's consent page for tokens, then load the shops.

        :param str code: valid for 30 minutes, once
        :return: the shops
        :rtype: tts.shop
        :raises TikTokError: when TikTok refuses
        """
        self.ensure_one()
        self._check_keys()
        account_sudo = self.sudo()
        token = exchange_code(self.auth_url, self.app_key, account_sudo.app_secret, code)
        self._check_seller(token)
        self._save(self._token_vals(token))
        return self._load_shops(token.access_token)

    def _check_seller(self, token):
        """An account keeps to its seller, and a seller to one account per app.

        Shops and orders of two sellers would be mixed; two accounts would trade one refresh token.
        """
        others = self.with_context(active_test=False).sudo().search([
            ('app_key', '=', self.app_key), ('open_id', '=', token.open_id or '-'), ('id', '!=', self.id),
        ])
        if others:
            raise UserError(self.env._(
                "%(seller)s is connected by the account %(account)s already. Press Authorize there.",
                seller=token.seller_name, account=others[0].name,
            ))
        known = self.with_context(active_test=False).shop_ids and self.open_id
        if known and token.open_id and known != token.open_id:
            raise UserError(self.env._(
                "%(new)s has authorized the app, but this account belongs to %(old)s. Create an account of "
                "its own for the other seller.", new=token.seller_name or token.open_id, old=self.seller_name,
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

    def _load_shops(self, access_token=None):
        """Fetch the authorized shops and make each a `tts.shop`.

        :param str access_token: the one just received; by default the account's
        :raises TikTokError: when TikTok refuses
        """
        with self._client(access_token) as client:
            shops = self.env['tts.shop'].sudo()._connect(self, client.authorized_shops())
            for shop in shops:
                shop._load_warehouses(client)
        return shops

    def _client(self, access_token=None):
        """Return a client for this account, with a token that lives. To be closed: use `with`.

        :param str access_token: the one just received; by default the account's
        :raises UserError: when the account is not connected
        """
        self.ensure_one()
        account_sudo = self.sudo()
        access_token = access_token or account_sudo._living_token()
        return Client(
            self.api_url, self.app_key, account_sudo.app_secret, access_token, renew=account_sudo._renew_token,
        )

    def _living_token(self):
        """Return the access token, renewed if it is about to expire.

        :raises UserError: when the account is not connected
        """
        if self.state != 'connected' or not self.access_token:
            raise UserError(self.env._(
                "The account %s is not connected to TikTok. Open it and press Authorize.", self.name,
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
            token = refresh_token(account.auth_url, account.app_key, account.app_secret, account.refresh_token)
            account.write(self._token_vals(token))
            return token.access_token

        return self._locked(renew)

    def _save(self, vals):
        """Write what TikTok's answers change of this account; scheduled actions follow its state."""
        def save(account):
            account.write(vals)
            if 'state' in vals:
                account._toggle_crons()
                account._ask_for_authorization()

        self._locked(save)

    def _locked(self, work):
        """Return `work(account)`, done in a transaction of its own that holds the account's row.

        All that the code writes to the row is written here: with a transaction that works for long,
        a new refresh token could be lost in a rollback, and other workers would wait for it.
        """
        self.ensure_one()
        while True:
            try:
                with self.env.registry.cursor() as cr:
                    cr.execute("SET LOCAL lock_timeout = '15s'")
                    cr.execute("SELECT id FROM tts_account WHERE id = %s FOR NO KEY UPDATE", [self.id])
                    if not cr.fetchone():
                        break
                    result = work(self.with_env(self.env(cr=cr, su=True)))
            except psycopg2.errors.SerializationFailure:
                # The row was written while we waited for it: look at what is there now.
                continue
            except psycopg2.errors.LockNotAvailable:
                break
            self.invalidate_recordset()
            return result
        # The caller's own transaction has made or written the row: nobody else can work on it.
        return work(self.sudo())

    def _explain(self, error):
        """Return what a person is told about an error of TikTok's; note a lost authorization."""
        message = self._sentence(error)
        if isinstance(error, AuthorizationError) and self.state == 'connected':
            over = self.refresh_token_expiry and self.refresh_token_expiry <= fields.Datetime.now()
            self._save({'state': 'expired' if over else 'revoked', 'message': message})
            _logger.warning("TikTok Shop account %s has lost its authorization", self.id)
        return message

    @api.model
    def _sentence(self, error):
        """Return a sentence that tells a person what to do about an error of TikTok's.

        :param TikTokError error:
        :rtype: str
        """
        _ = self.env._
        sentences = [
            (errors.InvalidAuthCode, _("TikTok's authorization code is wrong, used or older than 30 minutes. Press "
                                       "Authorize again.")),
            (errors.ShopInactive, _("TikTok has deactivated this shop or seller. See Seller Center for the reason.")),
            (errors.AuthorizationError, _("TikTok no longer accepts the authorization: it has expired or was "
                                          "withdrawn. Open the account and press Authorize.")),
            (errors.PermissionMissing, _("The app lacks a permission: %s. Add the scope to the app in TikTok's Partner "
                                         "Center, then press Authorize again.", error.scope or _("not named by TikTok"))),
            (errors.AddressNotAllowed, _("The app only accepts calls from certain IP addresses. Add this server's "
                                         "address to the app's IP allow list in TikTok's Partner Center.")),
            (errors.SignatureError, _("The App Key or the App Secret is wrong. Copy both again from the app's page in "
                                      "TikTok's Partner Center.")),
            (errors.ClockError, _("This server's clock is wrong by more than TikTok accepts. Set it by a time "
                                  "server (NTP).")),
            (errors.RangeTooLarge, _("There are more orders in this period than TikTok shows. Choose a shorter one.")),
            (errors.Throttled, _("TikTok asks for fewer calls just now. It is tried again by itself.")),
            (errors.Unavailable, _("TikTok does not answer just now. It is tried again by itself.")),
            (errors.ProtocolError, _("What answered is not TikTok Shop's API. Check the API URL of the account.")),
        ]
        for kind, sentence in sentences:
            if isinstance(error, kind):
                break
        else:
            sentence = _("TikTok refused.")
        return f"{sentence} [{values.text(error, 300)}]"

    def _ask_for_authorization(self):
        """Keep a to-do for the responsible while the authorization is lost; it closes by itself."""
        for account in self:
            lost = account.state in ('expired', 'revoked')
            if not lost:
                account.activity_unlink(['mail.mail_activity_data_warning'])
            elif not account.activity_ids:
                account.activity_schedule(
                    'mail.mail_activity_data_warning', user_id=(account.user_id or self.env.user).id,
                    summary=self.env._("TikTok Shop needs a new authorization"), note=account.message,
                )

    # === CRON METHODS === #

    @api.model
    def _cron_refresh_tokens(self):
        """Renew what expires within a day, account by account: one in trouble never delays the others."""
        soon = fields.Datetime.now() + timedelta(hours=const.RENEW_BEFORE_HOURS)
        due = self.search([('state', '=', 'connected'), ('access_token_expiry', '<', soon)])
        for account in due:
            try:
                account._renew_token(account.access_token)
            except TikTokError as error:
                account._explain(error)
                _logger.warning("Tokens of TikTok Shop account %s were not renewed: %s", account.id, error)
            self.env['ir.cron']._commit_progress(1)

    @api.model
    def _toggle_crons(self):
        """Scheduled actions run while an account is connected, and stop with the last one."""
        for name in ('refresh_tokens', 'sync', 'apply'):
            cron = self.env.ref(f'tiktok_shop.ir_cron_{name}').sudo()
            cron.toggle('tts.account', [('state', '=', 'connected')])
