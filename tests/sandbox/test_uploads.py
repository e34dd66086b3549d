"""Uploads: what is taken, what is refused, and that it can be downloaded again."""

import struct
import zlib

import pytest
import requests
from goods import PRODUCTS, UPLOADS, Merchant, P

from sandbox.products.drawing import draw, png
from sandbox.products.headers import is_blank, measure

JPEG = (b'\xff\xd8\xff\xe0\0\x04ab' b'\xff\xc2\0\x0b\x08' + struct.pack('>HH', 700, 500)
        + b'\x01\x01\x11\0')
BMP = b'BM' + bytes(16) + struct.pack('<ii', 500, -700)
WEBP = {
    'VP8X': b'VP8X' + bytes(8) + (499).to_bytes(3, 'little') + (699).to_bytes(3, 'little'),
    'VP8L': b'VP8L' + bytes(4) + b'\x2f' + struct.pack('<I', 499 | 699 << 14),
    'VP8 ': b'VP8 ' + bytes(10) + struct.pack('<HH', 500, 700),
}
HEIC = b'\0\0\0\x18ftypheic' + b'ispe' + bytes(4) + struct.pack('>II', 64, 64) + (
    b'ispe' + bytes(4) + struct.pack('>II', 500, 700))
PICTURES = {
    'PNG': draw('a', 500), 'JPEG': JPEG, 'BMP': BMP, 'HEIC': HEIC,
    **{kind: b'RIFF\0\0\0\0WEBP' + data for kind, data in WEBP.items()},
}


@pytest.mark.parametrize('kind', PICTURES)
def test_formats(merchant, kind):
    found = measure(PICTURES[kind])
    assert found == (kind.strip() if kind in ('PNG', 'JPEG', 'BMP', 'HEIC') else 'WEBP', 500,
                     500 if kind == 'PNG' else 700)
    data = merchant.upload(PICTURES[kind], use_case='DESCRIPTION_IMAGE')['data']
    assert (data['width'], data['height']) == found[1:]
    assert data['use_case'] == 'DESCRIPTION_IMAGE'
    response = requests.get(data['url'], timeout=10)
    assert response.content == PICTURES[kind]
    assert response.headers['content-type'] == f'image/{found[0].lower()}'


@pytest.mark.parametrize('data', [
    JPEG[:12], b'\x89PNG\r\n\x1a\n', WEBP['VP8X'], b'RIFF\0\0\0\0WEBP??',
    b'\xff\xd8\xff\xe0\0\x02notajpeg', b'\0\0\0\x18ftypheic', b'BM',
])
def test_damaged_pictures(merchant, data):
    assert merchant.upload(data)['code'] in (12019116, 12038004)
    with pytest.raises(ValueError, match='picture'):
        measure(data)


def test_the_same_picture_is_the_same(merchant):
    first, again, other = (merchant.picture(word) for word in 'aab')
    assert first == again != other
    assert merchant.picture('a', use_case='ATTRIBUTE_IMAGE') != first


def test_wide_pictures_are_made_square(merchant):
    wide = png(900, 600, ((1, 2, 3),), [b'\0' * 900] * 600)
    for use_case, size in (('MAIN_IMAGE', 600), ('ATTRIBUTE_IMAGE', 600),
                           ('CERTIFICATION_IMAGE', 900)):
        assert merchant.upload(wide, use_case=use_case)['data']['width'] == size
    fits = png(800, 600, ((1, 2, 3),), [b'\0' * 800] * 600)
    assert merchant.upload(fits)['data']['width'] == 800


@pytest.mark.parametrize(('code', 'data', 'form'), [
    (12038002, None, {}), (12038002, b'', {}),
    (12038004, b'GIF89a' + bytes(99), {}), (12038004, b'<svg/>', {}),
    (12019116, JPEG[:12], {}),
    (12038005, draw('a') + bytes(10 << 20), {}),
    (12038014, draw('a', 299), {}),
    (12038014, draw('a', 99), {'use_case': 'DESCRIPTION_IMAGE'}),
    (12038014, draw('a', 1023), {'use_case': 'SIZE_CHART_IMAGE'}),
    (12038014, BMP[:18] + struct.pack('<ii', 4001, 4001), {}),
    (12038014, BMP[:18] + struct.pack('<ii', 20_001, 9000), {'use_case': 'DESCRIPTION_IMAGE'}),
    (12038015, draw('a'), {'use_case': 'SELFIE'}),
    (36009004, draw('a'), {'surprise': '1'}),
])
def test_refused_pictures(merchant, code, data, form):
    assert merchant.upload(data, **form)['code'] == code


@pytest.mark.parametrize(('side', 'use_case'), [
    (300, 'MAIN_IMAGE'), (100, 'ATTRIBUTE_IMAGE'), (1024, 'SIZE_CHART_IMAGE'),
    (100, 'CUSTOMIZATION_IMAGE')])
def test_smallest_pictures(merchant, side, use_case):
    assert merchant.upload(draw('a', side), use_case=use_case)['code'] == 0


def test_forms_are_not_signed(merchant):
    assert merchant.upload(draw('a'))['code'] == 0
    assert merchant.upload(draw('a'), sign_with=draw('a'))['code'] == 106001
    answer = merchant.call('POST', UPLOADS['image'], body={'data': 'x'})
    assert (answer['code'], 'multipart' in answer['message']) == (36009023, True)
    assert merchant.upload(draw('a'), cipher=merchant.cipher)['code'] == 36009004


