"""The calls about who carries packages: delivery options, carriers, numbers, where a parcel is."""
import base64

from .endpoints import ENDPOINTS
from .pages import dicts, rows_of
from .parcels import number
from .partial import partial_error


class LogisticsCalls:
    """Carriers of a shop. Part of `Client`, whose `call` it uses."""

    def delivery_options(self, cipher, warehouse_id):
        """Return how orders can be sent from a warehouse: id, name, type (`SEND_BY_SELLER`: the
        carriers are the seller's), limits of weight and size.
        """
        data = self.call(
            'delivery_options', cipher, warehouse_id=warehouse_id, query={'scope': 'WAREHOUSE'})
        return rows_of(data, 'delivery_options')

    def shipping_providers(self, cipher, option_id, *, warehouse_region=None, buyer_region=None):
        """Return the carriers that a seller may ship by under a delivery option: `id`, `name`.

        One that TikTok ships has none, which is an error of the kind `never`.

        :param str warehouse_region: such as `DE`; the EU's options need both regions
        :param str buyer_region: such as `FR`
        """
        data = self.call('shipping_providers', cipher, delivery_option_id=option_id, query={
            'warehouse_region': warehouse_region, 'buyer_region': buyer_region,
        })
        return [{'id': str(row['id']), 'name': str(row.get('name') or '')}
                for row in rows_of(data, 'shipping_providers')]

    def order_tracking(self, cipher, order_id):
        """Return what has become of an order's parcels, the earliest first.

        :return: (epoch milliseconds, TikTok's words)
        :rtype: list[tuple[int, str]]
        """
        data = self.call('order_tracking', cipher, order_id=order_id)
        return sorted(
            (row['update_time_millis'], str(row.get('description') or ''))
            for row in dicts(data.get('tracking'))
            if isinstance(row.get('update_time_millis'), int))

    def correct_shipping(self, cipher, *, order_id=None, package_id=None, tracking_number,
                         provider_id):
        """Correct carrier and number of what the seller has shipped: possible once, for some days.

        :param str order_id: of an order that is in one package
        :param str package_id: of a package, where the order is in several
        """
        if bool(order_id) == bool(package_id):
            raise ValueError("Either an order or a package is corrected")
        corrected = number(provider_id, tracking_number)
        if package_id:
            self.call('package_correct', cipher, package_id=package_id, body={
                'shipping_info_list': [corrected]})
        else:
            self.call('order_correct', cipher, order_id=order_id, body=corrected)

    def validate_tracking(self, cipher, tracking_number):
        """Tell of a number (US) whether it is of a label of TikTok's: `is_tiktok_shipping`, or of a
        parcel that TikTok collects: `is_tiktok_collection`.
        """
        data = self.call('tracking_check', cipher, query={'tracking_number': tracking_number})
        return {key: data.get(key) is True
                for key in ('is_tiktok_shipping', 'is_tiktok_collection')}

    def upload_invoice(self, cipher, package_id, order_ids, xml):
        """Send the invoice of a package (BR), which TikTok then looks at: see webhook 36.

        :param order_ids: of the orders that are in the package
        :param bytes xml: at most 1 MB
        """
        data = self.call('invoice_upload', cipher, body={'invoices': [{
            'package_id': str(package_id),
            'order_ids': list(map(str, order_ids)),
            'file_type': 'XML',
            'file': base64.b64encode(xml).decode(),
        }]})
        for row in dicts(data.get('errors')):
            raise partial_error(row, call=ENDPOINTS['invoice_upload'].call)
