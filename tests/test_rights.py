"""Who may do what, through whatever door. The tables say it; what they must name is read from the
code, so that a new model, field, method or button that nobody has thought of fails here.
"""

from unittest.mock import patch

from lxml import etree

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .rights_case import ROLES, RightsCase

# Operations per model: r(ead), w(rite), c(reate), d(elete); of viewer, user, product manager and
# manager. Who has no role has nothing.
OPERATIONS = {
    'tts.account': ('r', 'r', 'r', 'rwcd'),
    'tts.attribute': ('r', 'rw', 'rw', 'rw'),
    'tts.attribute.value': ('r', 'r', 'r', 'r'),
    'tts.authorization': ('', '', '', 'rwcd'),
    'tts.brand': ('r', 'r', 'r', 'r'),
    'tts.category': ('r', 'r', 'r', 'r'),
    'tts.contact.key': ('', '', '', ''),  # administrators read it
    'tts.drift': ('r', 'r', 'r', 'r'),
    'tts.event': ('r', 'r', 'r', 'rd'),
    'tts.image': ('', '', '', 'r'),
    # What is listed would be sent once more if its row were deleted.
    'tts.listing': ('r', 'rw', 'rw', 'rw'),
    'tts.mark': ('', '', '', ''),
    'tts.mark.clock': ('', '', '', ''),
    # For those who work on transfers, whatever role they have here.
    'tts.number.ask': ('', '', '', ''),
    'tts.number.correct': ('', '', '', ''),
    'tts.order': ('r', 'r', 'r', 'r'),
    'tts.order.accept': ('', '', '', 'rwcd'),
    'tts.order.fetch': ('', 'rwcd', 'rwcd', 'rwcd'),
    'tts.order.invoice': ('', 'rwc', 'rwc', 'rwc'),
    'tts.order.undeliverable': ('', 'rwcd', 'rwcd', 'rwcd'),
    'tts.order.undeliverable.reason': ('', 'rwcd', 'rwcd', 'rwcd'),
    'tts.order.units': ('r', 'r', 'r', 'r'),
    'tts.package': ('r', 'r', 'r', 'r'),
    'tts.pricelist.sync': ('', 'rwcd', 'rwcd', 'rwcd'),
    'tts.product.publish': ('', '', 'rwcd', 'rwcd'),
    'tts.push.day': ('r', 'r', 'r', 'r'),
    'tts.promotion': ('r', 'r', 'r', 'r'),
    'tts.provider': ('r', 'rw', 'rw', 'rw'),
    'tts.shipment': ('r', 'r', 'r', 'r'),
    # For those who work on transfers, whatever role they have here.
    'tts.shipment.arrange': ('', '', '', ''),
    'tts.shipment.service': ('', '', '', ''),
    'tts.shipment.combine': ('', '', '', ''),
    'tts.shipment.combine.line': ('', '', '', ''),
    'tts.shipment.slot': ('', '', '', ''),
    'tts.shipment.split': ('', '', '', ''),
    'tts.shipment.split.line': ('', '', '', ''),
    'tts.shop': ('r', 'r', 'r', 'rwd'),
    'tts.sku': ('r', 'rw', 'rw', 'rw'),
    'tts.sku.repair': ('', 'rwc', 'rwc', 'rwc'),
    'tts.sku.repair.line': ('', 'rwc', 'rwc', 'rwc'),
    'tts.stock': ('r', 'r', 'r', 'r'),
    'tts.sync': ('r', 'r', 'r', 'rd'),
    'tts.tracking.event': ('', '', '', ''),  # for those who work on transfers
    'tts.warehouse': ('r', 'r', 'r', 'rw'),
}

