"""What the contract tests share: a sandbox of many markets, and an independent client for it.

The package `tiktok-shop-api` was generated from TikTok's Partner Center documentation by others;
where it and we agree, we have not merely misread the documentation twice.
"""

import sys
from pathlib import Path

import pytest
from hypothesis import configuration, settings
from tiktok_shop_api import TikTokShop, TikTokShopAuth

from client import Client
from sandbox import Sandbox

sys.path.insert(0, str(Path(__file__).parent))
# With all that is made by tools. A busy machine may be slow, and that is no failure.
configuration.set_hypothesis_home_dir(Path(__file__).parents[2] / '.dev' / 'hypothesis')
settings.register_profile('tests', deadline=None)
settings.load_profile('tests')

MARKETS = ('US', 'GB', 'MY', 'VN', 'DE', 'JP', 'ID', 'TH', 'BR', 'SA')


@pytest.fixture(scope='session')
def sandbox():
    # The independent client repeats the key of a list in the query.
    with Sandbox(seed=5, orders=300, markets=MARKETS, repeated_keys=True) as sandbox:
        yield sandbox


@pytest.fixture(scope='session')
def auth(sandbox):
    return TikTokShopAuth(
        sandbox.app_key, sandbox.app_secret, sandbox.service_id, base_url=sandbox.url,
    )


@pytest.fixture(scope='session')
def tokens(sandbox, auth):
    return auth.exchange_code(sandbox.authorize(seller=0))


@pytest.fixture(scope='session')
def theirs(sandbox, tokens):
    """The independent client."""
    with TikTokShop(
        sandbox.app_key, sandbox.app_secret, tokens.access_token, base_url=sandbox.url,
    ) as client:
        yield client


@pytest.fixture(scope='session')
def ours(sandbox, tokens):
    with Client(sandbox.url, sandbox.app_key, sandbox.app_secret, tokens.access_token) as client:
        yield client


@pytest.fixture(scope='session')
def ciphers(ours):
    """The shops' ciphers by region."""
    return {shop['region']: shop['cipher'] for shop in ours.authorized_shops()}
