from datetime import timedelta

from odoo import fields
from odoo.fields import Command

from ...models.stock.tts_mark import MARKED
from ..shop_case import ShopCase


class MarkCase(ShopCase):
    """A shop that sends stock and prices by itself, with a SKU for each of two products."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.state = 'connected'
        cls.account._toggle_crons()
        cls.shop = cls.make_shop('GB', push_stock=True, push_prices=True)
        cls.theirs = cls.env['tts.warehouse'].create({
            'shop_id': cls.shop.id, 'tiktok_id': '9', 'name': "9",
            'warehouse_id': cls.warehouse.id,
        })
        cls.stock = cls.warehouse.lot_stock_id
        cls.listings = cls.env['tts.listing'].create([
            {'shop_id': cls.shop.id, 'tiktok_id': name, 'title': name, 'status': 'ACTIVATE'}
            for name in 'AB'])
        cls.skus = cls.env['tts.sku'].create([
            {'shop_id': cls.shop.id, 'tiktok_id': listing.title, 'name': listing.title,
             'listing_id': listing.id, 'product_id': cls.products[listing.title].id}
            for listing in cls.listings])
        cls.sku, cls.other = cls.skus
        cls.customer = cls.env['res.partner'].create({'name': "Customer"})
        cls.env['stock.quant']._update_available_quantity(cls.product, cls.stock, 20)

    def setUp(self):
        super().setUp()
        self.taken()

    def taken(self, kind='stock'):
        """Commit, as far as a test can; return what the marks concern, and take them away."""
        self.env.cr.flush()
        return self.env['tts.mark']._drain().get(kind, self.env['tts.sku'])

    def assertMarks(self, skus=None, kind='stock'):
        self.assertEqual(self.taken(kind), self.sku if skus is None else skus)

    def assertMarksNothing(self):
        self.env.cr.flush()
        self.assertFalse(self.env['tts.mark'].search([]))

    def move(self, quantity=3, product=None):
        return self.env['stock.move'].create({
            'product_id': (product or self.product).id, 'product_uom_qty': quantity,
            'location_id': self.stock.id,
            'location_dest_id': self.env.ref('stock.stock_location_customers').id,
            'picking_type_id': self.warehouse.out_type_id.id,
        })

    def sale(self, quantity=3):
        return self.env['sale.order'].create({
            'partner_id': self.customer.id,
            'order_line': [Command.create({
                'product_id': self.product.id, 'product_uom_qty': quantity})],
        })


class TestStock(MarkCase):
    """Whatever moves what is available marks the SKUs of that product, and no others."""

    def test_goods_that_come_go_and_are_counted(self):
        self.env['stock.quant']._update_available_quantity(self.product, self.stock, 5)
        self.assertMarks()
        quant = self.product.stock_quant_ids.filtered(lambda each: each.location_id == self.stock)
        quant.with_context(inventory_mode=True).inventory_quantity_auto_apply = 2
        self.assertMarks()
        scrap = self.env['stock.scrap'].create({'product_id': self.product.id, 'scrap_qty': 1})
        scrap.action_validate()
        self.assertMarks()
        quant.owner_id = self.customer
        self.assertMarks()
        quant.sudo().unlink()
        self.assertMarks()

    def test_an_order_of_another_channel(self):
        sale = self.sale()
        self.assertMarksNothing()  # a quotation promises nothing
        sale.action_confirm()
        self.assertMarks()
        sale.order_line.product_uom_qty = 7
        self.assertMarks()
        sale.order_line.product_uom_qty = 2
        self.assertMarks()
        sale.with_context(disable_cancel_warning=True).action_cancel()
        self.assertMarks()

    def test_a_transfer(self):
        move = self.move()
        self.assertMarks()
        move._action_confirm()
        self.assertMarks()
        self.assertEqual(move.state, 'assigned')
        move._do_unreserve()
        self.assertMarks()
        move._action_assign()
        self.assertMarks()
        move.product_uom_qty = 4
        self.assertMarks()
        move.product_uom = self.env.ref('uom.product_uom_dozen')
        self.assertMarks()
        move.picking_id.location_id = self.warehouse.view_location_id
        self.assertMarks()
        move.quantity = 1
        move.picked = True
        move.picking_id.with_context(skip_backorder=True).button_validate()
        self.assertEqual(move.state, 'done')
        self.assertMarks()

    def test_a_promise_that_is_deleted(self):
        move = self.move()
        self.taken()
        move.unlink()
        self.assertMarks()

    def test_a_location_with_what_lies_in_it(self):
        shelf = self.env['stock.location'].create({'name': "S", 'location_id': self.stock.id})
        box = self.env['stock.location'].create({'name': "B", 'location_id': shelf.id})
        self.env['stock.quant']._update_available_quantity(self.product, box, 8)
        self.taken()
        shelf.location_id = self.warehouse.view_location_id
        self.assertMarks()
        shelf.usage = 'transit'
        self.assertMarks()
        shelf.name = "Another name"
        self.assertMarksNothing()

    def test_a_location_from_which_something_is_promised(self):
        shelf = self.env['stock.location'].create({'name': "S", 'location_id': self.stock.id})
        move = self.move(product=self.products['B'])
        move.location_id = shelf
        move._action_confirm()
        self.taken()
        shelf.location_id = self.warehouse.view_location_id
        self.assertMarks(self.other)

    def test_the_place_that_counts(self):
        self.warehouse.lot_stock_id = self.warehouse.wh_input_stock_loc_id
        self.assertMarks(self.skus)
        self.theirs.location_id = self.warehouse.lot_stock_id
        self.assertMarks(self.skus)
        self.theirs.share = 50
        self.assertMarks(self.skus)
        self.theirs.name = "Another name"
        self.assertMarksNothing()

    def test_the_product(self):
        self.product.is_storable = False
        self.assertMarks()
        self.product.active = False
        self.assertMarks()
        self.product.product_tmpl_id.active = True
        self.assertMarks()
        self.product.name = "Another name"
        self.assertMarksNothing()

    def test_its_unit(self):
        self.products['C'].uom_id = self.env.ref('uom.product_uom_dozen')
        self.assertMarks(self.env['tts.sku'])
        self.products['B'].product_tmpl_id.uom_id = self.env.ref('uom.product_uom_dozen')
        self.assertMarks(self.other)
        self.env.ref('uom.product_uom_dozen').write({'relative_factor': 13})
        self.assertMarks(self.skus)

    def test_the_sku(self):
        for vals in (
            {'quantity': 3}, {'stock_rule': 'fixed'}, {'fixed_quantity': 4}, {'own_buffer': 1},
            {'own_share': 50}, {'own_cap': 9}, {'product_id': self.products['C'].id},
        ):
            self.sku.write(vals)
            self.assertMarks()
        self.sku.name = "Another name"
        self.assertMarksNothing()

    def test_a_new_sku(self):
        sku = self.env['tts.sku'].create({
            'shop_id': self.shop.id, 'tiktok_id': 'C', 'name': "C",
            'listing_id': self.listings[0].id, 'product_id': self.products['C'].id})
        self.assertMarks(sku)

    def test_the_listing(self):
        listing = self.sku.listing_id
        listing.status = 'SELLER_DEACTIVATED'
        self.assertMarks()
        listing.is_stopped = True
        self.assertMarks(self.env['tts.sku'])
        listing.is_stopped = False
        self.assertMarks()

    def test_the_shop(self):
        for vals in (
            {'stock_buffer': 2}, {'stock_share': 50}, {'stock_cap': 9}, {'untracked_quantity': 5},
            {'count_consigned': False}, {'stock_figure': 'odoo'},
        ):
            self.shop.write(vals)
            self.assertMarks(self.skus)
        self.shop.is_stopped = True
        self.taken()
        self.shop.is_stopped = False
        self.assertMarks(self.skus)
        self.account.state = 'expired'
        self.taken()
        self.account.state = 'connected'
        self.assertMarks(self.skus)


class TestPrices(MarkCase):
    """Whatever moves a price marks the SKUs that may have it, and no others."""

    def assertMarks(self, skus=None, kind='price'):
        return super().assertMarks(skus, kind)

    def rule(self, pricelist=None, **vals):
        return self.env['product.pricelist.item'].create({
            'pricelist_id': (pricelist or self.shop.pricelist_id).id, 'compute_price': 'fixed',
            'fixed_price': 5, **vals})

    def test_price_and_cost(self):
        for name in ('list_price', 'lst_price', 'standard_price'):
            self.product[name] = 11
            self.assertMarks()

    def test_a_price_of_the_template(self):
        self.product.product_tmpl_id.list_price = 13
        self.assertMarks()

    def test_what_a_variant_costs_more(self):
        attribute = self.env['product.attribute'].create({
            'name': "Size", 'value_ids': [Command.create({'name': name}) for name in 'SL']})
        template = self.env['product.template'].browse(self.product.product_tmpl_id.id)
        template.attribute_line_ids = [Command.create({
            'attribute_id': attribute.id, 'value_ids': [Command.set(attribute.value_ids.ids)]})]
        self.sku.product_id = template.product_variant_ids[0]
        self.taken()
        template.attribute_line_ids.product_template_value_ids[1].price_extra = 2
        self.assertMarks()

    def test_a_rule_for_one_product(self):
        for vals in (
            {'applied_on': '0_product_variant', 'product_id': self.product.id},
            {'applied_on': '1_product', 'product_tmpl_id': self.product.product_tmpl_id.id},
        ):
            rule = self.rule(**vals)
            self.assertMarks()
            rule.fixed_price = 6
            self.assertMarks()
            rule.unlink()
            self.assertMarks()

    def test_a_rule_that_is_for_another_product_now(self):
        rule = self.rule(applied_on='0_product_variant', product_id=self.product.id)
        self.taken()
        rule.write({
            'product_tmpl_id': self.products['B'].product_tmpl_id.id,
            'product_id': self.products['B'].id})
        self.assertMarks(self.skus)

    def test_a_rule_for_a_category(self):
        above = self.env['product.category'].create({'name': "Above"})
        category = self.env['product.category'].create({'name': "C", 'parent_id': above.id})
        self.product.categ_id = category
        self.assertMarks()
        self.rule(applied_on='2_product_category', categ_id=above.id)
        self.assertMarks()
        category.parent_id = False
        self.assertMarks()

    def test_a_rule_for_all(self):
        self.rule()
        self.assertMarks(self.skus)

    def test_a_list_that_ours_is_built_on(self):
        base, between = self.env['product.pricelist'].create(
            [{'name': name, 'currency_id': self.shop.currency_id.id} for name in ("1", "2")])
        for pricelist, other in ((between, base), (self.shop.pricelist_id, between)):
            self.rule(
                pricelist, compute_price='formula', base='pricelist', base_pricelist_id=other.id)
        self.taken()
        self.rule(base)
        self.assertMarks(self.skus)
        base.currency_id = self.env.ref('base.CHF')
        self.assertMarks(self.skus)

    def test_a_list_of_others(self):
        self.rule(self.env['product.pricelist'].create({'name': "Others"}))
        self.assertMarks(self.env['tts.sku'])

    def test_a_rate(self):
        rate = self.env['res.currency.rate'].create({
            'currency_id': self.shop.currency_id.id, 'name': '2021-01-01', 'rate': 0.7})
        self.assertMarks(self.skus)
        rate.rate = 0.6
        self.assertMarks(self.skus)
        rate.unlink()
        self.assertMarks(self.skus)

    def test_the_sku(self):
        for vals in ({'own_price': 5}, {'quantity': 2}, {'product_id': self.products['C'].id}):
            self.sku.write(vals)
            self.assertMarks()

    def test_the_shops_list(self):
        self.shop.pricelist_id = self.env['product.pricelist'].create({
            'name': "Another", 'currency_id': self.shop.currency_id.id})
        self.assertMarks(self.skus)

    def test_stock_is_no_price(self):
        self.env['stock.quant']._update_available_quantity(self.product, self.stock, 5)
        self.assertMarks(self.env['tts.sku'])


class TestClock(MarkCase):
    """Time passes: what begins or ends is noticed once."""

    def look(self, kind='price'):
        self.env['tts.mark']._mark_due()
        return self.taken(kind)

    def last_look(self, **ago):
        clock = self.env['tts.mark.clock'].search([]) or self.env['tts.mark.clock'].create({})
        clock.looked = fields.Datetime.now() - timedelta(**ago)
        self.taken()

    def test_a_rule_begins_and_ends(self):
        now = fields.Datetime.now()
        rule = self.env['product.pricelist.item'].create({
            'pricelist_id': self.shop.pricelist_id.id, 'applied_on': '0_product_variant',
            'product_id': self.product.id, 'fixed_price': 3,
            'date_start': now - timedelta(minutes=2), 'date_end': now + timedelta(days=1)})
        self.last_look(minutes=3)
        self.assertEqual(self.look(), self.sku)
        self.assertFalse(self.look(), "It is marked once.")
        rule.write({'date_start': False, 'date_end': now - timedelta(minutes=2)})
        self.last_look(minutes=3)
        self.assertEqual(self.look(), self.sku)
        self.last_look(minutes=1)
        self.assertFalse(self.look())

    def test_a_rate_of_today(self):
        today = fields.Date.today()
        self.env['res.currency.rate'].create({
            'currency_id': self.shop.currency_id.id, 'name': today, 'rate': 0.7})
        self.last_look(days=1)
        self.assertEqual(self.look(), self.skus)
        self.assertFalse(self.look())

    def test_the_first_look(self):
        self.env['tts.mark.clock'].search([]).unlink()
        self.assertFalse(self.look())
        self.assertTrue(self.env['tts.mark.clock'].search([]))

    def test_the_watermark_is_written_only_when_something_was_found(self):
        self.last_look(minutes=3)
        before = self.env['tts.mark.clock'].search([]).looked
        self.look()
        self.assertEqual(self.env['tts.mark.clock'].search([]).looked, before)


class TestNobodySends(MarkCase):
    """Who does not send by itself costs nobody anything."""

    def assertCostsNothing(self):
        # What Odoo asks is asked once.
        self.assertFalse(self.env['tts.shop']._is_pushing('stock'))
        with self.assertQueryCount(0):
            self.env['tts.mark']._add('stock', 'product', self.product.ids)
        self.env['stock.quant']._update_available_quantity(self.product, self.stock, 5)
        self.env.flush_all()
        self.assertNotIn(MARKED, self.env.cr.precommit.data)
        self.assertMarksNothing()

    def test_switched_off(self):
        self.shop.push_stock = False
        self.taken()
        self.assertCostsNothing()
        self.assertTrue(self.env['tts.shop']._is_pushing('price'))

    def test_stopped(self):
        self.shop.is_stopped = True
        self.taken()
        self.assertCostsNothing()

    def test_archived(self):
        self.shop.active = False
        self.taken()
        self.assertCostsNothing()

    def test_not_connected(self):
        self.account.state = 'expired'
        self.taken()
        self.assertCostsNothing()

    def test_one_of_several_shops(self):
        second = self.make_shop('US')
        listing = self.env['tts.listing'].create({
            'shop_id': second.id, 'tiktok_id': 'A2', 'title': "A2"})
        sku = self.env['tts.sku'].create({
            'shop_id': second.id, 'tiktok_id': 'A2', 'name': "A2", 'listing_id': listing.id,
            'product_id': self.product.id})
        self.taken()
        self.env['stock.quant']._update_available_quantity(self.product, self.stock, 5)
        self.assertMarks()
        second.push_stock = True
        self.assertMarks(sku)

    def test_one_of_several_listings(self):
        self.sku.listing_id.push_stock = False
        self.taken()
        self.env['stock.quant']._update_available_quantity(self.product, self.stock, 5)
        self.assertMarks(self.env['tts.sku'])
        self.product.list_price = 7
        self.assertMarks(kind='price')

    def test_what_tiktok_fulfils(self):
        self.sku.is_fbt = True
        self.taken()
        self.env['stock.quant']._update_available_quantity(self.product, self.stock, 5)
        self.assertMarks(self.env['tts.sku'])

    def test_empty_quants_that_odoo_deletes(self):
        self.env['stock.quant']._update_available_quantity(self.product, self.stock, -20)
        self.taken()
        self.env['stock.quant']._quant_tasks()
        self.assertFalse(self.product.stock_quant_ids)
        self.assertMarksNothing()


class TestTransactions(MarkCase):
    """One statement per transaction, undone with what it tells of."""

    def marks(self):
        return self.env['tts.mark'].search_count([])

    def rings(self):
        push = self.env.ref('tiktok_shop.ir_cron_push')
        return self.env['ir.cron.trigger'].search_count([('cron_id', '=', push.id)])

    def change(self):
        self.product.list_price += 1
        self.env.flush_all()

    def test_many_changes_are_one_statement(self):
        for _time in range(5):
            self.change()
        self.assertEqual(self.marks(), 0)
        self.env.cr.flush()
        self.assertEqual(self.marks(), 1)

    def test_what_is_rolled_back_to_a_savepoint(self):
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self.change()
            raise ZeroDivisionError
        self.env.cr.flush()
        self.assertEqual(self.marks(), 0)

    def test_what_was_before_the_savepoint_and_what_comes_after(self):
        self.change()
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self.products['B'].list_price = 3
            raise ZeroDivisionError
        self.assertEqual(self.taken('price'), self.sku)
        with self.env.cr.savepoint():
            self.products['B'].list_price = 3
        self.assertEqual(self.taken('price'), self.other)

    def test_a_savepoint_in_one_that_is_rolled_back(self):
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            with self.env.cr.savepoint():
                self.change()
            self.assertEqual(self.marks(), 1)
            raise ZeroDivisionError
        self.env.cr.flush()
        self.assertEqual(self.marks(), 0)

    def begin(self):
        """Forget what rang, as a commit does."""
        self.env.cr.postcommit.clear()

    def test_it_rings_once(self):
        self.begin()
        before = self.rings()
        for _time in range(3):
            with self.env.cr.savepoint():
                self.change()
        self.env.cr.flush()
        self.assertEqual(self.rings(), before + 1)

    def test_what_rang_in_a_savepoint_is_undone_with_it(self):
        self.begin()
        before = self.rings()
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            with self.env.cr.savepoint():
                self.change()
            raise ZeroDivisionError
        self.assertEqual(self.rings(), before)
        self.change()
        self.env.cr.flush()
        self.assertEqual(self.rings(), before + 1)

    def test_without_the_scheduled_action(self):
        self.begin()
        self.env.ref('tiktok_shop.ir_cron_push').unlink()
        self.change()
        self.env.cr.flush()
        self.assertEqual(self.marks(), 1)

    def test_as_many_statements_for_many_as_for_few(self):
        def statements(count):
            self.taken()
            self.env['tts.mark']._add('stock', 'product', range(1, count))
            self.env['tts.mark']._add('stock', 'template', range(1, count))
            self.env.cr.flush()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env['tts.mark']._drain()
            return self.env.cr.sql_log_count - before

        self.assertEqual(statements(3000), statements(3))

    def test_a_kind_alone(self):
        self.product.list_price = 4
        self.env.cr.flush()
        self.assertEqual(list(self.env['tts.mark']._drain()), ['price'])
        self.assertEqual(self.env['tts.mark']._drain(), {})


class TestStrangers(MarkCase):
    """Who changes stock needs to know nothing of TikTok."""

    def user(self, *groups):
        return self.env['res.users'].create({
            'name': "Somebody", 'login': groups[0],
            'group_ids': [Command.set([self.env.ref(group).id for group in groups])]})

    def test_a_packer(self):
        packer = self.user('stock.group_stock_user')
        sale = self.sale()
        sale.action_confirm()
        self.taken()
        picking = sale.picking_ids.with_user(packer)
        self.env.invalidate_all()
        picking.move_ids.write({'quantity': 3, 'picked': True})
        picking.button_validate()
        self.assertEqual(picking.state, 'done')
        self.assertMarks()

    def test_whoever_it_is(self):
        for name in ('base.public_user', 'base.default_user', 'base.user_admin'):
            user = self.env.ref(name, raise_if_not_found=False)
            if user:
                self.env['tts.mark'].with_user(user)._add('stock', 'sku', self.sku.ids)
                self.assertMarks()
        portal = self.user('base.group_portal')
        self.env['tts.mark'].with_user(portal)._add('stock', 'sku', self.sku.ids)
        self.assertMarks()

    def test_who_sets_prices(self):
        clerk = self.user('product.group_product_manager')
        self.product.with_user(clerk).product_tmpl_id.list_price = 8
        self.assertMarks(kind='price')
