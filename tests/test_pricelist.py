import time
from .common import TtsCase, TtsHttpCase


class TestPricelist(TtsCase):
    def test_x(self):
        for n in range(3):
            t = time.time()
            order, sale = self.order(self.shop('GB'), items=[{'quantity': 3}], seller_discount='10')
            print('order', time.time() - t)
        for f in (lambda: self.make_rates(), lambda: self.make_account(), lambda: self.make_products(1)):
            t = time.time(); f(); print(time.time() - t)

class TestB(TtsHttpCase):
    def test_x(self):
        for n in range(3):
            t = time.time()
            order, sale = self.order(self.shop('GB'), items=[{'quantity': 3}], seller_discount='10')
            print('order', time.time() - t)
        self.assertEqual(order.state, 'applied', order.reason)
