"""What sellers and TikTok do to products, by command: in Python and over HTTP."""

import json

import pytest
import requests
from goods import PRODUCTS, Merchant

from sandbox.control import PRODUCT_COMMANDS
from sandbox.errors import NotAllowed, NotFound
from sandbox.products.commands import ProductCommands


def do(merchant, command, http=200, /, **arguments):
    """Give a command as a person with curl would."""
    url = f'{merchant.sandbox.url}/sandbox/{command}'
    response = requests.post(url, json=arguments, timeout=10)
    assert response.status_code == http, response.text
    return response.json()['result' if http == 200 else 'error']


@pytest.fixture
def told(merchant, ear):
    """What webhooks have said, by type."""
    merchant.sandbox.app.webhook_url = ear.url

    def look():
        merchant.sandbox.webhooks.wait()
        rows = merchant.sandbox.webhooks.deliveries
        return {row.type: json.loads(row.body)['data'] for row in rows}

    return look


def test_products_are_stated(merchant):
    url = f'{merchant.sandbox.url}/sandbox/products'
    rows = requests.get(url, {'shop': merchant.shop.id}, timeout=10).json()['products']
    everywhere = requests.get(url, timeout=10).json()['products']
    assert len(rows) == 43 and len(everywhere) == 8 * 43
    row = next(row for row in rows if row['title'].startswith('Two person'))
    shown = merchant.get(row['id'])
    assert [sku['stock'] for sku in row['skus']] == [
        {each['warehouse_id']: each['quantity'] for each in sku['inventory']}
        for sku in shown['skus']]
    assert row['skus'][0]['options'] == {'Color': 'Black'}


def test_edit(merchant, told):
    before = merchant.get(merchant.sandbox.world.product('S0-PEN').id)
    row = do(merchant, 'edit_product', product='S0-PEN', title='A brass pen', image='blue',
             category='decor', brand='Volta')
    after = merchant.get(before['id'])
    assert (row['title'], after['title'], after['status']) == (
        'A brass pen', 'A brass pen', 'ACTIVATE')
    images = [[image['uri'] for image in each['main_images']] for each in (before, after)]
    assert images[0][0] != images[1][0] and images[0][1:] == images[1][1:]
    picture = requests.get(after['main_images'][0]['urls'][0], timeout=10).content
    assert picture != requests.get(before['main_images'][0]['urls'][0], timeout=10).content
    assert after['category_chains'][-1]['local_name'] == 'Decorations'
    assert after['brand']['name'] == 'Volta'
    said = told()
    assert said[15]['change_source'] == 'SELLER_CENTER'
    assert said[15]['changed_fields'] == ['title', 'main_images', 'others']
    assert said[18]['current_category_id'] == after['category_chains'][-1]['id']


def test_edit_with_a_review(merchant, told):
    do(merchant, 'edit_product', product='S0-PEN', title='Replica pen', review=True)
    product_id = merchant.sandbox.world.product('S0-PEN').id
    assert merchant.get(product_id)['title'].startswith('Brass')
    merchant.sandbox.world.advance(300)
    assert told()[5]['status'] == 'PRODUCT_AUDIT_FAILURE'
    do(merchant, 'edit_product', product='S0-PEN', title='Steel pen', review=True)
    do(merchant, 'finish_review', product='S0-PEN', approve=True)
    assert merchant.get(product_id)['title'] == 'Steel pen'


def test_orders_keep_what_was_sold(merchant):
    world = merchant.sandbox.world
    old = world.create_order(merchant.cipher, items=[{'sku': 'S0-PEN'}])
    world.edit_product('S0-PEN', title='A pen of another name')
    new = world.create_order(merchant.cipher, items=[{'sku': 'S0-PEN'}])
    names = [order.units[0].sku.product_name for order in (old, new)]
    assert names == ['Brass ballpoint pen with spare refill', 'A pen of another name']
    assert old.units[0].sku.id == new.units[0].sku.id


def test_skus(merchant, told):
    row = do(merchant, 'add_sku', product='S0-TENT-BLA', seller_sku='S0-TENT-PNK',
             options={'Color': 'Pink'}, price='180', quantity=3)
    assert [sku['options']['Color'] for sku in row['skus']] == ['Black', 'Green', 'Pink']
    assert told()[50]['skus'] == [{'sku_id': row['skus'][2]['id'], 'status': 'CREATED'}]
    order = merchant.sandbox.world.create_order(merchant.cipher, items=[{'sku': 'S0-TENT-PNK'}])
    assert (order.units[0].sku.name, str(order.units[0].sku.price)) == ('Pink', '180')
    do(merchant, 'activate_sku', product='S0-TENT-PNK', sku='S0-TENT-PNK', active=False)
    assert told()[50]['skus'][0]['deactivation_source'] == 'SELLER'
    assert merchant.get(row['id'])['skus'][2]['status_info'] == {
        'status': 'DEACTIVATED', 'deactivation_source': 'SELLER'}
    do(merchant, 'remove_sku', product='S0-TENT-BLA', sku='S0-TENT-PNK')
    assert told()[50]['skus'][0]['status'] == 'DELETED'
    with pytest.raises(NotFound):
        merchant.sandbox.world.create_order(merchant.cipher, items=[{'sku': 'S0-TENT-PNK'}])


