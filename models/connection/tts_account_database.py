import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.tts_guard import needs

_logger = logging.getLogger(__name__)


class TtsAccount(models.Model):
    """Which database speaks to TikTok: one of all copies.

    A copy that renews the tokens takes them from the original, and one that fetches orders confirms
    them a second time. Odoo gives a copy that it makes another `database.uuid`; whoever copies with
    PostgreSQL's own tools, past Odoo, has to neutralize the copy by himself.
    """

    _inherit = 'tts.account'

    database = fields.Char(
        copy=False, readonly=True, groups='base.group_system',
        help="The system parameter database.uuid of the database that TikTok's tokens are for.",
    )

    # === ACTION METHODS === #

    @needs('manager')
    def action_speak_here(self):
        """Button: it is this database that speaks to TikTok from now on."""
        for account in self.filtered(lambda account: account.state == 'copied'):
            account._save({
                'state': 'connected', 'database': self._this_database(), 'message': False})
        return {'type': 'ir.actions.client', 'tag': 'soft_reload'}

    # === BUSINESS METHODS === #

    @api.model
    def _this_database(self):
        return self.env['ir.config_parameter'].sudo().get_param('database.uuid')

    def _is_elsewhere(self):
        """Tell whether another database has the authorization of this account."""
        known = self.sudo().database
        return bool(known) and known != self._this_database()

    def _refuse_in_a_copy(self):
        """:raises UserError: in a copy, which is silent from then on"""
        vals = self._silence_vals()
        if self.state == 'connected' and self._is_elsewhere():
            self._save(vals)
        elif self.state != 'copied':
            return
        raise UserError(vals['message'])

    @api.model
    def _silence_copies(self):
        """Be silent in a database that has just become a copy."""
        copied = self.sudo().search([('state', '=', 'connected')]).filtered(
            lambda account: account._is_elsewhere())
        if copied:
            # Not in a transaction of its own, which would not see what the database is called now.
            copied.write(self._silence_vals())
            self._toggle_crons()
            _logger.warning("A copied database: TikTok Shop accounts %s are silent", copied.ids)

    def _silence_vals(self):
        return {'state': 'copied', 'message': self.env._(
            "This database is a copy: another one speaks to TikTok with this authorization. Press "
            "This Database Speaks once the other one does no more, or Authorize for an "
            "authorization of its own, which ends the other one's.")}
