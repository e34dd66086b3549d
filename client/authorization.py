"""How an app is authorized by a seller: consent page, tokens, their renewal."""
from dataclasses import dataclass, field
from urllib.parse import urlencode

from . import errors
from .endpoints import ENDPOINTS
from .pace import Pace
from .transport import Transport, check_url


@dataclass(frozen=True)
class Token:
    """What a seller's authorization gives. Both expiries are absolute, in epoch seconds.

    A renewed token brings a new refresh token: save all four values, always together.
    """

    access_token: str = field(repr=False)
    access_token_expiry: int  # 0 when TikTok does not say
    refresh_token: str = field(repr=False)
    refresh_token_expiry: int  # 0 when TikTok does not say
    open_id: str = ''
    seller_name: str = ''
    seller_base_region: str = ''
    user_type: 'int | None' = None  # 0 seller, 1 creator, 3 partner
    granted_scopes: 'list[str] | None' = None  # None when TikTok does not say


def authorize_url(base, service_id, state):
    """Return the address of the page where a seller authorizes the app.

    :param str base: host of the consent page, with its scheme.
    :param str service_id: shown on the app's page; it is not the app key.
    :param str state: comes back with the authorization code, to prove that we asked for it.
    """
    query = urlencode({'service_id': service_id, 'state': state})
    return f"{check_url(base)}/open/authorize?{query}"


def exchange_code(auth_url, app_key, app_secret, code, **options):
    """Exchange the code of the consent page, good once and for 30 minutes, for tokens.

    :param str auth_url: host of the tokens, with its scheme.
    :param options: of the `Transport`, as the `seconds` that it may take.
    :raise InvalidAuthCode: if the code is wrong, used or too old.
    :raise TikTokError:
    """
    grant = {'auth_code': code, 'grant_type': 'authorized_code'}
    return _token('token_get', auth_url, app_key, app_secret, grant, options)


def refresh_token(auth_url, app_key, app_secret, refresh_token, **options):
    """Exchange a refresh token for new tokens; save them before anything else can fail.

    :param str auth_url: host of the tokens, with its scheme.
    :param options: of the `Transport`, as the `seconds` that it may take.
    :raise AuthorizationError: if the seller has to authorize the app again.
    :raise TikTokError:
    """
    grant = {'refresh_token': refresh_token, 'grant_type': 'refresh_token'}
    return _token('token_refresh', auth_url, app_key, app_secret, grant, options)


def _token(name, auth_url, app_key, app_secret, grant, options):
    endpoint = ENDPOINTS[name]
    request = {'params': {'app_key': app_key, 'app_secret': app_secret, **grant}}
    # What a call gives that ends too early is lost, and the authorization with it.
    transport = Transport(auth_url, patient=True, **options)
    try:
        secrets = [app_secret, *grant.values()]
        data = transport.fetch(endpoint, endpoint.path, request, Pace(), secrets)
    finally:
        transport.close()
    return _parse_token(data)


def _parse_token(data):
    for name in ('access_token', 'refresh_token'):
        if not data.get(name) or not isinstance(data[name], str):
            raise errors.ProtocolError(message=f"TikTok Shop sent no {name}", http_status=200)
    scopes = data.get('granted_scopes')
    return Token(
        access_token=data['access_token'],
        # Named "expire_in", yet points in time and no durations.
        access_token_expiry=_integer(data.get('access_token_expire_in')) or 0,
        refresh_token=data['refresh_token'],
        refresh_token_expiry=_integer(data.get('refresh_token_expire_in')) or 0,
        open_id=_text(data.get('open_id')),
        seller_name=_text(data.get('seller_name')),
        seller_base_region=_text(data.get('seller_base_region')),
        user_type=_integer(data.get('user_type')),
        granted_scopes=[str(scope) for scope in scopes] if isinstance(scopes, list) else None,
    )


def _integer(value):
    try:
        return int(float(value))
    except (TypeError, ValueError, OverflowError):
        return None


def _text(value):
    return '' if value is None else str(value)
