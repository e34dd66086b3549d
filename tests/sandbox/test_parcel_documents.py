"""Documents of parcels: real ones, of real sizes, when there are any."""

import io

import pytest
import requests
from packer import Packer
from PIL import Image
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from sandbox import Sandbox

DAY = 86400
A6, A5, A4 = (297, 419), (419, 595), (595, 841)


@pytest.fixture
def packer():
    with Sandbox(seed=7, orders=0, markets=('US', 'GB', 'MY', 'BR')) as sandbox:
        yield Packer(sandbox, 'MY')


def fetch(packer, package, kind='SHIPPING_LABEL', **query):
    """Return the bytes of a document."""
    code, data = packer.document(package, kind, **query)
    assert code == 0 and data['tracking_number'] == package.tracking_number
    return requests.get(data['doc_url'], timeout=10).content


def shipped(packer, **what):
    order = packer.order(**what)
    assert packer.ship_order(order)[0] == 0
    return order.packages[0]


@pytest.mark.parametrize(('kind', 'size', 'pages', 'measure'), [
    ('SHIPPING_LABEL', None, 1, A6), ('SHIPPING_LABEL', 'A5', 1, A5),
    ('PACKING_SLIP', 'A6', 1, A6), ('SHIPPING_LABEL_AND_PACKING_SLIP', 'A6', 2, A6),
])
def test_pdf(packer, kind, size, pages, measure):
    package = shipped(packer, items=[{'sku': 'S0-TEA-100', 'quantity': 2}])
    reader = PdfReader(io.BytesIO(fetch(packer, package, kind, document_size=size)))
    assert len(reader.pages) == pages
    assert {tuple(map(int, page.mediabox[2:])) for page in reader.pages} == {measure}
    text = ''.join(page.extract_text() for page in reader.pages)
    assert package.orders[0].id in text
    if 'LABEL' in kind:
        assert package.tracking_number in text and 'J&T Express' in text
    if 'SLIP' in kind:
        assert '2 x S0-TEA-100' in text


def test_combined_orders_have_one_label(packer):
    first = packer.order()
    second = packer.order(user_id=first.buyer.user_id, warehouse=first.warehouse.id)
    packer.sandbox.world.combine([first, second])
    assert packer.ship_order(first)[0] == 0
    text = PdfReader(io.BytesIO(fetch(packer, second.packages[0]))).pages[0].extract_text()
    assert first.id in text and second.id in text


def test_picture(packer):
    raw = fetch(packer, shipped(packer), 'SHIPPING_LABEL_PICTURE')
    with Image.open(io.BytesIO(raw)) as picture:
        assert (picture.format, picture.size) == ('PNG', (839, 1183))


def test_zpl_where_there_is_any(packer):
    there = packer.at('BR')
    order = there.order()
    packer.sandbox.world.answer_invoice(order)
    assert there.ship_order(order)[0] == 0
    raw = fetch(there, order.packages[0], document_format='ZPL')
    assert raw.startswith(b'^XA') and raw.endswith(b'^XZ') and order.id.encode() in raw
    invoice = fetch(there, order.packages[0], 'INVOICE_LABEL')
    assert 'DANFE' in PdfReader(io.BytesIO(invoice)).pages[0].extract_text()
    assert packer.document(shipped(packer), document_format='ZPL')[0] == 36009004
    assert packer.document(shipped(packer), 'INVOICE_LABEL')[0] == 36009004
    assert packer.document(shipped(packer), 'HAZMAT_LABEL')[0] == 36009004


def test_hazmat_label_of_dangerous_goods(packer):
    package = shipped(packer)
    packer.sandbox.world.mark_dangerous(package.orders[0].id)
    raw = fetch(packer, package, 'HAZMAT_LABEL', document_size='A6')
    [page] = PdfReader(io.BytesIO(raw)).pages
    assert tuple(map(int, page.mediabox[2:])) == A4 and 'DANGEROUS GOODS' in page.extract_text()
    shown = packer.get('/orders', '/order/202309', ids=package.orders[0].id)[1]['orders'][0]
    assert all(line['is_dangerous_good'] is True for line in shown['line_items'])


