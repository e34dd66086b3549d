from decimal import Decimal

from markupsafe import Markup

from odoo import fields, models

from ...tools import amounts, values
from ...tools.sentences import term
from ..connection.tts_shop import MONEY_POLICIES, TAX_POLICIES
from ..engine.tts_guard import needs
from ..engine.tts_mirror import Blocked


class TtsOrder(models.Model):
    """What an order is worth, and whether Odoo's documents keep to it.

    TikTok's figure is read under the policies that the sales order was made with, and kept: it is
    compared whenever either side can have changed, also after TikTok's data was deleted here. The
    formulas: `tools/amounts.py`.
    """

    _inherit = 'tts.order'

    money_policy = fields.Selection(
        MONEY_POLICIES, readonly=True, help="As the shop had it when the sales order was made.")
    tax_policy = fields.Selection(
        TAX_POLICIES, readonly=True, help="As the shop had it when the sales order was made.")
    expected_total = fields.Monetary(
        "TikTok's Figure", readonly=True,
        help="What the lines of the sales order have to come to, without cancelled units.")
    money_problem = fields.Char(readonly=True, help="Why TikTok's amounts do not add up.")
    breakdown = fields.Json(
        readonly=True, help="The parts of TikTok's figure: goods and what comes with them.")
    money_html = fields.Html("Amounts", compute='_compute_money_html', sanitize=False)
    is_reduced = fields.Boolean(
        readonly=True, help="Units were cancelled after confirming: other amounts follow TikTok.")
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

    def _compute_money_html(self):
        for order in self:
            rows = order._money_rows() if order.breakdown else []
            order.money_html = order.env['ir.qweb']._render(
                'tiktok_shop.money_block', {'rows': rows, 'currency': order.currency_id},
            ) if rows else Markup('')

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

    # === TIKTOK'S FIGURE === #

    def _take_policies(self):
        """Note the policies of the shop: a sales order is about to be made by them, a quotation
        that is held for its total to be written anew, or one that was found to be linked.
        """
        for shop, orders in self.grouped('shop_id').items():
            orders.write({'money_policy': shop.money_policy, 'tax_policy': shop.tax_policy})

    def _amounts(self):
        """Return the order's money, read from TikTok's payload.

        :rtype: amounts.Amounts
        :raises Blocked: when an amount is no number
        """
        tax_policy = self.tax_policy or self.shop_id.tax_policy
        payload = {**self.sudo().payload, 'line_items': self._items()}
        try:
            return amounts.read(
                payload, tax_policy == 'marketplace', self.currency_id.decimal_places)
        except ValueError as error:
            raise Blocked(
                'incomplete', self.env._("TikTok has sent an amount that is none: %s", error),
            ) from None

    def _note_money(self, money):
        """Keep what an order is worth.

        :param amounts.Amounts money: as TikTok's payload has it now
        """
        problem = money.problem_under(self.money_policy)
        vals = {
            'expected_total': float(money.total(self.money_policy)),
            'money_problem': self._money_sentence(problem) if problem else False,
            'breakdown': {
                'goods': str(money.goods),
                'lines': [[line.kind, line.code, str(line.amount)] for line in money.lines],
            },
        }
        self._write_changed(vals)

    def _follow_figure(self):
        """Keep what TikTok tells of the order's worth now, and return it; what it does not tell now
        stays known.

        :rtype: amounts.Amounts or None
        """
        if not (self._items() and self.sudo().payload.get('payment')):
            return None
        try:
            money = self._amounts()
        except Blocked as blocked:
            self._write_changed({'money_problem': blocked.message})
            return None
        self._note_money(money)
        return money

    def _note_nothing_owed(self):
        """A cancelled order is worth nothing."""
        self._write_changed({'expected_total': 0.0, 'money_problem': False, 'breakdown': False})

    def _write_changed(self, vals):
        changed = {name: value for name, value in vals.items() if self[name] != value}
        if changed:
            self.write(changed)

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
        if sale._tts_is_worth(self._expected()):
            return ''
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
        if not gap and self.state == 'blocked' and self._has_untaken_cancellation():
            gap = self.env._(
                "TikTok has cancelled units of the order %s, and Odoo has not taken that over yet. "
                "Press Retry on the TikTok order.", self.tiktok_id)
        return gap

    def _is_accepted(self):
        return bool(self.accepted_figures) and self.accepted_figures == self._figures()

    def _gap(self):
        """Return what a manager could accept, draft invoices included; '' when nothing differs."""
        drafts = self.sudo().sale_order_id.invoice_ids.filtered(lambda move: move.state == 'draft')
        return self._money_gap() or self._invoice_gap(posting=drafts)

    def _expected(self):
        # That it was cancelled holds also where it could not be applied.
        return self._exact(0 if self.status == 'CANCELLED' else self.expected_total)

    def _exact(self, amount):
        """Return money of one of our fields as the Decimal that it stands for."""
        return Decimal(f'{amount:.{self.currency_id.decimal_places}f}')

    def _figures(self):
        """Return what a manager accepts: it is another thing once either side changes."""
        sale = self.sudo().sale_order_id
        return values.digest([
            str(sale._tts_worth()), str(self._expected()), str(self._exact(self.buyer_paid)),
            self.breakdown, sale.currency_id.name,
            [(line.id, line.product_uom_id.id) for line in sale._tts_in_other_units()]])

    def _compare_again(self):
        """Have the schedule apply orders whose amounts agree no longer, or agree by now."""
        changed = self.filtered(lambda order: (
            bool(order._money_gap()) == (order.state == 'applied')
            and (order.state == 'applied' or order.reason_code == 'total')
        ))
        if changed:
            changed.write({'state': 'pending'})
            self.env.ref('tiktok_shop.ir_cron_apply').sudo()._trigger()

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

    # === WORDS === #

    def _money_sentence(self, problem):
        """Return what a person is told about amounts that do not add up.

        :param amounts.Problem problem:
        """
        told = problem.values
        if problem.code == 'goods':
            return self.env._(
                "TikTok's items add up to %(items)s (%(live)s without cancelled ones), its total "
                "of goods is %(header)s.",
                items=f"{told['items']:f}", live=f"{told['live']:f}",
                header=f"{told['header']:f}")
        if problem.code == 'cents':
            return self.env._(
                "TikTok has sent the amount %(amount)s, which %(currency)s does not have.",
                amount=f"{told['amount']:f}", currency=self.currency_code)
        if problem.code == 'negative':
            return self.env._(
                "TikTok's discounts exceed what they are for by %s.", f"{-told['amount']:f}")
        if problem.code == 'gone':
            return self.env._(
                "TikTok does not tell what \"%s\" was of the cancelled units.",
                term(self.env, amounts.LABELS, told['code']))
        names = {
            'documented': self.env._("documented"),
            'fees': self.env._("with fees"),
            'payment': self.env._("with payment discount"),
            'pfand': self.env._("with deposit"),
        }
        sums = '; '.join(
            f"{total:f} ({', '.join(names[name] for name in reading)})"
            for total, reading in told['sums'])
        return self.env._(
            "TikTok's total is %(total)s, but its parts give %(sums)s.",
            total=f"{told['total']:f}", sums=sums)

    def _money_rows(self):
        """Return the parts of the order's money as [(label, amount, whether it is a sum)]: what
        TikTok credits, what the buyer pays, what TikTok's total is; each sum adds up.
        """
        labels = {code: term(self.env, amounts.LABELS, code) for code in amounts.LABELS}
        lines = [(kind, code, Decimal(amount)) for kind, code, amount in self.breakdown['lines']]
        own = [row for row in lines if row[0] in amounts.OWN]
        others = [row for row in lines if row[0] not in amounts.OWN]
        goods = Decimal(self.breakdown['goods'])
        credited = goods + sum(amount for _kind, _code, amount in own)
        paid = credited + sum(amount for _kind, _code, amount in others)
        total = self._exact(self.buyer_paid)
        rows = [(self.env._("Goods"), goods, False)]
        rows += [(labels[code], amount, False) for _kind, code, amount in own]
        rows.append((self.env._("TikTok credits to you, before its fees"), credited, True))
        rows += [(labels[code], amount, False) for _kind, code, amount in others]
        rows.append((self.env._("The buyer pays"), paid, True))
        if total != paid:
            rest = self.env._("Not explained by TikTok's data") if self.money_problem else (
                self.env._("Units that were cancelled"))
            rows.append((rest, total - paid, False))
            rows.append((self.env._("TikTok's total of the order"), total, True))
        return [(label, float(amount), is_sum) for label, amount, is_sum in rows]
