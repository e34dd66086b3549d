from odoo import models
from odoo.fields import Command

from ...tools import order_status
from ..engine.tts_mirror import Blocked


class TtsOrder(models.Model):
    """How quotations are written, and written anew, from orders at TikTok. Lines that TikTok has
    not priced stay untouched.
    """

    _inherit = 'tts.order'

    def _write_quotations(self):
        """Create the quotations of orders that have none, write those of the others anew.

        :return: why some of them cannot be written: {order: Blocked}
        """
        if not self:
            return {}
        self.sale_order_id.filtered(lambda sale: sale.state == 'cancel').action_draft()
        # Held because of the shop's policies, maybe: those that it has now are tried.
        self.filtered(lambda order: (
            not order.sale_order_id or order.reason_code == 'total'))._note_policies()
        plans, blocked = self._ensure_mapped()
        new = self.filtered(lambda order: order in plans and not order.sale_order_id)
        known = self.filtered(lambda order: order in plans and order.sale_order_id)
        new._create_quotations([plans[order][0] for order in new])
        for order in known:
            order._rewrite_quotation(plans[order][0])
        for order, (_vals, money) in plans.items():
            order._note_money(money)
            order._note_provisional()
        return blocked

    def _create_quotations(self, vals_list):
        sales = self.env['sale.order'].create(vals_list)
        for order, sale in zip(self, sales, strict=True):
            order.write({
                'sale_order_id': sale.id,
                'applied_once': True,
                'tiktok_address_id': sale.partner_shipping_id.id,
            })

    def _rewrite_quotation(self, vals):
        sale = self.sale_order_id
        self.tiktok_address_id = vals['partner_shipping_id']
        ours = sale.order_line.filtered('tts_kind')
        lines = vals.pop('order_line')
        if ours._tts_is_like([line for _command, _id, line in lines]):
            # As a rule only the buyer is new: all that follows from him is the taxes.
            sale.write(vals)
            ours._compute_tax_ids()
            sale.show_update_fpos = False
        else:
            gone = [Command.delete(line.id) for line in ours]
            sale.write({**vals, 'order_line': gone + lines})

    def _note_provisional(self):
        """Note whether TikTok holds the order back."""
        self._tts_write_changed({'is_provisional': self.status in order_status.HELD})

    # === WHAT A QUOTATION CONSISTS OF === #

    def _ensure_mapped(self):
        """Map orders to values of sales orders, with what Odoo lacks of SKUs, products, warehouses
        and contacts created.

        :return: ({order: (values of its sales order, its amounts)}, {order: Blocked})
        """
        has_rate = self.shop_id._has_rate()
        skus, warehouses = self._ensure_skus(), self._ensure_warehouses()
        plans, blocked = {}, {}
        for order in self:
            try:
                order._require_complete(has_rate)
                money = order._amounts()
                vals = order._warehouse_vals(warehouses[order])
                order._ensure_products(skus, order._live_items())
                vals['order_line'] = order._line_commands(skus, money)
            except Blocked as error:
                blocked[order] = error
            else:
                plans[order] = vals, money
        mapped = self.browse(order.id for order in plans)
        for order, (customer, address) in mapped._ensure_customers().items():
            plans[order][0].update(order._sale_order_vals(customer, address))
        return plans, blocked

    def _require_complete(self, has_rate):
        """:raises Blocked: when TikTok's data is not enough, or Odoo is not set up for it"""
        payload = self.sudo().payload
        if not (payload.get('line_items') and payload.get('payment') and self.create_time):
            raise Blocked('incomplete', self.env._(
                "TikTok has sent this order without items, amounts or its time. Fetch it again "
                "later."))
        self._require_ids()
        self._require_currency(has_rate)

    def _require_currency(self, has_rate):
        """:raises Blocked: when Odoo is not set up for the order's currency"""
        currency = self.currency_id
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
