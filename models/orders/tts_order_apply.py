from dataclasses import dataclass, field

from odoo import models

from ...tools import order_decision
from ...tools.sentences import term
from ..engine.mail_activity import Todo
from ..engine.tts_mirror import Blocked
from ..engine.tts_work import QUIET
from .tts_order_todos import REASONS

# Reasons with which an order counts as applied: there is a sales order, as it is to be.
IN_ODOO = ('', 'history', 'cancelled_by_hand')


@dataclass
class Outcome:
    """What is decided of an order, and what has come of it."""

    decision: order_decision.Decision
    blocked: Blocked | None = None
    todos: list[Todo] = field(default_factory=list)

    def goes_on(self):
        """Tell whether the sales order was written, and whatever follows from it may follow."""
        decision = self.decision
        return not self.blocked and (decision.create or decision.rewrite or decision.follow)


class TtsOrder(models.Model):
    """How an order at TikTok becomes a sales order, and stays in step with it.

    Facts are gathered, what becomes of the order is decided (`tools/order_decision.py`), that is
    done, and the row is settled with what has come of it. Quotations are written, and written anew
    whenever TikTok's order changes, in `tts_order_write.py`; how confirmed sales orders follow:
    `tts_order_changes.py`.
    """

    _inherit = 'tts.order'

    def _apply_batch(self):
        # Reasons and to-dos are in the language of who reads them, whoever asks.
        orders = self.with_context(**QUIET, lang=self._responsible().lang)
        doubles = orders._link_found()
        known = orders.filtered('sale_order_id')
        outcomes = {order: order._outcome(doubles.get(order)) for order in orders}
        orders._write_sale_orders(outcomes)
        orders._compare_figures(outcomes)
        orders._confirm(outcomes)
        orders._follow_up(outcomes)
        orders._settle_decided(outcomes)
        self._agree_todos({
            order: outcome.todos for order, outcome in outcomes.items()
            if outcome.todos or (order in known and outcome.decision.reason != 'status')})

    def _settle_unknown(self):
        """What a sales order is worth is known also when TikTok's data is deleted here."""
        known = self.filtered(lambda order: (
            order.sale_order_id and (order.state == 'pending' or order.reason_code == 'total')))
        known.state = 'applied'
        held, todos = self.browse(), {}
        for order in known:
            gap, todos[order] = order._money_gap(), order._invoice_todos()
            if gap:
                order._block('total', gap)
                todos[order].append(order._money_todo(gap))
                held += order
        self._agree_todos(todos)
        return super(TtsOrder, self - held)._settle_unknown()

    # === FACTS === #

    def _decision(self):
        """Return what becomes of one order, by what is known now.

        :rtype: order_decision.Decision
        """
        return order_decision.decide(self.status or '', self._facts(), self._policies())

    def _policies(self):
        """:rtype: order_decision.Policies"""
        shop = self.shop_id
        names = set(order_decision.Policies._fields) - {'go_live'}
        return order_decision.Policies(
            go_live=shop._to_moment(shop.go_live_date) if shop.go_live_date else None,
            **{name: shop[name] for name in names})

    def _facts(self):
        """:rtype: order_decision.Facts"""
        facts = order_decision.Facts(
            order_type=self.order_type or '',
            shipping_type=self.shipping_type or '',
            is_fulfilled_by_tiktok=self._is_fulfilled_by_tiktok(),
            create_time=self.create_time or None,
            is_cancel_requested=self.is_cancel_requested,
            is_provisional=self.is_provisional,
            is_by_hand=bool(self.env.context.get('tts_by_hand')),
            was_made=self.applied_once,
        )
        sale = self.sudo().sale_order_id
        if not sale:
            return facts._replace(has_no_units=bool(self._items() and not self._live_items()))
        is_cancelled = self.status == 'CANCELLED'
        return facts._replace(
            sale_state=sale.state,
            is_delivered=is_cancelled and any(sale.order_line.mapped('qty_delivered')),
            is_picked=is_cancelled and bool(self._stranded_moves()),
            is_differing=bool(self._money_gap()),
            is_behind=self._is_behind(),
        )

    # === WHAT IS DECIDED, DONE === #

    def _outcome(self, double):
        """Return what is decided of one order.

        :param Blocked double: why it cannot be told which sales order is its own, if so
        :rtype: Outcome
        """
        if double:
            return Outcome(order_decision.Decision(), double)
        decision = self._decision()
        is_new_status = decision.reason == 'status'
        return Outcome(decision, Blocked('status', self._why_status()) if is_new_status else None)

    def _write_sale_orders(self, outcomes):
        """Make the sales orders what is decided of them."""
        for order, outcome in outcomes.items():
            if outcome.decision.cancel:
                outcome.todos = order._cancel_sale_order(outcome.decision)
            elif outcome.decision.follow:
                outcome.todos = order._update_confirmed()
        quotations = self.filtered(
            lambda order: outcomes[order].decision.create or outcomes[order].decision.rewrite)
        for order, blocked in quotations._write_quotations().items():
            outcomes[order].blocked = blocked

    def _compare_figures(self, outcomes):
        """Hold sales orders that do not come to TikTok's figure; note what a person has to see to.
        """
        for order, outcome in outcomes.items():
            if not outcome.goes_on():
                continue
            gap, decision = order._money_gap(), outcome.decision
            if gap:
                outcome.blocked = Blocked('total', gap)
                outcome.todos = outcome.todos or [order._money_todo(gap)]
            elif decision.follow:
                outcome.todos += order._unit_todos()
            if decision.reason != 'history':
                outcome.todos += order._decided_todos(decision) + order._invoice_todos()

    def _confirm(self, outcomes):
        """Confirm quotations, all at once."""
        confirmed = self.filtered(lambda order: outcomes[order].goes_on() and (
            outcomes[order].decision.confirm == 'always'
            or (outcomes[order].decision.confirm == 'stocked' and order._is_stocked())))
        if confirmed:
            confirmed.sale_order_id.action_confirm()

    def _is_stocked(self):
        """Tell whether confirming the quotation neither buys nor makes anything."""
        return not any(line._tts_is_procured() for line in self.sale_order_id.order_line)

    def _follow_up(self, outcomes):
        """Record goods that have left, and make invoices, of confirmed sales orders."""
        for order, outcome in outcomes.items():
            if not outcome.goes_on() or order.sale_order_id.state != 'sale':
                continue
            try:
                if outcome.decision.ship:
                    outcome.todos += order._record_departure(outcome.decision.ship)
            except Blocked as blocked:
                outcome.blocked = blocked
            if outcome.decision.invoice:
                outcome.todos += order._create_invoice()

    def _settle_decided(self, outcomes):
        """Settle the rows: in Odoo, not taken, or blocked, with the reason."""
        for order, outcome in outcomes.items():
            if outcome.blocked:
                order._block(outcome.blocked.code, outcome.blocked.message)
        fine = self.filtered(lambda order: not outcomes[order].blocked)
        for reason, orders in fine.grouped(lambda order: outcomes[order].decision.reason).items():
            orders._settle(
                'applied' if reason in IN_ODOO else 'ignored', reason or False,
                term(self.env, REASONS, reason) if reason else False)
