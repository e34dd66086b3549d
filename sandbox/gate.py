"""Everything that TikTok checks before it looks at what a call wants, in its order."""

import json
import time
from dataclasses import dataclass, field

from . import params
from .authorization import SELLER
from .errors import Refusal
from .signature import is_signed

PAST, FUTURE = 300, 30
COMMON = ('app_key', 'timestamp', 'sign')
TOKEN_HEADER = 'x-tts-access-token'


@dataclass
class Call:
    """A call that has passed the gate.

    :param Endpoint endpoint: which call it is
    :param World world: what it is about
    :param Grant grant: whose token it carries
    :param list shops: what that token is good for
    :param Shop shop: whose cipher it carries, or None
    :param dict query: its typed query parameters; `body` likewise
    :param dict path: what stands for the names in the path
    :param set faults: the faults that its handler has to play
    :param dict files: uploaded files by field, of a call that has a form
    :param str origin: scheme, host and port at which the sandbox was called
    """

    endpoint: object
    world: object
    grant: object
    shops: list = field(default_factory=list)
    shop: object = None
    query: dict = field(default_factory=dict)
    body: dict = field(default_factory=dict)
    path: dict = field(default_factory=dict)
    faults: frozenset = frozenset()
    files: dict = field(default_factory=dict)
    origin: str = ''


class Gate:
    """Lets calls of the open API in, or refuses them.

    :param Authorization authorization: knows the app and the tokens
    :param Knobs knobs: how this TikTok behaves
    """

    def __init__(self, authorization, knobs):
        self._authorization = authorization
        self._knobs = knobs

    def admit(self, request, endpoint, path, world):
        """Check a request for an endpoint and return it as a `Call`.

        :param werkzeug.Request request: what came in
        :param dict path: what stands for the names in the path
        """
        self._check_scheme(request)
        raw = self._query(request)
        self._check_common(raw)
        self._check_signature(request, raw)
        grant = self._authorization.check_token(request.headers.get(TOKEN_HEADER, ''))
        if endpoint.scope not in grant.scopes:
            raise Refusal(105005)
        seller = world.sellers[grant.seller]
        if not seller.active:
            raise Refusal(36009044)
        call = Call(endpoint, world, grant, path=path)
        call.shops = seller.shops if grant.user_type == SELLER else []
        call.shop = self._shop(endpoint, raw.pop('shop_cipher', None), call.shops)
        for name in COMMON:
            del raw[name]
        ignore = self._knobs.ignore_unknown
        call.query = params.read_all(endpoint.query, raw, True, ignore)
        body = self._form(request) if endpoint.form else self._body(request)
        call.body = params.read_all(endpoint.body, body, False, ignore)
        call.files, call.origin = request.files, request.host_url.rstrip('/')
        return call

    def _check_scheme(self, request):
        scheme = request.headers.get('X-Forwarded-Proto', request.scheme)
        if self._knobs.https_only and scheme != 'https':
            raise Refusal(36009004, 'Invalid scheme. Calls must use https.')

    def _query(self, request):
        """Return the decoded query; a name that comes twice is refused or joined."""
        found = {}
        for name, value in request.args.items(multi=True):
            if name in found and not self._knobs.repeated_keys:
                raise params.refuse(name, 'is given twice; join values by commas')
            found[name] = f'{found[name]},{value}' if name in found else value
        if 'access_token' in found:
            raise Refusal(
                36009004,
                f'Unexpected `access_token` query parameter: send the `{TOKEN_HEADER}` header.',
            )
        return found

    def _check_common(self, query):
        for name in COMMON:
            if not query.get(name):
                raise Refusal(36009004, f'The `{name}` query parameter is required.')
        if query['app_key'] != self._authorization.app.key:
            raise Refusal(36009004, 'Invalid `app_key`. The app does not exist.')
        sent = query['timestamp']
        if len(sent) != 10 or not sent.isdecimal():
            raise Refusal(36009004, 'Invalid `timestamp`. It must be 10 digits, in seconds.')
        # Signatures live in real time, even where the world's clock has been moved.
        age = time.time() - int(sent)
        if age > PAST:
            raise Refusal(
                36009004,
                'Invalid timestamp. The value of the `timestamp` query parameter must not be '
                'earlier than 5 minutes before the current time.',
            )
        if age < -FUTURE:
            raise Refusal(
                36009004,
                'Invalid timestamp. The value of the `timestamp` query parameter must not be '
                'later than 30 seconds after the current time.',
            )

    def _check_signature(self, request, query):
        body = b'' if request.mimetype == 'multipart/form-data' else request.get_data()
        if body == b'{}' and self._knobs.empty_body == 'skipped':
            body = b''
        # Every pair counts as it was sent, also a name that comes twice.
        pairs = list(request.args.items(multi=True))
        secret = self._authorization.app.secret
        if not is_signed(secret, query['sign'], request.path, pairs, body):
            raise Refusal(106001)

    @staticmethod
    def _shop(endpoint, cipher, shops):
        """Find the shop of a cipher among those that the token is good for."""
        if not endpoint.cipher:
            if cipher is not None:
                raise Refusal(
                    36009004,
                    'Unexpected identifier. The `shop_cipher` query parameter must not be used '
                    'here.',
                )
            return None
        if not cipher:
            raise Refusal(106013)
        shop = next((shop for shop in shops if shop.cipher == cipher), None)
        if not shop:
            raise Refusal(101000)
        if not shop.active:
            raise Refusal(36009043)
        return shop

    @staticmethod
    def _form(request):
        """Return the fields of an upload that are no files."""
        if request.mimetype != 'multipart/form-data':
            raise Refusal(36009023, 'multipart/form-data')
        return request.form.to_dict()

    @staticmethod
    def _body(request):
        """Return the JSON object of a request; no body is an empty one."""
        raw = request.get_data()
        if not raw:
            return {}
        if request.method == 'GET':
            raise Refusal(36009022, 'A GET call must not have one.')
        if request.mimetype != 'application/json':
            raise Refusal(36009023, 'application/json')
        try:
            body = json.loads(raw)
        except (ValueError, RecursionError):
            raise Refusal(36009022, 'It is not JSON.') from None
        if not isinstance(body, dict):
            raise Refusal(36009022, 'It is not a JSON object.')
        return body
