"""The calls about products as listings; about their prices and stock: `offers`."""
from functools import partial

from . import codes, errors
from .endpoints import ENDPOINTS
from .pages import all_pages, batches, dicts, page_of, rows_of, without_none
from .partial import detail_of, extra_errors_of, partial_error
from .walk import Walk

# Such products TikTok gives no details of, and cannot be edited.
WITHOUT_DETAILS = ('DELETED', 'FREEZE')


class ProductCalls:
    """Products of a shop. Part of `Client`, whose `call` it uses."""

    # === SEARCH === #

    def search_products(self, cipher, *, status=None, update_ge=None, update_le=None,
                        seller_skus=None, page_token='', page_size=100):
        """Return one page of a shop's products, in no order that TikTok promises; key facts only.

        :param str status: such as `ACTIVATE`; None for all.
        :param int update_ge: changed from this time on, in epoch seconds; None for the beginning.
        :param int update_le: changed up to this time, which counts; None for now.
        :param list seller_skus: only products that have one of these seller SKUs.
        :rtype: Page
        """
        data = self.call('product_search', cipher, query={
            'page_size': page_size, 'page_token': page_token or None,
        }, body=without_none({
            'status': status,
            'update_time_ge': update_ge,
            'update_time_le': update_le,
            'seller_skus': list(seller_skus) if seller_skus else None,
        }))
        return page_of(data, 'products')

    def walk_products(self, cipher, cursor):
        """Iterate over a shop's products changed in some periods: (products, next cursor) by page.

        As `Client.walk_orders`, by the time of the last change. However many products there are:
        TikTok pages through 10,000 at most, so a period that has more is divided.

        :param dict cursor: `{'ranges': [[ge, lt], ...]}` to begin with.
        """
        def search(ge, lt, page_token):
            return self.search_products(
                cipher, update_ge=ge, update_le=lt - 1, page_token=page_token,
            )

        return iter(Walk(search, 'update_time', cursor, ordered=False))

    def product(self, cipher, product_id, *, under_review=False, draft=False):
        """Return a product with all its facts, as buyers see it. Not for deleted or frozen ones.

        :param bool under_review: as it was edited, while TikTok still reviews that.
        :param bool draft: as it was edited and not submitted.
        """
        if under_review and draft:
            raise ValueError("A product has one version at a time: under review, or draft")
        return self.call('product', cipher, product_id=product_id, query={
            'return_under_review_version': 'true' if under_review else None,
            'return_draft_version': 'true' if draft else None,
        })

    def products(self, cipher, ids):
        """Return products as `product` does, fetched side by side; those that are gone are left
        out.

        What TikTok refuses to tell about one product does not hinder the others.
        """
        found = self._call_each('product', cipher, 'product_id', ids)
        return [each for each in found.values() if each.get('id')]

    def products_without_details(self, cipher, since):
        """Return the search rows of products that were deleted or frozen since a time.

        :param int since: epoch seconds
        """
        def search(status, page_token):
            return self.search_products(
                cipher, status=status, update_ge=since, page_token=page_token)

        return [
            row
            for status in WITHOUT_DETAILS
            for row in all_pages(partial(search, status))
        ]

    # === LISTING === #

    def create_product(self, cipher, body):
        """Create a product and return product_id, skus and `warnings` of what TikTok dropped.

        :param dict body: with an `idempotency_key`, the call is repeated where an answer was lost.
        """
        repeat = bool(body.get('idempotency_key'))
        return self.call('product_create', cipher, body=body, repeat=repeat)

    def edit_product(self, cipher, product_id, body):
        """Replace a product: what the body leaves out is emptied, but for prices and stock.

        :return: data with `warnings`
        """
        return self.call('product_edit', cipher, product_id=product_id, body=body)

    def partial_edit_product(self, cipher, product_id, body):
        """Replace the top-level properties that the body has, each as a whole.

        :return: data with `warnings`
        """
        return self.call('product_partial_edit', cipher, product_id=product_id, body=body)

    def listing_check(self, cipher, body):
        """Return what TikTok would say of a product: check_result, fail_reasons, warnings."""
        return self.call('listing_check', cipher, body=body)

    def prerequisites(self, cipher):
        """Return what a shop needs before it can list: check_item, is_failed, fail_reasons."""
        return rows_of(self.call('prerequisites', cipher), 'check_results', 'check_item')

    # === STATUS === #

    def activate_products(self, cipher, ids):
        """Offer products for sale. Return {product id: TikTokError} of those that were refused."""
        return self._on_products('product_activate', cipher, ids)

    def deactivate_products(self, cipher, ids):
        """Stop offering products. Return {product id: TikTokError} of those that were refused."""
        return self._on_products('product_deactivate', cipher, ids)

    def recover_products(self, cipher, ids):
        """Bring deleted products back. Return {product id: TikTokError} of those refused."""
        return self._on_products('product_recover', cipher, ids)

    def delete_products(self, cipher, ids):
        """Delete products, with their history. Return {product id: TikTokError} of those refused.
        """
        return self._on_products('product_delete', cipher, ids)

    def _on_products(self, name, cipher, ids):
        """Have a step taken. What is so already, one product or all of them, is not refused."""
        refused = {}
        for some in batches(ids, ENDPOINTS[name].batch):
            try:
                data = self.call(name, cipher, body={'product_ids': some})
            except errors.TikTokError as error:
                if error.kind != codes.DONE:
                    raise
                continue
            for row in dicts(data.get('errors')):
                error = partial_error(row, *extra_errors_of(row), call=ENDPOINTS[name].call)
                key = str(detail_of(row).get('product_id') or '')
                for product_id in [key] if key else some:
                    if error.kind != codes.DONE:
                        refused[product_id] = error
        return refused

    # === FILES === #

    def upload_image(self, cipher, content, filename, use_case='MAIN_IMAGE'):
        """Upload an image and return uri, url, width, height, use_case.

        :param str cipher: of the shop that it is for: TikTok is not told, but counts the call.
        :param bytes content: JPG, PNG, WEBP, HEIC or BMP of at most 10 MB.
        :param str use_case: `ATTRIBUTE_IMAGE` of a variant, `DESCRIPTION_IMAGE`, ...
        """
        return self.call('image_upload', pace=cipher, form={
            'data': (filename, content), 'use_case': (None, use_case),
        })

    def upload_file(self, cipher, content, filename):
        """Upload a PDF or a video and return id, url, name, format.

        :param str cipher: of the shop that it is for: TikTok is not told, but counts the call.
        """
        return self.call('file_upload', pace=cipher, form={
            'data': (filename, content), 'name': (None, filename),
        })
