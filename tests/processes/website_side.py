"""What `test_website.py` does inside an Odoo with a web shop, a point of sale and loyalty."""

from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase
from odoo.tools import lazy

from odoo.addons.http_routing.tests.common import MockRequest

OURS, THEIRS = 3.21, 77.77


def goods(env):
    """Return a product that costs THEIRS, and visitors can buy."""
    Product = env['product.product']
    return Product.search([('default_code', '=', 'A')], limit=1) or Product.create({
        'name': "A", 'default_code': 'A', 'type': 'consu', 'list_price': THEIRS, 'taxes_id': False,
        'sale_ok': True,
    })


def connect(env):
    """Connect a shop at which everything costs OURS; whether pricelists were in use before."""
    product = goods(env)
    in_use = env['res.groups']._is_feature_enabled('product.group_product_pricelist')
    account = env['tts.account'].create({'name': "Test", 'app_key': 'key', 'app_secret': 'secret'})
    shop = env['tts.shop']._connect(account, [{'id': '1', 'name': "Shop", 'region': 'US'}])
    shop.pricelist_id.item_ids = [Command.create({
        'applied_on': '0_product_variant', 'product_id': product.id, 'compute_price': 'fixed',
        'fixed_price': OURS,
    })]
    env.cr.commit()
    return in_use


def set_pricelists(env, use):
    env['res.config.settings'].create({'group_product_pricelist': use}).execute()
    env.cr.commit()


def prices(env):
    """Return what the product costs: quoted, for visitors, in their cart, for a customer there."""
    product = goods(env)
    quotation = env['sale.order'].create({
        'partner_id': env['res.partner'].create({'name': "Somebody"}).id,
        'order_line': [Command.create({'product_id': product.id})],
    })
    website = env['website'].search([], limit=1)
    public = website.user_id
    portal = env.ref('base.demo_user0', raise_if_not_found=False) or env['res.users'].create({
        'name': "Customer", 'login': f'customer{env["res.users"].search_count([])}',
        'group_ids': [Command.set(env.ref('base.group_portal').ids)],
    })
    return {
        'quotation': quotation.amount_total,
        'visitor': visit(website, product, public), 'customer': visit(website, product, portal),
    }


def visit(website, product, user):
    """Return what a user of the web shop sees as the price, and pays."""
    env = website.with_user(user).env
    website = website.with_env(env)
    # Odoo's own stand-in for a request: there is no server in this process.
    no_server = patch.object(HttpCase, 'http_port', return_value=None)
    with no_server, MockRequest(env, website=website) as request:
        request.is_frontend = True
        request.cart = lazy(website._get_and_cache_current_cart)
        request.pricelist = lazy(website._get_and_cache_current_pricelist)
        request.fiscal_position = lazy(website._get_and_cache_current_fiscal_position)
        product.sudo().is_published = True
        shown = product.product_tmpl_id.with_env(env)._get_combination_info()['price']
        cart = website._create_cart()
        cart._cart_add(product.id, 1)
        available = website.get_pricelist_available()
        return [
            shown, cart.amount_total,
            bool(available.filtered('tts_shop_id') or cart.pricelist_id.tts_shop_id),
        ]


def shown(env):
    """Return what would show our list on a website."""
    ours = env['tts.shop'].search([], limit=1).pricelist_id
    return [bool(ours.website_id), ours.selectable, ours.code]


def roads(env):
    """Return the roads by which somebody gets our list, and what a point of sale chooses itself."""
    ours = env['tts.shop'].search([], limit=1).pricelist_id
    website = env['website'].search([], limit=1)
    config = env['pos.config'].search([], limit=1) or env['pos.config'].create({'name': "Till"})
    tries = {
        'website': lambda: ours.write({'website_id': website.id}),
        'selectable': lambda: ours.write({'selectable': True}),
        'code': lambda: ours.write({'code': "SECRET"}),
        'till': lambda: config.write({
            'use_pricelist': True, 'available_pricelist_ids': [Command.link(ours.id)]}),
        'till default': lambda: config.write({'pricelist_id': ours.id}),
        'preset': lambda: env['pos.preset'].create({'name': "P", 'pricelist_id': ours.id}),
        'grade': lambda: env['res.partner.grade'].create(
            {'name': "Gold", 'default_pricelist_id': ours.id}),
        'feed': lambda: env['product.feed'].create(
            {'name': "Feed", 'website_id': website.id, 'pricelist_id': ours.id}),
    }
    settings = env['res.config.settings'].new({
        'pos_config_id': config.id, 'pos_self_ordering_mode': 'kiosk',
    })
    settings._compute_pos_pricelist_id()
    chosen = settings.pos_available_pricelist_ids
    return {
        'open': [road for road, write in tries.items() if not is_refused(env, write)],
        'chosen': [bool(pricelist._origin.tts_shop_id) for pricelist in chosen],
    }


def is_refused(env, write):
    try:
        with env.cr.savepoint():
            write()
    except ValidationError:
        return True
    return False
