from ..common import TtsCase


class ArrangeCase(TtsCase):
    """Shops whose parcels TikTok's carrier takes, and goods for them."""

    sandbox_options = {'markets': ('GB', 'MY', 'US')}

    def setUp(self):
        super().setUp()
        for product in self.products:
            self.env['stock.quant']._update_available_quantity(
                product, self.account.shop_ids.warehouse_ids.warehouse_id[:1].lot_stock_id, 100)

    # === HELPERS === #

    def sold(self, region='MY', **what):
        """Return the transfer of an order that TikTok's carrier takes."""
        _order, sale = self.order(self.shop(region), shipping_type='TIKTOK', **what)
        return sale.picking_ids

    def arrange(self, pickings, user=None, **vals):
        wizard = self.env['tts.shipment.arrange'].with_user(user or self.env.user).with_context(
            active_model='stock.picking', active_ids=pickings.ids).create(vals)
        wizard.action_arrange()
        return wizard

    def validate(self, picking, quantity=None):
        for move in picking.move_ids:
            move.quantity = quantity or move.product_uom_qty
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()
        self.assertEqual(picking.state, 'done')

    def report(self):
        self.process('stock.picking', '_tts_cron_report')

    def shipped(self):
        """Return how often TikTok was asked to ship or to make a package."""
        return sum(
            call.method == 'POST' and call.path.endswith(('/ship', '/packages'))
            for call in self.sandbox.calls)

    def there(self, picking):
        return self.world.order(picking.tts_order_ref).packages