# The least role that may call a method.
METHODS = {
    'stock.picking': {'action_tts_cancel_undeliverable': 'user'},
    'product.template': {
        'action_tts_push_prices': 'product_manager',
        'action_tts_push_stock': 'product_manager',
    },
    'product.pricelist': {'action_tts_fetch': 'user', 'action_tts_sync': 'product_manager'},
    'sale.order': {
        'action_tts_accept': 'manager',
        'action_tts_create_transfer': 'user',
        'action_tts_open_order': 'viewer',
        'action_tts_open_seller_center': 'viewer',
        'action_tts_upload_invoice': 'user',
    },
    'tts.account': {
        'action_authorize': 'manager',
        'action_disconnect': 'manager',
        'action_load_shops': 'manager',
        'action_refresh_token': 'manager',
        'action_speak_here': 'manager',
        'action_test_connection': 'manager',
    },
    'tts.attribute': {'action_download': 'user'},
    'tts.authorization': {'action_connect': 'manager'},
    'tts.brand': {'action_download': 'user'},
    'tts.category': {'action_download_attributes': 'user', 'action_download_categories': 'user'},
    'tts.drift': {'action_accept': 'product_manager', 'action_heal': 'product_manager'},
    'tts.event': {'action_retry': 'user'},
    'tts.listing': {
        'action_activate': 'product_manager',
        'action_apply': 'user',
        'action_check': 'user',
        'action_deactivate': 'product_manager',
        'action_delete': 'manager',
        'action_fetch': 'user',
        'action_fetch_images': 'user',
        'action_leave_promotion': 'product_manager',
        'action_open_product': 'viewer',
        'action_open_seller_center': 'viewer',
        'action_publish': 'product_manager',
        'action_push_prices': 'product_manager',
        'action_push_stock': 'product_manager',
        'action_recover': 'product_manager',
        'action_suggest_category': 'user',
    },
    'tts.order': {
        'action_accept': 'manager',
        'action_apply': 'user',
        'action_create_another': 'user',
        'action_link': 'user',
        'action_open_sale_order': 'viewer',
        'action_open_seller_center': 'viewer',
        'action_open_skus': 'viewer',
        'action_upload_invoice': 'user',
    },
    'tts.order.accept': {'action_accept': 'manager'},
    'tts.order.fetch': {'action_fetch': 'user'},
    'tts.order.invoice': {'action_upload': 'user'},
    'tts.order.undeliverable': {'action_cancel_order': 'user'},
    'tts.package': {'action_apply': 'user'},
    'tts.shipment': {'action_retry': 'user'},
    'tts.pricelist.sync': {'action_sync': 'user'},
    'tts.product.publish': {'action_publish': 'product_manager'},
    'tts.shop': {
        'action_check_offers': 'user',
        'action_download_attributes': 'user',
        'action_download_categories': 'user',
        'action_fetch_fbt': 'user',
        'action_fetch_orders': 'user',
        'action_fetch_products': 'user',
        'action_fetch_promotions': 'user',
        'action_load_providers': 'user',
        'action_load_warehouses': 'manager',
        'action_match_carriers': 'user',
        'action_open_blocked': 'viewer',
        'action_open_categories': 'viewer',
        'action_open_drift': 'viewer',
        'action_open_events': 'viewer',
        'action_open_fetch': 'user',
        'action_open_listings': 'viewer',
        'action_open_offers': 'viewer',
        'action_open_orders': 'viewer',
        'action_open_providers': 'viewer',
        'action_open_push_days': 'viewer',
        'action_open_unsent': 'viewer',
        'action_publish_products': 'product_manager',
        'action_push_prices': 'product_manager',
        'action_push_stock': 'product_manager',
        'action_register_webhooks': 'manager',
    },
    'tts.sku': {
        'action_deactivate': 'product_manager',
        'action_leave_promotion': 'product_manager',
        'action_match': 'user',
        'action_push_prices': 'product_manager',
        'action_push_stock': 'product_manager',
        'action_repair': 'user',
    },
    'tts.sku.repair': {'action_repair': 'user'},
    'tts.sync': {
        'action_cancel': 'user',
        'action_open': 'viewer',
        'action_open_listings': 'viewer',
        'action_open_orders': 'viewer',
        'action_open_sale_orders': 'viewer',
        'action_open_sent_listings': 'viewer',
        'action_retry': 'user',
        'action_send_again': 'product_manager',
    },
}
# For whoever may write the document by Odoo's own rights: they are who works there.
ODOOS = {'stock.picking': [
    'action_tts_combine', 'action_tts_fetch_label', 'action_tts_print_labels', 'action_tts_retry',
    'action_tts_split', 'action_tts_take_apart', 'action_tts_take_back', 'action_tts_track'],
    'tts.number.ask': ['action_set', 'action_validate', 'action_validate_without'],
    'tts.number.correct': ['action_correct', 'action_take_proposed'],
    'tts.shipment.arrange': [
        'action_arrange', 'action_ask_prices', 'action_ask_slots', 'action_open_refused',
        'action_retry_refused'],
    'tts.shipment.combine': ['action_combine'],
    'tts.shipment.split': ['action_split']}
