"""Consent page, app store, codes and tokens."""

from html.parser import HTMLParser
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from conftest import Caller

BACK = 'http://localhost:8069/tts/authorization/code'


class Form(HTMLParser):
    """Collects what a person would send by pressing a button."""

    def __init__(self, html):
        super().__init__()
        self.fields, self.buttons, self.action = {}, [], ''
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == 'form':
            self.action = attrs['action']
        if tag == 'button':
            self.buttons.append(attrs['value'])
        if tag == 'input' and (attrs['type'] == 'hidden' or 'checked' in attrs):
            self.fields[attrs['name']] = attrs['value']

    def press(self, url, decision, **changes):
        """Send the form and return where the answer leads, with its query."""
        query = {**self.fields, 'decision': decision, **changes}
        response = requests.get(
            f'{url}{self.action}?{urlencode(query)}', allow_redirects=False, timeout=10
        )
        assert response.status_code == 302
        target = urlsplit(response.headers['Location'])
        return f'{target.scheme}://{target.netloc}{target.path}', parse_qs(target.query)


@pytest.fixture
def app(shop):
    shop.app.redirect_url = BACK
    return shop


def ask(app, **query):
    query = {'service_id': app.service_id, **query}
    return requests.get(f'{app.url}/open/authorize', query, timeout=10)


def test_authorize_leads_back_with_code_and_state(app):
    form = Form(ask(app, state='s/+&=').text)
    assert form.buttons == ['authorize', 'decline']
    where, query = form.press(app.url, 'authorize')
    assert where == BACK and query['state'] == ['s/+&=']
    tokens = Caller.get_tokens(_bare(app), auth_code=query['code'][0]).json()
    assert tokens['code'] == 0 and tokens['message'] == 'success'


def test_the_seller_can_be_chosen(app):
    _where, query = Form(ask(app).text).press(app.url, 'authorize', seller='1')
    tokens = Caller.get_tokens(_bare(app), auth_code=query['code'][0]).json()['data']
    assert tokens['seller_name'] == app.world.sellers[1].name


def test_decline(app):
    _where, query = Form(ask(app, state='abc').text).press(app.url, 'decline')
    assert query == {'code': ['null'], 'error': ['auth_denied'], 'state': ['abc']}


def test_installing_from_the_store_has_no_state(app):
    store = requests.get(f'{app.url}/open/store', timeout=10).text
    link = store.split('href="')[1].split('"')[0]
    page = requests.get(app.url + link, timeout=10).text
    _where, query = Form(page).press(app.url, 'authorize')
    assert set(query) == {'code'}


def test_pages_refuse_what_they_do_not_know(app):
    assert ask(app, service_id='1').status_code == 400
    assert requests.get(f'{app.url}/open/else', timeout=10).status_code == 404
    assert requests.post(f'{app.url}/open/authorize', timeout=10).status_code == 404
    answer = f'{app.url}/open/authorize/answer?service_id={app.service_id}&decision=authorize'
    assert requests.get(f'{answer}&seller=9', timeout=10).status_code == 400
    app.app.redirect_url = ''
    assert requests.get(answer, timeout=10).status_code == 400


def test_pages_escape(app):
    page = ask(app, state='"><script>alert(1)</script>').text
    assert '<script>' not in page


def test_code_works_once_and_for_thirty_minutes(shop):
    caller = _bare(shop)
    code = shop.authorize(0)
    assert caller.get_tokens(auth_code=code).json()['code'] == 0
    assert caller.get_tokens(auth_code=code).json()['code'] == 36004004
    late = shop.authorize(0)
    shop.world.advance(30 * 60)
    assert caller.get_tokens(auth_code=late).json()['code'] == 36004004
    assert caller.get_tokens(auth_code='made up').json()['code'] == 36004004


@pytest.mark.parametrize('changes', [
    {'grant_type': 'authorization_code'}, {'grant_type': None}, {'app_secret': 'wrong'},
    {'app_secret': None}, {'app_key': 'wrong'}, {'app_key': None},
])
def test_wrong_token_calls_leave_the_code_alone(shop, changes):
    caller, code = _bare(shop), shop.authorize(0)
    assert caller.get_tokens(auth_code=code, **changes).json()['code'] == 98001004
    assert caller.get_tokens(auth_code=code).json()['code'] == 0


def test_token_answer(caller):
    tokens, now = caller.tokens, caller.sandbox.clock.now()
    # Points in time, not durations.
    assert tokens['access_token_expire_in'] == now + 7 * 86400
    assert tokens['refresh_token_expire_in'] == now + 365 * 86400
    assert 'seller.order.info' in tokens['granted_scopes'] and tokens['user_type'] == 0
    caller.sandbox.knobs.set(scopes_in_token=False)
    assert 'granted_scopes' not in _refresh(caller).json()['data']


def test_refresh_rotates(caller):
    old = dict(caller.tokens)
    new = _refresh(caller).json()['data']
    assert not {new['access_token'], new['refresh_token']} & set(map(str, old.values()))
    assert _refresh(caller).json()['code'] == 36004005
    assert caller.call('GET', '/seller/202309/shops')['code'] == 36009004
    caller.tokens = new
    assert caller.call('GET', '/seller/202309/shops')['code'] == 0


def test_old_refresh_token_can_live_on(caller):
    caller.sandbox.knobs.set(old_refresh_token=True)
    assert [_refresh(caller).json()['code'] for _ in range(2)] == [0, 0]


def test_refresh_token_expires_and_is_revoked(caller):
    wrong = caller.get_tokens('refresh', refresh_token='x')
    assert wrong.json()['code'] == 36004005
    spelled = caller.get_tokens(
        'refresh', refresh_token=caller.tokens['refresh_token'], grant_type='authorized_code'
    )
    assert spelled.json()['code'] == 98001004
    caller.sandbox.world.expire_authorization(0)
    assert _refresh(caller).json()['code'] == 36004001
    caller.sandbox.world.revoke(0)
    assert _refresh(caller).json()['code'] == 36004005


def test_agreeing_again_replaces_the_first_consent(caller):
    again = Caller(caller.sandbox)
    assert caller.call('GET', '/seller/202309/shops')['code'] == 36009004
    assert again.call('GET', '/seller/202309/shops')['code'] == 0


def test_a_creator_is_somebody_else(app, caller):
    _where, query = Form(ask(app).text).press(app.url, 'authorize', account='creator')
    creator = caller.get_tokens(auth_code=query['code'][0]).json()['data']
    assert creator['user_type'] == 1
    assert caller.call('GET', '/seller/202309/shops')['data']['shops']
    Caller(app)
    caller.tokens = creator
    assert caller.call('GET', '/seller/202309/shops')['code'] == 0


def test_reset_keeps_keys_and_tokens(caller):
    sandbox = caller.sandbox
    before = [order.id for order in sandbox.world.orders]
    sandbox.world.create_order(0)
    sandbox.reset()
    assert [order.id for order in sandbox.world.orders] == before
    assert caller.search()['code'] == 0


def test_token_endpoints_are_get(shop):
    url = f'{shop.url}/api/v2/token'
    assert requests.post(f'{url}/get', timeout=10).json()['code'] == 36009010
    assert requests.get(f'{url}/take', timeout=10).json()['code'] == 36009009


def _bare(sandbox):
    """Return a caller that nobody has let in yet."""
    caller = object.__new__(Caller)
    caller.sandbox = sandbox
    return caller


def _refresh(caller):
    return caller.get_tokens('refresh', refresh_token=caller.tokens['refresh_token'])
