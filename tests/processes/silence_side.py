"""What `test_silence.py` does inside an Odoo that has the module stock_sms."""

from odoo.modules import module

from odoo.addons.tiktok_shop.tests import payloads


def deliver(env, allowed=False):
    """Deliver an order of TikTok's where mails and text messages are switched on.

    :return: {what: how many were written to the buyer}
    """
    assert not module.current_test
    company = env.company
    company.write({'stock_move_email_validation': True, 'stock_text_confirmation': True})
    # There need not be a program here that makes PDFs of the documents to attach.
    env['mail.template'].search([]).report_template_ids = False
    account = env['tts.account'].create({'name': "Test", 'app_key': 'key', 'app_secret': 'secret'})
    shop = env['tts.shop']._connect(account, [{'id': '1', 'name': "Shop", 'region': 'US'}])
    shop.write({'notify_buyers': allowed, 'invoice_policy': 'confirm'})
    product = env['product.product'].create({
        'name': "A", 'default_code': 'A', 'is_storable': False, 'type': 'consu',
    })
    payload = payloads.order([payloads.unit(product.default_code, '50')], 'USD')
    order = env['tts.order']._mirror(shop, [payload])
    order._apply()
    sale = order.sale_order_id
    partners = sale.partner_id | sale.partner_shipping_id
    partners.write({'email': 'sam@example.com', 'phone': '+1 202 555 0188'})
    company.has_received_warning_stock_sms = True
    sale.with_context(send_email=True)._send_order_confirmation_mail()
    question = sale.picking_ids.button_validate()
    return {
        'order': order.state, 'picking': sale.picking_ids.state, 'asked': question is not True,
        'invoice': sale.invoice_ids.state,
        'mails': env['mail.mail'].search_count([('recipient_ids', 'in', partners.ids)]),
        'notifications': env['mail.notification'].search_count(
            [('res_partner_id', 'in', partners.ids)]),
        'messages': env['sms.sms'].search_count([('partner_id', 'in', partners.ids)]),
        'followers': env['mail.followers'].search_count(
            [('partner_id', 'in', partners.ids), ('res_model', '!=', 'res.partner')]),
        'users': len(partners.user_ids),
    }