# What Odoo calls on a delivery method of its type; nothing of it is written, TikTok is not asked.
HOOKS = {'delivery.carrier': [
    'tts_cancel_shipment', 'tts_get_tracking_link', 'tts_rate_shipment', 'tts_send_shipping']}
# What a run may be about decides who may stop it or have it go on.
SENDING = {'tts.sync': ('action_cancel', 'action_retry')}
ARGUMENTS = {
    'action_fetch_orders': ('2026-01-01', '2026-01-02'),
    'action_open_blocked': ('product',),
}

# The stored fields that a person may write, given the operation. All others are the code's alone.
WRITABLE = {
    'delivery.carrier': 'tts_provider_ids',
    'product.category': 'tts_category_ids',
    'product.attribute': 'tts_names',
    'product.attribute.value': 'tts_names',
    'product.document': 'tts_shown tts_certificate tts_expiry tts_size_chart',
    'product.product': 'tts_sku_ids',
    'product.template':
        'tts_listing_ids tts_brand tts_weight tts_length tts_width tts_height tts_identifier_type',
    'stock.picking.type':
        'tts_batch_by_handover tts_batch_by_provider tts_batch_by_shop tts_print_labels',
    'tts.account':
        'name company_id user_id app_key app_secret service_id market api_url auth_url consent_url '
        'shop_ids',
    'tts.attribute': 'value_ids default_value_ids default_text',
    'tts.authorization': 'account_id',
    'tts.category': 'attribute_ids product_category_ids',
    'tts.listing':
        'product_tmpl_id sku_ids category_id own_title own_description push_stock push_prices '
        'is_stopped',
    'tts.number.ask': 'picking_ids carrier_id number',
    'tts.number.correct': 'picking_id carrier_id number',
    'tts.order.accept': 'order_id reason',
    'tts.order.fetch': 'shop_ids date_from date_to date_field order_ref',
    'tts.order.invoice': 'order_id file_id content name',
    'tts.order.undeliverable': 'order_id reason_ids reason_id',
    'tts.order.undeliverable.reason': 'wizard_id name',
    'tts.pricelist.sync': 'shop_id direction',
    'tts.product.publish': 'shop_ids product_tmpl_ids save_mode',
    'tts.shipment.arrange': 'picking_ids handover_method slot_ids slot_id slot_problem '
        'takes_next_slot drop_off_url can_van_collection service_choice service_ids',
    'tts.shipment.service':
        'wizard_id picking_id order_ref tiktok_id name price currency days is_default is_chosen',
    'tts.shipment.combine': 'line_ids',
    'tts.shipment.combine.line':
        'wizard_id package_ref order_refs picking_ids shop buyer is_chosen is_refused result',
    'tts.shipment.slot': 'wizard_id start end',
    'tts.shipment.split': 'picking_id line_ids reason',
    'tts.shipment.split.line': 'wizard_id name item_refs quantity parcel',
    'tts.shop':
        'name currency_id timezone active import_orders auto_create auto_confirm import_unpaid '
        'on_hold_policy import_shipped platform_shipping_from_collection missing_product '
        'fallback_product_id go_live_date payload_days auto_transfer shipped_policy '
        'shipped_location_id fbt_location_id customer_policy generic_partner_id notify_buyers '
        'money_policy tax_policy fiscal_position_id invoice_policy shipping_product_id '
        'charge_product_id platform_product_id passthrough_product_id pricelist_id team_id user_id '
        'tag_ids warehouse_ids category_version create_products update_products save_mode '
        'add_variants variant_images send_brand description_fallback identifier_priority '
        'default_weight default_length default_width default_height untracked_quantity '
        'push_stock push_prices is_stopped stock_buffer stock_share stock_cap count_consigned '
        'stock_figure adjust_fbt drift_policy push_tracking fetch_packages label_document '
        'label_size label_separator label_fresh label_format label_slip label_hazmat label_invoice '
        'push_invoices',
    'tts.provider': 'carrier_ids',
    'tts.sku':
        'product_id quantity ships_nothing own_price stock_rule own_buffer own_share own_cap '
        'fixed_quantity',
    # What is repaired is looked up again: these are shown to the one who has asked.
    'tts.sku.repair': 'sku_ids line_ids',
    'tts.sku.repair.line':
        'wizard_id sku_id is_chosen sale_line_ref order_name wrong_name right_name way',
    'tts.warehouse': 'warehouse_id location_id share',
}


