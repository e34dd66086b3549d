"""Every code of TikTok's error tables, told by an answer over HTTP, means what the tables say."""
import csv
import logging
import re
from pathlib import Path

import pytest

from client import Client, codes, errors, exchange_code, refresh_token, refusals
from client.endpoints import ENDPOINTS
from sandbox import Sandbox
from sandbox.errors import describe

LOG = logging.getLogger('client.transport')
with (Path(__file__).parent / 'errors.csv').open(encoding='utf-8', newline='') as file:
    ROWS = list(csv.DictReader(file))
BY_NAME = {endpoint.call: endpoint for endpoint in ENDPOINTS.values() if endpoint.call}
PLACEHOLDERS = {name for endpoint in ENDPOINTS.values()
                for name in re.findall(r'{(\w+)}', endpoint.path)}
# Repeated after something else was done: the client renews the token, nobody else hears of it.
RENEWED = 105002


def calls_of(row):
    return row['call'].split('|')


def refused(row, call=None, status=200):
    """Return the error that an answer with the code of a row becomes."""
    return refusals.refusal(int(row['code']), "TikTok's words", 'R1', status, call=call)


class Host:
    """The sandbox, called through our client by TikTok's names of the calls."""

    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.token = self.exchange()
        self.client = Client(
            sandbox.url, sandbox.app_key, sandbox.app_secret, self.token.access_token,
            rate=None, tries=1)
        self.cipher = self.client.authorized_shops()[0]['cipher']

    def secrets(self):
        return self.sandbox.url, self.sandbox.app_key, self.sandbox.app_secret

    def exchange(self):
        return exchange_code(*self.secrets(), self.sandbox.authorize(0), tries=1)

    def call(self, name):
        """Make a call; of its body nothing is read, for it is refused."""
        if name == 'token-get':
            return self.exchange()
        if name == 'token-refresh':
            return refresh_token(*self.secrets(), self.token.refresh_token, tries=1)
        key = next(key for key, endpoint in ENDPOINTS.items() if endpoint.call == name)
        shop = self.cipher if ENDPOINTS[key].cipher else None
        return self.client.call(key, shop, **dict.fromkeys(PLACEHOLDERS, '1'))

    def error(self, name, code):
        """Return what a call raises that is refused with a code."""
        self.sandbox.faults.clear()
        self.sandbox.faults.next(code, path=BY_NAME[name].path.split('{')[0])
        with pytest.raises(errors.TikTokError) as caught:
            self.call(name)
        return caught.value


@pytest.fixture(scope='module')
def host():
    with Sandbox(seed=7, orders=0) as sandbox:
        yield Host(sandbox)


@pytest.fixture
def logged(monkeypatch):
    """What the transport logs as an error of ours; the tests' own watch does not see it."""
    class Kept(logging.Handler):
        def emit(self, record):
            kept.append(record.getMessage())

    kept, handler = [], Kept(logging.ERROR)
    monkeypatch.setattr(LOG, 'propagate', False)
    LOG.addHandler(handler)
    yield kept
    LOG.removeHandler(handler)


def check(error, row):
    """Check one error against its row."""
    assert error.kind == row['kind'], row
    assert error.transient == (row['kind'] == codes.RETRY and error.code != RENEWED), row
    assert error.passes == (error.transient or row['kind'] == codes.WAIT), row
    assert str(row['code']) in str(error), row
    if row['kind'] == codes.WAIT:
        assert error.retry_after == codes.SOON.get(error.code, codes.LONG), row
    if error.is_bug:
        assert row['kind'] == codes.BUG, row


def test_the_table_has_every_code_and_no_other():
    assert len(ROWS) == 408
    assert set(codes.KINDS) == {int(row['code']) for row in ROWS}
    assert sum(map(len, codes.CODES.values())) == len(codes.KINDS)


@pytest.mark.parametrize('status', [200, 400, 401, 403, 404])
def test_every_row_leads_to_its_kind(status):
    """Whatever the HTTP status, and whatever words come with it."""
    for row in ROWS:
        for call in calls_of(row):
            error = refused(row, call, status)
            check(error, row)
            assert error.message == "TikTok's words"


def test_codes_of_calls_that_we_make(host, logged):
    """Each code of a call that we make, over HTTP."""
    walked = set()
    for row in ROWS:
        for name in BY_NAME if row['call'] == '*' else set(calls_of(row)) & set(BY_NAME):
            error = host.error(name, int(row['code']))
            check(error, row)
            assert error.message == describe(int(row['code']), 'On command.')
            assert error.call == name
            walked.add(name)
    assert walked == set(BY_NAME)


