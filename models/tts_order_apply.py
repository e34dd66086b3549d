from odoo import models
from odoo.fields import Command

from .. import const
from ..tools import amounts
from .tts_mirror import Blocked

# Orders are made in bulk: no mail, no tracking, nobody subscribed.
QUIET = {
    'tracking_disable': True,
    'mail_create_nosubscribe': True,
    'sale_no_log_for_new_lines': True,
    'no_vat_validation': True,
}


class TtsOrder(models.Model):
    """How an order at TikTok becomes a sales order, and stays in step with it.

    Until a sales order is confirmed it is written again whenever TikTok's order changes. Afterwards
    only quantities of cancelled units are lowered, and address and deadlines set; where a person
    changed what would be changed, he gets a to-do. Lines that TikTok has not priced stay untouched.
    """

    _inherit = 'tts.order'

    def _apply_batch(self):
        orders = self.with_context(**QUIET)
        known = orders.filtered('sale_order_id')
        for order in known:
            order._update_sale_order()
        (orders - known).filtered(lambda order: order._is_taken())._create_sale_orders()

    # === WHAT IS TAKEN === #

    def _is_taken(self):
        """Tell whether a sales order is to be made now; if not, settle the row with the reason."""
        shop = self.shop_id
        by_hand = self.env.context.get('tts_by_hand')
        if self.status == 'CANCELLED' or (not self._live_items() and self._items()):
            reason = 'cancelled', self.env._("Cancelled at TikTok before it came to Odoo.")
        elif self.applied_once and not by_hand:
            reason = 'deleted', self.env._(
                "Its sales order was deleted. Press Create to have it again.")
        elif not shop.auto_create and not by_hand:
            reason = 'review', self.env._("Waits for a person to press Create.")
        elif self.status == 'UNPAID' and not shop.import_unpaid:
            reason = 'unpaid', self.env._("Not paid yet. It is taken once the buyer has paid.")
        elif self.status == 'ON_HOLD' and shop.on_hold_policy == 'ignore':
            reason = 'on_hold', self.env._(
                "On hold: the buyer may still cancel. It is taken once TikTok releases it.")
        else:
            return True
        self._settle('ignored', *reason)
        return False

    def _items(self):
        return self.sudo().payload.get('line_items') or []

    def _live_items(self):
        return [item for item in self._items() if not amounts.is_cancelled(item)]

    def _is_history(self):
        """Tell whether the order is from before the shop's go-live date."""
        day = self.shop_id.go_live_date
        return bool(day and self.create_time and self.create_time < self.shop_id._to_moment(day))

    def _is_to_confirm(self):
        wanted = self.shop_id.auto_confirm and self.status in const.TO_SHIP + const.GONE
        return wanted and not self._is_history()

    # === NEW SALES ORDERS === #

    def _create_sale_orders(self):
        """Create the sales orders in bulk, and confirm those that are to be shipped."""
        plans = self._plan() if self else {}
        if not plans:
            return
        sales = self.env['sale.order'].create([plan['vals'] for plan in plans.values()])
        for (order, plan), sale in zip(plans.items(), sales, strict=True):
            order.write({'sale_order_id': sale.id, 'applied_once': True})
            plan['sale'] = sale
        self._conclude(plans)

    def _plan(self):
        """Return what to make of each order; those that cannot be made are blocked and left out.

        :return: {order: {'vals': values of its sales order, 'amounts': its money}}
        """
        has_rate = self.shop_id._has_rate()
        skus, warehouses = self._skus(), self._warehouses()
        plans = {}
        for order in self:
            try:
                order._check_complete(has_rate)
                money = order._amounts()
                plans[order] = {
                    'amounts': money,
                    'vals': {
                        **order._warehouse_vals(warehouses[order]),
                        'order_line': order._line_commands(skus, money),
                    },
                }
            except Blocked as blocked:
                order._block(blocked.code, blocked.message)
        planned = self.browse(order.id for order in plans)
        for order, (customer, address) in planned._customers().items():
            plans[order]['vals'].update(order._sale_order_vals(customer, address))
        return plans

    def _check_complete(self, has_rate):
        """:raises Blocked: when TikTok's data is not enough, or Odoo is not set up for it"""
        currency, payload = self.currency_id, self.sudo().payload
        if self.status not in const.STATUS_LABELS:
            raise Blocked('status', self.env._(
                "TikTok has a status that is new to Odoo: %s. Update the app.", self.status or '-'))
        if not (payload.get('line_items') and payload.get('payment') and self.create_time):
            raise Blocked('incomplete', self.env._(
                "TikTok has sent this order without items, amounts or its time. Fetch it again "
                "later."))
        if currency != self.shop_id.currency_id:
            raise Blocked('currency', self.env._(
                "The order is in %(order)s, the shop in %(shop)s. Correct the currency of the shop"
                " and of "
                "its pricelist.", order=self.currency_code or '-',
                shop=self.shop_id.currency_id.name,
            ))
        if not currency.active:
            raise Blocked('currency', self.env._(
                "The currency %s is not active. Activate it under Invoicing > Configuration > "
                "Currencies.",
                currency.name,
            ))
        if not has_rate:
            # Odoo would silently take 1.0
            raise Blocked('rate', self.env._(
                "The currency %s has no exchange rate. Enter one under Invoicing > Configuration > "
                "Currencies.", currency.name,
            ))

    def _warehouses(self):
        """Return the TikTok warehouse of each order, None where TikTok names none; those named for
        the first time are added.
        """
        refs = {order: str(order.sudo().payload.get('warehouse_id') or '') for order in self}
        named = [{'id': ref} for ref in sorted(set(refs.values()) - {''})]
        warehouses = self.env['tts.warehouse']._mirror(self.shop_id, named)
        return {order: warehouses.get(ref) for order, ref in refs.items()}

    def _warehouse_vals(self, named):
        """Return the warehouse that TikTok chose; nothing where it names none: Odoo's default.

        :raises Blocked: when TikTok's warehouse has no counterpart: it is never guessed
        """
        if not named or (not named.warehouse_id and self._shipped_elsewhere()):
            return {}
        if not named.warehouse_id:
            raise Blocked('warehouse', self.env._(
                "TikTok's warehouse %s has no warehouse in Odoo. Choose it on the shop, tab "
                "Warehouses.",
                named.name,
            ))
        return {'warehouse_id': named.warehouse_id.id}

    def _sale_order_vals(self, customer, address):
        shop = self.shop_id
        vals = {
            'company_id': shop.company_id.id,
            'tts_order_id': self.id,
            'tts_shop_id': shop.id,
            'partner_id': customer.id,
            'partner_invoice_id': customer.id,
            'partner_shipping_id': address.id,
            'pricelist_id': shop.pricelist_id.id,
            'currency_id': shop.currency_id.id,
            'date_order': self.create_time,
            'commitment_date': self.ship_deadline,
            'client_order_ref': self.tiktok_id,
            'origin': f"TikTok {self.tiktok_id}",
            'team_id': shop.team_id.id,
            'user_id': shop.user_id.id,
            'tag_ids': [Command.set(shop.tag_ids.ids)],
            'payment_term_id': False,
            'validity_date': False,
            'require_signature': False,
            'require_payment': False,
            'sale_order_template_id': False,
        }
        if shop.fiscal_position_id:
            vals['fiscal_position_id'] = shop.fiscal_position_id.id
        return vals

    def _conclude(self, plans):
        """Check the totals of sales orders just written, confirm what ships, settle the rows."""
        fine = self.browse()
        for order, plan in plans.items():
            problem = plan['amounts'].problem or order._total_problem(plan)
            if problem:
                order._block('total', problem)
            else:
                fine += order
        fine.filtered(lambda order: order._is_to_confirm()).sale_order_id.action_confirm()
        history = fine.filtered(lambda order: order._is_history())
        (fine - history)._settle()
        history._settle('applied', 'history', self.env._(
            "From before the shop's go-live date: recorded as a quotation, neither shipped nor "
            "invoiced."))

    def _total_problem(self, plan):
        """Return a sentence when Odoo's total is not the one that TikTok's payload gives."""
        sale = plan['sale']
        expected = plan['amounts'].total(self.shop_id.money_policy)
        ours = sale.order_line.filtered('tts_kind')
        total = sale.amount_total if ours == sale.order_line else sum(ours.mapped('price_total'))
        if sale.currency_id.compare_amounts(total, float(expected)):
            return self.env._(
                "Odoo's total is %(odoo)s, TikTok's data gives %(tiktok)s. See the taxes of the "
                "lines and of the shop; the order stays a quotation.",
                odoo=total, tiktok=f"{expected:f}",
            )
        return ''

    # === KNOWN SALES ORDERS === #

    def _update_sale_order(self):
        sale = self.sale_order_id
        if self.status == 'CANCELLED':
            self._cancel_sale_order()
        elif sale.state == 'cancel' and not self.env.context.get('tts_by_hand'):
            self._settle('applied', 'cancelled_by_hand', self.env._(
                "The sales order was cancelled here, not at TikTok. Press Create to have it back."))
        elif sale.state == 'sale':
            self._update_confirmed()
        else:
            if sale.state == 'cancel':
                sale.action_draft()
            self._rewrite_sale_order()

    def _rewrite_sale_order(self):
        """Write a quotation anew from TikTok's order; lines that a person added stay."""
        plans = self._plan()
        for order, plan in plans.items():
            sale = plan['sale'] = order.sale_order_id
            ours = sale.order_line.filtered('tts_kind')
            gone = [Command.delete(line.id) for line in ours]
            sale.write({**plan['vals'], 'order_line': gone + plan['vals']['order_line']})
        if plans:
            self._conclude(plans)

    def _cancel_sale_order(self):
        """Cancel what has not left; where goods or an invoice have, a person decides."""
        sale = self.sale_order_id
        if any(sale.order_line.mapped('qty_delivered')):
            self._ask(self.env._(
                "TikTok cancelled this order after goods have left. Stop the parcel, or expect a "
                "return."))
        elif sale.state != 'cancel':
            if sale.invoice_ids.filtered(lambda move: move.state == 'posted'):
                self._ask(self.env._(
                    "TikTok cancelled this order after its invoice. Credit the invoice."))
            sale._action_cancel()
        self._settle()

    def _update_confirmed(self):
        """Bring a confirmed sales order up to date as far as it is not a person's."""
        sale = self.sale_order_id
        vals = {}
        if self.ship_deadline and sale.commitment_date != self.ship_deadline:
            vals['commitment_date'] = self.ship_deadline
        if self.status in const.TO_SHIP:
            vals |= self._changed_customer()
        if vals:
            sale.with_context(update_delivery_shipping_partner=True).write(vals)
        self._lower_quantities()
        self._settle()

    def _changed_customer(self):
        """Return what TikTok tells anew of customer and address; what it masks now stays known."""
        sale = self.sale_order_id
        customer, address = self._customers()[self]
        was_generic = sale.partner_id == self.shop_id.generic_partner_id != customer
        if was_generic and not sale.invoice_ids:
            return {
                'partner_id': customer.id,
                'partner_invoice_id': customer.id,
                'partner_shipping_id': address.id,
            }
        if address not in (customer, sale.partner_shipping_id):
            return {'partner_shipping_id': address.id}
        return {}

    def _lower_quantities(self):
        """Take cancelled units out of the confirmed lines; TikTok's own lines follow."""
        live = {str(item.get('id')) for item in self._live_items()}
        changed = False
        for line in self.sale_order_id.order_line.filtered(lambda line: line.tts_kind == 'item'):
            items = line.tts_item_ids or []
            left = [item for item in items if item in live]
            if len(left) == len(items):
                continue
            quantity = line.product_uom_qty * len(left) / len(items)
            if quantity < max(line.qty_delivered, line.qty_invoiced) or line.order_id.locked:
                self._ask(self.env._(
                    "TikTok cancelled units of %s that are delivered, invoiced or locked.",
                    line.name,
                ))
                continue
            line.write({'product_uom_qty': quantity, 'tts_item_ids': left})
            changed = True
        if changed:
            self._follow_amounts()

    def _follow_amounts(self):
        """Give the lines that are not for goods what is left of them after a cancellation."""
        money = self._amounts()
        left = {line.code: line for line in money.lines_of(self.shop_id.money_policy)}
        lines = self.sale_order_id.order_line
        for line in lines.filtered(lambda line: line.tts_kind not in (False, 'item')):
            code = (line.tts_item_ids or [''])[0]
            amount = float(left[code].amount) if code in left else 0.0
            if line.price_unit != amount and not line.qty_invoiced:
                line.price_unit = amount

    def _ask(self, sentence):
        """Give a person a to-do on the sales order, once."""
        sale, shop = self.sale_order_id, self.shop_id
        user = sale.user_id or shop.user_id or shop.account_id.user_id or self.env.user
        if sentence not in sale.activity_ids.mapped('summary'):
            sale.activity_schedule(
                'mail.mail_activity_data_warning', summary=sentence, user_id=user.id)
