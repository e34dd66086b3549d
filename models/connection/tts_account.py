import logging
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ... import const
from ...client import authorize_url
from ...client.errors import TikTokError
from ...client.transport import is_safe, url_parts
from ...tools import values
from ...tools.actions import notification
from ..engine.tts_guard import needs

_logger = logging.getLogger(__name__)

# By these a webhook finds its account: what is cached of them ends when they change.
ADDRESSING = frozenset(('app_key', 'app_secret', 'open_id', 'state'))


class TtsAccount(models.Model):
    _name = 'tts.account'
    _description = "TikTok Shop Account"
    _inherit = ['mail.thread', 'mail.activity.mixin', 'tts.guard']
    _order = 'name'

    name = fields.Char(required=True, default="TikTok Shop")
    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company,
    )
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
    ], required=True, default='row',
        help="Where the seller is registered: it decides the authorization page.")
    # Who decides where secrets are sent could read them.
    api_url = fields.Char(
        "API URL", required=True, default=const.API_URL, groups='base.group_system',
    )
    auth_url = fields.Char(
        "Token URL", required=True, default=const.AUTH_URL, groups='base.group_system',
    )
    consent_url = fields.Char(
        "Authorization Page", compute='_compute_consent_url', store=True, readonly=False,
        groups='base.group_system',
    )
    redirect_url = fields.Char("Redirect URL", compute='_compute_own_urls')
    webhook_url = fields.Char("Webhook URL", compute='_compute_own_urls')

    access_token = fields.Char(copy=False, readonly=True, groups='base.group_system')
    refresh_token = fields.Char(copy=False, readonly=True, groups='base.group_system')
    access_token_expiry = fields.Datetime("Access until", copy=False, readonly=True)
    refresh_token_expiry = fields.Datetime("Authorization until", copy=False, readonly=True)
    authorized_on = fields.Datetime(copy=False, readonly=True)
    open_id = fields.Char(copy=False, readonly=True)
    seller_name = fields.Char("Seller", copy=False, readonly=True)
    seller_base_region = fields.Char("Base Region", copy=False, readonly=True)
    granted_scopes = fields.Char("Scopes", copy=False, readonly=True)
    state = fields.Selection([
        ('draft', "Not connected"),
        ('connected', "Connected"),
        ('expired', "Expired"),
        ('revoked', "Revoked"),
        ('copied', "In a copy"),
    ], required=True, default='draft', copy=False, readonly=True, tracking=True)
    message = fields.Char(
        copy=False, readonly=True,
        help="How the last contact with TikTok went, where it needs you.",
    )
    shop_ids = fields.One2many('tts.shop', 'account_id', string="Shops")

    # === COMPUTE METHODS === #

    @api.depends('market', 'auth_url')
    def _compute_consent_url(self):
        """TikTok's consent page has a host of its own; a stand-in serves it beside the tokens."""
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
        for account in self.sudo():
            for name in ('api_url', 'auth_url', 'consent_url'):
                url = account[name]
                if not url:
                    raise ValidationError(self.env._(
                        "%(field)s is empty: enter an address that begins with https://.",
                        field=self._fields[name]._description_string(self.env)))
                if not self._is_safe(url):
                    raise ValidationError(self.env._(
                        "%s cannot be used: TikTok is reached over https:// only (plain http is "
                        "for a sandbox on this very machine).", url,
                    ))

    @staticmethod
    def _is_safe(url):
        parts = url_parts(url)
        return is_safe(url) and not parts.query and not parts.auth

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create([self._clean_vals(vals) for vals in vals_list])

    def write(self, vals):
        if 'company_id' in vals:
            self._refuse_another_company(vals['company_id'])
        if ADDRESSING.intersection(vals):
            self.env.registry.clear_cache()
        return super().write(self._clean_vals(vals))

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    def _refuse_another_company(self, company_id):
        moved = self.with_context(active_test=False).filtered(
            lambda account: account.shop_ids and account.company_id.id != company_id)
        if moved:
            raise UserError(self.env._(
                "%s has shops: their orders, pricelists and accounts are those of its company. "
                "Create an account in the other company instead.", moved[0].name))

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
                "An account with shops cannot be deleted: their orders would lose where they came "
                "from. Disconnect it instead.",
            ))

    # === ACTION METHODS === #

    @needs('manager')
    def action_authorize(self):
        """Send the user to TikTok's consent page. He comes back to `/tts/authorization/code`."""
        self.ensure_one()
        self._require_keys()
        if not self.service_id:
            raise UserError(self.env._(
                "Enter the Service ID first. It stands beside the App Key in TikTok's Partner "
                "Center.",
            ))
        state = secrets.token_urlsafe(32)
        # Nobody reads states but the code, which takes them as this user's all the same.
        self.env['tts.authorization'].sudo().create({'account_id': self.id, 'state': state})
        return {
            'type': 'ir.actions.act_url',
            'target': 'self',
            'url': authorize_url(self.sudo().consent_url, self.service_id, state),
        }

    @needs('manager')
    def action_test_connection(self):
        """Ask TikTok for the shops of this authorization, and say how it went."""
        self.ensure_one()
        with self._tiktok() as client:
            shops = client.authorized_shops()
        names = ', '.join(values.text(shop.get('name'), 40) for shop in shops)
        return notification('success', self.env._(
            "TikTok answers. Shops of this authorization: %s", names or '-'))

    @needs('manager')
    def action_load_shops(self):
        """Ask TikTok for the shops of this authorization and add those that are not there yet."""
        self.ensure_one()
        with self._tiktok() as client:
            payloads = client.authorized_shops()
            shops = self._connect_shops(client, payloads)
        if problem := self._shops_problem(payloads):
            return notification('warning', problem)
        return notification('success', self.env._("%s shop(s) loaded.", len(shops)))

    @needs('manager')
    def action_refresh_token(self):
        """Trade the refresh token for new tokens now."""
        self.ensure_one()
        self._require_keys()
        with self._in_words():
            self._renew_token()
        return notification('success', self.env._("TikTok has given a new access token."))

    @needs('manager')
    def action_disconnect(self):
        """Forget the tokens: nothing is fetched or sent any more; what was fetched stays."""
        silent = self.env['tts.shop'].union(*(account._unregister_webhooks() for account in self))
        for account in self:
            account._forget_tokens(self.env._(
                "Disconnected. Nothing is fetched or sent until you authorize again."
            ))
        silent.sudo().write({'webhook_types': False, 'webhook_problem': False})
        self.env['tts.sync'].sudo().search([
            ('shop_id.account_id', 'in', self.ids), ('state', 'in', ('pending', 'running')),
        ])._cancel(self.env._("The account was disconnected."))
        return {'type': 'ir.actions.client', 'tag': 'soft_reload'}

    # === BUSINESS METHODS: tokens are in tts_account_token.py === #

    def _require_keys(self):
        account_sudo = self.sudo()  # the secret is for the system group alone
        if not (account_sudo.app_key and account_sudo.app_secret):
            raise UserError(self.env._(
                "Enter the App Key and the App Secret first. Both are on your app's page in "
                "TikTok's Partner Center.",
            ))

    def _unregister_webhooks(self):
        """Have TikTok send us nothing more, for the shops that are returned; it is no harm if
        TikTok cannot be told.
        """
        silent = self.env['tts.shop']
        if self.state != 'connected':
            return silent
        try:
            with self._tiktok(in_words=False) as client:
                for shop in self.shop_ids.sudo():
                    shop._unregister_webhooks(client)
                    silent += shop
        except TikTokError as error:
            _logger.info("Webhooks of TikTok Shop account %s stay: %s", self.id, error)
        return silent
