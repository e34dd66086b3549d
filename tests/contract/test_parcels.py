"""Parcels: what the sandbox takes, answers and tells is what TikTok has published."""

import base64
import csv
import json
from pathlib import Path

import pytest
from published import differences, model, names, operation, problems
from tiktok_shop_api import TikTokShop
from tiktok_shop_api.generated import models
from tiktok_shop_api.generated._meta import WEBHOOKS
from tiktok_shop_api.webhooks import Webhooks

from client import exchange_code
from sandbox import Sandbox
from sandbox.api import ENDPOINTS
from sandbox.fulfilment import carriers, checks
from sandbox.fulfilment.commands import ROLES, SHAPES
from sandbox.params import Struct

MARKETS = ('US', 'GB', 'MY', 'DE', 'JP', 'BR')
F = '/fulfillment/202309'
SERVED = [
    each for each in ENDPOINTS
    if each.path.startswith(('/fulfillment/', '/logistics/')) and each.body
    and operation(each.method, each.path)]


@pytest.fixture(scope='module')
def shops():
    """A sandbox of its own, whose webhooks wait."""
    with Sandbox(seed=9, orders=200, markets=MARKETS, repeated_keys=True,
                 webhook_url='https://hooks.example.com/') as sandbox:
        sandbox.webhooks.pause()  # nobody is there
        yield sandbox


@pytest.fixture(scope='module')
def apis(shops):
    """The independent client for each market."""
    code = shops.authorize(0)
    token = exchange_code(shops.url, shops.app_key, shops.app_secret, code)
    with TikTokShop(
        shops.app_key, shops.app_secret, token.access_token, base_url=shops.url,
    ) as found:
        yield {shop.market.region: found.with_shop(shop_cipher=shop.cipher)
               for shop in shops.world.sellers[0].shops}


def keys(form):
    return {
        name: keys(each.fields) if isinstance(each, Struct) else {} for name, each in form.items()}


@pytest.mark.parametrize('endpoint', SERVED, ids=lambda each: f'{each.method} {each.path}')
def test_bodies_have_the_published_keys(endpoint):
    assert keys(endpoint.body) == names(model(endpoint.method, endpoint.path, 'request'))


def fine(call, answer):
    """Return the data of an answer that is as published and no refusal."""
    method, path = call.split(' ')
    plain = answer.to_dict()
    assert plain['code'] == 0, plain['message']
    assert not list(problems(method, path, 'response', plain))
    return answer.data


def order_in(shops, region, **what):
    shop = next(each for each in shops.world.shops if each.market.region == region)
    return shops.world.create_order(shop, **{'shipping_type': 'TIKTOK', **what})


def carried(order, number='AB123456789'):
    return {'tracking_number': number,
            'shipping_provider_id': carriers.carriers(order.shop.market)[0].id}


@pytest.mark.parametrize('region', MARKETS)
def test_all_that_is_there_can_be_read(apis, region):
    api = apis[region].fulfillment
    rows = fine(f'POST {F}/packages/search', api.search_package(
        body=models.SearchPackageRequest(), page_size=50)).packages
    assert {row.status for row in rows} > {'COMPLETED'}
    for row in rows:
        shown = fine(f'GET {F}/packages/{{package_id}}', api.get_package_detail(package_id=row.id))
        assert (shown.package_id, shown.package_status) == (row.id, row.status)
        for order in row.orders:
            fine(f'GET {F}/orders/{{order_id}}/tracking', api.get_order_tracking(order_id=order.id))


