from odoo.tests import TransactionCase


class ShopCase(TransactionCase):
    """A shop without TikTok: orders are mirrored from payloads."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.env['tts.account'].create({
            'name': "Test", 'app_key': 'key', 'app_secret': 'secret', 'service_id': '1',
        })
        cls.products = {
            reference: cls.env['product.product'].create({
                'name': f"Product {reference}", 'default_code': reference,
                'type': 'consu', 'is_storable': True, 'list_price': 99, 'invoice_policy': 'order',
            }) for reference in ('A', 'B', 'C')
        }
        cls.product = cls.products['A']

    @classmethod
    def make_shop(cls, region='GB', **vals):
        shop = cls.env['tts.shop']._connect(cls.account, [{
            'id': f'7494{region}{len(cls.account.shop_ids)}', 'name': f"Shop {region}",
            'region': region,
            'cipher': 'cipher', 'code': region, 'seller_type': 'LOCAL',
        }])
        if shop.currency_id != cls.env.company.currency_id:
            cls.env['res.currency.rate'].search(
                [('currency_id', '=', shop.currency_id.id)]
            ).unlink()
            cls.env['res.currency.rate'].create({
                'currency_id': shop.currency_id.id, 'rate': 0.8, 'name': '2020-01-01',
            })
        shop.write(vals)
        return shop

    def apply(self, shop, payload, state='applied'):
        """Mirror and apply one payload; return its sales order."""
        order = self.env['tts.order']._mirror(shop, [payload])
        order._apply()
        self.assertEqual(order.state, state, order.reason)
        return order.sale_order_id

    def assertTotal(self, document, total):
        self.assertEqual(
            document.currency_id.compare_amounts(document.amount_total, float(total)), 0,
            f"{document.amount_total} is not {total}",
        )
