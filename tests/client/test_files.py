"""Images and documents that are fetched by an address, over HTTP: from whom, how much, and what."""
import socket
from urllib.parse import urlsplit

import pytest
from server import Answer

from client import errors, files
from client.files import download, download_document

PNG = b'\x89PNG\r\n\x1a\n' + b'0' * 2000
IMAGES = {
    'image/png': PNG,
    'image/jpeg': b'\xff\xd8\xff\xe0....',
    'image/webp': b'RIFF\x00\x00\x00\x00WEBPVP8 ',
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
    assert files.is_hosted(url)


@pytest.mark.parametrize('url', [
    'http://p16.ibyteimg.com/1', 'https://ibyteimg.com.example.com/1', 'https://xibyteimg.com/1',
    'https://p16.ibyteimg.com@127.0.0.1/1', 'https://user@p16.ibyteimg.com/1',
    'https://p16.ibyteimg.com:22/1', 'https://127.0.0.1/1', 'http://127.0.0.1:1/1',
    'https://169.254.169.254/1', 'file:///etc/passwd', 'ftp://p16.ibyteimg.com/1', '//x', '', None,
    'https://p16.ibyteimg.com:x/1', 'https://[/1', 'https://[bad', 'https://[::1/1',
    # Of which one parser reads another host than the next.
    'https://127.0.0.1\\.tiktokcdn.com/', 'https://127.0.0.1\\@p16.tiktokcdn.com/1',
    'https://127.0.0.1#.tiktokcdn.com/', 'https://127.0.0.1?.tiktokcdn.com/',
    'https://127.0.0.1%2f.tiktokcdn.com/1', 'https://127.0.0.1\t.tiktokcdn.com/1',
    'https://p16.tiktokcdn.com:443@127.0.0.1/1', 'https:///p16.tiktokcdn.com/1',
    'https://127.0.0.1 .tiktokcdn.com/1', '\\\\127.0.0.1\\.tiktokcdn.com',
    'https://p16.tiktokcdn.com.', 'https://xn--\udcff.tiktokcdn.com/',
    'https://' + 'a' * 70 + '.tiktokcdn.com/1', 1, b'https://p16.tiktokcdn.com/1',
])
def test_other_hosts_are_not_asked(url):
    with pytest.raises(errors.ProtocolError, match=r'address|hosts'):
        download(url)


@pytest.mark.parametrize('address', [
    '127.0.0.1', '10.0.0.1', '192.168.1.1', '169.254.169.254', '::1', '::ffff:127.0.0.1',
    '100.64.0.1', '0.0.0.0', 'fe80::1', 'fd00::1', '2002:7f00:1::',  # noqa: S104
])
def test_name_of_tiktoks_that_leads_into_this_network(monkeypatch, address):
    """The socket is what counts: a name may resolve to anything, and to another thing next time."""
    sent = []

    class Socket:
        def getpeername(self):
            return (address, 443)

        def sendall(self, content):
            sent.append(content)

        def close(self):
            sent.append('closed')

    monkeypatch.setattr(
        'urllib3.util.connection.create_connection', lambda *_args, **_options: Socket())
    with pytest.raises(errors.ProtocolError, match='this network'):
        download('https://p16.tiktokcdn.com/1')
    assert sent == ['closed']


def test_redirect_to_a_name_that_leads_into_this_network(server, fetch, monkeypatch):
    host, port = urlsplit(server.url).netloc.split(':')
    resolve = socket.getaddrinfo
    monkeypatch.setattr(socket, 'getaddrinfo', lambda _host, *args, **options: resolve(
        host, *args, **options))
    server.answers = [Answer(b'', 302, {'Location': 'https://p16.tiktokcdn.com/1'})]
    monkeypatch.setattr('client.files._is_tiktoks', lambda parts: parts.host != host)
    server.answers[0].headers['Location'] = f'https://p16.tiktokcdn.com:{port}/1'
    with pytest.raises(errors.ProtocolError, match='this network'):
        fetch()
    assert len(server.calls) == 1


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


# === DOCUMENTS === #

PDF = b'%PDF-1.4 ...'


@pytest.mark.parametrize('media_type', [
    'application/pdf', 'application/pdf;charset=binary', 'application/octet-stream',
    'binary/octet-stream', 'image/png', 'text/plain; charset=utf-8', 'application/zpl', ''])
def test_document(server, shop, media_type):
    server.answers = [picture(PDF, Content_Type=media_type)]
    assert shop.download_document(server.url + '/label.pdf?sign=x') == PDF
    assert server.calls[0].path == '/label.pdf'


@pytest.mark.parametrize('answer', [
    picture(PDF, Content_Type='text/html'), picture(PDF, Content_Type='application/xml'),
    picture(PDF, 403, Content_Type='application/pdf'), picture(PDF, Content_Encoding='gzip')])
def test_what_is_no_document(server, shop, answer):
    server.answers = [answer]
    with pytest.raises(errors.BadDocument, match='no document') as caught:
        shop.download_document(server.url)
    assert not caught.value.passes


def test_size_of_a_document(server, shop):
    server.answers = [picture(PDF.ljust(10 * 2**20), Content_Type='application/pdf')]
    assert len(shop.download_document(server.url)) == 10 * 2**20
    server.answers = [picture(PDF.ljust(10 * 2**20 + 1), Content_Type='application/pdf')]
    with pytest.raises(errors.BadDocument, match='document is too large'):
        shop.download_document(server.url)


@pytest.mark.parametrize('url', [
    'http://open-fs.tiktokshop.com/label.pdf', 'https://example.com/label.pdf', '',
    'https://open-fs.tiktokshop.com@127.0.0.1/label.pdf', 'http://127.0.0.1:1/label.pdf'])
def test_document_that_lies_elsewhere(server, shop, url):
    with pytest.raises(errors.ProtocolError, match='The document'):
        shop.download_document(url)
    assert not server.calls


@pytest.mark.parametrize('target', ['http://127.0.0.1:1/a', 'https://example.com/a'])
def test_document_that_leads_elsewhere(server, shop, target):
    server.answers = [Answer(b'', 302, {'Location': target})]
    with pytest.raises(errors.ProtocolError, match='hosts'):
        shop.download_document(server.url)
    assert len(server.calls) == 1


@pytest.mark.parametrize(('status', 'error'), [
    (404, errors.NotFound), (503, errors.Unavailable), (429, errors.Unavailable)])
def test_document_that_cannot_be_fetched(server, shop, status, error):
    server.answers = [picture(status=status)]
    with pytest.raises(error, match='The document'):
        shop.download_document(server.url)


def test_document_that_does_not_come_in_time(server):
    server.answers = [Answer(stall=True)]
    with pytest.raises(errors.Late, match='document did not come'):
        download_document(server.url, [urlsplit(server.url).netloc], timeout=0)


# === TIME AND ERRORS === #

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
