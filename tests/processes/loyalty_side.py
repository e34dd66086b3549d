"""What `test_loyalty.py` does inside an Odoo that has the module sale_loyalty."""

from odoo.fields import Command

from odoo.addons.tiktok_shop.tests import payloads


def rewards(env):
    """Return what a promotion of 10 % on everything does to TikTok's order and to another one."""
    account = env['tts.account'].create({'name': "Test", 'app_key': 'key', 'app_secret': 'secret'})
    shop = env['tts.shop']._connect(account, [{'id': '1', 'name': "Shop", 'region': 'US'}])
    product = env['product.product'].create({'name': "A", 'default_code': 'A', 'list_price': 100})
    env['loyalty.program'].create({
        'name': "10 % on everything", 'program_type': 'promotion', 'trigger': 'auto',
        'applies_on': 'current', 'rule_ids': [Command.create({'minimum_qty': 1})],
        'reward_ids': [Command.create({'reward_type': 'discount', 'discount': 10})],
    })
    payload = payloads.order([payloads.unit('A', '50')], 'USD', status='ON_HOLD')
    order = env['tts.order']._mirror(shop, [payload])
    order._apply()
    ours = order.sale_order_id
    other = env['sale.order'].create({
        'partner_id': ours.partner_id.id,
        'order_line': [Command.create({'product_id': product.id})],
    })
    claimable = {}
    for name, sale in (('ours', ours), ('other', other)):
        sale._update_programs_and_rewards()
        claimable[name] = len(sale._get_claimable_rewards())
    ours.action_confirm()
    return {**claimable, 'total': ours.amount_total, 'lines': len(ours.order_line)}
