from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import const
from ..models.engine.tts_guard import needs
from ..tools import values


class TtsAuthorization(models.TransientModel):
    """A seller's consent on its way: from our button to TikTok's page and back.

    Normally it is begun by the button, which leaves a state here. An installation begun in TikTok's
    app store comes back without one: then the code is kept here until a person says whose it is.
    """

    _name = 'tts.authorization'
    _description = "TikTok Shop Authorization"
    _inherit = ['tts.guard']

    account_id = fields.Many2one('tts.account')
    state = fields.Char(index='btree_not_null', readonly=True, groups='base.group_system')
    code = fields.Char(readonly=True, groups='base.group_system')

    def _compute_display_name(self):
        self.display_name = self.env._("Connect a TikTok Shop")

    @api.model
    def _redeem(self, state):
        """Return the account that a state was made for. A state is good once, and for ten minutes.

        :raises UserError: for a state that is unknown, used, too old or another user's
        """
        authorization = self.sudo().search([('state', '=', values.text(state))], limit=1)
        if not authorization or authorization.create_uid != self.env.user:
            raise UserError(self.env._(
                "This authorization was not begun here, or has been used already. Open the account "
                "in Odoo and press Authorize.",
            ))
        account = authorization.account_id
        age = fields.Datetime.now() - authorization.create_date
        authorization.unlink()
        if age > timedelta(minutes=const.STATE_MINUTES):
            raise UserError(self.env._(
                "TikTok's answer took more than %s minutes. Press Authorize again.",
                const.STATE_MINUTES))
        return account.with_env(self.env)

    @needs('manager')
    def action_connect(self):
        """Button: use the code that came from TikTok's app store for the chosen account."""
        self.ensure_one()
        code = self.sudo().code
        if not code:
            raise UserError(self.env._(
                "This authorization has been used already. Open the account and press Authorize."))
        shops = self.account_id._exchange_code(code)
        self.sudo().code = False
        return (shops.account_id or self.account_id).with_env(self.env)._get_records_action()
