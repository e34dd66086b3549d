import logging

from odoo import fields, models
from odoo.exceptions import UserError

from ... import const
from ...client import exchange_code
from ...client.errors import AuthorizationError
from ...tools import values

_logger = logging.getLogger(__name__)


class TtsAccount(models.Model):
    """How a seller's authorization comes to the account that it is for.

    Once a code is exchanged, TikTok takes the tokens that it gave before for dead. So whatever is
    found out afterwards: what came of it is kept, by the account that has this seller.
    """

    _inherit = 'tts.account'

    def _exchange_code(self, code):
        """Trade the code that came back from TikTok's consent page for tokens, then load the shops.

        :param str code: valid for 30 minutes, once
        :return: the shops; of another account, if that is the one that has this seller
        :rtype: tts.shop
        :raises UserError: when TikTok refuses, or somebody else has agreed than was asked for
        """
        self.ensure_one()
        self._require_keys()
        with self._in_words():
            token = exchange_code(
                self.sudo().auth_url, self.app_key, self.sudo().app_secret, code)
            return self._use_token(token)

    def _use_token(self, token):
        """Give a new authorization to the account that has its seller, and load the shops."""
        if token.user_type == const.CREATOR:
            raise UserError(self.env._(
                "A creator's account has authorized the app: it has no shops. Press Authorize "
                "again and choose the account type Seller.",
            ))
        owner_sudo = self._owner_of(token)
        if not owner_sudo:
            raise UserError(self._create_for_another(token))
        owner_sudo._save_token(token)
        if owner_sudo != self:
            self._point_to(owner_sudo)
        with self.env.cr.savepoint():
            return owner_sudo._take_shops(token, self)

    def _save_token(self, token):
        self._save({**self._token_vals(token), 'authorized_on': fields.Datetime.now()})

    def _owner_of(self, token):
        """Return the account that has a seller: a seller has one account per app, since two would
        trade one refresh token; and an account keeps to its seller, since shops and orders of two
        would be mixed. None if this one has another seller, and no account has him yet.
        """
        of_app = self.with_context(active_test=False).sudo().search([
            ('app_key', '=', self.app_key), ('open_id', '=', token.open_id or '-'),
            '|', ('state', '!=', 'draft'), ('shop_ids', '!=', False),
        ])
        if of_app:
            return of_app & self.sudo() or of_app.sorted(lambda each: not each.shop_ids)[:1]
        account_sudo = self.with_context(active_test=False).sudo()
        has_owner = account_sudo.open_id and (account_sudo.shop_ids or self.state != 'draft')
        is_another = token.open_id not in ('', account_sudo.open_id)
        return account_sudo.browse() if has_owner and is_another else account_sudo

    def _create_for_another(self, token):
        """Create an account for the tokens of a seller whom nobody expected, whose shops
        nobody has asked for. Return the sentence that tells so.
        """
        name = token.seller_name or token.open_id

        def make(account):
            return account.copy({
                'name': values.text(name, 100), 'app_key': account.app_key,
                'app_secret': account.app_secret, 'service_id': account.service_id,
                'consent_url': account.consent_url, **account._token_vals(token),
                'authorized_on': fields.Datetime.now(),
            }).id

        made = self._locked(make)
        _logger.info("TikTok Shop account %s was made for another seller", made)
        return self.env._(
            "%(new)s has authorized the app, but this account belongs to %(old)s. The "
            "authorization is kept in an account of its own, %(account)s: press Load Shops there "
            "if its shops are to be connected, or else Disconnect.",
            new=name, old=self.seller_name, account=values.text(name, 100))

    def _point_to(self, owner_sudo):
        """Say in both accounts where the authorization went that was begun in this one."""
        names = {
            'seller': owner_sudo.seller_name, 'account': owner_sudo.name, 'other': self.name}
        if self.state == 'draft':
            self._save({'message': self.env._(
                "%(seller)s is connected by the account %(account)s already, which has the new "
                "authorization.", **names)})
        owner_sudo._save({'message': self.env._(
            "%(seller)s is connected by this account already: it has the authorization that was "
            "begun in the account %(other)s.", **names)})

    # === SHOPS === #

    def _take_shops(self, token, begun_by):
        """Load the shops of an authorization that was just given; if they are those of another
        account of the app, it gets the authorization.
        """
        with self._tiktok(token.access_token) as client:
            payloads = client.authorized_shops()
            others_sudo = self._shops_elsewhere(payloads).account_id.filtered(
                lambda account: account.app_key == self.app_key)
            if not others_sudo:
                return self._connect_shops(client, payloads)
        owner_sudo = others_sudo[0]
        owner_sudo._save_token(token)
        self._forget_tokens(False)
        begun_by._point_to(owner_sudo)
        with owner_sudo._tiktok(token.access_token) as client:
            return owner_sudo._connect_shops(client, payloads)

    def _connect_shops(self, client, payloads):
        """Make each shop that TikTok names a `tts.shop`, unless another account has it.

        :param list payloads: of `client.authorized_shops()`
        """
        Shop = self.env['tts.shop'].sudo()
        elsewhere = self._shops_elsewhere(payloads).mapped('tiktok_id')
        ours = [payload for payload in payloads if str(payload['id']) not in elsewhere]
        answers = [
            (Shop._ask_warehouses(client, payload.get('cipher')),
             Shop._try_webhooks(client, self, payload.get('cipher')))
            for payload in ours]
        shops = Shop._connect(self, ours)
        for shop, (warehouses, vals) in zip(shops, answers, strict=True):
            shop._note_warehouses(warehouses)
            shop.write(vals)
        if elsewhere:
            self._save({'message': self._shops_problem(payloads)})
        return shops

    def _shops_elsewhere(self, payloads):
        """Return those of the shops that TikTok names which another account has."""
        return self.env['tts.shop'].sudo().with_context(active_test=False).search([
            ('tiktok_id', 'in', [str(payload['id']) for payload in payloads]),
            ('account_id', '!=', self.id),
        ])

    def _shops_problem(self, payloads):
        """Return a sentence when not all shops are there that somebody expects."""
        if not payloads:
            return self.env._(
                "TikTok names no shop for this authorization. Was the right seller account used?")
        elsewhere = self._shops_elsewhere(payloads)[:1]
        return elsewhere and self.env._(
            "The shop %(shop)s is connected by the account %(account)s already. A shop can be "
            "connected once.", shop=elsewhere.name, account=elsewhere.account_id.name)

    # === NEWS OF THE AUTHORIZATION === #

    def _on_authorization_event(self, event):
        """A webhook tells that the seller has withdrawn the authorization, or that it ends soon.

        Neither is believed: TikTok repeats webhooks for hours, and tells times in several ways. It
        is asked whether it takes our tokens, and until when.

        :raises TikTokError: when TikTok does not tell
        """
        if self.state != 'connected':
            return
        try:
            if event.type == const.AUTHORIZATION_ENDS:
                self._renew_token()
            with self._tiktok(in_words=False) as client:
                client.authorized_shops()
        except AuthorizationError as error:
            self._note_refusal(error)
        if self.state == 'connected':
            self._save({})