def test_tiktok_ships(shops, apis):
    api, order = apis['MY'].fulfillment, order_in(shops, 'MY', items=[
        {'quantity': 2}, {'sku': 'S0-TEA-100'}])
    *mugs, tea = [unit.id for unit in order.units]
    [row] = fine(f'GET {F}/orders/split_attributes', api.get_order_split_attributes(
        order_ids=[order.id])).split_attributes
    assert row.can_split
    made = fine(f'POST {F}/orders/{{order_id}}/split', api.confirm_order_split(
        order_id=order.id, body=models.ConfirmOrderSplitRequest.from_dict({
            'splittable_groups': [{'id': 'a', 'order_line_item_ids': mugs},
                                  {'id': 'b', 'order_line_item_ids': [tea]}]}))).packages
    slots = fine(f'GET {F}/packages/{{package_id}}/handover_time_slots',
                 api.get_package_handover_time_slots(package_id=made[0].id)).pickup_slots
    assert slots[-2].avaliable and not slots[-1].avaliable
    fine(f'POST {F}/packages/{{package_id}}/ship', api.ship_package(
        package_id=made[0].id, body=models.ShipPackageRequest.from_dict({
            'handover_method': 'PICKUP', 'pickup_slot': {
                'start_time': slots[0].start_time, 'end_time': slots[0].end_time}})))
    errors = fine(f'POST {F}/packages/ship', api.batch_ship_packages(
        body=models.BatchShipPackagesRequest.from_dict({
            'packages': [{'id': each.id} for each in made]}))).errors
    assert [(error.code, error.detail.package_id) for error in errors] == [(21011040, made[0].id)]
    for kind in ('SHIPPING_LABEL', 'PACKING_SLIP', 'SHIPPING_LABEL_PICTURE'):
        found = fine(f'GET {F}/packages/{{package_id}}/shipping_documents',
                     api.get_package_shipping_document(package_id=made[0].id, document_type=kind))
        assert found.doc_url.startswith(shops.url)
    shops.world.package_exception(made[0].id)
    shown = fine(f'GET {F}/packages/{{package_id}}', api.get_package_detail(package_id=made[0].id))
    assert shown.ship_exception_reason == 'PACKAGE_LOST'


def test_combined(shops, apis):
    api, first = apis['MY'].fulfillment, order_in(shops, 'MY')
    second = order_in(
        shops, 'MY', user_id=first.buyer.user_id, warehouse=first.warehouse.id)
    rows = fine(f'GET {F}/combinable_packages/search', api.search_combinable_packages(
        page_size=50)).combinable_packages
    [group] = [row for row in rows if set(row.order_ids) == {first.id, second.id}]
    data = fine(f'POST {F}/packages/combine', api.combine_package(
        body=models.CombinePackageRequest.from_dict({'combinable_packages': [
            group.to_dict(), {'id': '1'}]})))
    assert len(data.packages) == len(data.errors) == 1
    made = fine(f'POST {F}/packages/{{package_id}}/uncombine', api.uncombine_packages(
        package_id=data.packages[0].id,
        body=models.UncombinePackagesRequest(order_ids=[first.id]))).packages
    assert len(made) == 2


def test_seller_ships(shops, apis):
    api, order = apis['GB'].fulfillment, order_in(shops, 'GB', shipping_type='SELLER')
    data = fine('POST /fulfillment/202610/orders/{order_id}/packages', api.mark_package_as_shipped(
        order_id=order.id, body=models.MarkPackageAsShippedRequest.from_dict({
            'order_line_list': [{'order_line_id': unit.id} for unit in order.units],
            'shipping_info_list': [carried(order)]})))
    assert data.package_id == order.packages[0].id and data.warning.message
    path = '/fulfillment/202610/packages/{package_id}/shipping_info/update'
    fine(f'POST {path}', api.update_package_shipping_info(
        package_id=data.package_id, body=models.UpdatePackageShippingInfoRequest.from_dict({
            'shipping_info_list': [carried(order, 'AB000000000')]})))
    other = order_in(shops, 'GB', shipping_type='SELLER')
    shops.world.ship(other)
    fine(f'POST {F}/orders/{{order_id}}/shipping_info/update', api.update_order_shipping_info(
        order_id=other.id, body=models.UpdateOrderShippingInfoRequest.from_dict(
            carried(order, 'AB000000001'))))


