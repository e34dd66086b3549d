import logging

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request

from .. import const
from ..tools import values

_logger = logging.getLogger(__name__)


ACTION = '/odoo/action-tiktok_shop.action_%s'


class Authorization(http.Controller):

    @http.route(const.REDIRECT_PATH, type='http', auth='user', methods=['GET'])
    def authorization_code(self, code=None, auth_code=None, state=None, error=None, **_params):
        """TikTok sends the seller back here from its consent page.

        :param str code: traded for tokens; "null" when the seller declined
        :param str auth_code: the same, as some of TikTok's pages call it
        :param str state: what `action_authorize` gave; missing after an installation from TikTok's
            store
        :param str error: TikTok's reason when the seller declined
        """
        env, code = request.env, code or auth_code
        if not env.user.has_group('tiktok_shop.group_manager'):
            return self._say(
                env._("Only a TikTok Shop manager can connect an account. Ask your administrator."),
                403,
            )
        try:
            account = env['tts.authorization']._redeem(state) if state else env['tts.account']
        except UserError as refusal:
            return self._say(refusal.args[0], 403)
        if error or code in (None, '', 'null'):
            reason = values.text(error, 60) if error and error != 'auth_denied' else ''
            return self._say(env._(
                "The seller did not agree, so nothing was connected. Open the account and press "
                "Authorize to ask again. %s", reason), 400, account)
        if not account:
            pending = env['tts.authorization'].sudo().create({'code': values.text(code, 2000)})
            return request.redirect(ACTION % f'tts_authorization/{pending.id}')
        return self._connect(account, code)

    def _connect(self, account, code):
        try:
            shops = account._exchange_code(code)
        except (UserError, AccessError) as error:
            _logger.info("TikTok Shop account %s was not connected: %s", account.id, error)
            return self._say(error.args[0], 400, account)
        # Another account may have been the right one for this seller.
        owner = shops.account_id.with_env(request.env)
        if owner and owner != account and not owner.has_access('read'):
            return self._say(owner.sudo().message, 200, account)
        return request.redirect(ACTION % f'tts_account/{(owner or account).id}')

    def _say(self, sentence, status, account=None):
        """Return a page with one sentence and the way back into Odoo."""
        back = ACTION % (f'tts_account/{account.id}' if account else 'tts_account')
        return request.render(
            'tiktok_shop.authorization_page', {'sentence': sentence, 'back': back}, status=status,
        )