class TestRoles(RightsCase):
    """Roles and what they may do."""

    maxDiff = None

    def test_every_model_and_method_is_in_the_tables(self):
        self.assertEqual(sorted(OPERATIONS), self.our_models())
        methods = {}
        for model, method in self.our_methods():
            methods.setdefault(model, []).append(method)
        known = {}
        for table in (METHODS, ODOOS, HOOKS):
            for model, names in table.items():
                known[model] = sorted([*known.get(model, ()), *names])
        self.assertEqual(known, methods)
        self.assertLessEqual(set(METHODS), set(self.records))

    def test_operations_of_each_role(self):
        operations = {'r': 'read', 'w': 'write', 'c': 'create', 'd': 'unlink'}
        for model, expected in OPERATIONS.items():
            for role, allowed in zip(ROLES, ('', *expected), strict=True):
                seen = self.as_role(self.env[model], role)
                found = ''.join(
                    letter for letter, operation in operations.items()
                    if seen.has_access(operation))
                with self.subTest(model=model, role=role):
                    self.assertEqual(found, allowed)

    def test_methods_are_for_their_role_and_refuse_before_tiktok_is_asked(self):
        for model, table in METHODS.items():
            for method, least in table.items():
                for role in ROLES:
                    with self.subTest(model=model, method=method, role=role):
                        allowed = ROLES.index(role) >= ROLES.index(least)
                        self.assertEqual(self.is_let_in(model, method, role), allowed)

    def test_methods_on_odoos_documents_are_for_those_who_may_write_them(self):
        for model, names in ODOOS.items():
            for name in names:
                for role in ROLES:
                    record = self.as_role(self.records[model], role)
                    with self.subTest(model=model, method=name, role=role):
                        self.assertEqual(
                            self.is_let_in(model, name, role), record.has_access('write'))

    def is_let_in(self, model, method, role, record=None):
        """Tell whether a role may call a method; how it ends otherwise does not matter here."""
        self.sandbox.calls.clear()
        # What commits before it calls TikTok has no time left after that.
        over = patch.object(self.registry['ir.cron'], '_commit_progress', lambda *_, **__: 0)
        with self.undone(), over:
            record = self.as_role(record or self.records[model], role)
            if record._transient:
                record = record.sudo().copy().sudo(False)  # of the user's own making
            try:
                getattr(record, method)(*ARGUMENTS.get(method, ()))
            except AccessError as error:
                self.assertFalse(self.sandbox.calls, error)
                return False
            except UserError:
                return True
            return True

    def test_runs_that_send_are_for_those_who_may_send(self):
        run = self.env['tts.sync'].create(
            {'shop_id': self.gb.id, 'kind': 'publish', 'state': 'failed'})
        for model, methods in SENDING.items():
            for method in methods:
                for role in ROLES:
                    with self.subTest(method=method, role=role):
                        allowed = ROLES.index(role) >= ROLES.index('product_manager')
                        self.assertEqual(self.is_let_in(model, method, role, run), allowed)

    def test_other_ways_to_send_are_closed_to_users(self):
        wizard = self.env['tts.pricelist.sync'].with_user(self.users['user']).create(
            {'shop_id': self.gb.id, 'direction': 'export'})
        for send in (
            wizard.action_sync,
            lambda: self.as_role(self.gb, 'user')._start_publish(self.products.product_tmpl_id),
        ):
            with self.assertRaises(AccessError):
                send()
        self.assertFalse(self.env['tts.sync'].search([('kind', '=', 'publish')]))

    def test_buttons_are_shown_to_those_who_may_press_them(self):
        for model, table in METHODS.items():
            shown = {
                role: self.buttons(model, role) for role in ROLES
                if self.as_role(self.env[model], role).has_access('read')}
            for role, buttons in shown.items():
                expected = {
                    button for button in shown.get('manager', set())
                    if ROLES.index(table.get(button, 'viewer')) <= ROLES.index(role)}
                with self.subTest(model=model, role=role):
                    self.assertEqual(buttons & set(table), expected & set(table))

    def buttons(self, model, role):
        """Return the names of the methods behind the buttons that a role sees on a model's views.
        """
        views = self.env['ir.ui.view'].search([
            ('model', '=', model), ('type', 'in', ('form', 'list', 'kanban', 'search')),
            ('mode', '=', 'primary')])
        seen = set()
        for view in views:
            arch = self.as_role(self.env[model], role).get_view(view.id, view.type)['arch']
            seen |= set(etree.fromstring(arch).xpath('//button[@type="object"]/@name'))
        return seen


