"""The calls about packages: what there is, how each is shipped, and its label; how orders are split
over them: `splits`, who carries them: `logistics`.
"""
from functools import partial

from . import errors, files
from .endpoints import ENDPOINTS
from .pages import dicts, page_of, rows_of, without_none
from .parcels import lines, number, refused_of
from .walk import Walk

# TikTok's detail has other names for what its search tells; here both have these.
NAMES = {'id': 'package_id', 'status': 'package_status', 'sub_status': 'package_sub_status'}


class FulfilmentCalls:
    """Packages of a shop. Part of `Client`, whose `call` it uses.

    Line items are named by their id; of one that is a virtual bundle, a part is named by a pair:
    (line item's id, its `sub_item_info`'s id).

    What ships, buys, splits or corrects is never repeated where the answer was lost: read the
    package, then decide. `TikTokError.kind` tells `done` where TikTok has done it before.
    """

    # === PACKAGES === #

    def search_packages(self, cipher, since, until):
        """Yield pages, lists of packages: all that have changed in a period, the earliest first.

        A search tells less than `package` does: neither who ships nor how it was split.

        :param int since: epoch seconds, which count
        :param int until: epoch seconds, which count
        """
        for rows, _cursor in self.walk_packages(cipher, {'ranges': [[since, until + 1]]}):
            yield rows

    def walk_packages(self, cipher, cursor):
        """Iterate over a shop's packages changed in some periods: (packages, next cursor) by page.

        As `Client.walk_orders`, by the time of the last change.

        :param dict cursor: `{'ranges': [[ge, lt], ...]}` to begin with.
        """
        return iter(Walk(partial(self._search_packages, cipher), 'update_time', cursor))

    def _search_packages(self, cipher, ge, lt, page_token):
        data = self.call('package_search', cipher, query={
            'page_size': ENDPOINTS['package_search'].page_size,
            'page_token': page_token or None,
            'sort_field': 'update_time',
            'sort_order': 'ASC',
        }, body={'update_time_ge': ge, 'update_time_lt': lt})
        page = page_of(data, 'packages')
        return page._replace(rows=list(map(_normalized, page.rows)))

    def package(self, cipher, package_id):
        """Return all facts of a package, with `id`, `status` and `sub_status` as a search has them.
        """
        return _normalized(self.call('package', cipher, package_id=package_id))

    def packages(self, cipher, ids):
        """Return packages as `package` does, fetched side by side; those that are gone, or that
        TikTok refuses to tell of, are left out.
        """
        found = map(_normalized, self._call_each('package', cipher, 'package_id', ids).values())
        return [each for each in found if each['id']]

    # === SHIPPING === #

    def ship_package(self, cipher, package_id, *, handover_method=None, pickup_slot=None,
                     self_shipment=None):
        """Ship a package; without anything more, one that the buyer comes for.

        :param str handover_method: `PICKUP` or `DROP_OFF`, where TikTok ships
        :param tuple pickup_slot: (start, end) in epoch seconds, one of `handover_slots`
        :param dict self_shipment: `{'tracking_number': ..., 'shipping_provider_id': ...}`, where
            the seller ships
        """
        self.call('package_ship', cipher, package_id=package_id, body=_way(
            handover_method=handover_method, pickup_slot=pickup_slot, self_shipment=self_shipment))

    def ship_packages(self, cipher, packages):
        """Ship packages in one call. Return {package id: TikTokError} of those that it has not.

        :param dict packages: {package id: arguments of `ship_package`}, 20 at most. So many go into
            one call that it is known of each, when an answer is lost, whether it was among them.
        """
        if len(packages) > ENDPOINTS['packages_ship'].batch:
            raise ValueError("These are too many packages for one call")
        if not packages:
            return {}
        body = {'packages': [{'id': str(key), **_way(**how)} for key, how in packages.items()]}
        data = self.call('packages_ship', cipher, body=body)
        return refused_of(data, 'packages_ship', packages)

    def mark_shipped(self, cipher, order_id, *, item_ids, provider_id, tracking_number):
        """Tell TikTok that the seller has shipped line items of an order, all those that are named,
        in one package.

        :return: (the package's id, what TikTok finds odd about the number or '')
        :rtype: tuple[str, str]
        """
        data = self.call('package_mark', cipher, order_id=order_id, body={
            'order_line_list': lines(item_ids),
            'shipping_info_list': [number(provider_id, tracking_number)],
        })
        warning = data.get('warning')
        message = warning.get('message') if isinstance(warning, dict) else ''
        return str(data.get('package_id') or ''), message if isinstance(message, str) else ''

    def shipping_services(self, cipher, order_id, *, item_ids=(), dimension=None, weight=None):
        """Return by whom TikTok can have an order sent: id, name, price, currency, is_default, ...

        :param item_ids: of a part of the order; none for all of it
        :param dict dimension: `{'length': '8', 'width': '6', 'height': '5', 'unit': 'INCH'}`, or CM
        :param dict weight: `{'value': '1.5', 'unit': 'POUND'}`, or GRAM
        """
        data = self.call('shipping_services', cipher, order_id=order_id, body=without_none({
            'order_line_list': lines(item_ids) or None, 'dimension': dimension, 'weight': weight,
        }))
        return rows_of(data, 'shipping_services')

    def create_package(self, cipher, order_id, *, item_ids=(), service_id=None, dimension=None,
                       weight=None):
        """Ship an order, or a part of it, by buying a label. It costs money.

        :param item_ids: of a part of the order; none for all of it
        :param str service_id: one of `shipping_services`; None for TikTok's choice
        :param dict dimension: as in `shipping_services`; None for what TikTok knows of the products
        :param dict weight: as in `shipping_services`
        :return: package_id, shipping_service_info with what it costs, dimension, weight
        """
        named = lines(item_ids)
        return self.call('package_create', cipher, body=without_none({
            'ship_type': '2' if named else '1',
            'order_id': str(order_id),
            'order_line_item': named or None,
            'shipping_service_id': service_id,
            'dimension': dimension,
            'weight': weight,
        }))

    def handover_slots(self, cipher, package_id):
        """Return how a package can be handed over: `can_pickup`, `can_drop_off`,
        `can_van_collection` (GB), `drop_off_url` (where to, '' if TikTok does not say), and
        `slots`: the times, (start, end) in epoch seconds, for which a pickup can still be had.
        """
        return _handover(self.call('handover_slots', cipher, package_id=package_id))

    def handover_slots_of(self, cipher, ids):
        """Return {package id: as `handover_slots` does}, asked side by side; those that TikTok
        refuses to tell of are left out.
        """
        told = self._call_each('handover_slots', cipher, 'package_id', ids)
        return {ref: _handover(data) for ref, data in told.items()}

    # === DOCUMENTS === #

    def shipping_document(self, cipher, package_id, document_type, *, size=None, format=None):
        """Return where a document of a package lies for the next 24 hours: `url`,
        `tracking_number`.

        :param str document_type: `SHIPPING_LABEL`, `PACKING_SLIP`, ...
        :param str size: `A6` (TikTok's choice) or `A5`
        :param str format: `PDF` (TikTok's choice) or `ZPL`
        """
        data = self.call('shipping_document', cipher, package_id=package_id, query={
            'document_type': document_type, 'document_size': size, 'document_format': format,
        })
        url = data.get('doc_url')
        if not url or not isinstance(url, str):
            raise errors.ProtocolError(
                message="TikTok does not tell where the document is", http_status=200)
        return {'url': url, 'tracking_number': str(data.get('tracking_number') or '')}

    def download_document(self, url):
        """Return what lies at the address of a `shipping_document`, at most 10 MiB.

        :rtype: bytes
        """
        return files.download_document(url, [self._host])