def test_create(merchant, told):
    row = do(merchant, 'create_product', title='Brand new', seller_sku='NEW-1', price='7.5',
             quantity=2, brand='Northwind', category='mugs')
    assert told()[16] == {
        'product_id': int(row['id']), 'product_types': [], 'update_time': row['update_time']}
    shown = merchant.get(row['id'])
    assert (shown['status'], shown['brand']['name']) == ('ACTIVATE', 'Northwind')
    assert shown['skus'][0]['price']['sale_price'] == '7.5'
    other = do(merchant, 'create_product', title='Replica', review=True)
    assert other['status'] == 'PENDING'
    merchant.sandbox.world.advance(300)
    assert merchant.get(other['id'])['status'] == 'FAILED'


def test_stock_and_prices(merchant):
    row = do(merchant, 'set_stock', product='S0-TENT-BLA', quantity=7)
    assert {number for sku in row['skus'] for number in sku['stock'].values()} == {7}
    place = next(iter(row['skus'][1]['stock']))
    row = do(merchant, 'set_stock', product='S0-TENT-BLA', sku='S0-TENT-GRE', quantity=0,
             warehouse=place)
    assert (row['skus'][0]['stock'][place], row['skus'][1]['stock'][place]) == (7, 0)
    row = do(merchant, 'set_price', product='S0-TENT-BLA', price='99.5', sku='S0-TENT-GRE')
    assert row['skus'][1]['price'] == '99.5' != row['skus'][0]['price']


def test_the_steps(merchant):
    for command, status in (
        ('deactivate_product', 'SELLER_DEACTIVATED'), ('activate_product', 'PENDING'),
        ('finish_review', 'ACTIVATE'), ('suspend_product', 'PLATFORM_DEACTIVATED'),
        ('freeze_product', 'FREEZE'), ('unfreeze_product', 'SELLER_DEACTIVATED'),
        ('delete_product', 'DELETED'), ('recover_product', 'SELLER_DEACTIVATED'),
    ):
        assert do(merchant, command, product='S0-PEN')['status'] == status


@pytest.mark.parametrize(('command', 'http', 'arguments'), [
    ('edit_product', 404, {'product': '5', 'title': 'x'}),
    ('edit_product', 409, {'product': 'S0-PEN'}),
    ('edit_product', 409, {'product': 'S0-PEN', 'colour': 'x'}),
    ('edit_product', 404, {'product': 'S0-PEN', 'category': 'x'}),
    ('edit_product', 404, {'product': 'S0-PEN', 'brand': 'x'}),
    ('edit_product', 409, {'product': 'S0-POSTER', 'title': 'x'}),
    ('add_sku', 409, {'product': 'S0-PEN', 'seller_sku': 'x', 'options': {'Color': 'Red'}}),
    ('add_sku', 409, {'product': 'S0-TENT-BLA', 'seller_sku': 'x', 'options': {'Size': 'M'}}),
    ('add_sku', 409, {'product': 'S0-TENT-BLA', 'seller_sku': 'x', 'options': {'Color': 'Black'}}),
    ('remove_sku', 409, {'product': 'S0-PEN', 'sku': 'S0-PEN'}),
    ('remove_sku', 404, {'product': 'S0-PEN', 'sku': 'x'}),
    ('activate_product', 409, {'product': 'S0-PEN'}),
    ('finish_review', 409, {'product': 'S0-PEN'}),
    ('recover_product', 409, {'product': 'S0-PEN'}),
    ('delete_product', 409, {'product': 'S0-POSTER'}),
    ('freeze_product', 409, {'product': 'S0-POSTER'}),
    ('set_stock', 404, {'product': 'S0-PEN', 'quantity': 1, 'warehouse': '5'}),
    ('set_stock', 400, {'product': 'S0-PEN', 'quantity': 'many'}),
    ('set_price', 400, {'product': 'S0-PEN', 'price': 'much'}),
    ('fail_prerequisite', 409, {'item': 'WEATHER'}),
    ('authorize_brand', 404, {'brand': 'x'}),
    ('deactivate_product', 400, {}),
])
def test_impossible_commands(merchant, command, http, arguments):
    assert do(merchant, command, http, **arguments)


def test_every_command_is_one():
    for command in PRODUCT_COMMANDS:
        assert callable(getattr(ProductCommands, command)), command


def test_a_large_shop(merchant):
    world = merchant.sandbox.world
    rows = world.stock_up(merchant.cipher, 120)
    assert len(world.products(merchant.cipher)) == 163 and len(rows) == 120
    shown = merchant.get(rows[-1].id)
    assert shown['skus'][0]['seller_sku'] == 'BULK-000119'
    assert len({image.content['main_images'][0]['uri'] for image in rows}) == 1
    with pytest.raises(NotAllowed):
        world.stock_up(merchant.cipher, -1)
    assert Merchant(merchant.sandbox, 'GB').ask('GET', f'{PRODUCTS}/{rows[0].id}')['code'] != 0
