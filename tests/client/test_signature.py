"""Signatures: the published vectors, the properties, and the bytes on the wire."""
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from server import CIPHER, SECRET, success

import client

VECTORS = json.loads((Path(__file__).parent / 'data' / 'vectors.json').read_text())
names = pytest.mark.parametrize
texts = st.text(st.characters(exclude_categories=['Cs']))
queries = st.dictionaries(texts, texts)


@names('vector', VECTORS['request_vectors'], ids=lambda vector: vector['name'])
def test_request_vectors(vector):
    assert vector['expected_sign'] == client.sign_request(
        vector['app_secret'], vector['path'], vector['query'], vector['body'].encode(),
        vector['content_type'],
    )


@names('vector', VECTORS['ambiguous_request_vectors'], ids=lambda vector: vector['name'])
def test_ambiguous_vectors_are_signed_as_sent(vector):
    # C, like us, signs whatever bytes are sent; the client sends neither `{}` nor a body with GET.
    assert vector['results']['C'] == client.sign_request(
        vector['app_secret'], vector['path'], vector['query'], vector['body'].encode(),
    )


@names('vector', VECTORS['webhook_vectors'], ids=lambda vector: vector['name'])
def test_webhook_vectors(vector):
    key, secret, raw = vector['app_key'], vector['app_secret'], vector['raw_body'].encode()
    signature = client.webhook_signature(key, secret, raw)
    assert signature == vector['expected_authorization_header']
    assert client.verify_webhook(key, secret, raw, signature)


@given(queries, texts, st.randoms())
def test_order_of_parameters_does_not_matter(query, path, random):
    shuffled = list(query.items())
    random.shuffle(shuffled)
    assert (client.sign_request('s', path, dict(shuffled))
            == client.sign_request('s', path, query))


@given(queries, texts, texts)
def test_sign_and_token_are_not_signed(query, sign, token):
    plain = {key: query[key] for key in query if key not in ('sign', 'access_token')}
    assert (client.sign_request('s', '/p', {**plain, 'sign': sign, 'access_token': token})
            == client.sign_request('s', '/p', plain))


@given(st.binary(min_size=1), st.integers(min_value=0), st.integers(1, 255))
def test_every_byte_of_the_body_is_signed(body, position, change):
    other = bytearray(body)
    other[position % len(body)] ^= change
    assert client.sign_request('s', '/p', {}, body) != client.sign_request('s', '/p', {}, other)


@given(st.binary())
def test_form_is_not_signed(body):
    kind = 'Multipart/Form-Data; boundary=x'
    assert client.sign_request('s', '/p', {}, body, kind) == client.sign_request('s', '/p', {})


@given(st.binary(), texts.filter(bool), st.integers(0, 63))
def test_webhook_with_another_signature_is_refused(raw, secret, position):
    signature = client.webhook_signature('key', secret, raw)
    forged = f"{signature[:position]}{'0' if signature[position] != '0' else '1'}" \
             f"{signature[position + 1:]}"
    assert client.verify_webhook('key', secret, raw, signature)
    assert not client.verify_webhook('key', secret, raw, forged)
    assert not client.verify_webhook('key', secret, raw + b' ', signature)


@names('odd', [None, '', b'x', 7, 'é', '\ud800', 'Bearer x', 'a' * 64])
def test_odd_webhook_signature_is_refused(odd):
    assert client.verify_webhook('key', 'secret', b'{}', odd) is False


def test_no_secret_accepts_no_webhook():
    assert not client.verify_webhook('key', '', b'{}', client.webhook_signature('key', '', b'{}'))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(token=texts, status=texts)
def test_what_arrives_is_what_was_signed(server, shop, token, status):
    server.answers = [success()]
    shop.search_orders(CIPHER, ge=1, page_token=token, order_status=status)
    call = server.calls[-1]
    assert call.query.get('page_token', '') == token
    assert json.loads(call.body)['order_status'] == status
    sign = call.query.pop('sign')
    assert sign == client.sign_request(SECRET, call.path, call.query, call.body)
