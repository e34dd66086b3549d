from odoo import api, fields, models, tools
from odoo.fields import Domain

from ...tools.listing import rules

# What is sent by itself, on shops and on listings: kind to field.
SWITCH = {'stock': 'push_stock', 'price': 'push_prices'}
# By these a shop sends by itself, or not.
SWITCHES = frozenset((*SWITCH.values(), 'is_stopped', 'active', 'account_id'))
# By these it is decided what TikTok should have of its SKUs.
DECIDING = {
    'stock': frozenset((
        'push_stock', 'is_stopped', 'active', 'account_id', 'stock_buffer', 'stock_share',
        'stock_cap', 'untracked_quantity', 'count_consigned', 'stock_figure',
        'go_live_date')),
    'price': frozenset((
        'push_prices', 'is_stopped', 'active', 'account_id', 'pricelist_id', 'currency_id')),
}


class TtsShop(models.Model):
    """What of a shop's stock and prices follows Odoo by itself, and by which rules."""

    _inherit = 'tts.shop'

    push_stock = fields.Boolean(
        "Send Stock by Itself",
        help="Whatever changes what can be sold of a listed product reaches TikTok within a "
             "minute. Off: by the button Push Stock only.")
    push_prices = fields.Boolean(
        "Send Prices by Themselves",
        help="Whatever changes a price of a listed product reaches TikTok within a minute. Off: by "
             "the button Push Prices only.")
    is_stopped = fields.Boolean(
        "Stop Everything",
        help="Neither stock nor prices are sent, by itself or by button, until this is off again.")
    stock_buffer = fields.Integer(
        "Buffer", help="Units of each product that are held back from TikTok.")
    stock_share = fields.Float(
        "Share (%)", default=100, digits=(5, 2),
        help="So much of what is left after the buffer is offered: where several channels sell the "
             "same goods.")
    stock_cap = fields.Integer("At Most", help="So many units of a SKU are offered. 0: no limit.")
    untracked_quantity = fields.Integer(
        "Units of Untracked Goods",
        help="Offered of products whose stock Odoo does not track.",
    )
    count_consigned = fields.Boolean(
        "Offer Consigned Goods", default=True,
        help="Goods in your stock that belong to somebody else.")
    stock_figure = fields.Selection(
        selection='_stock_figures', string="Quantity", required=True, default='odoo',
        help="By which of Odoo's quantities it is counted what can be sold.")
    has_stock_figures = fields.Boolean(compute='_compute_has_stock_figures')

    swept = fields.Datetime(
        readonly=True, copy=False, help="When all that it lists was last compared with Odoo.")
    caught_up = fields.Datetime(
        "Orders up to", readonly=True, copy=False,
        help="Orders up to this time are taken off what is offered.")

    _untracked_in_range = models.Constraint(
        f'CHECK (untracked_quantity BETWEEN 0 AND {rules.MOST_STOCK})',
        f"TikTok offers 0 to {rules.MOST_STOCK} units.",
    )
    _stock_rule_in_range = models.Constraint(
        'CHECK (stock_buffer >= 0 AND stock_cap >= 0 AND stock_share BETWEEN 0 AND 100)',
        "A buffer and a limit are not negative, a share is from 0 to 100 %.")

    # === CRUD METHODS === #

    def write(self, vals):
        """What a setting decides is worked out anew."""
        result = super().write(vals)
        if not SWITCHES.isdisjoint(vals):
            self._forget_pushing()
        if vals.get('push_stock'):
            self._begin_check()
        self.env['tts.mark']._add_changed(DECIDING, vals, 'shop', self.ids)
        return result

    # === BY WHICH QUANTITY === #

    @api.model
    def _stock_figures(self):
        """Return the quantities by which stock can be counted: a choice where another addon brings
        one of its own.
        """
        return [('odoo', self.env._("On hand, less what is promised"))]

    def _compute_has_stock_figures(self):
        self.has_stock_figures = len(self._stock_figures()) > 1

    # === WHO SENDS BY ITSELF === #

    @api.model
    @tools.ormcache('kind')
    def _is_pushing(self, kind):
        """Tell whether any shop sends stock, or prices, by itself.

        Asked by whoever changes stock or a price: without a statement, as a rule.

        :param str kind: `stock` or `price`
        """
        return bool(self.sudo().search_count(self._pushing(kind), limit=1))

    @api.model
    def _pushing(self, kind):
        """Return the domain of the shops that send stock, or prices, by themselves."""
        return Domain([
            (SWITCH[kind], '=', True), ('is_stopped', '=', False), ('active', '=', True),
            ('account_id.state', '=', 'connected'),
        ])

    @api.model
    def _forget_pushing(self):
        """Let what is cached of `_is_pushing` end: now, and at the commit once more, before which
        another thread may have asked.
        """
        self.env.registry.clear_cache()
        self.env.cr.postcommit.add(self.env.registry.clear_cache)
