from odoo import api, fields, models

from ...tools import parcels


class StockPicking(models.Model):
    """What goes wrong with a transfer's parcels on their way, and when they arrived."""

    _inherit = 'stock.picking'

    tts_trouble = fields.Char(
        "Trouble on the Way", compute='_compute_tts_trouble', compute_sudo=True)
    tts_delivered_date = fields.Datetime(
        "Delivered on", compute='_compute_tts_trouble', compute_sudo=True,
        help="When the last one of its parcels was, as TikTok says.")

    # === COMPUTE METHODS === #

    @api.depends('tts_package_ids.trouble', 'tts_package_ids.delivered_date',
                 'tts_package_ids.status')
    @api.depends_context('lang')
    def _compute_tts_trouble(self):
        for picking in self:
            live = picking.tts_package_ids.filtered(lambda package: package.status != 'CANCELLED')
            picking.tts_trouble = ' '.join(dict.fromkeys(
                package._trouble_sentence() for package in picking._tts_in_trouble()))
            dates = live.mapped('delivered_date')
            picking.tts_delivered_date = max(dates) if dates and all(dates) else False

    # === BUSINESS METHODS === #

    def _tts_in_trouble(self):
        """Return the packages of one transfer with which something went wrong that is not over."""
        packages = self.tts_package_ids.filtered('trouble')
        if packages and self._tts_is_back():
            return packages.filtered(lambda package: package.trouble != parcels.RETURNED)
        return packages

    def _tts_is_back(self):
        """Tell whether all that one transfer has brought out is here again."""
        moves = self.move_ids.filtered(lambda move: move.state == 'done')
        return bool(moves) and all(
            move.product_uom.compare(move._tts_returned(('done',)), move.quantity) >= 0
            for move in moves)

    def _tts_trouble_todos(self):
        """Return what is to be done about a transfer's parcels on their way.

        :rtype: list of Todo
        """
        return [package._trouble_todo() for package in self._tts_in_trouble()]