def test_an_address_is_good_for_a_day(packer):
    package = shipped(packer)
    url = packer.document(package)[1]['doc_url']
    packer.sandbox.world.advance(DAY - 1)
    assert requests.get(url, timeout=10).status_code == 200
    packer.sandbox.world.advance(1)
    assert requests.get(url, timeout=10).status_code == 404
    assert fetch(packer, package).startswith(b'%PDF')


@pytest.mark.parametrize(('state', 'code'), [
    ('TO_FULFILL', 21023035), ('FULFILLING', 21042102), ('COMPLETED', 21023046),
    ('CANCELLED', 21023059), ('requested', 21021010),
])
def test_when_there_is_none(packer, state, code):
    world, order = packer.sandbox.world, packer.order()
    package = order.packages[0]
    if state != 'TO_FULFILL':
        world.ship(order)
    if state in ('FULFILLING', 'COMPLETED'):
        world.scan(package)
    if state == 'COMPLETED':
        world.arrive(package)
    if state == 'CANCELLED':
        world.cancel(order)
    if state == 'requested':
        world.request_cancel(order)
    assert packer.document(package)[0] == code


def test_whose_label_it_is_not(packer):
    assert packer.document(shipped(packer, shipping_type='SELLER'))[0] == 21008017
    fbt = packer.order(kind='FBT', status='AWAITING_COLLECTION')
    assert packer.document(fbt.packages[0])[0] == 21008043
    assert packer.document(shipped(packer), 'LOVE_LETTER')[0] == 36009004


def test_late(packer):
    world = packer.sandbox.world
    world.late_labels(300)
    package = shipped(packer)
    assert packer.document(package)[0] == 11034037
    assert packer.get(f'/packages/{package.id}')[1]['package_sub_status'] == 'RTSING'
    world.advance(299)
    assert packer.document(package)[0] == 11034037
    world.advance(1)
    assert fetch(packer, package).startswith(b'%PDF')
    world.late_labels(60, package.id)
    assert packer.document(package)[0] == 11034037


def test_a_label_that_is_being_made_is_not_bought_again(packer):
    there = packer.at('US')
    packer.sandbox.world.late_labels(300)
    order = there.order()
    assert there.buy(order)[0] == 0
    assert there.buy(order)[0] == 21030005
    packer.sandbox.world.advance(300)
    assert there.buy(order)[0] == 21022025
    assert len(packer.sandbox.world.labels) == 1


def test_one_in_three_is_broken(packer):
    packer.sandbox.world.break_labels(every=3)
    packages = [shipped(packer) for _ in range(6)]

    def broken():
        for package in packages:
            raw = fetch(packer, package)
            assert raw.startswith(b'%PDF')
            try:
                len(PdfReader(io.BytesIO(raw), strict=True).pages)
            except (PyPdfError, ValueError):
                yield package

    assert list(broken()) == [packages[2], packages[5]]
    assert list(broken()) == [packages[2], packages[5]]  # they stay so
    packer.sandbox.world.break_labels(every=0)
    assert not list(broken())


@pytest.mark.parametrize(('how', 'start'), [
    ('empty', b''), ('text', b'Too many'), ('html', b'<html>'),
])
def test_what_is_no_pdf(packer, how, start):
    package = shipped(packer)
    packer.sandbox.world.break_labels(package=package.id, how=how)
    raw = fetch(packer, package)
    assert raw.startswith(start) and not raw.startswith(b'%PDF')
    packer.sandbox.world.break_labels(package=package.id, how='')
    assert fetch(packer, package).startswith(b'%PDF')


def test_documents_are_no_calls(packer):
    package = shipped(packer)
    url = packer.document(package)[1]['doc_url']
    packer.sandbox.faults.next('unavailable')
    assert requests.get(url, timeout=10).status_code == 200
    packer.sandbox.faults.clear()
    packer.sandbox.faults.next('unavailable', path='/wsos_v2/')
    assert requests.get(url, timeout=10).status_code == 503
