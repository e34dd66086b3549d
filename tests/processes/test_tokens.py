"""TikTok gives a new refresh token with each refresh, and the old one dies: none may get lost."""

import time

import pytest

REFRESH = '/api/v2/token/refresh'


@pytest.fixture
def connected(setting):
    """Two Odoo processes and an account whose access token has run out."""
    database = setting.database()
    first, second = setting.odoo(database), setting.odoo(database)
    setting.connect(first, sellers=[0])
    setting.tiktok.world.expire_token()
    setting.tiktok.calls.clear()
    return first, second, first.call('only_account')


def refreshes(tiktok):
    return [call.code for call in tiktok.calls if call.path == REFRESH]


def test_two_workers_refresh_once(setting, connected):
    first, second, account = connected
    setting.tiktok.latency = 0.3  # both get there while neither is done
    for odoo in (first, second):
        odoo.begin('shop_names', account=account)
    names = [odoo.result() for odoo in (first, second)]

    assert names[0] and names[0] == names[1]
    assert refreshes(setting.tiktok) == [0]
    assert setting.complaints() == []


def test_a_refresh_that_takes_long_is_waited_for(setting, connected):
    first, second, account = connected
    first.call('expire', account=account)
    setting.tiktok.latency = 8
    for odoo in (first, second):
        odoo.begin('shop_names', account=account)
    time.sleep(3)
    setting.tiktok.latency = 0  # of the calls that follow
    assert first.result() == second.result()
    assert refreshes(setting.tiktok) == [0]


def test_a_rollback_keeps_the_new_token(setting, connected):
    first, second, account = connected
    first.call('call_and_roll_back', account=account)
    first.go_on()
    second.call('shop_names', account=account)

    assert refreshes(setting.tiktok) == [0]
    [grant] = [each for each in setting.tiktok.authorization.grants if not each.revoked]
    assert second.call('account_state', account=account) == {
        'state': 'connected',
        'access_token': grant.access_token,
        'refresh_token': grant.refresh_token,
    }


def test_a_kill_keeps_the_new_token(setting, connected):
    first, second, account = connected
    first.call('call_and_roll_back', account=account)
    first.kill()
    second.call('shop_names', account=account)
    assert refreshes(setting.tiktok) == [0]