class TestTheCodesOwn(RightsCase):
    """Ids, states and links are the code's alone, for whoever comes and by whatever door."""

    def stored(self):
        """Yield (model, field) of what is stored of ours."""
        for name, model in self.env.items():
            if model._abstract:
                continue
            for field in model._fields.values():
                ours = field.name.startswith('tts_') or (
                    name.startswith('tts.') and field._module == 'tiktok_shop')
                if ours and field.store and field.name not in models.MAGIC_COLUMNS:
                    yield name, field

    def test_every_stored_field_is_the_codes_or_in_the_table(self):
        writable = {}
        for model, field in self.stored():
            seen = self.as_role(self.env[model], 'almighty')
            if seen._has_field_access(field, 'write'):
                writable.setdefault(model, set()).add(field.name)
        self.assertEqual(writable, {model: set(names.split()) for model, names in WRITABLE.items()})

    def guarded(self):
        """Yield (record, name, value) of each field that nobody may write, and another value than
        it has: some of Odoo's models pass over what is no change.
        """
        for model, field in self.stored():
            if field.name not in WRITABLE.get(model, '').split():
                record = self.records.get(model, self.env[model])
                yield record, field.name, self.another(field, record[field.name])

    def another(self, field, value):
        """Return another value for a field."""
        if field.type == 'many2one':
            return self.env[field.comodel_name].search([('id', '!=', value.id)], limit=1).id or 1
        if field.type in ('one2many', 'many2many'):
            return [Command.clear()]
        if field.type == 'selection':
            return next(key for key in field.get_values(self.env) if key != value)
        if field.type in ('date', 'datetime'):
            return '2020-01-01'
        if field.type == 'boolean':
            return not value
        return 17 if field.type in ('integer', 'float', 'monetary') else 'another'

    def test_nobody_writes_them(self):
        for record, name, value in self.guarded():
            # Odoo wants to know a line's entry before it looks at anything else.
            entry = {'move_id': record.move_id.id} if 'move_id' in record._fields else {}
            vals = {name: value, **entry}
            seen = self.as_role(record, 'almighty')
            keys = {'tts_copying': True, 'install_mode': True, 'import_file': True}
            doors = [
                lambda seen=seen, vals=vals: seen.create([vals]),
                lambda seen=seen, vals=vals: seen.browse().web_save(vals, {}),
                lambda seen=seen, name=name, value=value, entry=entry: (
                    seen.with_context(**{f'default_{name}': value}).create([entry])),
            ]
            if record:
                doors += [
                    lambda seen=seen, vals=vals: seen.write(vals),
                    lambda seen=seen, vals=vals: seen.web_save(vals, {}),
                    lambda seen=seen, vals=vals: seen.web_save_multi([vals], {}),
                    lambda seen=seen, vals=vals: seen.update(vals),
                    lambda seen=seen, vals=vals, keys=keys: seen.with_context(**keys).write(vals),
                ]
            for number, door in enumerate(doors):
                with (
                    self.subTest(model=record._name, field=name, door=number),
                    self.assertRaises(AccessError),
                ):
                    door()
            with self.subTest(model=record._name, copy=name):
                self.assertFalse(record and self.is_copied(seen, vals))

    def is_copied(self, record, vals):
        try:
            with self.env.cr.savepoint():
                return record.copy(vals)
        except (UserError, ValueError):  # some cannot be copied at all, or not with this field
            return False

    def test_an_import_does_not_write_them(self):
        for record, name, _value in self.guarded():
            if not record:
                continue
            with self.subTest(model=record._name, field=name):
                known = self.env['ir.model.data'].create({
                    'name': f'rights_{record.id}', 'module': '__test__', 'model': record._name,
                    'res_id': record.id,
                })
                seen = self.as_role(record, 'almighty')
                before = record[name]
                column = f'{name}/.id' if record._fields[name].relational else name
                result = seen.load(['id', column], [[f'__test__.rights_{record.id}', '1']])
                self.assertFalse(result['ids'], result)
                self.assertEqual(record[name], before)
                known.unlink()

    def test_lines_of_another_record_do_not_write_them(self):
        listing, sale, account = (
            self.as_role(self.records[model], 'almighty')
            for model in ('tts.listing', 'sale.order', 'tts.account'))
        other = self.as_role(self.account.shop_ids - self.gb, 'almighty')
        line = self.records['sale.order.line']
        for write in (
            lambda: listing.write({'sku_ids': [Command.create({'tiktok_id': '1', 'shop_id': 1})]}),
            lambda: listing.write({'sku_ids': [
                Command.update(listing.sku_ids.id, {'shop_id': other.id})]}),
            lambda: sale.write({'order_line': [
                Command.update(line.id, {'tts_kind': 'shipping'})]}),
            lambda: sale.copy({'order_line': [Command.create(
                {'product_id': self.products[0].id, 'tts_kind': 'item'})]}),
            lambda: sale.create({
                'partner_id': sale.partner_id.id,
                'order_line': [Command.create(
                    {'product_id': self.products[0].id, 'tts_sku_id': listing.sku_ids.id})],
            }),
            lambda: account.create({'name': "Other", 'shop_ids': [Command.link(other.id)]}),
            lambda: account.copy().write({'shop_ids': [Command.set(other.ids)]}),
        ):
            with self.assertRaises(AccessError):
                write()
        self.assertEqual(other.sudo().account_id, self.account)

    def test_saved_defaults_do_not_write_them(self):
        user = self.users['almighty']
        Default = self.env['ir.default'].with_user(user)
        Default.set('sale.order', 'tts_shop_id', self.gb.id, user_id=True)
        Default.set('tts.account', 'state', 'connected', user_id=True)
        sale = self.env['sale.order'].with_user(user).create(
            {'partner_id': self.gb.generic_partner_id.id})
        self.assertFalse(sale.tts_shop_id)
        account = self.env['tts.account'].with_user(user).create({'name': "New"})
        self.assertEqual(account.state, 'draft')

    def test_a_packed_copy_has_none_of_them(self):
        sale = self.as_role(self.records['sale.order'], 'almighty').copy()
        self.assertFalse(sale.tts_order_id or sale.tts_shop_id or sale.order_line.tts_kind)


