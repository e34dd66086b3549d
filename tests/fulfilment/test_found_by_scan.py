from odoo.tests import new_test_user, tagged

from ..shop_case import GBCase


@tagged('post_install', '-at_install')
class TestFoundByScan(GBCase):
    """A transfer is found by what is scanned from its papers, by those who pack."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.packer = new_test_user(cls.env, 'tts_packer', groups='stock.group_stock_user')

    def setUp(self):
        super().setUp()
        self.stock_up(100)

    def order(self, units=slice(None), ref='1153000', number='AB123456', status='PROCESSING'):
        """Mirror an order, some of whose units are in a package that TikTok has told of."""
        payload = self.payload()
        items = [dict(unit) for unit in payload['line_items']]
        for item in items[units]:
            item.update(package_id=ref, package_status=status, tracking_number=number)
        order = self.mirror({**payload, 'line_items': items})
        self.env['tts.package']._take(self.shop, [{
            'id': ref, 'status': status, 'tracking_number': number,
            'orders': [{'id': payload['id']}], 'update_time': payload['update_time'],
            'order_line_item_ids': [item['id'] for item in items[units]]}])
        return order

    def found(self, ref):
        """Return what a packer finds, in the search of the list and where a transfer is asked for.
        """
        Picking = self.env['stock.picking'].with_user(self.packer)
        found = Picking.search([('tts_found', '=', ref)])
        self.assertEqual({id_ for id_, _name in Picking.name_search(ref)}, set(found.ids))
        return found.sudo()

    def test_order_package_and_tracking_number(self):
        order, other = self.order(), self.order(ref='1154000', number='CD123456')
        for ref in (order.tiktok_id, '1153000', 'AB123456', ' AB123456 '):
            with self.subTest(ref):
                self.assertEqual(self.found(ref), order.sale_order_id.picking_ids)
        self.assertEqual(self.found('1154000'), other.sale_order_id.picking_ids)
        self.assertFalse(self.found('1155000'))
        self.assertFalse(self.found('AB12345'))

    def test_number_that_a_person_wrote(self):
        picking = self.mirror(self.payload()).sale_order_id.picking_ids
        picking.carrier_tracking_ref = 'MINE/12.3-4_5'
        self.assertEqual(self.found('MINE/12.3-4_5'), picking)

    def test_earlier_steps_are_found_too(self):
        self.warehouse.delivery_steps = 'pick_ship'
        order = self.order()
        pick = order.sale_order_id.picking_ids
        for ref in (order.tiktok_id, '1153000', 'AB123456'):
            self.assertEqual(self.found(ref), pick)
        self.deliver(pick)
        both = order.sale_order_id.picking_ids
        self.assertEqual(len(both), 2)
        self.env['tts.package'].search([('tiktok_id', '=', '1153000')])._apply()
        for ref in (order.tiktok_id, '1153000', 'AB123456'):
            self.assertEqual(self.found(ref), both)

    def test_number_of_the_pick_finds_all_steps(self):
        self.warehouse.delivery_steps = 'pick_ship'
        sale = self.mirror(self.payload()).sale_order_id
        pick = sale.picking_ids
        pick.carrier_tracking_ref = 'MINE1234'
        self.deliver(pick)
        self.assertEqual(len(sale.picking_ids), 2)
        self.assertEqual(self.found('MINE1234'), sale.picking_ids)

    def test_transfer_is_still_found_by_its_name(self):
        picking = self.order().sale_order_id.picking_ids
        Picking = self.env['stock.picking'].with_user(self.packer)
        self.assertIn(picking.id, dict(Picking.name_search(picking.name)))
        self.assertIn(picking.id, dict(Picking.name_search(picking.name, operator='=')))
        self.assertIn(picking.id, dict(Picking.name_search('')))
        self.assertNotIn(
            picking, Picking.search([('display_name', 'not ilike', picking.name)]).sudo())

    def test_transfers_of_another_company_are_not_found(self):
        order = self.order()
        stranger = new_test_user(
            self.env, 'tts_stranger', groups='stock.group_stock_user',
            company_id=self.env['res.company'].create({'name': "Other"}).id)
        Picking = self.env['stock.picking'].with_user(stranger)
        for ref in (order.tiktok_id, '1153000', 'AB123456'):
            self.assertFalse(Picking.search([('tts_found', '=', ref)]))
            self.assertFalse(Picking.name_search(ref))

    def test_field_is_in_the_search(self):
        arch = self.env['stock.picking'].with_user(self.packer).get_view(
            self.env.ref('stock.view_picking_internal_search').id, 'search')['arch']
        self.assertIn('tts_found', arch)
