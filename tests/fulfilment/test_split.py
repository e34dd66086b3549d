from itertools import count

from odoo.tests import new_test_user, tagged

from ...sandbox.fulfilment.carriers import carrier
from ..common import TtsCase

NUMBERS = count(523456785)


@tagged('post_install', '-at_install')
class TestSplit(TtsCase):
    """A transfer that takes a part of TikTok's package: the order is split before it is shipped."""

    sandbox_options = {'markets': ('BR', 'GB', 'MY')}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.shop_ids.push_tracking = True
        cls.carrier = cls.env['delivery.carrier'].create({
            'name': "Our carrier", 'product_id': cls.products[0].id})
        for region, name in (('BR', 'Correios'), ('MY', 'Pos Malaysia')):
            shop = cls.account.shop_ids.filtered(lambda each, region=region: each.region == region)
            cls.carrier.tts_provider_ids |= cls.env['tts.provider'].create({
                'shop_id': shop.id, 'tiktok_id': carrier(name).id, 'name': name})

    def setUp(self):
        super().setUp()
        location = self.account.shop_ids.warehouse_ids.warehouse_id[:1].lot_stock_id
        for product in self.products:
            self.env['stock.quant']._update_available_quantity(product, location, 100)

    # === HELPERS === #

    def sold(self, region, shipping_type='SELLER', quantities=(1, 1)):
        """Return the transfer of an order of so many of each of some products."""
        _order, sale = self.order(self.shop(region), shipping_type=shipping_type, items=[
            {'sku': article.seller_sku, 'quantity': quantity}
            for article, quantity in zip(self.world.catalogue(0), quantities, strict=False)])
        if region == 'BR':
            self.world.answer_invoice(sale.tts_order_id.tiktok_id)
        return sale.picking_ids

    def validate(self, picking, *quantities):
        """Validate a transfer, by default all of it; return its backorder."""
        if picking.tts_shop_id and picking._tts_orders().shipping_type == 'SELLER':
            picking.write({
                'carrier_id': self.carrier.id, 'carrier_tracking_ref': f'SP{next(NUMBERS)}'})
        moves = picking.move_ids
        for move, quantity in zip(
                moves, quantities or moves.mapped('product_uom_qty'), strict=True):
            move.quantity = quantity
            move.picked = bool(quantity)
        picking.with_context(skip_backorder=True).button_validate()
        self.assertEqual(picking.state, 'done')
        return self.env['stock.picking'].search([('backorder_id', '=', picking.id)])

    def report(self, *pickings):
        for picking in pickings:
            picking.tts_shipment_ids.sudo().write({'retry': False, 'lease': False})
        self.process('stock.picking', '_tts_cron_report')

    def calls(self, end):
        return sum(call.method == 'POST' and call.path.endswith(end) for call in self.sandbox.calls)

    def there(self, picking):
        """Return how many units are in each of TikTok's packages that have left."""
        return sorted(
            len([unit for unit in package.units if not unit.cancelled])
            for package in self.world.order(picking.tts_order_ref).packages
            if package.status != 'TO_FULFILL')

    # === SPLIT === #

    def test_backorder_is_a_package_of_its_own(self):
        for region in ('MY', 'BR'):
            with self.subTest(region=region):
                self.sandbox.calls.clear()
                picking = self.sold(region)
                rest = self.validate(picking, 1, 0)
                self.report()
                self.assertEqual(
                    picking.tts_report_state, 'reported', picking.tts_report_message)
                self.assertEqual(self.there(picking), [1])
                self.assertEqual(len(picking.tts_package_ids), 1)
                self.validate(rest)
                self.report()
                self.assertEqual(rest.tts_report_state, 'reported', rest.tts_report_message)
                self.assertEqual(self.there(picking), [1, 1])
                self.assertFalse(picking.tts_package_ids & rest.tts_package_ids)
                self.assertEqual(
                    set((picking | rest).tts_package_ids.mapped('tracking_number')),
                    set((picking | rest).mapped('carrier_tracking_ref')))
                self.assertEqual((self.calls('/split'), self.calls('/ship')), (1, 2))

    def test_two_transfers_at_once(self):
        picking = self.sold('GB', 'TIKTOK', (3,))
        rest = self.validate(picking, 2)
        (picking | rest)._tts_arrange('DROP_OFF')
        self.report()
        self.assertEqual(
            (picking | rest).mapped('tts_report_state'), ['reported', 'reported'],
            picking.tts_report_message)
        self.assertEqual(self.there(picking), [1, 2])
        self.assertEqual(len(picking.tts_package_ids.item_refs), 2)

    def test_split_whose_answer_was_lost_is_not_done_again(self):
        for fault in ('cut', 'kill'):
            with self.subTest(fault=fault):
                self.sandbox.calls.clear()
                picking = self.sold('MY')
                self.validate(picking, 1, 0)
                if fault == 'cut':
                    self.sandbox.faults.next('cut', path='/split')
                    self.report()
                else:
                    self.killed_after_split(picking)
                self.report(picking)
                self.assertEqual(
                    picking.tts_report_state, 'reported', picking.tts_report_message)
                self.assertEqual(self.there(picking), [1])
                self.assertEqual(self.calls('/split'), 1)

    def killed_after_split(self, picking):
        """Have the order split and nothing of it noted, as if the worker had ended then."""
        shipment = picking.tts_shipment_ids
        shop = shipment.shop_id
        with shop._tiktok(in_words=False) as client:
            payload = shipment._read_orders(client, shipment.order_id)[shipment.order_id.tiktok_id]
            shipment._prepare_one(payload)
            self.assertFalse(shipment._split_refused(client, payload))

    # === NOT SPLIT === #

    def test_units_of_one_product_go_together(self):
        picking = self.sold('MY', quantities=(2, 1))
        rest = self.validate(picking, 1, 1)
        self.report()
        self.assertEqual(picking.tts_report_state, 'refused')
        self.assertIn("units of one product go together", picking.tts_report_message)
        self.assertEqual(self.there(picking), [])
        self.validate(rest)
        self.report()
        self.report()
        self.assertEqual(
            (picking | rest).mapped('tts_report_state'), ['reported', 'reported'],
            picking.tts_report_message)
        self.assertEqual(self.there(picking), [3])
        self.assertEqual(picking.tts_package_ids, rest.tts_package_ids)
        self.assertEqual(self.calls('/ship'), 1)
        self.assertFalse(picking.activity_ids)

    def test_order_that_may_not_be_split(self):
        picking = self.sold('MY', quantities=(2,))
        self.validate(picking, 1)
        self.report()
        self.assertEqual(picking.tts_report_state, 'refused')
        self.assertIn("does not split the order", picking.tts_report_message)
        self.assertIn("only one item", picking.tts_report_message)
        self.assertFalse(self.calls('/split'))
        self.assertIn("does not know yet", picking.activity_ids.summary)

    # === SEVERAL PACKAGES FOR ONE TRANSFER === #

    def split_there(self, picking, *sizes):
        """Divide an order as a seller does in Seller Center."""
        ref = picking.tts_order_ref
        units = iter([unit.id for unit in self.world.order(ref).live])
        self.world.split_parcel(ref, [[next(units) for _unit in range(size)] for size in sizes])
        self.take(picking.tts_shop_id, ref)

    def test_split_in_seller_center(self):
        picking = self.sold('GB', 'TIKTOK', (3,))
        self.split_there(picking, 2, 1)
        picking._tts_arrange('DROP_OFF')
        self.report()
        self.assertEqual(picking.tts_report_state, 'reported', picking.tts_report_message)
        self.assertEqual(self.there(picking), [1, 2])
        packages = picking.tts_package_ids
        self.assertEqual(len(packages), 2)
        self.assertEqual(
            sorted(picking._tts_numbers()), sorted(packages.mapped('tracking_number')))
        self.assertEqual(packages.mapped('label_state'), ['ready', 'ready'])
        self.assertEqual(picking._tts_own_number(), '')
        self.world.scan(packages[0].tiktok_id)
        self.take(picking.tts_shop_id, picking.tts_order_ref)
        self.report()
        self.assertEqual(picking.tts_report_state, 'reported')
        self.world.scan(packages[1].tiktok_id)
        self.take(picking.tts_shop_id, picking.tts_order_ref)
        self.report()
        self.assertEqual(picking.tts_report_state, 'scanned')

    def test_number_of_a_parcel_that_was_sent_elsewhere_is_not_that_of_the_rest(self):
        picking = self.sold('MY')
        self.split_there(picking, 1, 1)
        first = self.world.order(picking.tts_order_ref).packages[0]
        self.world.ship(picking.tts_order_ref, [first.units[0].id])
        self.take(picking.tts_shop_id, picking.tts_order_ref)
        self.report()
        self.assertEqual(picking.carrier_tracking_ref, first.tracking_number)
        self.assertEqual(picking.tts_report_state, 'none')
        picking.carrier_id = self.carrier
        for move in picking.move_ids:
            move.quantity, move.picked = move.product_uom_qty, True
        picking.button_validate()
        self.report()
        self.assertIn("Enter the tracking number", picking.tts_report_message)
        picking.carrier_tracking_ref = f'{first.tracking_number},SP123456789'
        self.report()
        self.assertEqual(picking.tts_report_state, 'reported', picking.tts_report_message)
        self.assertEqual(
            {each.tracking_number for each in self.world.order(picking.tts_order_ref).packages},
            {first.tracking_number, 'SP123456789'})
        self.assertEqual(len(picking.tts_package_ids), 2)

    # === WHAT HAS TO BE SPLIT === #

    def test_must_split_is_done_by_one_click(self):
        for category in ('', '601226'):
            with self.subTest(category=category):
                picking = self.sold('MY', 'TIKTOK', (1, 1))
                self.world.require_split(picking.tts_order_ref, 1, category)
                picking._tts_arrange()
                self.report()
                self.assertEqual(picking.tts_report_state, 'refused')
                self.assertIn("1 units at most", picking.tts_must_split)
                packer = new_test_user(self.env, f'p{category}', 'stock.group_stock_user')
                action = picking.with_user(packer).action_tts_split()
                wizard = self.env[action['res_model']].with_user(packer).browse(action['res_id'])
                self.assertEqual(wizard.line_ids.mapped('parcel'), [1, 2])
                wizard.action_split()
                self.report()
                self.assertEqual(
                    picking.tts_report_state, 'reported', picking.tts_report_message)
                self.assertEqual(self.there(picking), [1, 1])
                self.assertEqual(len(picking.tts_package_ids), 2)
                self.assertEqual(len(picking._tts_numbers()), 2)
                self.assertFalse(picking.tts_must_split)

    # === COMBINED === #

    def two(self, shipping_type):
        """Return the transfers of two orders of one buyer."""
        first = self.sold('MY', shipping_type)
        order = self.world.order(first.tts_order_ref)
        _order, sale = self.order(
            self.shop('MY'), shipping_type=shipping_type, user_id=order.buyer.user_id,
            address=order.address, warehouse=order.warehouse.id)
        return first, sale.picking_ids

    def test_combined_here_and_taken_apart(self):
        first, second = self.two('TIKTOK')
        packer = new_test_user(self.env, 'packer', 'stock.group_stock_user')
        action = (first | second).with_user(packer).action_tts_combine()
        wizard = self.env[action['res_model']].with_user(packer).browse(action['res_id'])
        wizard.action_combine()
        self.report()
        self.assertTrue(first.tts_is_combined, wizard.line_ids.mapped('result'))
        first.with_user(packer).action_tts_take_apart()
        self.assertNotEqual(
            self.world.order(first.tts_order_ref).packages,
            self.world.order(second.tts_order_ref).packages)

    def test_combined_in_seller_center_leaves_as_one(self):
        first, second = self.two('TIKTOK')
        self.world.combine([first.tts_order_ref, second.tts_order_ref])
        for picking in (first, second):
            self.take(self.shop('MY'), picking.tts_order_ref)
        first._tts_arrange()
        self.report()
        self.assertEqual(first.tts_report_state, 'reported', first.tts_report_message)
        self.assertEqual(second.tts_report_state, 'reported')
        self.assertEqual(first.tts_package_ids, second.tts_package_ids)
        self.assertEqual(first.carrier_tracking_ref, second.carrier_tracking_ref)
        self.assertEqual(self.calls('/ship'), 1)

    def test_combined_with_an_order_that_is_not_in_odoo_waits_for_it(self):
        picking = self.sold('MY', 'TIKTOK')
        order = self.world.order(picking.tts_order_ref)
        other = self.world.create_order(
            self.shop('MY').tiktok_id, shipping_type='TIKTOK', user_id=order.buyer.user_id,
            address=order.address, warehouse=order.warehouse.id)
        self.world.combine([order, other])
        picking._tts_arrange()
        self.report()
        self.assertIn("has not come to Odoo yet", picking.tts_report_message)
        self.assertFalse(self.calls('/ship'))
        self.take(self.shop('MY'), other)
        self.report(picking)
        self.assertEqual(picking.tts_report_state, 'reported', picking.tts_report_message)

    def test_combined_one_waits_until_all_of_it_has_left(self):
        first, second = self.two('SELLER')
        self.world.combine([first.tts_order_ref, second.tts_order_ref])
        self.validate(first)
        self.report()
        self.assertIn(f"Validate {second.name}", first.tts_report_message)
        self.assertFalse(self.calls('/ship'))
        self.validate(second)
        self.report()
        self.assertEqual(
            (first | second).mapped('tts_report_state'), ['reported', 'reported'],
            first.tts_report_message)
        self.assertEqual(self.calls('/ship'), 1)
