from odoo import models
from odoo.fields import Command

from ... import const
from ...tools import amounts, values
from ..engine.tts_mirror import Blocked

# Orders are made in bulk: no mail, no tracking, nobody subscribed.
QUIET = {
    'tracking_disable': True,
    'mail_create_nosubscribe': True,
    'sale_no_log_for_new_lines': True,
    'no_vat_validation': True,
}


class TtsOrder(models.Model):
    """How an order at TikTok becomes a sales order.

    Until a sales order is confirmed it is written again whenever TikTok's order changes. What
    follows afterwards: `tts_order_changes.py`. Lines that TikTok has not priced stay untouched.
    """

    _inherit = 'tts.order'

    def _apply_batch(self):
        # Reasons and to-dos are in the language of who reads them, whoever asks.
        orders = self.with_context(**QUIET, lang=self._responsible().lang)
        doubles = orders._link_found()
        known = orders.filtered('sale_order_id')
        quotations = known.filtered(lambda order: order._is_quotation())
        todos = {order: order._update_sale_order() for order in known - quotations}
        todos.update(quotations._rewrite_sale_orders())
        new = (orders - known - doubles).filtered(lambda order: order._is_taken())
        todos.update(new._create_sale_orders())
        self._agree_todos(todos)

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

    # === WHAT IS TAKEN === #

    def _is_taken(self):
        """Tell whether a sales order is to be made now; if not, settle the row with the reason."""
        by_hand = self.env.context.get('tts_by_hand')
        if self.status == 'CANCELLED' or (not self._live_items() and self._items()):
            reason = 'cancelled', self.env._("Cancelled at TikTok before it came to Odoo.")
        elif by_hand:
            return True
        elif self.applied_once:
            reason = 'deleted', self.env._(
                "Its sales order was deleted. Press Create to have it again.")
        else:
            reason = self._why_not_yet()
        if reason:
            self._settle('ignored', *reason)
        return not reason

    def _why_not_yet(self):
        """Return why the shop does not want this order now, as (code, sentence), or None."""
        shop, status = self.shop_id, self.status
        if not shop.auto_create:
            return 'review', self.env._("Waits for a person to press Create.")
        if status == 'UNPAID' and not shop.import_unpaid:
            return 'unpaid', self.env._("Not paid yet. It is taken once the buyer has paid.")
        if status == 'ON_HOLD' and shop.on_hold_policy == 'ignore':
            return 'on_hold', self.env._(
                "On hold: the buyer may still cancel. It is taken once TikTok releases it.")
        if shop.platform_shipping_from_collection and self._awaits_platform_shipping():
            return 'collection', self.env._(
                "Shipped by TikTok's carrier: it is taken once it awaits collection.")
        if status in const.GONE and not shop.import_shipped:
            return 'shipped', self.env._(
                "It had left before it came to Odoo. Press Create to have it all the same.")
        return None

    def _awaits_platform_shipping(self):
        return (
            self.shipping_type == const.SHIPPED_BY_TIKTOK
            and not self._is_fulfilled_by_tiktok()
            and self.status in const.HELD + const.TO_ARRANGE
        )

    def _items(self):
        items = self.sudo().payload.get('line_items') or []
        if self.env.context.get('tts_before_cancelling'):
            return [{**item, 'display_status': False} for item in items]
        return items

    def _live_items(self):
        return [item for item in self._items() if not amounts.is_cancelled(item)]

    def _is_history(self):
        """Tell whether the order is from before the shop's go-live date."""
        day = self.shop_id.go_live_date
        return bool(day and self.create_time and self.create_time < self.shop_id._to_moment(day))

    def _is_to_confirm(self):
        if not self.shop_id.auto_confirm or self._is_history():
            return False
        return self.status in const.TO_SHIP + const.GONE or self._is_to_reserve()

    # === NEW SALES ORDERS === #

    def _create_sale_orders(self):
        """Create the sales orders in bulk, and confirm those that are to be shipped.

        :return: {order: [Todo]}
        """
        self._take_policies()
        plans = self._plan() if self else {}
        if not plans:
            return {}
        sales = self.env['sale.order'].create([plan['vals'] for plan in plans.values()])
        for (order, _plan), sale in zip(plans.items(), sales, strict=True):
            order.write({
                'sale_order_id': sale.id,
                'applied_once': True,
                'told_address_id': sale.partner_shipping_id.id,
            })
        return self._conclude(plans)

    def _plan(self):
        """Return what to make of each order; those that cannot be made are blocked and left out.

        :return: {order: {'vals': values of its sales order, 'money': its amounts}}
        """
        has_rate = self.shop_id._has_rate()
        skus, warehouses = self._skus(), self._warehouses()
        plans = {}
        for order in self:
            try:
                order._check_complete(has_rate)
                money = order._amounts()
                plans[order] = {
                    'money': money,
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

    def _check_status(self):
        """:raises Blocked: when nobody can tell what the status means"""
        if self.status not in const.STATUS_LABELS:
            raise Blocked('status', self.env._(
                "TikTok's status is new to Odoo: %s. Its units do not tell what that means: see "
                "the order in Seller Center. It follows by itself with TikTok's next status; its "
                "goods stay until then.", self.status or '-'))

    def _check_complete(self, has_rate):
        """:raises Blocked: when TikTok's data is not enough, or Odoo is not set up for it"""
        currency, payload = self.currency_id, self.sudo().payload
        self._check_status()
        if not (payload.get('line_items') and payload.get('payment') and self.create_time):
            raise Blocked('incomplete', self.env._(
                "TikTok has sent this order without items, amounts or its time. Fetch it again "
                "later."))
        self._check_items()
        pricelist = self.shop_id.pricelist_id
        if not currency == self.shop_id.currency_id == pricelist.currency_id:
            raise Blocked('currency', self.env._(
                "The order is in %(order)s, the shop in %(shop)s, its pricelist in %(pricelist)s. "
                "Choose the order's currency on the shop; its own pricelist follows.",
                order=self.currency_code or '-', shop=self.shop_id.currency_id.name,
                pricelist=pricelist.currency_id.name or '-',
            ))
        if not currency.active:
            raise Blocked('currency', self.env._(
                "The currency %s is not active. Activate it under Invoicing > Configuration > "
                "Accounting > Currencies.",
                currency.name,
            ))
        if not has_rate:
            # Odoo would silently take 1.0
            raise Blocked('rate', self.env._(
                "The currency %s has no exchange rate. Enter one under Invoicing > Configuration > "
                "Accounting > Currencies.", currency.name,
            ))

    def _warehouses(self):
        """Return the TikTok warehouse of each order, None where Odoo ships nothing or TikTok names
        none; those named for the first time are added.
        """
        refs = {
            order: values.identity(order.sudo().payload.get('warehouse_id'))
            for order in self if not order._is_fulfilled_by_tiktok()
        }
        named = [{'id': ref} for ref in sorted(set(refs.values()) - {''})]
        warehouses = self.env['tts.warehouse']._mirror(self.shop_id, named)
        return {order: warehouses.get(refs.get(order)) for order in self}

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

    # === QUOTATIONS === #

    def _is_quotation(self):
        return self.sale_order_id.state in ('draft', 'sent') and self.status != 'CANCELLED'

    def _rewrite_sale_orders(self):
        """Write quotations anew from TikTok's orders; lines that a person added stay.

        :return: {order: [Todo]}
        """
        # Held because of the shop's policies, maybe: those that it has now are tried.
        self.filtered(lambda order: order.reason_code == 'total')._take_policies()
        plans = self._plan() if self else {}
        for order, plan in plans.items():
            order.told_address_id = plan['vals']['partner_shipping_id']
            order._write_quotation(plan['vals'])
        return {order: [] for order in self} | self._conclude(plans)

    def _write_quotation(self, vals):
        sale = self.sale_order_id
        ours = sale.order_line.filtered('tts_kind')
        lines = vals.pop('order_line')
        if ours._tts_agree([line for _command, _id, line in lines]):
            # As a rule only the buyer is new: all that follows from him is the taxes.
            sale.write(vals)
            ours._compute_tax_ids()
            sale.show_update_fpos = False
        else:
            gone = [Command.delete(line.id) for line in ours]
            sale.write({**vals, 'order_line': gone + lines})

    def _conclude(self, plans):
        """Check the totals of quotations just written, confirm what ships, settle the rows.

        :return: {order: [Todo]}
        """
        fine, todos = self.browse(), {}
        for order, plan in plans.items():
            order._note_money(plan['money'])
            order._note_provisional()
            gap = order._money_gap()
            if gap:
                order._block('total', gap)
                todos[order] = [order._money_todo(gap)]
            else:
                fine += order
        fine.filtered(lambda order: order._is_to_confirm()).sale_order_id.action_confirm()
        history = fine.filtered(lambda order: order._is_history())
        history._settle('applied', 'history', self.env._(
            "From before the shop's go-live date: recorded as a quotation, neither shipped nor "
            "invoiced."))
        return todos | (fine - history)._follow_up()

    def _note_provisional(self):
        """Note whether TikTok holds the order back."""
        provisional = self.status in const.HELD
        if self.is_provisional != provisional:
            self.is_provisional = provisional

    def _follow_up(self):
        """Do what the status asks for beyond the sales order, and settle the rows.

        :return: {order: [Todo]}
        """
        settled, todos = self.browse(), {}
        for order in self:
            wanted, blocked = order._request_todo() + order._invoice_todos(), None
            if order._is_final():
                try:
                    wanted += order._take_departure()
                except Blocked as error:
                    blocked = error
                wanted += order._take_invoice()
            if wanted:
                todos[order] = wanted
            if blocked:
                order._block(blocked.code, blocked.message)
            else:
                settled += order
        settled._settle()
        return todos

    def _is_final(self):
        """Tell whether the sales order may have consequences: goods that left, an invoice."""
        confirmed = self.sale_order_id.state == 'sale'
        return confirmed and not self.is_provisional and not self._is_history()
