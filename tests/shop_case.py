from odoo.tests import TransactionCase

from . import payloads


class ShopCase(TransactionCase):
    """A shop without TikTok: orders are mirrored from payloads."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Nobody is asked for carrier and number: of that `test_number_asked.py` tells.
        cls.env = cls.env(context={**cls.env.context, 'skip_tts_number': True})
        cls.account = cls.env['tts.account'].create({
            'name': "Test", 'app_key': 'key', 'app_secret': 'secret', 'service_id': '1',
        })
        cls.products = {
            reference: cls.env['product.product'].create({
                'name': f"Product {reference}", 'default_code': reference,
                'type': 'consu', 'is_storable': True, 'list_price': 99, 'invoice_policy': 'order',
            }) for reference in ('A', 'B', 'C')
        }
        cls.product = cls.products['A']
        cls.warehouse = cls.env['stock.warehouse'].search(
            [('company_id', '=', cls.env.company.id)], limit=1)

    @classmethod
    def make_shop(cls, region='GB', **vals):
        shop = cls.env['tts.shop']._connect(cls.account, [{
            'id': f'7494{region}{len(cls.account.shop_ids)}', 'name': f"Shop {region}",
            'region': region,
            'cipher': 'cipher', 'code': region, 'seller_type': 'LOCAL',
        }])
        if shop.currency_id != cls.env.company.currency_id:
            cls.env['res.currency.rate'].search(
                [('currency_id', '=', shop.currency_id.id)]
            ).unlink()
            cls.env['res.currency.rate'].create({
                'currency_id': shop.currency_id.id, 'rate': 0.8, 'name': '2020-01-01',
            })
        shop.write(vals)
        return shop

    def apply(self, shop, payload, state='applied'):
        """Mirror and apply one payload; return its sales order."""
        order = self.env['tts.order']._mirror(shop, [payload])
        order._apply()
        self.assertEqual(order.state, state, order.reason)
        return order.sale_order_id

    def assertTotal(self, document, total):
        self.assertEqual(
            document.currency_id.compare_amounts(document.amount_total, float(total)), 0,
            f"{document.amount_total} is not {total}",
        )


class GBCase(ShopCase):
    """A British shop: orders of two units of product A at 5.00, which change."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.make_shop('GB')

    # === TIKTOK'S SIDE === #

    def payload(self, status='AWAITING_SHIPMENT', units=None, **extra):
        return payloads.order(
            units or [payloads.unit('A', '5'), payloads.unit('A', '5')], 'GBP', status=status,
            **extra)

    def changed(self, payload, status=None, **extra):
        """Return the same order as TikTok shows it a minute later."""
        payload = {**payload, **extra, 'update_time': payload['update_time'] + 60}
        return payload | ({'status': status} if status else {})

    def part_cancelled(self, payload, count=1):
        """Return the same order with its first units cancelled."""
        units = [dict(unit) for unit in payload['line_items']]
        for unit in units[:count]:
            unit['display_status'] = 'CANCELLED'
        return self.changed(payload, line_items=units)

    def mirror(self, *payloads_):
        orders = self.env['tts.order']._mirror(self.shop, list(payloads_))
        orders._apply()
        return orders

    def change(self, sale, status=None, **extra):
        """Have TikTok change the order of a sales order, and take that over."""
        self.mirror(self.changed(sale.tts_order_id.payload, status, **extra))

    # === ODOO'S SIDE === #

    def stock_up(self, quantity, location=None, product=None, lot=None):
        """Set how much of a product there is."""
        self.env['stock.quant'].with_context(inventory_mode=True).create({
            'product_id': (product or self.product).id,
            'location_id': (location or self.warehouse.lot_stock_id).id,
            'inventory_quantity': quantity, 'lot_id': lot and lot.id,
        }).action_apply_inventory()

    def on_hand(self, location=None, product=None):
        quants = self.env['stock.quant'].search([
            ('product_id', '=', (product or self.product).id),
            ('location_id', '=', (location or self.warehouse.lot_stock_id).id),
        ])
        return sum(quants.mapped('quantity'))

    def deliver(self, picking, quantity=None):
        """Validate a transfer as a person does: all of it, or one quantity of each product."""
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty if quantity is None else quantity
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()
        self.assertEqual(picking.state, 'done')

    def take_back(self, picking):
        """Return the transfer by which all of a done one comes back."""
        wizard = self.env['stock.return.picking'].with_context(
            active_id=picking.id, active_model='stock.picking').create({})
        for line in wizard.product_return_moves:
            line.write({'quantity': line.move_quantity, 'to_refund': True})
        return self.env['stock.picking'].browse(wizard.action_create_returns()['res_id'])

    def to_dos(self, sale):
        """Return the summaries of the open to-dos of a sales order."""
        return sale.activity_ids.mapped('summary')
