"""Commands over HTTP, the command line, and many callers at once."""

import json
import os
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from sandbox import Sandbox
from sandbox.control import COMMANDS, EVERY, Control
from sandbox.world import World

ROOT = Path(__file__).parents[2]


class Remote:
    """Sends commands as a person with curl would."""

    def __init__(self, url):
        self.url = url

    def do(self, command, http=200, /, **arguments):
        response = requests.post(f'{self.url}/sandbox/{command}', json=arguments, timeout=10)
        assert response.status_code == http, response.text
        return response.json()['result' if http == 200 else 'error']

    def look(self, what, **query):
        return requests.get(f'{self.url}/sandbox/{what}', query, timeout=10).json()


@pytest.fixture
def remote(shop):
    return Remote(shop.url)


def test_every_command_is_one_of_the_world():
    assert [name for name in EVERY if not callable(getattr(World, name, None))] == []
    assert len(set(EVERY)) == len(EVERY)


def test_promotions_by_command(remote, caller):
    made = remote.do('create_promotion', products=['S0-PEN'], title='Autumn')
    assert (made['title'], made['status'], made['level']) == ('Autumn', 'ONGOING', 'PRODUCT')
    assert remote.look('promotions', shop=made['shop_id'])['promotions'] == [made]
    changed = remote.do('change_promotion', promotion=made['id'], lasts=60)
    assert changed['end'] < made['end']
    remote.do('advance', seconds=60)
    assert 'EXPIRED' in remote.do('end_promotion', 409, promotion=made['id'])
    assert 'no promotion' in remote.do('end_promotion', 404, promotion='5')


def test_stock_by_command(remote, caller):
    place = remote.do('add_warehouse', name='attic')
    product = remote.do('assign_warehouse', product='S0-PEN', warehouse=place, quantity=3)
    [sku] = product['skus']
    assert sku['stock'][place] == 3
    remote.do('set_stock', product='S0-PEN', quantity=0)
    remote.do('set_stock', product='S0-PEN', quantity=3, warehouse=place)
    locked = remote.do('lock_units', product='S0-PEN', quantity=1, name='Flash')
    assert locked['skus'][0]['campaigns'] == {'Flash': 1}
    assert remote.do('buy', sku='S0-PEN', quantity=2)['status'] == 'AWAITING_SHIPMENT'
    assert remote.do('buy', 409, sku='S0-PEN').startswith('Sold out: 0 of S0-PEN')
    assert remote.do('set_restock', product='S0-PEN', enabled=False)['skus'][0]['restock'] is False
    remote.do('enable_warehouse', warehouse=place, enabled=False)
    assert 'no warehouse' in remote.do('enable_warehouse', 404, warehouse='5')


def test_an_order_by_command(remote, caller):
    order = remote.do('create_order', shop=caller.cipher, status='UNPAID',
                      items=[{'sku': 'S0-TEA-100', 'quantity': 2, 'price': '5.00'}])
    assert order['status'] == 'UNPAID' and order['seller'] == '10'
    for command, status in (
        ('pay', 'ON_HOLD'), ('release', 'AWAITING_SHIPMENT'), ('ship', 'AWAITING_COLLECTION'),
        ('collect', 'IN_TRANSIT'), ('deliver', 'DELIVERED'), ('complete', 'COMPLETED'),
    ):
        assert remote.do(command, order=order['id'])['status'] == status
        assert caller.order(order['id'])['status'] == status


def test_combined_orders_by_command(remote):
    first = remote.do('create_order', shop=0)
    second = remote.do('create_order', shop=0, user_id=first['user_id'],
                       warehouse=first['warehouse_id'])
    both = remote.do('combine', orders=[first['id'], second['id']])
    assert [order['id'] for order in both] == [first['id'], second['id']]
    assert remote.do('uncombine', order=first['id']) == both
    assert remote.do('combine', 409, orders=[first['id']])


def test_every_command_exists(shop):
    assert all(callable(getattr(shop.world, name)) for name in COMMANDS)


def test_wrong_commands_are_explained(remote):
    assert 'no command' in remote.do('explode', 404)
    assert 'no order' in remote.do('pay', 404, order='1')
    order = remote.do('create_order', shop=0)
    assert 'cannot pay' in remote.do('pay', 409, order=order['id'])
    assert 'pay' in remote.do('pay', 400, order=order['id'], tip=1)
    assert 'authorize' in remote.do('authorize', 400, seller=9)
    assert 'create_order' in remote.do('create_order', 400, shop=99)
    assert 'create_order' in remote.do('create_order', 400, seller_discount='much')
    assert 'knob' in remote.do('knobs', 400, nothing=1)
    assert 'sells' not in remote.do('app', 409, name='x')
    assert 'do' in remote.do('faults', 409, do='explode')
    plain = requests.post(f'{remote.url}/sandbox/advance', '{"seconds": 1}', timeout=10)
    assert plain.status_code == 400


