from datetime import datetime, timedelta
from pathlib import Path

from lxml import etree

from odoo import fields
from odoo.modules.migration import load_script
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import SQL, mute_logger
from odoo.tools.safe_eval import safe_eval

from ...tools import deadlines, values
from ..shop_case import GBCase
from ..terms import ROOT

NOW = fields.Datetime.now()
HOUR = timedelta(hours=1)
# What TikTok calls each of them
SLAS = {'ship': 'rts_sla_time', 'scan': 'tts_sla_time', 'cancel': 'cancel_order_sla_time',
        'deliver': 'delivery_sla_time'}


def at(hours):
    return NOW + hours * HOUR


@tagged('post_install', '-at_install')
class TestDeadlines(GBCase):
    """Transfers have to be done when TikTok says so: lists are sorted by it, people are told."""

    def setUp(self):
        super().setUp()
        self.stock_up(100)

    def order(self, status='AWAITING_SHIPMENT', level=0, **hours):
        """Mirror an order with deadlines that many hours from now."""
        return self.mirror(self.payload(
            status, fulfillment_priority_level=level, **self.slas(**hours)))

    def slas(self, **hours):
        return {SLAS[name]: values.epoch(at(each)) for name, each in hours.items()}

    def dates(self, order):
        moves = order._outgoing_moves().filtered(lambda move: move.state != 'done')
        return sorted(set(moves.mapped('date_deadline')))

    def pickings(self, *orders):
        return self.env['stock.picking'].union(
            *(order.sale_order_id.picking_ids for order in orders))

    # === WHICH ONE BINDS === #

    def test_which_deadline_binds(self):
        for status, binding in (
            ('UNPAID', None), ('ON_HOLD', 2), ('AWAITING_SHIPMENT', 2), ('PARTIALLY_SHIPPING', 2),
            ('AWAITING_COLLECTION', 4), ('IN_TRANSIT', None), ('DELIVERED', None),
            ('COMPLETED', None), ('CANCELLED', None), ('NEW_ONE', None),
        ):
            with self.subTest(status):
                self.assertEqual(deadlines.binding(status, 2, 4, 6), binding)
        self.assertEqual(deadlines.binding('AWAITING_SHIPMENT', None, 4, 3), 3)
        self.assertIsNone(deadlines.binding('AWAITING_SHIPMENT', None, None, None))

    def test_what_is_urgent(self):
        for level, urgent in (
            (0, False), (None, False), (100, True), (200, True), (300, True), (400, False),
        ):
            with self.subTest(level):
                self.assertIs(deadlines.is_urgent(level), urgent)

    # === MOVES === #

    def test_next_deadline_is_the_transfers(self):
        order = self.order(ship=10, scan=20, cancel=30)
        self.assertEqual(self.dates(order), [at(10)])
        self.assertEqual(self.pickings(order).date_deadline, at(10))

    @mute_logger('tts_migration')
    def test_upgrade_gives_them_to_transfers_of_before(self):
        """An order that cannot have them is set aside, and keeps no other."""
        bad, good = self.order(ship=10), self.order(ship=10)
        for order in (bad, good):
            order._outgoing_moves().date_deadline = at(99)
        self.env.flush_all()
        tell = self.registry['tts.order']._tell_deadlines

        def told(orders):
            tell(orders)
            if bad in orders:
                orders.env.cr.execute("SELECT 1 / 0")

        self.patch(self.registry['tts.order'], '_tell_deadlines', told)
        migration = load_script(
            str(Path(ROOT, 'migrations', '19.0.1.3.0', 'post-deadlines.py')), 'tts_migration')
        with mute_logger('odoo.sql_db'):
            migration.migrate(self.env.cr, '19.0.1.2.0')
        self.assertEqual(self.dates(good), [at(10)])
        self.assertEqual(self.dates(bad), [at(99)])

    def test_once_arranged_the_scan_binds(self):
        order = self.order(ship=10, scan=20, cancel=30)
        self.change(order.sale_order_id, 'AWAITING_COLLECTION')
        self.assertEqual(self.dates(order), [at(20)])
        self.assertEqual(order.sale_order_id.commitment_date, at(10))

    def test_arranged_before_it_came(self):
        order = self.order('AWAITING_COLLECTION', ship=10, scan=20)
        self.assertEqual(self.dates(order), [at(20)])

    def test_all_open_steps_follow_tiktok(self):
        self.warehouse.delivery_steps = 'pick_pack_ship'
        order = self.order(ship=10, scan=20)
        self.deliver(self.pickings(order))
        pack = self.pickings(order).filtered(lambda picking: picking.state != 'done')
        self.assertEqual((len(pack), self.dates(order)), (1, [at(10)]))
        self.change(order.sale_order_id, **self.slas(ship=6))
        self.assertEqual(self.dates(order), [at(6)])
        # What is done stays as it was; the step that comes now has what holds now.
        self.deliver(pack)
        ship = self.pickings(order).filtered(lambda picking: picking.state != 'done')
        self.assertEqual((len(ship), self.dates(order)), (1, [at(6)]))
        self.assertEqual(
            sorted(self.pickings(order).mapped('date_deadline')), [at(6), at(6), at(10)])
        self.assertEqual(set(self.pickings(order).mapped('tts_scan_deadline')), {at(20)})

    def test_chain_whose_steps_are_there_from_the_start(self):
        self.warehouse.delivery_steps = 'pick_ship'
        self.warehouse.delivery_route_id.rule_ids.filtered(
            lambda rule: rule.action == 'push').action = 'pull'
        self.warehouse.delivery_route_id.rule_ids.procure_method = 'make_to_order'
        order = self.order(ship=10, scan=20)
        self.assertEqual(len(self.pickings(order)), 2)
        self.change(order.sale_order_id, **self.slas(ship=6))
        self.assertEqual(self.dates(order), [at(6)])

    def test_confirmed_by_a_person(self):
        self.shop.auto_confirm = False
        order = self.order('AWAITING_COLLECTION', level=200, ship=10, scan=20)
        self.assertFalse(self.pickings(order))
        order.sale_order_id.action_confirm()
        self.assertEqual(self.dates(order), [at(20)])
        self.assertEqual(self.pickings(order).tts_scan_deadline, at(20))
        self.assertEqual(self.pickings(order).priority, '1')

    def test_part_cancelled_after_it_was_arranged(self):
        self.warehouse.delivery_steps = 'pick_pack_ship'
        order = self.order(ship=10, scan=20)
        self.change(order.sale_order_id, 'AWAITING_COLLECTION')
        self.mirror(self.part_cancelled(order.payload))
        moves = order._outgoing_moves()
        self.assertEqual(moves.mapped('product_uom_qty'), [1])
        self.assertEqual(self.dates(order), [at(20)])

    def test_backorder_has_it_too(self):
        order = self.order(ship=10, scan=20, cancel=30, level=100)
        first = self.pickings(order)
        self.deliver(first, quantity=1)
        rest = self.pickings(order) - first
        self.assertEqual(rest.date_deadline, at(10))
        self.assertEqual(
            (rest.tts_shop_id, rest.tts_scan_deadline, rest.tts_cancel_deadline,
             rest.tts_priority_level, rest.priority),
            (self.shop, at(20), at(30), '100', '1'))

    def test_return_and_other_sales_have_none(self):
        order = self.order(ship=10, scan=20)
        picking = self.pickings(order)
        self.deliver(picking)
        back = self.take_back(picking)
        self.assertFalse(back.tts_shop_id)
        self.assertFalse(back.tts_scan_deadline)

    def test_nothing_is_written_where_nothing_changes(self):
        order = self.order(ship=10, scan=20)
        picking = self.pickings(order)
        self.env.flush_all()
        moves, before = picking.move_ids, NOW - 24 * HOUR
        for record in (*moves, picking):
            self.env.cr.execute(SQL(
                'UPDATE %s SET write_date = %s WHERE id = %s',
                SQL.identifier(record._table), before, record.id))
        (moves | order._outgoing_moves()).invalidate_recordset()
        picking.invalidate_recordset()
        self.change(order.sale_order_id, buyer_message="Please hurry")
        self.env.flush_all()
        self.assertEqual({*moves.mapped('write_date'), picking.write_date}, {before})

    def test_transfer_that_a_person_has_starred_stays_so(self):
        order = self.order(ship=10, scan=20, level=600)
        picking = self.pickings(order)
        self.assertEqual(picking.priority, '0')
        picking.priority = '1'
        self.change(order.sale_order_id, buyer_message="Please hurry")
        self.assertEqual(picking.priority, '1')

    def test_order_that_becomes_urgent_is_starred(self):
        order = self.order(ship=10, scan=20, level=600)
        self.change(order.sale_order_id, fulfillment_priority_level=300)
        picking = self.pickings(order)
        self.assertEqual((picking.priority, picking.tts_priority_level), ('1', '300'))
        picking.priority = '0'
        self.change(order.sale_order_id, buyer_message="No hurry")
        self.assertEqual(picking.priority, '0')

    def test_level_that_is_new_is_none(self):
        order = self.order(ship=10, scan=20, level=250)
        self.assertEqual(order.priority_level, 250)
        self.assertFalse(self.pickings(order).tts_priority_level)
        self.assertEqual(self.pickings(order).priority, '1')

    # === LISTS === #

    def listed(self, user, *filters):
        """Return the transfers of this test's shop as the menu shows them to a user."""
        action = self.env['ir.actions.act_window']._for_xml_id('tiktok_shop.action_tts_transfers')
        Picking = self.env['stock.picking'].with_user(user)
        [view_id] = [id_ for id_, kind in action['views'] if kind == 'list']
        arch = self.arch(Picking, view_id, 'list')
        search = self.arch(Picking, action['search_view_id'] and action['search_view_id'][0])
        domain = [*safe_eval(action['domain']), ('tts_shop_id', '=', self.shop.id)]
        for name in filters:
            [found] = search.xpath(f'//filter[@name="{name}"]')
            domain += safe_eval(found.get('domain'))
        return Picking.search(domain, order=arch.get('default_order'))

    def arch(self, model, view_id, kind='search'):
        return etree.fromstring(model.get_view(view_id, kind)['arch'])

    def packer(self):
        return new_test_user(
            self.env, 'tts_packer', groups='stock.group_stock_user', tz='Asia/Bangkok')

    def test_sorted_as_tiktok_asks(self):
        later, standard, unknown, instant = (
            self.order(ship=10, scan=scan, level=level)
            for scan, level in ((40, 100), (20, 600), (20, 0), (20, 100)))
        self.assertEqual(
            list(self.listed(self.packer())),
            [self.pickings(each) for each in (instant, standard, unknown, later)])

    def test_filters_for_a_packer(self):
        packer = self.packer()
        # By his days: Bangkok has no summer time.
        noon = (NOW + 7 * HOUR).replace(hour=12, minute=0, second=0) - 7 * HOUR
        hours = {name: (moment - NOW) / HOUR for name, moment in {
            'late': min(noon, NOW) - 48 * HOUR, 'today': noon, 'tomorrow': noon + 24 * HOUR,
            'after': noon + 48 * HOUR}.items()}
        pickings = {
            name: self.pickings(self.order(ship=each, scan=each + 100, cancel=each + 20))
            for name, each in hours.items()}
        for name in ('late', 'today', 'tomorrow'):
            with self.subTest(name):
                found = self.listed(packer, f'tts_{name}')
                self.assertIn(pickings[name], found)
                self.assertNotIn(pickings['after'], found)
        self.assertEqual(
            [name for name, each in pickings.items() if each in self.listed(packer, 'tts_today')
             and name != 'late'], ['today'])
        self.assertEqual(self.listed(packer, 'tts_tomorrow'), pickings['tomorrow'])
        risk = self.listed(packer, 'tts_at_risk')
        self.assertIn(pickings['late'], risk)
        self.assertNotIn(pickings['after'], risk)

    def test_grouped_by_shop_for_a_packer(self):
        picking = self.pickings(self.order(ship=10, scan=20))
        Picking = self.env['stock.picking'].with_user(self.packer())
        groups = Picking.web_read_group(
            [('id', '=', picking.id)], ['tts_shop_id'], ['__count'])['groups']
        self.assertEqual([each['tts_shop_id'] for each in groups], [(self.shop.id, self.shop.name)])
        groups = Picking.web_read_group(
            [('id', '=', picking.id)], ['tts_scan_deadline:day'], ['__count'])['groups']
        self.assertEqual(len(groups), 1)

    def test_what_has_left_is_no_open_work(self):
        order, packer = self.order(ship=10, scan=20), self.packer()
        picking = self.pickings(order)
        self.deliver(picking)
        self.assertIn(picking, self.listed(packer, 'tts_open_work'))
        self.change(order.sale_order_id, 'IN_TRANSIT')
        self.assertNotIn(picking, self.listed(packer, 'tts_open_work'))
        self.assertIn(picking, self.listed(packer, 'tts_stage_in_transit'))
        picking.date_done = at(-24 * 31)
        self.assertNotIn(picking, self.listed(packer))

    def test_packer_reads_all_of_it(self):
        picking = self.pickings(self.order(
            ship=10, scan=20, cancel=30, deliver=40, level=400))
        [shown] = picking.with_user(self.packer()).web_read({
            name: {} for name in (
                'tts_ship_deadline', 'tts_scan_deadline', 'tts_cancel_deadline',
                'tts_delivery_deadline', 'tts_priority_level')})
        self.assertEqual(
            [shown[name] for name in (
                'tts_ship_deadline', 'tts_scan_deadline', 'tts_cancel_deadline',
                'tts_delivery_deadline', 'tts_priority_level')],
            [at(10), at(20), at(30), at(40), '400'])

    # === THE DAY'S TO-DO === #

    def to_do(self):
        self.shop._agree_deadlines()
        return self.shop.activity_ids.filtered(lambda each: (
            (each.sudo().tts_code or '').startswith('deadlines:')))

    def test_to_do_with_numbers(self):
        user = new_test_user(self.env, 'tts_boss', groups='tiktok_shop.group_manager')
        self.shop.user_id = user
        self.assertFalse(self.to_do())
        self.order(ship=-2, scan=20, cancel=30)
        late = self.order(ship=-2, scan=20, cancel=10)
        todo = self.to_do()
        self.assertEqual((len(todo), todo.user_id), (1, user))
        self.assertIn("2 late, 0 due today, 1 that TikTok may cancel", todo.summary)
        self.deliver(self.pickings(late))
        self.assertIn("1 late, 0 due today, 0 that TikTok may cancel", self.to_do().summary)

    def test_to_do_closes_by_itself(self):
        order = self.order(ship=-2, scan=20)
        self.assertTrue(self.to_do())
        self.deliver(self.pickings(order))
        self.assertFalse(self.to_do())

    def test_to_do_comes_anew_each_day(self):
        self.order(ship=-2, scan=20)
        first = self.to_do()
        first.action_feedback()
        self.assertFalse(self.to_do())
        with freeze_time(NOW + 25 * HOUR):
            self.assertEqual(len(self.to_do()), 1)

    def test_due_today_is_the_day_of_the_shop(self):
        self.shop.timezone = 'Pacific/Kiritimati'
        with freeze_time(datetime(2026, 3, 1, 9)):  # 23:00 there
            self.mirror(self.payload(rts_sla_time=values.epoch(datetime(2026, 3, 1, 9, 30))))
            self.mirror(self.payload(rts_sla_time=values.epoch(datetime(2026, 3, 1, 11))))
            self.assertIn("0 late, 1 due today", self.to_do().summary)
