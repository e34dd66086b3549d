"""Images that are fetched by an address, over HTTP: from whom, how much, and what."""
from urllib.parse import urlsplit

import pytest
from server import Answer

from client import errors, files
from client.files import download

PNG = b'\x89PNG\r\n\x1a\n' + b'0' * 2000
IMAGES = {
    'image/png': PNG,
    'image/jpeg': b'\xff\xd8\xff\xe0....',
    'image/webp': b'RIFF\x00\x00\x00\x00WEBP',
    'image/gif': b'GIF89a',
    'image/bmp': b'BM....',
    'image/heic': b'\x00\x00\x00\x18ftypheic',
}


def picture(raw=PNG, status=200, **headers):
    headers = {'Content-Type': 'image/png', **headers}
    return Answer(raw, status, {key.replace('_', '-'): value for key, value in headers.items()})


@pytest.fixture
def fetch(server):
    def fetch(path='/a.png', **options):
        return download(server.url + path, [urlsplit(server.url).netloc], **options)

    return fetch


@pytest.mark.parametrize('media_type', IMAGES)
def test_image(server, fetch, media_type):
    server.answers = [picture(IMAGES[media_type], Content_Type='application/octet-stream')]
    assert fetch() == (IMAGES[media_type], media_type)
    assert server.calls[0].headers['accept-encoding'] == 'identity'


@pytest.mark.parametrize('url', [
    'https://p16-oec-sg.ibyteimg.com/tos/1~tplv.jpeg?sign=x', 'https://ibyteimg.com/1',
    'https://P16.TikTokCDN.com/1', 'https://p19.tiktokcdn-us.com:443/1',
])
def test_hosts_of_tiktok(url):
    assert files._check(url, ())


@pytest.mark.parametrize('url', [
    'http://p16.ibyteimg.com/1', 'https://ibyteimg.com.example.com/1', 'https://xibyteimg.com/1',
    'https://p16.ibyteimg.com@127.0.0.1/1', 'https://user@p16.ibyteimg.com/1',
    'https://p16.ibyteimg.com:22/1', 'https://127.0.0.1/1', 'http://127.0.0.1:1/1',
    'https://169.254.169.254/1', 'file:///etc/passwd', 'ftp://p16.ibyteimg.com/1', '//x', '', None,
    'https://p16.ibyteimg.com:x/1', 'https://[/1',
])
def test_other_hosts_are_not_asked(url):
    with pytest.raises(errors.ProtocolError, match=r'address|hosts'):
        download(url)


def test_this_machine_is_asked_only_where_it_is_named(server):
    with pytest.raises(errors.ProtocolError, match='hosts'):
        download(server.url + '/a.png', ['127.0.0.1:1', 'localhost'])
    assert not server.calls


def test_further_host_in_the_world_needs_https():
    with pytest.raises(errors.ProtocolError, match='valid address'):
        download('http://images.example.com/a.png', ['images.example.com'])


def test_redirect_to_a_known_host(server, fetch):
    server.answers = [Answer(b'', 302, {'Location': '/b.png'}), picture()]
    assert fetch().content == PNG
    assert [call.path for call in server.calls] == ['/a.png', '/b.png']


@pytest.mark.parametrize('target', [
    'http://127.0.0.1:1/a', 'https://example.com/a', 'file:///etc/passwd', '//example.com/a',
])
def test_redirect_to_others_is_not_followed(server, fetch, target):
    server.answers = [Answer(b'', 301, {'Location': target}), picture()]
    with pytest.raises(errors.ProtocolError, match=r'hosts|address'):
        fetch()
    assert len(server.calls) == 1


def test_redirects_come_to_an_end(server, fetch):
    server.answers = [Answer(b'', 307, {'Location': '/a.png'})]
    with pytest.raises(errors.ProtocolError, match='circles'):
        fetch()
    assert len(server.calls) == 4


def test_size(server, fetch):
    server.answers = [picture()]
    assert len(fetch(max_bytes=len(PNG)).content) == len(PNG)
    with pytest.raises(errors.ProtocolError, match='too large'):
        fetch(max_bytes=len(PNG) - 1)


def test_size_that_is_not_announced(server, fetch):
    server.answers = [picture(PNG * 1000, Connection='close')]
    with pytest.raises(errors.ProtocolError, match='too large'):
        fetch(max_bytes=100_000)


@pytest.mark.parametrize('answer', [
    picture(Content_Type='text/html'), picture(b'<html>'), picture(b''), picture(PNG, 204 + 2),
    picture(Content_Encoding='gzip'), picture(status=403), picture(b'\x00\x00\x00\x18ftypisom'),
])
def test_what_is_no_image(server, fetch, answer):
    server.answers = [answer]
    with pytest.raises(errors.ProtocolError, match='no image'):
        fetch()


@pytest.mark.parametrize(('answer', 'error'), [
    (picture(status=404), errors.NotFound), (picture(status=503), errors.Unavailable),
    (picture(status=429), errors.Unavailable), (Answer(cut='before'), errors.Unavailable),
    (Answer(PNG, cut='within'), errors.Unavailable),
])
def test_failures(server, fetch, answer, error):
    server.answers = [answer]
    with pytest.raises(error):
        fetch()


def test_time(server, fetch):
    server.answers = [Answer(stall=True)]
    with pytest.raises(errors.Unavailable):
        fetch(timeout=0.1)
    with pytest.raises(errors.Unavailable, match='in time'):
        fetch(timeout=0)


def test_error_does_not_tell_the_address(fetch):
    with pytest.raises(errors.Unavailable) as caught:
        download('http://127.0.0.1:9/a?sign=hush', ['127.0.0.1:9'])
    assert caught.value.__context__ is None
    assert 'hush' not in str(caught.value)
