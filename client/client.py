"""The client of TikTok Shop's API for one authorization."""
import json
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

from .cancellations import CancellationCalls
from .catalogue import CatalogueCalls
from .endpoints import ENDPOINTS
from .errors import InvalidToken, Late, NotFound, ProtocolError, ValidationError
from .fulfilment import FulfilmentCalls
from .logistics import LogisticsCalls
from .offers import OfferCalls
from .pace import DEFAULT_RATE, shared_pace
from .pages import batches, page_of, rows_of, without_none
from .products import ProductCalls
from .promotions import PromotionCalls
from .session import Deadline
from .signature import RequestSigner
from .splits import SplitCalls
from .transport import BACKOFF, SECONDS, TRIES, Transport, url_parts
from .walk import Walk

_logger = logging.getLogger(__name__)

ORDER_TIMES = ('create_time', 'update_time')


# Calls that are under way at a time where many are needed.
SIDE_BY_SIDE = 4


class Client(CatalogueCalls, ProductCalls, OfferCalls, PromotionCalls, FulfilmentCalls, SplitCalls,
             LogisticsCalls, CancellationCalls):
    """Calls TikTok Shop's API for one seller's authorization; a context manager.

    Every method can raise any `TikTokError`.

    :param str api_url: host of the API, with its scheme.
    :param renew: called with a token that TikTok refuses, returns a valid one; the call is then
        repeated, once. Without it the error is raised.
    :param float seconds: until a call must have ended, with its repeats and pauses.
    :param float renew_seconds: what `renew` may take of them; it is not begun with fewer.
    :param float rate: calls per second to a shop; None for no limit.
    :param int tries: how often a call is sent at most; few where a person waits.
    :param float backoff: seconds before the first repeat; doubles with each, up to a minute.
    :param sleep: waits a number of seconds.
    """

    def __init__(self, api_url, app_key, app_secret, access_token, renew=None, *,
                 seconds=SECONDS, renew_seconds=0.0, rate=DEFAULT_RATE, tries=TRIES,
                 backoff=BACKOFF, sleep=time.sleep):
        self._app_key = app_key
        self._app_secret = app_secret
        self._access_token = access_token
        self._renew = renew
        self._renew_seconds = renew_seconds
        self._rate = rate
        self._host = url_parts(api_url).netloc
        self._transport = Transport(api_url, seconds, tries, backoff, sleep)

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.close()

    def close(self):
        """Close the connections."""
        self._transport.close()

    # === CALLS === #

    def call(self, name, cipher=None, *, query=None, body=None, form=None, repeat=None, pace=None,
             **ids):
        """Call an endpoint of the table and return its `data`.

        :param str name: key of `ENDPOINTS`.
        :param str cipher: the shop's, for endpoints of a shop only.
        :param dict query: parameters; a list becomes one value joined by commas, None is left out.
        :param dict body: sent as JSON; nothing is sent when it is empty, because it is not settled
            whether TikTok signs `{}`.
        :param dict form: sent as a multipart form instead, see `requests`' `files`.
        :param bool repeat: whether this very call is safe to repeat, if that differs from others.
        :param str pace: cipher of the shop whose calls this is one of, where none is sent.
        :param ids: values of the path's placeholders.
        :rtype: dict
        """
        def call(deadline):
            return self._call(
                name, cipher, query=query, body=body, form=form, repeat=repeat, pace=pace,
                deadline=deadline, **ids)

        return self._renewing(call)

    def _renewing(self, work, deadline=None):
        """Return what a function of a deadline returns; again with a renewed token if it meets a
        refusal of the one that we have. Not to be called in a thread of our own: whoever renews may
        do so with what belongs to one thread.

        :param Deadline deadline: for all of it; by default as long as a call may take
        """
        deadline = deadline or self._transport.deadline()
        token = self._access_token
        try:
            return work(deadline)
        except InvalidToken:
            if not self._renew:
                raise
            if deadline.left() < self._renew_seconds:
                raise Late(message="TikTok Shop did not answer in time") from None
        self._access_token = self._renew(token)
        return work(deadline)

    def _call(self, name, cipher=None, *, query=None, body=None, form=None, repeat=None, pace=None,
              deadline=None, **ids):
        """Call an endpoint as `call` does, with the token that there is."""
        endpoint = ENDPOINTS[name]
        if cipher and not endpoint.cipher:
            raise ValueError(f"{name} takes no shop cipher")
        if endpoint.cipher and not cipher:
            raise ValidationError(message="The shop's cipher is missing: load the shops again")
        path = endpoint.path.format_map(
            {key: quote(str(value), safe='') for key, value in ids.items()}
        )
        request = {
            'params': _parameters({**(query or {}), 'shop_cipher': cipher}),
            **_content(body, form),
        }
        if repeat is not None:
            endpoint = endpoint._replace(repeat=repeat)
        return self._send(endpoint, path, request, cipher or pace, deadline)

    def _call_each(self, name, cipher, placeholder, ids):
        """Return what an endpoint tells of each of some things, asked side by side: {id: told};
        those that are gone are left out. What TikTok refuses to tell of one does not hinder the
        others.

        :param str placeholder: of the endpoint's path, which an id takes
        """
        ids = list(dict.fromkeys(map(str, ids)))
        found = {}

        def fetch(one):
            try:
                found[one] = self._call(name, cipher, **{placeholder: one})
            except NotFound:
                found[one] = None
            except (ValidationError, ProtocolError) as error:
                _logger.warning("TikTok does not tell of %s %s: %s", name, one, error)
                found[one] = None

        def fetch_missing(_deadline):
            """Each call has its time. A refused token is an error here as any other."""
            with ThreadPoolExecutor(SIDE_BY_SIDE) as threads:
                list(threads.map(fetch, [each for each in ids if each not in found]))

        self._renewing(fetch_missing, Deadline(float('inf')))
        return {each: found[each] for each in ids if found[each]}

    def _send(self, endpoint, path, request, cipher, deadline):
        headers = {'x-tts-access-token': self._access_token or ''}
        if 'files' not in request:  # the boundary of a form is chosen when it is written
            headers['content-type'] = 'application/json'
        signed = {
            **request,
            'auth': RequestSigner(self._app_key, self._app_secret),
            'headers': headers,
        }
        pace = shared_pace(self._app_key, cipher, self._rate)
        secrets = [self._app_secret, self._access_token, cipher]
        return self._transport.fetch(endpoint, path, signed, pace, secrets, deadline)

    # === SHOPS === #

    def authorized_shops(self):
        """Return the shops that the seller has authorized: id, name, region, cipher, code, ..."""
        return rows_of(self.call('authorized_shops'), 'shops')

    def active_shops(self):
        """Return id and region of the seller's active shops."""
        return rows_of(self.call('active_shops'), 'shops')

    def related_shops(self):
        """Return the shops of the same global seller: shop_id, seller_id, shop_name, shop_region.
        """
        group = self.call('shop_groups').get('shop_group_data')
        return rows_of(group if isinstance(group, dict) else {}, 'shops', 'shop_id')

    def warehouses(self, cipher):
        """Return the warehouses of a shop, those for returns as well."""
        return rows_of(self.call('warehouses', cipher), 'warehouses')

    # === ORDERS === #

    def search_orders(self, cipher, *, field='create_time', ge=None, lt=None, page_token='',
                      page_size=100, order_status=None):
        """Return one page of a shop's orders, the earliest first.

        :param str field: `create_time` or `update_time`: what is searched and sorted by.
        :param int ge: from this time on, in epoch seconds; None for the shop's beginning.
        :param int lt: before this time; None for now.
        :param str order_status: only orders of this status.
        :rtype: Page
        """
        if field not in ORDER_TIMES:
            raise ValueError(f"Orders are searched by {' or '.join(ORDER_TIMES)}")
        data = self.call('order_search', cipher, query={
            'page_size': page_size,
            'page_token': page_token or None,
            'sort_field': field,
            'sort_order': 'ASC',
        }, body=without_none({
            f'{field}_ge': ge, f'{field}_lt': lt, 'order_status': order_status,
        }))
        return page_of(data, 'orders')

    def order_details(self, cipher, ids):
        """Return orders by id, in as many calls as needed; those that do not exist are left out."""
        return [
            row
            for some in batches(ids, ENDPOINTS['order_detail'].batch)
            for row in rows_of(self.call('order_detail', cipher, query={'ids': some}), 'orders')
        ]

    def walk_orders(self, cipher, field, cursor):
        """Iterate over a shop's orders of some periods: (orders, next cursor) page by page.

        Store the next cursor together with what was made of the orders: a run that was interrupted
        goes on with it, and nothing is lost. An order can come more than once.

        :param str field: `create_time` or `update_time`.
        :param dict cursor: `{'ranges': [[ge, lt], ...]}` to begin with, in epoch seconds, `lt` not
            later than now; nothing is left to do when `ranges` is empty. Plain data, fit for JSON.
            `left` tells how many orders of the first range are still to come.
        """
        def search(ge, lt, page_token):
            return self.search_orders(cipher, field=field, ge=ge, lt=lt, page_token=page_token)

        for rows, next_cursor in Walk(search, field, cursor):
            yield self._complete(cipher, rows), next_cursor

    def _complete(self, cipher, rows):
        """Put the detail in the place of rows without lines or amounts.

        A search returns whole orders by its published schema; this is for the day that it does not.
        """
        bare = [row['id'] for row in rows if not row.get('line_items') or not row.get('payment')]
        try:
            details = {str(row['id']): row for row in self.order_details(cipher, bare)}
        except (NotFound, ValidationError):
            _logger.info('%d orders come without details', len(bare))
            return rows
        return [details.get(str(row['id']), row) for row in rows]

    # === WEBHOOKS === #

    def webhooks(self, cipher):
        """Return where a shop's webhooks go: event_type, address, create_time, update_time.

        Types without an address of the shop's own go to the one that the app has for everything.
        """
        return rows_of(self.call('webhooks', cipher), 'webhooks', 'event_type')

    def set_webhook(self, cipher, event_type, address):
        """Have a shop's webhooks of a type sent to an address, instead of where they went before.

        :param str event_type: such as `ORDER_STATUS_CHANGE`.
        :param str address: https, a domain name, no port of its own, 255 characters at most.
        """
        self.call('webhook_set', cipher, body={'address': address, 'event_type': event_type})

    def delete_webhook(self, cipher, event_type):
        """Forget a shop's address for a type of webhook; nothing happens if there is none."""
        self.call('webhook_delete', cipher, body={'event_type': event_type})


def _parameters(values):
    return {
        key: ','.join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
        for key, value in without_none(values).items()
    }


def _content(body, form):
    """Return what a request carries: a form, a body or nothing."""
    if form:
        return {'files': form}
    return {'data': _dump(body) if body else None}


def _dump(body):
    """Serialize once: the bytes that are signed are the bytes that are sent."""
    return json.dumps(body, separators=(',', ':'), ensure_ascii=False).encode()
