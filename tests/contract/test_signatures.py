"""Published vectors, and signatures that are wrong: the independent package judges as we do."""
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiktok_shop_api.signing import Signer
from tiktok_shop_api.webhooks import Webhooks

import client
from sandbox.signature import sign_webhook

VECTORS = json.loads(
    (Path(__file__).parents[1] / 'client' / 'data' / 'vectors.json').read_text())
texts = st.text(st.characters(exclude_categories=['Cs']))


@pytest.mark.parametrize('vector', VECTORS['request_vectors'], ids=lambda vector: vector['name'])
def test_request_vectors(vector):
    assert vector['expected_sign'] == Signer.sign(
        path=vector['path'], query=list(vector['query'].items()), body=vector['body'],
        content_type=vector['content_type'], app_secret=vector['app_secret'],
    )


@given(texts, texts.filter(bool), st.binary(), texts)
def test_verdicts_on_webhooks_agree(key, secret, raw, other):
    signature = client.webhook_signature(key, secret, raw)
    assert signature == sign_webhook(key, secret, raw)
    for text in (signature, other):
        assert client.verify_webhook(key, secret, raw, text) == Webhooks.verify(
            app_key=key, app_secret=secret, raw_body=raw, signature=text,
        )


@given(
    texts.filter(bool), texts, st.dictionaries(st.text('abcdefghij_', min_size=1), texts), texts,
    st.sampled_from(['application/json', 'multipart/form-data; boundary=x']),
)
def test_request_signatures_agree(secret, path, query, body, content_type):
    assert client.sign_request(secret, path, query, body.encode(), content_type) == Signer.sign(
        path=path, query=list(query.items()), body=body.encode(), content_type=content_type,
        app_secret=secret,
    )
