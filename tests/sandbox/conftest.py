"""What the sandbox's tests share: an open sandbox and somebody who calls it."""

import json
import sys
import time
from pathlib import Path

import pytest
import requests

sys.path.insert(0, str(Path(__file__).parent))

from listener import Listener

from sandbox import Sandbox
from sandbox.signature import sign

SEARCH = '/order/202309/orders/search'


class Caller:
    """A minimal client: it signs, and does as it is told even where that is wrong.

    :param Sandbox sandbox: whom to call
    """

    def __init__(self, sandbox, seller=0):
        self.sandbox = sandbox
        self.tokens = self.get_tokens(auth_code=sandbox.authorize(seller)).json()['data']
        self.shops = self.call('GET', '/authorization/202309/shops')['data']['shops']
        self.cipher = self.shops[0]['cipher']

    def get_tokens(self, endpoint='get', **changes):
        """Call a token endpoint, with any parameter replaced or (by None) left out."""
        grant = 'authorized_code' if endpoint == 'get' else 'refresh_token'
        query = {
            'app_key': self.sandbox.app_key, 'app_secret': self.sandbox.app_secret,
            'grant_type': grant, **changes,
        }
        return requests.get(f'{self.sandbox.url}/api/v2/token/{endpoint}', query, timeout=10)

    def send(self, method, path, query=None, body=None, cipher=None, **changes):
        """Send a signed call and return the response; `changes` replace what would be right."""
        raw = changes.pop('raw', b'' if body is None else json.dumps(body).encode())
        pairs = {
            'app_key': self.sandbox.app_key, 'timestamp': str(int(time.time())),
            **({'shop_cipher': cipher} if cipher else {}), **(query or {}),
        }
        secret = changes.pop('secret', self.sandbox.app_secret)
        pairs['sign'] = changes.pop('sign', sign(secret, path, list(pairs.items()), raw))
        pairs = {name: value for name, value in pairs.items() if value is not None}
        token = changes.pop('token', None) or self.tokens['access_token']
        headers = {'x-tts-access-token': token, 'content-type': 'application/json'}
        headers.update(changes)
        return requests.request(
            method, self.sandbox.url + path, params=pairs, data=raw, headers=headers, timeout=10
        )

    def call(self, *args, **kwargs):
        """Send a call and return its envelope."""
        return self.send(*args, **kwargs).json()

    def search(self, cipher=None, body=None, **query):
        """Search orders once and return the envelope."""
        return self.call(
            'POST', SEARCH, {'page_size': '20', **query}, body, cipher=cipher or self.cipher
        )

    def walk(self, cipher=None, body=None, **query):
        """Follow the page tokens and return all orders and the tokens seen."""
        found, tokens = [], []
        while True:
            data = self.search(cipher, body, **query)['data']
            found += data.get('orders', [])
            if not data['next_page_token']:
                return found, tokens
            tokens.append(data['next_page_token'])
            query['page_token'] = tokens[-1]

    def order(self, order_id, cipher=None, version='202507'):
        """Return one order as the detail shows it."""
        answer = self.call(
            'GET', f'/order/{version}/orders', {'ids': order_id}, cipher=cipher or self.cipher
        )
        return answer['data']['orders'][0]


@pytest.fixture
def shop():
    """An open sandbox, small and new."""
    with Sandbox(seed=7, orders=80) as sandbox:
        yield sandbox


@pytest.fixture
def ear():
    """Somebody who hears webhooks."""
    listener = Listener()
    yield listener
    listener.close()


@pytest.fixture
def caller(shop):
    """Somebody whom the first seller has let in."""
    return Caller(shop)


@pytest.fixture
def world(shop, caller, ear):
    """The world of a seller who has let the app in, and whose webhooks are heard."""
    shop.app.webhook_url = ear.url
    return shop.world


@pytest.fixture
def calm():
    """A sandbox whose first seller has let the app in, where nothing happens by itself."""
    with Sandbox(seed=7, orders=0, webhook_workers=1) as sandbox:
        Caller(sandbox)
        yield sandbox


@pytest.fixture
def merchant(shop):
    """Somebody who lists products in the first seller's shop in the US."""
    from goods import Merchant  # it needs what stands above

    return Merchant(shop)


@pytest.fixture
def heard(merchant, ear):
    """What the app has been told since it was asked last: type and data."""
    merchant.sandbox.app.webhook_url = ear.url
    seen = []

    def new():
        merchant.sandbox.webhooks.wait()
        rows = merchant.sandbox.webhooks.deliveries[len(seen):]
        seen.extend(rows)
        return [(row.type, json.loads(row.body)['data']) for row in rows]

    return new