class TestOtherCompany(RightsCase):
    """What is another company's is not there, and nothing goes over to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env['res.company'].create(
            {'name': "Thảo Điền", 'currency_id': cls.env.ref('base.VND').id})
        cls.make_rates(cls.other)
        cls.other_account = cls.make_account(name="Other", company_id=cls.other.id)
        cls.other_account._exchange_code(cls.sandbox.authorize(1))
        products = cls.make_products(1, cls.other)
        cls.mine = cls.records
        cls.records = cls.make_records(
            cls.other_account.shop_ids[:1].with_company(cls.other), products[0])

    def test_a_rule_stands_for_every_model(self):
        for model in self.our_models():
            if self.env[model]._transient:
                continue
            record = self.records[model]
            with self.subTest(model):
                least = ['almighty'] if not OPERATIONS[model][-1] else ROLES[-1:]
                for role in ROLES[1:] if OPERATIONS[model][0] else least:
                    seen = self.as_role(record, role)
                    self.assertNotIn(record.id, seen.search([]).ids)
                    for use in (
                        lambda seen=seen: seen.read(['id', 'display_name']),
                        lambda seen=seen: seen.web_read({'display_name': {}}),
                        lambda seen=seen: seen.write({}),
                        seen.unlink,
                    ):
                        with self.assertRaises(AccessError):
                            use()

    def test_methods_refuse_another_companys_records(self):
        for model, table in METHODS.items():
            record = self.records[model]
            for method in table if not record._transient else ():
                self.sandbox.calls.clear()
                seen = self.as_role(record, 'manager')
                with self.subTest(model=model, method=method), self.assertRaises(AccessError):
                    getattr(seen, method)(*ARGUMENTS.get(method, ()))
                self.assertFalse(self.sandbox.calls)

    def test_wizards_start_nothing_in_another_company(self):
        shop, manager = self.records['tts.shop'], self.users['manager']
        for make in (
            lambda: self.env['tts.order.fetch'].with_user(manager).create(
                {'shop_ids': [Command.set(shop.ids)], 'order_ref': '576'}).action_fetch(),
            lambda: self.env['tts.pricelist.sync'].with_user(manager).create(
                {'shop_id': shop.id}).action_sync(),
            lambda: self.env['tts.product.publish'].with_user(manager).create({
                'shop_ids': [Command.set(shop.ids)],
                'product_tmpl_ids': [Command.set(self.products.product_tmpl_id.ids)],
            }).action_publish(),
            lambda: self.env['tts.authorization'].with_user(manager).create(
                {'account_id': self.other_account.id}).action_connect(),
        ):
            with self.assertRaises(UserError):
                make()
        self.assertFalse(self.env['tts.sync'].search([
            ('shop_id', '=', shop.id), ('state', '!=', 'failed')]))

    def test_a_shop_stays_in_its_company_whoever_moves_it(self):
        with self.assertRaises(AccessError):
            self.as_role(self.gb, 'manager').account_id = self.other_account
        with self.assertRaises(UserError):
            self.account.company_id = self.other
        with self.assertRaisesRegex(UserError, "belongs to"):
            self.gb.account_id = self.other_account

    def test_what_is_chosen_is_of_the_shops_company(self):
        theirs = self.records
        for model, name in (
            ('tts.sku', 'product_id'), ('tts.listing', 'product_tmpl_id'),
            ('tts.listing', 'category_id'), ('tts.warehouse', 'warehouse_id'),
            ('tts.shop', 'pricelist_id'), ('tts.shop', 'generic_partner_id'),
        ):
            target = {
                'category_id': theirs['tts.category'],
                'warehouse_id': theirs['tts.warehouse'].warehouse_id,
                'product_id': theirs['product.product'],
                'product_tmpl_id': theirs['product.template'],
                'pricelist_id': theirs['product.pricelist'],
                'generic_partner_id': theirs['res.partner'],
            }[name]
            with self.subTest(model=model, field=name), self.assertRaises(UserError):
                self.as_role(self.mine[model], 'manager').write({name: target.id})