@pytest.mark.parametrize('region', ['US', 'JP'])
def test_labels_are_bought(shops, apis, region):
    api, order = apis[region].fulfillment, order_in(shops, region)
    found = fine(f'POST {F}/orders/{{order_id}}/shipping_services/query',
                 api.get_eligible_shipping_services(
                     order_id=order.id, body=models.GetEligibleShippingServicesRequest()))
    data = fine('POST /fulfillment/202512/packages', api.create_packages(
        body=models.CreatePackagesRequest.from_dict({
            'ship_type': '1', 'order_id': order.id,
            'shipping_service_id': found.shipping_services[-1].id})))
    assert data.shipping_service_info.price == shops.world.labels[-1]['price']
    if region == 'US':
        path = '/fulfillment/202508/tts_tracking_validation'
        assert fine(f'GET {path}', api.check_tik_tok_shipping_and_collection_by_tik_tok_coverage(
            tracking_number=order.packages[0].tracking_number)).is_tiktok_shipping


def test_carriers(shops, apis):
    path = '/logistics/202309/warehouses/{warehouse_id}/delivery_options'
    for region, regions in (('GB', {}), ('DE', {'warehouse_region': 'DE', 'buyer_region': 'FR'})):
        api, order = apis[region].logistics, order_in(shops, region, shipping_type='SELLER')
        rows = fine(f'GET {path}', api.get_warehouse_delivery_options(
            warehouse_id=order.warehouse.id, scope='WAREHOUSE')).delivery_options
        assert rows[0].type_ == 'SEND_BY_SELLER'
        found = fine('GET /logistics/202309/delivery_options/{delivery_option_id}/'
                     'shipping_providers', api.get_shipping_providers(
                         delivery_option_id=rows[0].id, **regions))
        assert len(found.shipping_providers) == 3


def test_the_invoice_and_what_is_told(shops, apis):
    api, order = apis['BR'].fulfillment, order_in(shops, 'BR')
    row = {'package_id': order.packages[0].id, 'order_ids': [order.id], 'file_type': 'XML',
           'file': base64.b64encode(b'<nfe/>').decode()}
    for count in (0, 1):
        data = fine('POST /fulfillment/202502/invoice/upload', api.upload_invoice(
            body=models.UploadInvoiceRequest.from_dict({'invoices': [row]})))
        assert len(data.errors or ()) == count
    shops.world.answer_invoice(order, 'INVALID', 'NOT_FOUND')
    shops.world.answer_invoice(order)
    said = []
    for each in shops.webhooks.deliveries:
        if each.type in (4, 36):
            event = Webhooks.verify_and_parse(
                app_key=shops.app_key, app_secret=shops.app_secret, raw_body=each.body,
                signature=each.signature)
            assert not list(differences(event, 'webhook'))
        if each.type == 36:
            said.append(json.loads(each.body)['data']['invoice_status'])
    assert said == ['PROCESSING', 'INVALID', 'SUCCESS']


@pytest.mark.parametrize(('call', 'codes', 'unused'), [
    ('ship-package', checks.SHIP, ()), ('batch-ship-packages', checks.BATCH, ()),
    ('mark-package-as-shipped', checks.MARK, ()),
    ('create-packages', checks.BUY, ('number', 'crowded')),
])
def test_codes_are_those_of_the_call(call, codes, unused):
    with (Path(__file__).parent / 'errors.csv').open(encoding='utf-8', newline='') as file:
        known = {int(row['code']) for row in csv.DictReader(file)
                 if call in row['call'].split('|')}
    assert {value for name, value in codes._asdict().items() if name not in unused} <= known


@pytest.mark.parametrize(('key', 'words'), [('sc_type', SHAPES), ('role_type', ROLES)])
def test_words_about_packages_are_published(key, words):
    schema = next(each['schema'] for each in WEBHOOKS if each['type'] == 4)
    page = getattr(models, f'{schema}Data').__doc__.split(f'{key} (')[1].split(' | Unset')[1]
    assert not [word for word in words if f'* {word}\n' not in page.replace('`', '')]