def _normalized(package):
    """Return a package with what both of TikTok's tellings have under one name."""
    named = {ours: str(package.get(ours) or package.get(theirs) or '')
             for ours, theirs in NAMES.items()}
    return {**package, **named}


def _way(*, handover_method=None, pickup_slot=None, self_shipment=None):
    """Return how a package is shipped, as TikTok reads it: without what is not said."""
    slot = dict(zip(('start_time', 'end_time'), pickup_slot, strict=True)) if pickup_slot else None
    return without_none({
        'handover_method': handover_method or None,
        'pickup_slot': slot,
        'self_shipment': self_shipment or None,
    })


def _handover(data):
    url = data.get('drop_off_point_url')
    return {
        **{key: data.get(key) is True
           for key in ('can_pickup', 'can_drop_off', 'can_van_collection')},
        # It is shown as a link: nothing else than a page may be behind it.
        'drop_off_url': url if isinstance(url, str) and url.startswith('https://') else '',
        'slots': [
            (slot['start_time'], slot['end_time']) for slot in dicts(data.get('pickup_slots'))
            if _is_free(slot)
        ],
    }


def _is_free(slot):
    """Tell whether a pickup can be had then; TikTok writes `avaliable`."""
    times = slot.get('start_time'), slot.get('end_time')
    return (slot.get('avaliable') is True or slot.get('available') is True) and all(
        isinstance(time, int) for time in times)