@pytest.mark.parametrize(('name', 'data', 'code'), [
    ('proof.pdf', b'%PDF-1.7 and so on', 0), ('film.mp4', b'\0\0\0\x18ftypmp42', 0),
    ('film.webm', b'\x1aE\xdf\xa3 film', 0), ('proof.PDF', b'%PDF-', 0),
    ('my proof.pdf', b'%PDF-', 36009004), ('proof.v2.pdf', b'%PDF-', 36009004),
    ('_proof.pdf', b'%PDF-', 36009004), ('proof', b'%PDF-', 36009004),
    ('proof.pdf', b'PK\3\4', 12038004), ('proof.docx', b'PK\3\4', 12038004),
    ('proof.pdf', b'', 12038002), ('film.mp4', b'%PDF-', 12038004),
    ('proof.pdf', b'%PDF-' + bytes(20 << 20), 12038005),
])
def test_files(merchant, name, data, code):
    answer = merchant.upload(data, 'file', name=name)
    assert answer['code'] == code
    if not code:
        found = answer['data']
        assert (found['name'], found['format']) == (name, name.rpartition('.')[2].upper())
        assert requests.get(found['url'], timeout=10).content == data


def test_a_file_needs_a_name(merchant):
    assert merchant.upload(b'%PDF-', 'file')['code'] == 36009004


def test_every_product_has_pictures_of_its_own(merchant):
    seen = {}
    for product in merchant.sandbox.world.products(merchant.cipher):
        for image in merchant.get(product.id)['main_images']:
            response = requests.get(image['urls'][0], timeout=10)
            assert response.headers['content-type'] == 'image/png'
            assert measure(response.content) == ('PNG', image['width'], image['height'])
            seen.setdefault(response.content, set()).add(image['uri'])
    assert len(seen) == 3 * 43 and all(len(uris) == 1 for uris in seen.values())


def test_what_is_not_there(merchant):
    for path in ('tos-sandbox-i-o3syd03w52/0~origin', 'files-sandbox/v1'):
        assert requests.get(f'{merchant.sandbox.url}/{path}', timeout=10).status_code == 404


def test_downloads_fail_on_command(merchant):
    url = merchant.get(merchant.sandbox.world.products(0)[0].id)['main_images'][0]['urls'][0]
    merchant.sandbox.faults.next('throttle')
    assert requests.get(url, timeout=10).status_code == 200  # that one is for calls
    merchant.sandbox.faults.clear()
    for fault, status in (('unavailable', 503), ('throttle', 429), ('ip_denied', 403)):
        merchant.sandbox.faults.next(fault, path='tos-sandbox')
        assert requests.get(url, timeout=10).status_code == status
    merchant.sandbox.faults.next('cut', path='tos-sandbox')
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        requests.get(url, timeout=10)
    assert requests.get(url, timeout=10).status_code == 200


def test_a_video(merchant):
    found = merchant.upload(b'\0\0\0\x18ftypmp42', 'file', name='film.mp4')['data']
    shown = merchant.get(merchant.created(video={'id': found['id']}))['video']
    assert (shown['url'], shown['format'], shown['size']) == (found['url'], 'MP4', 12)
    foreign = Merchant(merchant.sandbox, seller=1)
    assert foreign.create(video={'id': found['id']})['code'] == 36009004


@pytest.mark.parametrize(('colour_type', 'pixel', 'blank'), [
    (0, b'\xff', True), (0, b'\0', False), (2, b'\xff' * 3, True), (2, b'\xff\xff\xfe', False),
    (6, b'\xff' * 4, True),
])
def test_blank(colour_type, pixel, blank):
    head = struct.pack('>IIBBBBB', 600, 600, 8, colour_type, 0, 0, 0)
    data = zlib.compress((b'\0' + pixel * 600) * 600)
    parts = (b'IHDR', head), (b'IDAT', data)
    raw = b'\x89PNG\r\n\x1a\n' + b''.join(
        struct.pack('>I', len(part)) + kind + part + bytes(4) for kind, part in parts)
    assert is_blank(raw) is blank
    assert not is_blank(raw[:-40]) and not is_blank(draw('a')) and not is_blank(JPEG)


def test_size_charts(merchant):
    path = '/product/202407/sizecharts/search'
    answer = merchant.call('POST', path, {'page_size': '1'}, {})
    [chart] = answer['data']['size_chart']
    assert answer['data']['total_count'] == 2 and answer['data']['next_page_token']
    assert requests.get(chart['images'][0]['url'], timeout=10).status_code == 200
    rows = {
        what: len(merchant.call('POST', path, {'page_size': '9'}, body)['data'].get(
            'size_chart', []))
        for what, body in {
            'id': {'ids': [chart['template_id']]}, 'word': {'keyword': 'SOCK'},
            'own': {'size_chart_mode': 'PRODUCT_SCOPED'}}.items()
    }
    assert rows == {'id': 1, 'word': 1, 'own': 0}
    product_id = merchant.created(
        category_id=merchant.category('Hats'),
        size_chart={'template': {'id': chart['template_id']}})
    assert merchant.get(product_id)['size_chart']['template']['id'] == chart['template_id']
    drawn = merchant.picture('chart', 1024, 'SIZE_CHART_IMAGE')
    product_id = merchant.created(
        category_id=merchant.category('Hats'), size_chart={'image': {'uri': drawn}})
    assert merchant.get(product_id)['size_chart']['image']['width'] == 1024
    assert merchant.create(size_chart={'template': {'id': '1'}})['code'] == 36009004
    assert merchant.create(size_chart={'image': {'uri': '1'}})['code'] == 12052722
    assert merchant.ask('GET', f'{PRODUCTS}/search')['code'] == 12052260
    assert merchant.ask('GET', f'{P}/nothing')['code'] == 36009009
