"""Somebody who ships, well or badly."""

from goods import Merchant

from sandbox.fulfilment import carriers

F = '/fulfillment/202309'
GOOD = {'US': '9400110200881234567890', 'GB': 'RM123456785GB', 'MY': 'JT1234567890',
        'DE': '123456789012', 'JP': '123456789012', 'VN': 'GABCD1234', 'BR': 'AB123456785BR'}


class Packer(Merchant):
    """Calls the fulfilment endpoints of one shop."""

    def order(self, **what):
        """Make an order that waits to be shipped, by TikTok unless told otherwise."""
        return self.sandbox.world.create_order(
            self.cipher, **{'shipping_type': 'TIKTOK', **what})

    def ask(self, method, path, body=None, **query):
        """Call for the shop, with the parameters that have a value, and return the envelope."""
        given = {name: str(value) for name, value in query.items() if value is not None}
        return super().ask(method, path, body, **given)

    def post(self, path, body=None, root=F, **query):
        """Call and return (code, data)."""
        answer = self.ask('POST', f'{root}{path}', body or {}, **query)
        return answer['code'], answer['data']

    def get(self, path, root=F, **query):
        """Call and return (code, data)."""
        answer = self.ask('GET', f'{root}{path}', **query)
        return answer['code'], answer['data']

    def carrier(self, number=0):
        """Return the id of a carrier of the market."""
        return carriers.carriers(self.shop.market)[number].id

    def info(self, number=None, provider=None):
        """Return who carries a parcel, and by which number."""
        return {'tracking_number': number or GOOD[self.region],
                'shipping_provider_id': provider or self.carrier()}

    def ship(self, package, **how):
        """Ship a package and return (code, data)."""
        return self.post(f'/packages/{getattr(package, "id", package)}/ship', how)

    def ship_order(self, order):
        """Ship the package of an order, by the seller if he ships it."""
        own = {'self_shipment': self.info()} if order.shipping_type == 'SELLER' else {}
        return self.ship(order.packages[0], **own)

    def mark(self, order, items=None, **info):
        """Mark an order as shipped and return (code, data)."""
        body = {**self.info(), **info}
        if items is not None:
            body['order_line_item_ids'] = items
        return self.post(f'/orders/{order.id}/packages', body)

    def buy(self, order, **body):
        """Buy a label and return (code, data)."""
        return self.post('/packages', {'ship_type': '1', 'order_id': order.id, **body},
                         root='/fulfillment/202512')

    def document(self, package, kind='SHIPPING_LABEL', **query):
        """Ask where a document is and return (code, data)."""
        return self.get(f'/packages/{package.id}/shipping_documents', document_type=kind, **query)
