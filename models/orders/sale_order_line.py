from decimal import Decimal

from odoo import api, fields, models

from ... import const
from ...tools import values
from ...tools.sentences import term
from .account_tax import EXACT

# Actions of stock rules that take what is there.
PULLS = ('pull', 'push', 'pull_push')
# What a line is that TikTok Shop has priced.
KINDS = [
    ('item', "Goods"),
    ('shipping', "Shipping"),
    ('charge', "Charge"),
    ('platform', "Discount funded by TikTok"),
    ('passthrough', "Tax or fee for others"),
]
# What the amount of a line follows from.
PRICED = {'price_unit', 'product_uom_qty', 'product_uom_id', 'discount', 'tax_ids', 'product_id'}


class SaleOrderLine(models.Model):
    _name = 'sale.order.line'
    _inherit = ['sale.order.line', 'tts.guard']

    tts_kind = fields.Selection(
        KINDS, string="TikTok Shop", readonly=True, copy=False,
        help="Set on lines that TikTok Shop has priced.")
    tts_sku_id = fields.Many2one(
        'tts.sku', string="TikTok SKU", index='btree_not_null', readonly=True, copy=False,
    )
    tts_item_ids = fields.Json(
        "TikTok Items", readonly=True, copy=False,
        help="Ids of the TikTok line items, one per unit, in this line.",
    )
    tts_item_amounts = fields.Json(
        readonly=True, copy=False,
        help="What TikTok tells of each item's money (price, discounts, tax), by the item's id. Of "
             "an item in several lines it stands on the first.",
    )
    tts_quantity = fields.Float(
        "TikTok Quantity", readonly=True, copy=False, digits='Product Unit',
        help="What the items come to; another ordered quantity was entered by a person.",
    )
    tts_original_price = fields.Float(
        "TikTok List Price", readonly=True, copy=False, min_display_digits='Product Price',
        help="Per unit, before the seller's and TikTok's discounts.",
    )

    tts_is_to_repair = fields.Boolean(
        readonly=True, copy=False,
        help="Its SKU was mapped to the wrong product, and a person is to put that right.",
    )

    # === WHAT A LINE IS === #

    def _tts_is_money(self):
        return bool(self.tts_kind) and self.tts_kind != 'item'

    def _tts_code(self):
        """Return TikTok's key of a line that is not for goods, as `platform_discount`, or ''."""
        is_money = self.tts_kind not in (False, 'item')
        return (self.tts_item_ids or [''])[0] if is_money else ''

    def _tts_amount(self):
        """Return what the line comes to, exactly: price x quantity, without rounding."""
        price, quantity = Decimal(repr(self.price_unit)), Decimal(repr(self.product_uom_qty))
        amount = price * quantity
        return amount * (100 - Decimal(repr(self.discount))) / 100 if self.discount else amount

    # === CRUD METHODS: what a person changes of TikTok's amounts is noticed === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not self.env.su:
            lines.order_id._tts_look_again()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if not self.env.su and PRICED & vals.keys():
            self.order_id._tts_look_again()
        return result

    def unlink(self):
        orders = self.order_id
        result = super().unlink()
        if not self.env.su:
            orders._tts_look_again()
        return result

    # === PRICES: TikTok's are pinned === #

    # A pinned `technical_price_unit` is not enough: a gift at 0 would be priced, Update Prices
    # would price all. So these lines are left out of whatever computes prices.

    def _compute_price_unit(self):
        priced = self.filtered(lambda line: not line.tts_kind)
        return super(SaleOrderLine, priced)._compute_price_unit()

    def _compute_discount(self):
        pinned = self.filtered('tts_kind')
        pinned.discount = 0.0
        return super(SaleOrderLine, self - pinned)._compute_discount()

    def _compute_pricelist_item_id(self):
        pinned = self.filtered('tts_kind')
        pinned.pricelist_item_id = False
        return super(SaleOrderLine, self - pinned)._compute_pricelist_item_id()

    # === NAMES === #

    def _get_sale_order_line_multiline_description_sale(self):
        """What TikTok charges or funds is called by its kind, in the language of the customer."""
        code = (self.tts_item_ids or [''])[0]
        if self.tts_kind not in (False, 'item') and code in const.AMOUNT_LABELS:
            return term(self.env, const.AMOUNT_LABELS, code)
        return super()._get_sale_order_line_multiline_description_sale()

    # === TAXES === #

    def _tts_is_untaxed(self):
        """Tell whether no tax is ours: TikTok collects it on top, or the money is not revenue."""
        # Who updates taxes or makes invoices need not see TikTok's orders.
        order_sudo = self.order_id.tts_order_id.sudo()
        return self.tts_kind in ('platform', 'passthrough') or bool(
            self.tts_kind and order_sudo.tax_policy == 'marketplace')

    def _compute_tax_ids(self):
        """Where TikTok collects and remits tax on top of the prices, our lines carry none."""
        untaxed = self.filtered(lambda line: line._tts_is_untaxed())
        untaxed.tax_ids = False
        return super(SaleOrderLine, self - untaxed)._compute_tax_ids()

    def _prepare_base_line_for_taxes_computation(self, **kwargs):
        """TikTok's prices contain tax, whatever the taxes themselves say: compute from the total.

        No tax-excluded price gives every total (11.01 at 20 %: 9.17 gives 11.00, 9.18 gives 11.02),
        so none is divided by a rate.
        """
        if self.tts_kind:
            kwargs.setdefault('special_mode', 'total_included')
            kwargs.setdefault('computation_key', EXACT)
            if not self.id:
                # Of a line that is about to be created only the amounts are wanted. Odoo would look
                # for its analytic distribution now, forget it, and look again once it is created.
                kwargs.setdefault('analytic_distribution', False)
        return super()._prepare_base_line_for_taxes_computation(**kwargs)

    # === ANALYTIC ACCOUNTING === #

    def _compute_analytic_distribution(self):
        """Odoo looks for distribution models line by line: where there is none, once will do."""
        looking, pinned = self, self.filtered('tts_kind')
        if pinned and not self.env['account.analytic.distribution.model'].search_count([], limit=1):
            looking -= pinned
            for line in pinned:
                line.analytic_distribution = line.analytic_distribution
        return super(SaleOrderLine, looking)._compute_analytic_distribution()

    def _tts_is_like(self, vals_list):
        """Tell whether these lines are those that a list of values would create."""
        lines = self.sorted('sequence')
        return len(lines) == len(vals_list) and all(
            line._fields[name].convert_to_write(line[name], line) == value
            for line, vals in zip(lines, vals_list, strict=True)
            for name, value in vals.items()
        )

    # === QUANTITIES: only ever lowered === #

    @api.model
    def _tts_lower(self, shares):
        """Leave a share of what TikTok ordered, and all that a person added to it.

        :param dict shares: {line: share}
        :return: the lines of which that was not possible
        """
        targets = {line: line.tts_quantity * share for line, share in shares.items()}
        refused = self._tts_lower_to({
            line: target + max(line.product_uom_qty - line.tts_quantity, 0)
            for line, target in targets.items()})
        for line, target in targets.items():
            if line not in refused:
                line.tts_quantity = target
        return refused

    @api.model
    def _tts_lower_to(self, quantities):
        """Lower ordered quantities, unless they are that low. Moves follow, as Odoo does it: once
        for all, as line by line it looks at the whole transfer each time.

        A lock keeps people from changing an order, an invoice can be credited: neither may let
        cancelled goods leave.

        :param dict quantities: {line: quantity}
        :return: the lines of which more has left than that
        """
        refused, before = self.browse(), {}
        for line, quantity in quantities.items():
            unit = line.product_uom_id
            if unit.compare(line.product_uom_qty, quantity) <= 0:
                continue
            if unit.compare(quantity, line.qty_delivered) < 0:
                refused += line
            else:
                before[line.id] = line.product_uom_qty
        lowered = self.browse(before)
        with lowered.order_id._tts_unlocked():
            for line in lowered.with_context(skip_procurement=True):
                line.product_uom_qty = quantities[line]
            lowered._action_launch_stock_rule(previous_product_uom_qty=before)
        for move in lowered.move_ids.filtered(lambda move: move.state not in ('done', 'cancel')):
            # What a person has counted already would leave all the same.
            if move.product_uom.compare(move.quantity, move.product_uom_qty) > 0:
                move.quantity = move.product_uom_qty
        return refused

    def _tts_has_all_units(self):
        """Tell whether these lines of one order and one SKU have as many units of its product as
        the SKU is mapped to; unknown counts as yes.
        """
        sku, items = self.tts_sku_id, {item for line in self for item in line.tts_item_ids or ()}
        quantity = sum(self.mapped('tts_quantity'))
        if quantity == len(items) * sku.quantity:
            return True
        order = self.order_id.tts_order_id.sudo()
        if not order.payload:
            return True
        units = sum(
            max(values.whole(part.get('sku_count')), 1) * sku.quantity
            for item in order._items() if str(item.get('id')) in items
            for part in order._parts(item) if str(part.get('sku_id')) == sku.tiktok_id)
        return units in (0, quantity)

    def _tts_is_other(self):
        """Tell whether one line has other goods than its SKU is mapped to, or not as many."""
        sku = self.tts_sku_id
        if not (sku.product_id and self.product_uom_qty):
            return False
        of_sku = self.order_id.order_line.filtered(
            lambda line: line.tts_sku_id == sku and line.product_uom_qty)
        return self.product_id != sku.product_id or not of_sku._tts_has_all_units()

    def _tts_is_untouched(self):
        """Tell whether one line is as TikTok has it and nothing has come of it: no goods have been
        picked, no invoice was made.
        """
        moves = self.move_ids.browse(self.move_ids._rollup_move_origs())
        return (
            not self.product_uom_id.compare(self.product_uom_qty, self.tts_quantity)
            and not self.qty_delivered and not self.invoice_lines
            and not any(move.state == 'done' or move.picked for move in moves)
        )

    # === DELIVERY === #

    def _action_launch_stock_rule(self, **kwargs):
        waiting = self.filtered(lambda line: line._tts_makes_no_transfer())
        return super(SaleOrderLine, self - waiting)._action_launch_stock_rule(**kwargs)

    def _tts_makes_no_transfer(self):
        """Tell whether TikTok delivers this, it has left already, or a person is to ask for it.

        Moves that there are already follow the quantity whatever happens.
        """
        order_sudo = self.order_id.sudo()
        if not order_sudo.tts_order_id or self.move_ids:
            return False
        if self.tts_kind and order_sudo.tts_order_id._is_shipped_elsewhere():
            return True
        if order_sudo.tts_shop_id.auto_transfer or self.env.context.get('tts_create_transfer'):
            return False
        return not order_sudo.picking_ids

    def _tts_is_procured(self):
        """Tell whether ordering this would buy or make something, by the product's rules."""
        if self.product_id.type != 'consu':
            return False
        rule = self.env['stock.rule']._get_rule(self.product_id, self._get_location_final(), {
            'route_ids': self.route_ids, 'warehouse_id': self.warehouse_id,
            'company_id': self.company_id, 'packaging_uom_id': self.product_uom_id,
        })
        if rule.action in PULLS and rule.procure_method != 'make_to_stock':
            rule |= self.product_id._get_rules_from_location(rule.location_src_id)
        return any(each.action not in PULLS for each in rule)
