"""Whoever works on our documents without a role in TikTok Shop does so as ever, in any language."""

import re

from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, HttpCase, new_test_user, tagged

from . import payloads
from .shop_case import GBCase

X2MANY = ('one2many', 'many2many')
ADDRESS = {
    'name': "Ann Lee", 'full_address': "1 High Street, London", 'address_line1': "1 High Street",
    'postal_code': 'N1 1AA', 'phone_number': '(+44)7700900123', 'region_code': 'GB',
    'district_info': [{'address_level_name': "Country", 'address_name': "United Kingdom"}],
}


class ScreenCase(GBCase):
    """Opens screens as a browser does: a view, and all values that it shows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['res.lang']._activate_lang('fr_FR')

    def user(self, groups, lang='en_US', **vals):
        return new_test_user(
            self.env, f'worker_{groups}_{lang}', groups, lang=lang, **vals)

    def look(self, records, user, *kinds):
        """Read what the views of a model show of records; return {name: value} of the first.

        :param kinds: of views, by default all that a person sees documents in
        """
        self.env.flush_all()
        self.env.invalidate_all()
        seen = records.with_user(user).with_context(lang=user.lang)
        shown = {}
        for kind in kinds or ('form', 'list', 'kanban'):
            view = seen.get_view(view_type=kind)
            spec = self.spec(seen, etree.fromstring(view['arch']))
            shown |= seen.web_read(spec)[0]
        seen.get_views([(False, 'search')])
        return shown

    def spec(self, model, arch):
        """Return what a browser asks of a view's fields, those of its lists of lines included."""
        spec = {}
        for node in arch.iter('field'):
            if next(node.iterancestors('field'), None) is not None:
                continue
            field = model._fields[node.get('name')]
            if field.type in X2MANY:
                comodel, lines = model.env[field.comodel_name], {'display_name': {}}
                for child in node.iterchildren('list', 'kanban', 'form'):
                    inner = etree.fromstring(etree.tostring(child, with_tail=False))
                    lines |= self.spec(comodel, inner)
                spec[field.name] = {'fields': lines}
            else:
                spec[field.name] = (
                    {'fields': {'display_name': {}}} if field.type == 'many2one' else {})
        return spec

    def render(self, report, record, user):
        """Return a report as HTML, as a user prints it."""
        self.env.flush_all()
        self.env.invalidate_all()
        reports = self.env['ir.actions.report'].with_user(user).with_context(lang=user.lang)
        return reports._render_qweb_html(report, record.ids)[0].decode()

    def sold(self, **extra):
        """Return a confirmed sales order of TikTok's, with its transfer."""
        sale = self.mirror(self.payload(
            recipient_address=ADDRESS, buyer_message="Ring twice", **extra)).sale_order_id
        self.assertEqual(sale.state, 'sale')
        return sale


@tagged('post_install', '-at_install')
class TestSalesperson(ScreenCase):
    """Sales: own documents only."""

    GROUPS = 'sales_team.group_sale_salesman'

    def test_works_on_orders(self):
        for lang in ('en_US', 'fr_FR'):
            with self.subTest(lang):
                user = self.user(self.GROUPS, lang)
                self.shop.auto_confirm = False
                sale = self.mirror(self.payload(recipient_address=ADDRESS)).sale_order_id
                sale.user_id = user
                shown = self.look(sale, user)
                self.assertNotIn('tts_order_ref', shown)
                self.assertFalse([name for name in shown if name.startswith('tts_buyer')])
                seen = sale.with_user(user).with_context(lang=lang)
                seen.action_update_taxes()
                seen.action_update_prices()
                seen.action_confirm()
                self.assertEqual(sale.state, 'sale')
                self.look(sale, user)
                self.assertIn(sale.name, self.render('sale.report_saleorder', sale, user))
                seen.message_post(body="A word")
                seen.action_quotation_send()
                seen.action_view_delivery()
                self.invoice(seen)
                self.look(sale.invoice_ids, user, 'list')
                copied = seen.copy()
                copied.action_confirm()

    def invoice(self, sale):
        for line in sale.sudo().order_line:
            line.qty_delivered = line.product_uom_qty
        wizard = sale.env['sale.advance.payment.inv'].with_context(
            active_model='sale.order', active_ids=sale.ids, active_id=sale.id).create({})
        wizard.create_invoices()
        self.assertTrue(sale.sudo().invoice_ids)

    def test_changes_quantities_and_cancels(self):
        user = self.user(self.GROUPS)
        sale = self.sold()
        sale.user_id = user
        seen = sale.with_user(user)
        seen.order_line[0].product_uom_qty = 3
        with Form(seen) as form:
            form.client_order_ref = "Theirs"
        seen._action_cancel()
        self.assertEqual(sale.state, 'cancel')

    def test_writes_no_link_of_ours(self):
        user = self.user(self.GROUPS)
        sale = self.sold()
        own = self.env['sale.order'].with_user(user).create(
            {'partner_id': sale.partner_id.id, 'user_id': user.id})
        for vals in (
            {'tts_order_id': self.mirror(self.payload('UNPAID')).id},
            {'tts_shop_id': self.shop.id},
            {'order_line': [Command.create({'product_id': self.product.id, 'tts_kind': 'item'})]},
        ):
            with self.assertRaises(AccessError):
                own.write(vals)


