import io
from itertools import count

from odoo.tests import new_test_user, tagged
from odoo.tools import pdf

from ...sandbox.fulfilment.carriers import carrier
from ..common import TtsCase

CARRIERS = {'US': 'USPS', 'GB': 'Royal Mail', 'MY': 'Pos Malaysia'}
# So many orders of each kind that nothing happens to: market, who ships.
PLAIN = {
    ('US', 'TIKTOK'): 4, ('US', 'SELLER'): 4, ('GB', 'TIKTOK'): 4, ('GB', 'SELLER'): 4,
    ('MY', 'TIKTOK'): 3, ('MY', 'SELLER'): 4}
NUMBERS = count(123456785)


@tagged('post_install', '-at_install')
class TestPackingDay(TtsCase):
    """A day at the packing table: thirty orders of three markets, of which TikTok's carriers take
    some and the seller's own the others; two leave in two parcels, two share one, two are on hold
    and one is cancelled meanwhile. The packer has no group of ours.
    """

    sandbox_options = {'markets': ('GB', 'MY', 'US')}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shops = cls.account.shop_ids.filtered(lambda shop: shop.region in CARRIERS)
        cls.shops.write({'push_tracking': True, 'on_hold_policy': 'reserve'})
        cls.carrier = cls.env['delivery.carrier'].create({
            'name': "Our carrier", 'product_id': cls.products[0].id})
        for shop in cls.shops:
            cls.carrier.tts_provider_ids |= cls.env['tts.provider'].create({
                'shop_id': shop.id, 'tiktok_id': carrier(CARRIERS[shop.region]).id,
                'name': CARRIERS[shop.region]})
        stock = cls.shops.warehouse_ids.warehouse_id[:1].lot_stock_id
        cls.env['stock.quant'].create([
            {'product_id': product.id, 'location_id': stock.id, 'quantity': 1000}
            for product in cls.products if product.tracking == 'none'])
        cls.packer = new_test_user(cls.env, 'packer', 'stock.group_stock_user')

    # === HELPERS === #

    def sold(self, region, shipping_type, **what):
        """Return the transfer of an order; one that the seller ships has a carrier and a number."""
        _order, sale = self.order(self.shop(region), shipping_type=shipping_type, **what)
        picking = sale.picking_ids
        if shipping_type == 'SELLER':
            self.number(picking)
        return picking

    def number(self, picking):
        picking.write({
            'carrier_id': self.carrier.id, 'carrier_tracking_ref': f'RM{next(NUMBERS)}GB'})

    def wares(self, region, number):
        """Return TikTok's SKUs of some of a shop's products that are no lots."""
        plain = set(self.products.filtered(lambda each: each.tracking == 'none').mapped(
            'default_code'))
        return [sku for sku in self.world.shop(self.shop(region).tiktok_id).skus
                if sku.seller_sku in plain and not sku.components][:number]

    def pair(self):
        """Return the transfers of two orders of one buyer, in one package."""
        first = self.world.create_order(self.shop('MY').tiktok_id, shipping_type='TIKTOK')
        second = self.world.create_order(
            self.shop('MY').tiktok_id, shipping_type='TIKTOK', user_id=first.buyer.user_id,
            warehouse=first.warehouse.id)
        self.world.combine([first, second])
        return self.env['stock.picking'].union(*(
            self.take(self.shop('MY'), each)[1].picking_ids for each in (first, second)))

    def queue(self):
        self.process('stock.picking', '_tts_cron_report')

    def arrange(self, pickings):
        self.env['tts.shipment.arrange'].with_user(self.packer).with_context(
            active_model='stock.picking', active_ids=pickings.ids).create({}).action_arrange()
        self.queue()

    def validate(self, pickings):
        """Do transfers as the packer, and return what is left of them."""
        pickings = pickings.with_user(self.packer)
        pickings.move_ids.picked = True
        pickings.with_context(skip_backorder=True).button_validate()
        left = self.env['stock.picking'].search([('backorder_id', 'in', pickings.ids)])
        return left.filtered(lambda picking: picking.state != 'done')

    def there(self, picking):
        """Return TikTok's packages of a transfer's order."""
        return [each for each in self.world.order(picking.tts_order_ref).packages
                if each.status != 'CANCELLED']

    def assert_left(self, picking):
        """One parcel of TikTok's is this transfer: its number, arranged once."""
        [package] = [
            each for each in self.there(picking) if each.id in picking.tts_package_ids.mapped(
                'tiktok_id')]
        self.assertEqual(package.status, 'PROCESSING')
        self.assertEqual(package.tracking_number, picking.carrier_tracking_ref)
        self.assertIn(picking.tts_report_state, ('reported', 'scanned'))

    # === THE DAY === #

    def test_thirty_orders(self):
        plain = self.env['stock.picking'].union(*(
            self.sold(*kind) for kind, number in PLAIN.items() for _time in range(number)))
        by_units = self.sold('GB', 'SELLER', items=[{'quantity': 3}])
        by_skus = self.sold('MY', 'TIKTOK', items=[
            {'sku': sku.id, 'quantity': 2} for sku in self.wares('MY', 2)])
        pair = self.pair()
        held = self.sold('US', 'TIKTOK', status='ON_HOLD') | self.sold(
            'GB', 'SELLER', status='ON_HOLD')
        cancelled = self.sold('MY', 'TIKTOK')
        chosen = plain | by_units | by_skus | pair | held | cancelled
        self.assertEqual(len(chosen), 30)

        by_skus.move_ids[0].quantity = 0
        by_skus.with_user(self.packer).action_split_transfer()
        chosen |= self.env['stock.picking'].search([('backorder_id', '=', by_skus.id)])
        self.assertEqual(len(chosen), 31)
        self.arrange(chosen)
        self.world.cancel(cancelled.tts_order_ref)
        self.take(self.shop('MY'), cancelled.tts_order_ref)
        self.queue()

        leaving = chosen - held - cancelled
        arranged = leaving.filtered(
            lambda picking: picking._tts_orders().shipping_type == 'TIKTOK')
        self.assertEqual(arranged.mapped('tts_label_state'), ['ready'] * 15)
        labels = chosen.with_user(self.packer)._tts_print()
        # Two transfers share one.
        self.assertEqual(len(pdf.PdfFileReader(io.BytesIO(labels)).pages), 14)

        self.assertEqual(cancelled.state, 'cancel')
        for picking in held:
            self.assertIn("hold", picking.tts_bar)
        by_units.move_ids.quantity = 2
        rest = self.validate(leaving)
        self.number(rest)
        self.validate(rest)
        self.queue()

        for picking in leaving | rest:
            self.assert_left(picking)
        self.assertFalse(by_skus.tts_package_ids & (chosen - by_skus).tts_package_ids)
        self.assertEqual(len(pair.tts_package_ids), 1)
        for picking in leaving | rest:
            units = [unit for unit in self.world.order(picking.tts_order_ref).units
                     if unit.package.id in picking.tts_package_ids.mapped('tiktok_id')]
            self.assertEqual(len(units), sum(picking.move_ids.mapped('quantity')))
        self.assertFalse([
            package for picking in held for package in self.there(picking)
            if package.status != 'TO_FULFILL'])
        bought = leaving.filtered(
            lambda picking: picking._tts_orders().shop_id.region == 'US') & arranged
        self.assertEqual(len(self.world.labels), len(bought))