def test_truth(remote, shop):
    everything = remote.look('orders')['orders']
    assert len(everything) == 80
    first = shop.world.shops[0]
    some = remote.look('orders', shop=first.id)['orders']
    assert [order['id'] for order in some] == [order.id for order in shop.world.orders_of(first)]
    assert some == [order for order in everything if order['shop_id'] == first.id]
    assert {'seller', 'buyer', 'parts', 'unknown_skus', 'corrupt', 'status'} <= set(some[0])
    assert remote.look('orders', shop='1')['error']


def test_state_catalogue_calls(remote, shop, caller):
    state = remote.look('state')
    assert state['app_key'] == shop.app_key and len(state['sellers']) == 2
    assert len(remote.look('catalogue')['articles']) == len(shop.world.catalogue())
    assert remote.look('calls')['calls'][-1]['path'] == '/authorization/202309/shops'


def test_app_knobs_faults_time(remote, shop, caller):
    remote.do('app', redirect_url='http://localhost/x', scopes=['seller.shop.info'])
    assert shop.app.redirect_url == 'http://localhost/x'
    remote.do('knobs', error_data='empty')
    remote.do('faults', do='next', kind='internal')
    assert caller.search() == {**caller.search(page_size='0'), 'code': 36009003, **{
        'message': 'Internal error. Please try again.', 'request_id': _any}}
    before = shop.clock.now()
    assert remote.do('advance', seconds=60) == before + 60
    code = remote.do('authorize', seller=1)
    assert caller.get_tokens(auth_code=code).json()['data']['granted_scopes'] == [
        'seller.shop.info']
    remote.do('reset', seed=9, orders=3)
    assert len(remote.look('orders')['orders']) == 3


class _Any:
    def __eq__(self, other):
        return True

    __hash__ = None


_any = _Any()


def test_commands_are_for_this_machine_only(shop):
    class Elsewhere:
        remote_addr = '192.0.2.1'

    assert Control(shop).answer(Elsewhere()).status_code == 403


def test_many_callers_and_commands_at_once(caller):
    world = caller.sandbox.world

    def work(number):
        if number % 3:
            return len(caller.walk(page_size='5')[0])
        return world.pay(world.create_order(caller.cipher, status='UNPAID')).id

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(work, range(60)))
    made = [result for result in results if isinstance(result, str)]
    assert len(set(made)) == 20
    found = caller.walk(page_size='100')[0]
    assert set(made) <= {order['id'] for order in found}


def run(*arguments):
    environment = {**os.environ, 'PYTHONPATH': str(ROOT), 'PYTHONUNBUFFERED': '1'}
    return subprocess.Popen(
        [sys.executable, '-m', 'sandbox', *arguments], cwd=ROOT, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )


def test_command_line():
    process = run('--port', '0', '--orders', '5', '--redirect-url', 'http://localhost/back',
                  '--webhook-url', 'http://localhost/hook', '--local-webhooks')
    try:
        lines = [process.stdout.readline() for _ in range(4)]
        url = lines[0].split()[-1]
        state = requests.get(f'{url}/sandbox/state', timeout=10).json()
        assert state['redirect_url'] == 'http://localhost/back'
        assert state['webhook_url'] == 'http://localhost/hook'
        for key in ('app_key', 'app_secret', 'service_id'):
            assert any(state[key] in line for line in lines)
    finally:
        process.terminate()
        process.wait(10)


def test_port_in_use_is_one_sentence():
    with socket.create_server(('127.0.0.1', 0)) as busy:
        process = run('--port', str(busy.getsockname()[1]), '--orders', '0')
        output, _error = process.communicate(timeout=20)
    assert process.returncode == 2
    assert len(output.splitlines()) == 1 and 'in use' in output


def test_unknown_market_is_explained():
    process = run('--markets', 'US,XX', '--port', '0')
    output, _error = process.communicate(timeout=20)
    assert process.returncode == 2 and 'Traceback' not in output and 'choose from US' in output


def test_starts_fast_and_twice():
    with Sandbox(orders=10) as first, Sandbox(orders=10) as second:
        assert first.url != second.url
        for sandbox in (first, second):
            state = requests.get(f'{sandbox.url}/sandbox', timeout=10)
            assert json.loads(state.text)['seed'] == 7
