from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.actions import notification
from ..engine.tts_guard import needs
from ..engine.tts_work import commit_progress, ring
from .tts_sku import TAKES
from .tts_sku_compare import _is_counted, _offer

# For so long a person waits; what is left then goes on without him.
SECONDS = 15
# Reasons that are told at once.
TOLD = 3


class TtsSku(models.Model):
    """What a person is told of a SKU's stock and price, and what he sends by button."""

    _inherit = 'tts.sku'

    stock_formula = fields.Char(
        "How It Comes About", compute='_compute_stock_formula',
        help="What is in stock now, and what of it is offered.")

    # === COMPUTE METHODS === #

    def _compute_stock_formula(self):
        """Worked out anew whenever it is looked at: by the same figures that are sent."""
        told = {sku.id: [] for sku in self}
        for rows, stand, _of_all in self.sudo()._places():
            told[rows[0].sku].append(self._formula(rows[0], stand))
        for sku in self:
            sku.stock_formula = ' | '.join(told[sku.id]) or sku._why_no_formula()

    @api.model
    def _formula(self, row, stand):
        """Return how the offer of one place comes about."""
        offer = _offer(row, stand)
        if row.is_archived:
            return self.env._("The product is archived: %s", offer)
        if row.rule == 'fixed':
            return self.env._("Always %s", offer)
        if not _is_counted(row):
            return self.env._("Odoo does not count it: %s", offer)
        terms = [
            *self._figure_terms(row.figure, stand),
            stand.held and self.env._(
                "%(units)s in TikTok's open orders", units=_plain(stand.held)),
            row.buffer and self.env._("%(units)s buffer", units=row.buffer)]
        formula = ' - '.join(filter(None, terms))
        more = [
            row.percent != 100 and self.env._(
                "of that %(percent)s %%", percent=_plain(row.percent)),
            row.units > 1 and self.env._("in packs of %s", row.units),
            row.cap and self.env._("at most %s", row.cap)]
        return f"{', '.join([formula, *filter(None, more)])} = {offer}"

    @api.model
    def _figure_terms(self, figure, stand):
        """Return how it is told what there is, before anything of ours is taken off.

        :param str figure: see `tts.shop._stock_figures`
        """
        return [
            self.env._("%(units)s on hand", units=_plain(stand.on_hand)),
            stand.on_hand - stand.free and self.env._(
                "%(units)s promised", units=_plain(stand.on_hand - stand.free))]

    def _why_no_formula(self):
        if self.is_fbt:
            return self.env._("TikTok fulfils it and counts its stock.")
        if self.is_bundle:
            return self.env._("A virtual bundle: its stock is that of its parts.")
        if self.stock_rule == 'off':
            return self.env._("Switched off: no stock is sent.")
        if not self.product_id:
            return self.env._("No product is chosen.")
        if self.stock_ids and self.listing_id.status not in TAKES['stock']:
            return self.env._("TikTok takes no stock of a product in this status.")
        if self.stock_ids:
            return self.env._("None of your warehouses is chosen for those that TikTok has it in.")
        return self.env._("TikTok has not told in which warehouses it is. Fetch the listing.")

    # === ACTION METHODS === #

    @needs('product_manager')
    def action_push_stock(self):
        """Button: send the stock of these SKUs where it differs, and tell how that went."""
        return self._push_by_hand('stock')

    @needs('product_manager')
    def action_push_prices(self):
        """Button: send the prices of these SKUs where they differ, and tell how that went."""
        return self._push_by_hand('price')

    def _push_by_hand(self, kind):
        """Compare and send; what takes longer goes on by itself. Commits.

        :raises UserError: where nothing may be sent
        """
        skus = self.sudo().filtered('listing_id.tiktok_id')
        skus._require_going()
        going = skus.filtered(lambda sku: not sku._stopped_by())
        self.env['tts.drift'].sudo()._put_right(kind, going)
        skus._compare_safely(kind, again=True)
        waiting = going.filtered(lambda sku: sku[f'{kind}_state'] == 'waiting')
        waiting._ask(kind)
        commit_progress(self.env, 0, 1)
        self.env['tts.stock'].sudo()._work({kind: [('id', 'in', waiting.ids)]}, seconds=SECONDS)
        return skus._tell_pushed(kind, waiting)

    def _ask(self, kind):
        """Have SKUs that wait sent, whether that is done by itself or not."""
        if self:
            self.write({f'{kind}_asked': True, f'{kind}_retry': False})
            ring(self.env, 'push')

    def _require_going(self):
        """:raises UserError: when there is nothing to send, or its shop is stopped"""
        if not self:
            raise UserError(self.env._(
                "Nothing of this is listed on TikTok Shop, as far as Odoo knows. Fetch Products "
                "on the shop finds what is."))
        if all(sku._stopped_by() for sku in self):
            raise UserError(self._why_stopped())

    def _stopped_by(self):
        """Return the shop or the listing that keeps one SKU from being sent, if any does."""
        return next((each for each in (self.shop_id, self.listing_id) if each.is_stopped), None)

    def _why_stopped(self):
        names = dict.fromkeys(sku._stopped_by().display_name for sku in self)
        return self.env._(
            "%s: stopped, nothing is sent. Turn off Stop Everything there first.",
            ', '.join(list(names)[:TOLD]))

    def _tell_pushed(self, kind, waiting):
        """Return the notification that tells how a push by hand went."""
        states = self.grouped(f'{kind}_state')
        left, refused, there, never = (
            states.get(state, self.browse()) for state in ('waiting', 'refused', 'sent', 'none'))
        sent, unchanged = there & waiting, there - waiting
        told = [self.env._(
            "Sent: %(sent)s. Unchanged: %(unchanged)s. Refused: %(refused)s. Waiting: %(left)s.",
            sent=len(sent), unchanged=len(unchanged), refused=len(refused), left=len(left))]
        told += [f"{sku.display_name}: {sku[f'{kind}_error']}"
                 for sku in (refused + left + never).filtered(f'{kind}_error')[:TOLD]]
        stopped = left.filtered(lambda sku: sku._stopped_by())
        told += [stopped._why_stopped()] if stopped else []
        return notification('warning' if refused or left else 'success', ' '.join(told))


def _plain(quantity):
    """Return a quantity as a person writes it: 3, 2.5."""
    return f'{round(quantity, 3):g}'
