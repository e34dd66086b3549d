"""The calls that split orders over packages, and combine orders in one."""
from .endpoints import ENDPOINTS
from .pages import batches, page_of, rows_of
from .parcels import lines, refused_of


class SplitCalls:
    """Which orders of a shop are in which packages. Part of `Client`, whose `call` it uses."""

    def split_attributes(self, cipher, order_ids):
        """Return what TikTok says of splitting orders: {order id: can_split, reason, must_split,
        must_split_reasons}, in as many calls as needed.
        """
        return {
            str(row['order_id']): row
            for some in batches(order_ids, ENDPOINTS['split_attributes'].batch)
            for row in rows_of(
                self.call('split_attributes', cipher, query={'order_ids': some}),
                'split_attributes', 'order_id')
        }

    def split_order(self, cipher, order_id, groups):
        """Split an order that is not shipped yet into packages.

        :param dict groups: {an id of ours: line items of one package}
        :return: {our id: the package's id}
        :rtype: dict[str, str]
        """
        data = self.call('order_split', cipher, order_id=order_id, body=_groups(groups))
        return {str(row.get('splittable_group_id') or ''): str(row['id'])
                for row in rows_of(data, 'packages')}

    def combinable_packages(self, cipher):
        """Yield pages, lists of packages in which orders of one buyer could be sent: id, order_ids.
        That id is good for `combine_packages` alone.
        """
        token = None
        while token != '':
            data = self.call('combinable_search', cipher, query={
                'page_size': ENDPOINTS['combinable_search'].page_size, 'page_token': token,
            })
            page = page_of(data, 'combinable_packages')
            yield page.rows
            # A page without rows is the last one, whatever stands in its token.
            token = page.next_token if page.rows else ''

    def combine_packages(self, cipher, groups):
        """Combine orders into packages, each of which gets a new id.

        :param dict groups: {id of a combinable package: ids of its orders that shall be in it}
        :return: (packages: id, order_ids; {id of a combinable package: TikTokError} of the others)
        """
        data = self.call('package_combine', cipher, body={'combinable_packages': [
            {'id': str(key), 'order_ids': list(map(str, ids))} for key, ids in groups.items()
        ]})
        refused = refused_of(data, 'package_combine', groups)
        return rows_of(data, 'packages'), refused

    def uncombine_package(self, cipher, package_id, order_ids):
        """Take orders out of a combined package. Return the packages that come of it: id,
        order_ids.
        """
        data = self.call('package_uncombine', cipher, package_id=package_id, body={
            'order_ids': list(map(str, order_ids))})
        return rows_of(data, 'packages')


def _groups(groups):
    """Return which line items go into which package. Parts of bundles stand in a second list, which
    then has all groups: the first one names line items only, and TikTok wants it in any case.

    :param dict groups: {an id of ours: line items, see `lines`}
    """
    named = {str(key): lines(items) for key, items in groups.items()}
    body = {'splittable_groups': [
        {'id': key, 'order_line_item_ids': list(dict.fromkeys(
            line['order_line_id'] for line in items))}
        for key, items in named.items()
    ]}
    if any('sub_item_id' in line for items in named.values() for line in items):
        body['splittable_groups_v2'] = [
            {'id': key, 'order_line_list': items} for key, items in named.items()]
    return body