@pytest.mark.parametrize(('level', 'nested'), [
    ('sku', 'nested'), ('warehouse', 'nested'), ('sku', 'flat'), ('warehouse', 'flat')])
def test_codes_of_single_skus(host, level, nested):
    """Each code of Update Inventory, beside code 0: of a SKU, or of a warehouse below it."""
    product = host.sandbox.world.product('S0-TEE-BLA-S')
    stock = product.offers[product.sku_ids[0]].stock
    skus = [{'id': product.sku_ids[0], 'inventory': [
        {'warehouse_id': key, 'quantity': number} for key, number in stock.items()]}]
    host.sandbox.knobs.set(stock_errors=nested)
    for row in ROWS:
        if 'update-inventory' not in calls_of(row):
            continue
        host.sandbox.faults.clear()
        host.sandbox.faults.next(f"{level}:{row['code']}", path='/inventory/update')
        [found] = host.client.update_inventory(host.cipher, product.id, skus)
        below = level == 'warehouse' and nested == 'nested'
        assert found.sku_id == product.sku_ids[0]
        assert found.warehouse_id == (next(iter(stock)) if below else '')
        check(found.error, row)
    host.sandbox.faults.clear()
    assert host.client.update_inventory(host.cipher, product.id, skus) == []


def test_only_what_is_ours_is_logged_as_an_error(host, logged):
    for row in ROWS:
        if set(calls_of(row)) & set(BY_NAME):
            name = sorted(set(calls_of(row)) & set(BY_NAME))[0]
            logged.clear()
            error = host.error(name, int(row['code']))
            assert bool(logged) == error.is_bug, row
            assert all(row['code'] in line and error.request_id in line for line in logged), row


def test_the_same_code_of_another_call_means_something_else():
    for call, code, kind in (
        ('create-packages', 21008042, codes.DONE),
        ('mark-package-as-shipped', 21008042, codes.NEVER),
        ('create-return', 25001010, codes.DONE), (None, 25001010, codes.NEVER),
        ('deactivate-activity', 17029010, codes.DONE), ('update-activity', 17029010, codes.NEVER),
    ):
        assert refusals.refusal(code, 'x', '', 200, call=call).kind == kind


# What a row says, and the situation that it is.
WORDS = {
    'undeliverable': ('size, or cancel', 'cancel as undeliverable'),
    'split': (': split the order', 'own parcel: split', 'the parcel: split'),
    'request': ('after-sale request open',),
    'number': ('tracking number', 'carrier: correct one', 'too many orders'),
    'corrected': ('longer be changed', 'number cannot be changed', 'changing the number',
                  'changes the number',
                  'corrected once', 'corrected as often'),
    'cancelled': ('order is cancelled', 'package is cancelled'),
    'invoice': ('invoice missing', 'needs its Brazilian invoice'),
    'slot': ('pickup',),
    'early': ('arrange shipment',),
    'on_hold': ('on hold',),
    'no_label': ('no TikTok label', 'warehouse prints this label', 'no longer given'),
    'carrier': ('no service', 'address not accepted'),
    'fbt': ("TikTok's warehouse fulfils",),
}


def told_by(row):
    """Return the situations that the words of a row tell of."""
    return {name for name, words in WORDS.items() if any(each in row['meaning'] for each in words)}


def test_situations():
    """The tables name each row of the calls about parcels as its words do."""
    assert set(WORDS) == set(codes.SITUATIONS)
    for row in ROWS:
        for call in calls_of(row):
            error = refused(row, call)
            is_ours = row['area'] == 'fulfilment'
            assert error.situation in (told_by(row) or {''} if is_ours else {''}), row
            if is_ours and told_by(row):
                assert error.situation, row


def test_an_unknown_code_is_told_in_tiktoks_own_words(host):
    error = host.error('get-order-list', 99_999_999)
    assert error.kind is None and not error.passes
    assert "TikTok's words for 99999999." in str(error)


@pytest.mark.parametrize(('message', 'kind', 'is_bug'), [
    ('The `page_size` is required', codes.BUG, False),
    ('Invalid `refresh_token`', codes.FIX, False),
])
def test_a_code_of_many_faults_is_told_by_its_message(message, kind, is_bug):
    error = refusals.refusal(36009004, message, 'R1', 400)
    assert (error.kind, error.is_bug) == (kind, is_bug)


def test_without_a_code_what_passes_is_repeated():
    assert refusals.refusal(None, None, '', 503).kind == codes.RETRY
    assert errors.Late(message='late').kind == codes.RETRY
    assert errors.ProtocolError(message='odd', http_status=302).kind is None