@tagged('post_install', '-at_install')
class TestPacker(ScreenCase):
    """Inventory: user, and nothing else."""

    GROUPS = 'stock.group_stock_user'

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        carrier = cls.env['delivery.carrier'].create({
            'name': "Post", 'delivery_type': 'fixed',
            'product_id': cls.env['product.product'].create(
                {'name': "Post", 'type': 'service'}).id,
        })
        carrier.zip_prefix_ids = [Command.create({'name': 'N1'})]

    def test_packs_and_ships(self):
        self.stock_up(100)
        for lang in ('en_US', 'fr_FR'):
            with self.subTest(lang):
                user = self.user(self.GROUPS, lang)
                picking = self.sold().picking_ids
                self.look(picking, user)
                seen = picking.with_user(user).with_context(lang=lang)
                seen.action_assign()
                seen.move_ids[0].quantity = 1
                seen.move_ids.picked = True
                action = seen.button_validate()
                Form(self.env[action['res_model']].with_user(user).with_context(
                    **action['context'])).save().process()
                self.assertEqual(picking.state, 'done')
                rest = picking.backorder_ids.with_user(user)
                self.look(rest, user)
                self.deliver(rest)
                self.look(picking.move_ids, user, 'form', 'list')
                self.assertIn(
                    picking.name, self.render('stock.report_deliveryslip', picking, user))
                back = self.take_back(seen)
                self.look(back, user)
                back.button_validate()

    def test_sees_whose_parcel_it_is_and_by_when(self):
        user = self.user(self.GROUPS)
        order = self.mirror(self.payload(
            'ON_HOLD', buyer_message="Ring twice", rts_sla_time=payloads.NOON + payloads.DAY))
        self.shop.on_hold_policy = 'reserve'
        order._apply()
        picking = order.sale_order_id.picking_ids
        shown = self.look(picking, user)
        self.assertEqual(
            (shown['tts_order_ref'], shown['tts_shop'], shown['tts_buyer_message']),
            (order.tiktok_id, self.shop.name, "Ring twice"))
        self.assertEqual(shown['tts_ship_deadline'], order.ship_deadline)
        self.assertTrue(order.ship_deadline)
        self.assertIn("on hold", shown['tts_bar'])
        for kind in ('form', 'list', 'kanban'):
            names = self.look(picking, user, kind)
            for name in ('tts_order_ref', 'tts_shop', 'tts_ship_deadline', 'tts_buyer_message',
                         'tts_bar'):
                self.assertIn(name, names, kind)

    def test_finds_transfers(self):
        user = self.user(self.GROUPS)
        free = self.sold().picking_ids
        barred = self.mirror(self.payload()).sale_order_id.picking_ids
        self.change(barred.sale_id, is_buyer_request_cancel=True)
        other = self.env['stock.picking'].create({
            'picking_type_id': self.warehouse.out_type_id.id,
            'location_id': self.warehouse.lot_stock_id.id,
            'location_dest_id': self.env.ref('stock.stock_location_customers').id,
        })
        every = free + barred + other
        number = free.sale_id.tts_order_id.tiktok_id
        for domain, found in (
            ([('tts_order_ref', '=', number)], free),
            ([('tts_order_ref', 'ilike', number[3:])], free),
            ([('tts_order_ref', '!=', False)], free + barred),
            ([('tts_order_ref', '=', False)], other),
            ([('tts_order_ref', '!=', number)], barred + other),
            ([('tts_bar', '!=', False)], barred),
            ([('tts_bar', '=', False)], free + other),
        ):
            with self.subTest(domain):
                seen = self.env['stock.picking'].with_user(user).search(
                    [*domain, ('id', 'in', every.ids)])
                self.assertEqual(seen.sudo(False).with_user(self.env.user), found.sorted())

    def test_bars_of_many_transfers_cost_no_more_statements_than_those_of_one(self):
        pickings = self.mirror(*(self.payload() for _n in range(12))).sale_order_id.picking_ids
        user = self.user(self.GROUPS)
        names = ['tts_bar', 'tts_order_ref', 'tts_shop', 'tts_ship_deadline', 'tts_buyer_message']

        def statements(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env['stock.picking'].with_user(user).browse(records.ids).read(names)
            return self.env.cr.sql_log_count - before

        statements(pickings)  # what is cached for good
        self.assertLessEqual(statements(pickings), statements(pickings[:1]) + 2)

    def test_sees_no_order_of_ours(self):
        user = self.user(self.GROUPS)
        sale = self.sold()
        with self.assertRaises(AccessError):
            sale.tts_order_id.with_user(user).read(['tiktok_id'])
        with self.assertRaises(AccessError):
            sale.with_user(user).write({'tts_order_id': False})


@tagged('post_install', '-at_install')
class TestAccountant(ScreenCase):
    """Invoicing, and nothing else."""

    GROUPS = 'account.group_account_invoice'

    def invoice(self):
        sale = self.sold()
        sale.order_line.filtered('product_id').product_id.invoice_policy = 'order'
        return sale._create_invoices()

    def test_posts_credits_and_prints(self):
        for groups, lang in ((self.GROUPS, 'en_US'), (self.GROUPS, 'fr_FR'),
                             ('account.group_account_manager', 'en_US')):
            with self.subTest(groups=groups, lang=lang):
                user = self.user(groups, lang)
                invoice = self.invoice()
                order = invoice.invoice_line_ids.sale_line_ids.order_id.tts_order_id
                shown = self.look(invoice, user, 'form', 'list')
                self.assertEqual(shown['tts_order_ref'], order.tiktok_id)
                seen = invoice.with_user(user).with_context(lang=lang)
                seen.action_update_fpos_values()
                seen.action_post()
                self.assertEqual(invoice.state, 'posted')
                self.look(invoice, user, 'form', 'list')
                self.assertTrue(self.render('account.report_invoice', invoice, user))
                credit = self.reverse(seen, 'refund_moves')
                credit.action_post()
                self.assertEqual(credit.sudo().tts_order_ref, order.tiktok_id)
                self.assertTotal(credit.sudo(), invoice.amount_total)
                self.look(credit, user, 'form', 'list')
                self.assertFalse(seen.copy().sudo().tts_order_ref)

    def reverse(self, move, method):
        wizard = move.env['account.move.reversal'].with_context(
            active_model='account.move', active_ids=move.ids,
        ).create({'journal_id': move.journal_id.id})
        return move.browse(getattr(wizard, method)()['res_id'])

    def test_replaces_an_invoice(self):
        user = self.user(self.GROUPS)
        invoice = self.invoice().with_user(user)
        invoice.action_post()
        new = self.reverse(invoice, 'modify_moves')
        self.assertEqual(new.sudo().tts_order_ref, invoice.tts_order_ref)
        self.assertTotal(new.sudo(), invoice.amount_total)

    def test_resets_changes_and_pays(self):
        user = self.user(self.GROUPS)
        invoice = self.invoice().with_user(user)
        invoice.action_post()
        invoice.button_draft()
        with Form(invoice) as form:
            form.narration = "A word"
        invoice.action_post()
        payment = self.env['account.payment.register'].with_user(user).with_context(
            active_model='account.move', active_ids=invoice.ids).create({})
        payment.action_create_payments()
        self.assertIn(invoice.payment_state, ('paid', 'in_payment'))

    def test_finds_invoices_by_tiktoks_order(self):
        user = self.user(self.GROUPS)
        invoice = self.invoice()
        number = invoice.tts_order_id.tiktok_id
        other = self.env['account.move'].create(
            {'move_type': 'out_invoice', 'partner_id': invoice.partner_id.id})
        for domain, found in (
            ([('tts_order_ref', '=', number)], invoice),
            ([('tts_order_ref', '!=', False)], invoice),
            ([('tts_order_ref', '=', False)], other),
        ):
            with self.subTest(domain):
                seen = self.env['account.move'].with_user(user).search(
                    [*domain, ('id', 'in', (invoice + other).ids)])
                self.assertEqual(seen.ids, found.ids)


@tagged('post_install', '-at_install')
class TestViewer(ScreenCase):
    """Who only looks: every screen of ours opens, whatever else he may not see."""

    def test_opens_every_screen(self):
        sale = self.sold()
        order = sale.tts_order_id
        sku = self.env['tts.sku'].search([('shop_id', '=', self.shop.id)], limit=1)
        listing = self.env['tts.listing'].create({
            'shop_id': self.shop.id, 'title': "Mug",
            'product_tmpl_id': self.product.product_tmpl_id.id,
        })
        run = self.env['tts.sync'].create({'shop_id': self.shop.id, 'kind': 'orders'})
        for groups in ('tiktok_shop.group_viewer', 'tiktok_shop.group_user',
                       'tiktok_shop.group_product_manager', 'tiktok_shop.group_manager'):
            for lang in ('en_US', 'fr_FR'):
                user = self.user(groups, lang)
                for record in (order, sku, listing, run, self.shop, self.account):
                    with self.subTest(groups=groups, lang=lang, model=record._name):
                        self.look(record, user, 'form', 'list')

    def test_opens_documents_that_his_other_rights_show(self):
        sale = self.sold()
        invoice = sale._create_invoices()
        viewer = 'tiktok_shop.group_viewer,'
        for groups, record in (
            (viewer + 'stock.group_stock_user', sale.picking_ids),
            (viewer + 'account.group_account_invoice', invoice),
            (viewer + 'sales_team.group_sale_salesman_all_leads', sale),
        ):
            with self.subTest(groups):
                user = self.user(groups)
                self.look(record, user, 'form', 'list')
                self.look(sale.tts_order_id, user, 'form', 'list')


@tagged('post_install', '-at_install')
class TestPortal(GBCase, HttpCase):
    """A buyer with access to the portal, and whoever has a link."""

    def test_buyer_sees_his_order_and_invoice(self):
        sale = self.mirror(self.payload(recipient_address=ADDRESS)).sale_order_id
        invoice = sale._create_invoices()
        invoice.action_post()
        buyer = new_test_user(self.env, 'buyer', 'base.group_portal')
        buyer.partner_id.parent_id = sale.partner_id
        self.authenticate('buyer', 'buyer')
        for url, name in (
            ('/my/orders', sale.name), (f'/my/orders/{sale.id}', sale.name),
            ('/my/invoices', invoice.name), (f'/my/invoices/{invoice.id}', invoice.name),
        ):
            with self.subTest(url):
                self.assertSeen(url, name)

    def test_whoever_has_the_link_sees_the_order(self):
        sale = self.mirror(self.payload(recipient_address=ADDRESS)).sale_order_id
        self.assertSeen(sale.get_portal_url(), sale.name)

    def assertSeen(self, url, name):
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        self.assertIn(name, answer.text)
        self.assertFalse(re.search(r'tts_[a-z]', answer.text))
