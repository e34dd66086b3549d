from odoo import fields, models

from ...tools import values
from ..engine.tts_guard import needs


class TtsOrder(models.Model):
    """Whether Odoo's documents keep to TikTok's figure: a sales order is that, and no more is
    invoiced.

    Compared whenever either side can have changed, also after TikTok's data was deleted here. A
    manager may accept a difference: just that one, until either side changes.
    """

    _inherit = 'tts.order'

    accepted_figures = fields.Char(readonly=True)
    accepted_moves = fields.Json(
        readonly=True, help="Ids of the invoices that there were when a manager accepted them.")
    accepted_reason = fields.Char("Accepted because", readonly=True)
    accepted_by_id = fields.Many2one('res.users', "Accepted by", readonly=True)

    is_acceptable = fields.Boolean(
        compute='_compute_is_acceptable', help="A manager can let its difference pass.")

    # === COMPUTE METHODS === #

    def _compute_is_acceptable(self):
        for order in self:
            order.is_acceptable = bool(order._gap())

    # === ACTION METHODS === #

    @needs('manager')
    def action_accept(self):
        """Button: ask a manager why an order is taken whose amounts are not TikTok's."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Accept Anyway"),
            'res_model': 'tts.order.accept',
            'view_mode': 'form',
            'target': 'new',
            'context': {
                'default_order_id': self.id,
                'tts_confirm': self.env.context.get('tts_confirm', False),
            },
        }

    # === THE INVARIANT === #

    def _money_gap(self):
        """Return why the lines of the sales order are not TikTok's figure, with both figures; ''
        when they are, or a manager has accepted just this difference.
        """
        sale = self.sudo().sale_order_id
        if not (self.money_policy and sale) or self.status == 'CANCELLED':
            return ''
        if self._is_accepted():
            return ''
        if self.money_problem:
            return self.money_problem
        if sale.currency_id != self.currency_id:
            return self.env._(
                "The sales order is in %(odoo)s, TikTok's order in %(tiktok)s.",
                odoo=sale.currency_id.name, tiktok=self.currency_id.name)
        if odd := sale._tts_in_other_units():
            return self.env._(
                "%(product)s is ordered in %(odoo)s, TikTok has sold it in %(tiktok)s. Choose that "
                "unit on the line.", product=odd[0].product_id.display_name,
                odoo=odd[0].product_uom_id.name, tiktok=odd[0].product_id.uom_id.name)
        return '' if sale._tts_is_worth(self._expected()) else self._total_gap()

    def _total_gap(self):
        """Return both figures, and what to do."""
        sale = self.sudo().sale_order_id
        figures = {'odoo': f"{sale._tts_worth():f}", 'tiktok': f"{self._expected():f}"}
        if sale.state in ('draft', 'sent'):  # written anew by each retry
            return self.env._(
                "Odoo's lines come to %(odoo)s, TikTok's figure is %(tiktok)s. See the taxes of "
                "the products and of the shop, then press Retry on the TikTok order. A TikTok Shop "
                "manager can accept the difference.", **figures)
        return self.env._(
            "Odoo's lines come to %(odoo)s, TikTok's figure is %(tiktok)s. Correct the lines and "
            "their taxes; until then no transfer can be done. A TikTok Shop manager can accept the "
            "difference.", **figures)

    def _invoice_gap(self, posting=None):
        """Return why too much is invoiced, with both figures; '' when it is not.

        :param account.move posting: invoices that are about to be posted
        """
        sale = self.sudo().sale_order_id
        if not (self.money_policy and sale):
            return ''
        invoiced, limit = sale._tts_invoiced(posting), self._limit()
        if invoiced <= max(limit, 0):
            return ''
        return self.env._(
            "Invoices less credit notes of the TikTok order %(order)s come to %(odoo)s, TikTok's "
            "figure is %(tiktok)s. Credit or correct what is too much. A TikTok Shop manager can "
            "accept the difference.",
            order=self.tiktok_id, odoo=f"{invoiced:f}", tiktok=f"{limit:f}")

    def _limit(self):
        """Return how much may be invoiced in all: TikTok's figure, or what a manager accepted."""
        if not self._is_accepted():
            return self._expected()
        sale = self.sudo().sale_order_id
        moves = self.env['account.move'].sudo().browse(self.accepted_moves or [])
        accepted = sale._tts_billed()._tts_sum(lambda move: (
            (move in moves and move.state != 'cancel')
            or (move.reversed_entry_id in moves and move.state == 'posted')))
        return max(self._expected(), sale._tts_worth(), accepted)

    def _posting_gap(self, moves):
        """Return why invoices of the order cannot be posted; '' when they can.

        :param account.move moves: all that are about to be posted
        """
        gap = self._money_gap() or self._invoice_gap(posting=moves)
        # While the order is applied, it is `pending`: then its own invoice is made.
        if not gap and self.state == 'blocked' and self._is_behind():
            gap = self.env._(
                "TikTok has cancelled units of the order %s, and Odoo has not taken that over yet. "
                "Press Retry on the TikTok order.", self.tiktok_id)
        return gap

    def _expected(self):
        # That it was cancelled holds also where it could not be applied.
        return self._exact(0 if self.status == 'CANCELLED' else self.expected_total)

    def _compare_again(self):
        """Have the schedule apply orders whose amounts agree no longer, or agree by now."""
        changed = self.filtered(lambda order: (
            bool(order._money_gap()) == (order.state == 'applied')
            and (order.state == 'applied' or order.reason_code == 'total')
        ))
        if changed:
            changed.write({'state': 'pending'})
            self._ring()

    # === WHAT IS ACCEPTED === #

    def _accept(self, reason):
        """Let an order pass whose amounts are not TikTok's, until either side changes.

        :param str reason: a person's, for the record
        """
        sale, gap = self.sale_order_id, self._gap()
        self.write({
            'accepted_figures': self._figures(),
            'accepted_moves': (sale.invoice_ids | sale.sudo()._tts_billed().move_id).ids,
            'accepted_reason': reason,
            'accepted_by_id': self.env.user.id,
            'state': 'pending',
        })
        sale._message_log(body=self.env._(
            "%(user)s has accepted amounts that are not TikTok's. %(gap)s Reason: %(reason)s",
            user=self.env.user.name, gap=gap, reason=reason))

    def _is_accepted(self):
        return bool(self.accepted_figures) and self.accepted_figures == self._figures()

    def _gap(self):
        """Return what a manager could accept, draft invoices included; '' when nothing differs."""
        drafts = self.sudo().sale_order_id.invoice_ids.filtered(lambda move: move.state == 'draft')
        return self._money_gap() or self._invoice_gap(posting=drafts)

    def _figures(self):
        """Return what a manager accepts: it is another thing once either side changes."""
        sale = self.sudo().sale_order_id
        return values.digest([
            str(sale._tts_worth()), str(self._expected()), str(self._exact(self.buyer_paid)),
            self.breakdown, sale.currency_id.name,
            [(line.id, line.product_uom_id.id) for line in sale._tts_in_other_units()]])
