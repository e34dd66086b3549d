from decimal import Decimal

from markupsafe import Markup

from odoo import fields, models

from ... import const
from ...tools import amounts
from ...tools.sentences import term
from ..engine.tts_mirror import Blocked
from .tts_shop import MONEY_POLICIES, TAX_POLICIES


class TtsOrder(models.Model):
    """What an order is worth at TikTok.

    Its figure is read under the policies that the sales order was made with, and kept. The
    formulas: `tools/amounts.py`. Whether Odoo's documents keep to it: `tts_order_gap.py`.
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

    # === COMPUTE METHODS === #

    def _compute_money_html(self):
        for order in self:
            rows = order._money_rows() if order.breakdown else []
            order.money_html = order.env['ir.qweb']._render(
                'tiktok_shop.money_block', {'rows': rows, 'currency': order.currency_id},
            ) if rows else Markup('')

    # === TIKTOK'S FIGURE === #

    def _note_policies(self):
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
        self._tts_write_changed(vals)

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
            self._tts_write_changed({'money_problem': blocked.message})
            return None
        self._note_money(money)
        return money

    def _note_nothing_owed(self):
        """A cancelled order is worth nothing."""
        self._tts_write_changed({'expected_total': 0.0, 'money_problem': False, 'breakdown': False})

    def _exact(self, amount):
        """Return money of one of our fields as the Decimal that it stands for."""
        return Decimal(f'{amount:.{self.currency_id.decimal_places}f}')

    # === WORDS === #

    def _money_sentence(self, problem):
        """Return what a person is told about amounts that do not add up.

        :param amounts.Problem problem:
        """
        figures = problem.values
        if problem.code == 'goods':
            return self.env._(
                "TikTok's items add up to %(items)s (%(live)s without cancelled ones), its total "
                "of goods is %(header)s.",
                items=f"{figures['items']:f}", live=f"{figures['live']:f}",
                header=f"{figures['header']:f}")
        if problem.code == 'cents':
            return self.env._(
                "TikTok has sent the amount %(amount)s, which %(currency)s does not have.",
                amount=f"{figures['amount']:f}", currency=self.currency_code)
        if problem.code == 'negative':
            return self.env._(
                "TikTok's discounts exceed what they are for by %s.", f"{-figures['amount']:f}")
        if problem.code == 'gone':
            return self.env._(
                "TikTok does not tell what \"%s\" was of the cancelled units.",
                term(self.env, const.AMOUNT_LABELS, figures['code']))
        names = {
            'documented': self.env._("documented"),
            'fees': self.env._("with fees"),
            'payment': self.env._("with payment discount"),
            'pfand': self.env._("with deposit"),
        }
        sums = '; '.join(
            f"{total:f} ({', '.join(names[name] for name in reading)})"
            for total, reading in figures['sums'])
        return self.env._(
            "TikTok's total is %(total)s, but its parts give %(sums)s.",
            total=f"{figures['total']:f}", sums=sums)

    def _money_rows(self):
        """Return the parts of the order's money as [(label, amount, whether it is a sum)]: what
        TikTok credits, what the buyer pays, what TikTok's total is; each sum adds up.
        """
        parts, others = [(self.env._("Goods"), Decimal(self.breakdown['goods']))], []
        for kind, code, amount in self.breakdown['lines']:
            row = term(self.env, const.AMOUNT_LABELS, code), Decimal(amount)
            (parts if kind in amounts.OWN else others).append(row)
        credited = sum(amount for _label, amount in parts)
        paid = credited + sum(amount for _label, amount in others)
        return [
            *((label, float(amount), False) for label, amount in parts),
            (self.env._("TikTok credits to you, before its fees"), float(credited), True),
            *((label, float(amount), False) for label, amount in others),
            (self.env._("The buyer pays"), float(paid), True),
            *self._rest_rows(paid),
        ]

    def _rest_rows(self, paid):
        """Return the rows that lead from what the buyer pays to TikTok's total."""
        total = self._exact(self.buyer_paid)
        if total == paid:
            return []
        rest = self.env._("Not explained by TikTok's data") if self.money_problem else (
            self.env._("Units that were cancelled"))
        return [
            (rest, float(total - paid), False),
            (self.env._("TikTok's total of the order"), float(total), True),
        ]
