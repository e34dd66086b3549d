"""What the tests of rights share: one record of each kind of ours, and a user per role."""

import copy
from contextlib import contextmanager

from odoo import Command
from odoo.tests import new_test_user

from .common import AUTHORIZED, TtsCase, make_catalogue

OURS = 'odoo.addons.tiktok_shop.'
#: From the least to the most: each may what those before it may.
ROLES = ('nobody', 'viewer', 'user', 'product_manager', 'manager')
#: What everybody here has: none of them lacks a right to what is Odoo's.
SELLER = 'sales_team.group_sale_salesman_all_leads'
#: May do all that Odoo lets a person do, and is a TikTok Shop: Manager besides.
ALMIGHTY = ','.join((
    'tiktok_shop.group_manager', 'base.group_system', 'base.group_partner_manager',
    'sales_team.group_sale_manager', 'stock.group_stock_manager', 'account.group_account_manager',
    'product.group_product_manager',
))


class RightsCase(TtsCase):
    sandbox_options = {'markets': ('GB', 'US')}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            role: new_test_user(
                cls.env, f'tts_{role}',
                SELLER if role == 'nobody' else f'tiktok_shop.group_{role},{SELLER}')
            for role in ROLES
        }
        cls.users['almighty'] = new_test_user(cls.env, 'tts_almighty', ALMIGHTY)
        cls.gb = cls.account.shop_ids.filtered(lambda shop: shop.region == 'GB')
        cls.records = cls.make_records(cls.gb, cls.products[0])

    @classmethod
    def make_records(cls, shop, product):
        """Return one record of each model of ours, and of Odoo's models that we extend, by model.
        """
        env = cls.env
        leaf = make_catalogue(shop)
        listing = env['tts.listing'].create({
            'shop_id': shop.id, 'tiktok_id': f'17{shop.id}', 'title': "Mug", 'status': 'ACTIVATE',
            'state': 'applied', 'product_tmpl_id': product.product_tmpl_id.id,
        })
        sku = env['tts.sku'].create({
            'shop_id': shop.id, 'tiktok_id': f'18{shop.id}', 'name': "Mug",
            'listing_id': listing.id, 'product_id': product.id,
        })
        order = env['tts.order'].create({'shop_id': shop.id, 'tiktok_id': f'57{shop.id}'})
        sale = env['sale.order'].create({
            'partner_id': shop.generic_partner_id.id, 'tts_shop_id': shop.id,
            'tts_order_id': order.id, 'pricelist_id': shop.pricelist_id.id,
            'company_id': shop.company_id.id,
            'order_line': [Command.create({'product_id': product.id, 'tts_kind': 'item'})],
        })
        order.sale_order_id = sale
        run = env['tts.sync'].create({'shop_id': shop.id, 'kind': 'orders', 'state': 'failed'})
        warehouse = env['stock.warehouse'].search(
            [('company_id', '=', shop.company_id.id)], limit=1)
        picking = env['stock.picking'].create({
            'picking_type_id': warehouse.out_type_id.id, 'company_id': shop.company_id.id,
            'location_id': warehouse.lot_stock_id.id,
            'location_dest_id': env.ref('stock.stock_location_customers').id})
        carrier = env['delivery.carrier'].create({
            'name': "Carrier", 'company_id': shop.company_id.id,
            'product_id': product.id})
        made = [
            shop, shop.account_id, leaf, leaf.attribute_ids, leaf.attribute_ids.value_ids,
            env['tts.brand'].search([('shop_id', '=', shop.id)]), listing, sku, order, run,
            sale, sale.order_line, shop.pricelist_id, shop.generic_partner_id,
            env['tts.warehouse'].create({
                'shop_id': shop.id, 'tiktok_id': '9', 'name': "9", 'warehouse_id': warehouse.id,
            }),
            env['tts.event'].create({
                'account_id': shop.account_id.id, 'shop_id': shop.id, 'type': 1, 'kind': 'order',
                'tiktok_ref': '1', 'notification_id': f'70{shop.id}', 'state': 'failed',
            }),
            env['tts.image'].create({'shop_id': shop.id, 'uri': 'tos/1', 'checksum': 'x'}),
            env['tts.order.units'].create({
                'order_id': order.id, 'shop_id': shop.id, 'sku_ref': f'18{shop.id}',
                'warehouse_ref': '9', 'quantity': 1,
            }),
            env['tts.stock'].create({
                'sku_id': sku.id, 'shop_id': shop.id, 'warehouse_id': shop.warehouse_ids[:1].id}),
            env['tts.promotion'].create({
                'shop_id': shop.id, 'tiktok_id': f'75{shop.id}', 'title': "Spring"}),
            env['tts.drift'].create({
                'sku_id': sku.id, 'shop_id': shop.id, 'kind': 'price', 'there': 2, 'known': 1}),
            env['tts.push.day'].create(
                {'shop_id': shop.id, 'date': '2026-01-01', 'kind': 'stock'}),
            env['tts.package'].create({
                'shop_id': shop.id, 'tiktok_id': f'1153{shop.id}',
                'order_ids': [Command.set(order.ids)]}),
            env['tts.shipment'].create({
                'shop_id': shop.id, 'order_id': order.id, 'picking_id': picking.id}),
            env['tts.provider'].create({
                'shop_id': shop.id, 'tiktok_id': f'68{shop.id}', 'name': "Carrier"}),
            carrier, picking, env['tts.shipment.arrange'].create({}),
            env['tts.number.ask'].create({}), env['tts.number.correct'].create({}),
            env['tts.shipment.combine'].create({}), env['tts.shipment.split'].create({}),
            env['tts.order.fetch'].create({'shop_ids': [Command.set(shop.ids)]}),
            env['tts.pricelist.sync'].create({'shop_id': shop.id}),
            env['tts.order.accept'].create({'order_id': order.id, 'reason': "Seen"}),
            env['tts.order.invoice'].create({'order_id': order.id}),
            env['tts.order.undeliverable'].create({'order_id': order.id}),
            env['tts.order.undeliverable.reason'].create({'name': "A reason"}),
            env['tts.sku.repair']._propose(sku),
            env['tts.contact.key'].create(
                {'partner_id': shop.generic_partner_id.id, 'key': str(shop.id)}),
            env['tts.mark'].create({'kind': 'stock', 'target': 'shop', 'ref': shop.id}),
            env['tts.mark.clock'].create({}),
            env['tts.product.publish'].create({'shop_ids': [Command.set(shop.ids)]}),
            env['tts.authorization'].create({'account_id': shop.account_id.id}),
            env['product.document'].create({
                'name': "A paper", 'res_model': 'product.template',
                'res_id': product.product_tmpl_id.id,
            }),
            product, product.product_tmpl_id, product.categ_id,
        ]
        if shop.company_id == cls.company:
            invoice = env['account.move'].create({
                'move_type': 'out_invoice', 'partner_id': shop.generic_partner_id.id,
                'invoice_line_ids': [Command.create({'product_id': product.id, 'quantity': 1})],
            })
            made += [invoice, invoice.invoice_line_ids]
        return {record._name: record[:1].with_env(cls.env) for record in made}

    @contextmanager
    def undone(self):
        """Undo what is done within, at TikTok's the tokens."""
        authorization = vars(self.sandbox.authorization)
        kept = copy.deepcopy({name: authorization[name] for name in AUTHORIZED})
        savepoint = self.env.cr.savepoint()
        try:
            yield
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()
            authorization.update(kept)

    def as_role(self, record, role):
        """Return a record as a user sees it, nothing of it in the cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        return record.with_user(self.users[role])

    @classmethod
    def our_models(cls):
        """Return the names of all models of ours that hold records."""
        return sorted(
            name for name, model in cls.env.items()
            if name.startswith('tts.') and not model._abstract)

    @classmethod
    def our_methods(cls):
        """Yield (model, name) of each method of ours that can be called over RPC, but for those
        that extend one of Odoo's.
        """
        for name, model in cls.env.items():
            if model._abstract:
                continue
            classes = type(model).mro()
            ours = [each for each in classes if each.__module__.startswith(OURS)]
            theirs = [each for each in classes if not each.__module__.startswith(OURS)]
            known = {key for each in theirs for key in vars(each)} if ours else ()
            for method in sorted({key for each in ours for key in vars(each)}):
                value = getattr(type(model), method)
                if method.startswith('_') or method in known or method in model._fields:
                    continue
                if callable(value) and not getattr(value, '_api_private', False):
                    yield name, method
