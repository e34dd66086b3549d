"""The web side: which door a request has come to, and how answers leave."""

import time
import uuid
from typing import NamedTuple

from werkzeug import Request, Response

from . import api
from .consent import Consent
from .control import Control
from .errors import CODES, Refusal
from .faults import TOKEN_PATH
from .fulfilment.place import is_document
from .gate import TOKEN_HEADER, Gate
from .jsons import to_json
from .products.media import is_media

SLOW_SECONDS = 0.5
# What a fault does before the call is looked at.
REFUSALS = {
    'throttle': 36009002, 'throttle_bare': 36009002, 'internal': 36009003,
    'timed_out': 36009007, 'ip_denied': 36009033, 'shop_inactive': 36009043,
    'seller_inactive': 36009044,
}


class Entry(NamedTuple):
    """One call in the log: its code is TikTok's, or the HTTP status where there was none.

    :param tuple told: the names in the body of a call that was accepted, in order
    """

    method: str
    path: str
    code: int
    told: tuple = ()


class Application:
    """The WSGI application of a sandbox.

    :param Sandbox sandbox: whose world, faults and log it works with
    """

    def __init__(self, sandbox):
        self._sandbox = sandbox
        self._gate = Gate(sandbox.authorization, sandbox.knobs)
        self._consent = Consent(sandbox)
        self._control = Control(sandbox)

    def __call__(self, environ, start_response):
        with Request(environ) as request:  # uploads are temporary files
            return self._dispatch(request)(environ, start_response)

    def _dispatch(self, request):
        if request.path.startswith('/sandbox'):
            return self._control.answer(request)
        if request.path.startswith('/open/'):
            return self._consent.answer(request)
        if request.path == '/favicon.ico':
            return Response(status=204)  # every browser asks
        request.get_data()  # an unread body would be taken for the connection's next request
        self._sandbox.pause(self._sandbox.latency)
        fault = self._sandbox.faults.draw(request.path)
        lies_there = is_media(request.path) or is_document(request.path)
        serve = self._media if lies_there else self._serve
        return self._interrupt(request, fault) or self._spoil(serve(request, fault), fault)

    def _media(self, request, fault):
        """Serve a picture or a file, to anybody who knows where it is."""
        if fault in REFUSALS:
            return Response('', CODES[REFUSALS[fault]][0] or 403, mimetype='text/plain')
        world = self._sandbox.world
        with world.lock:
            found = world.shelves.media.serve(request.path) or world.documents.serve(
                request.path, world.clock.now())
        if not found:
            return Response('404 Not Found', 404, mimetype='text/plain')
        return Response(found[0], mimetype=found[1])

    # === ANSWERS === #

    def _serve(self, request, fault):
        """Answer a call, whatever it is."""
        try:
            if fault in REFUSALS or isinstance(fault, int):
                raise Refusal(REFUSALS.get(fault, fault), 'On command.')
            if request.path.startswith(TOKEN_PATH):
                return self._reply(request, 0, 'success', self._token(request))
            data = self._call(request, fault)
            return self._reply(request, 0, 'Success', data)
        except Refusal as refusal:
            response = self._refuse(request, refusal)
            if fault == 'throttle':
                response.headers['Retry-After'] = str(self._sandbox.knobs.retry_after)
            return response

    def _token(self, request):
        """Serve the token endpoints: GET, not signed, secrets in the query."""
        handlers = {
            'get': self._sandbox.authorization.get,
            'refresh': self._sandbox.authorization.refresh,
        }
        handler = handlers.get(request.path.removeprefix(TOKEN_PATH))
        if not handler:
            raise Refusal(36009009)
        if request.method != 'GET':
            raise Refusal(36009010)
        with self._sandbox.world.lock:
            return handler(request.args.to_dict())

    def _call(self, request, fault):
        """Serve a call of the open API."""
        endpoint, names = api.find(request.method, request.path)
        world = self._sandbox.world
        with world.lock:
            world.settle()
            if fault == 'expire_token':
                self._sandbox.authorization.expire(request.headers.get(TOKEN_HEADER, ''))
            call = self._gate.admit(request, endpoint, names, world)
            call.faults = frozenset([fault])
            data = endpoint.handler(call)
        return _without_empty(data) if self._sandbox.knobs.omit_empty else data

    def _reply(self, request, code, message, data, status=200):
        """Wrap an answer as TikTok does, and note it."""
        body = {'code': code, 'message': message, 'request_id': _request_id(), 'data': data}
        if code and self._sandbox.knobs.error_data == 'absent':
            del body['data']
        self._sandbox.calls.append(Entry(
            request.method, request.path, code, () if code else _told(request)))
        return Response(to_json(body), status, mimetype='application/json')

    def _refuse(self, request, refusal):
        data = {} if self._sandbox.knobs.error_data == 'empty' else None
        status = refusal.status or self._sandbox.knobs.unsettled_status
        return self._reply(request, refusal.code, refusal.message, data, status)

    # === FAULTS === #

    def _interrupt(self, request, fault):
        """Play the faults after which there is no proper answer at all."""
        if fault == 'slow':
            self._sandbox.pause(SLOW_SECONDS)
        if fault == 'hang':
            self._note(request, 504)
            self._sandbox.pause(self._sandbox.knobs.hang)
            return Cut(b'')
        if fault == 'unavailable':
            self._note(request, 503)
            return Response('<html>Service Unavailable</html>', 503, mimetype='text/html')
        return None

    def _note(self, request, code):
        self._sandbox.calls.append(Entry(request.method, request.path, code))

    @staticmethod
    def _spoil(response, fault):
        """Damage an answer on its way."""
        text = response.get_data()
        if fault == 'cut':
            return Cut(text)
        if fault == 'broken_json':
            response.set_data(text[:len(text) // 2] + b'\xff"<')
        return response


class Cut(Response):
    """An answer whose second half never arrives: it promises more than it sends."""

    def __init__(self, text):
        super().__init__(text[:len(text) // 2], mimetype='application/json')
        self.promised = len(text) + 1

    def get_wsgi_headers(self, environ):
        headers = super().get_wsgi_headers(environ)
        headers['Content-Length'] = str(self.promised)
        headers['Connection'] = 'close'
        return headers


def _without_empty(data):
    """Leave out lists that are empty: TikTok's answers then lack the key."""
    return {key: value for key, value in data.items() if value != []}


def _request_id():
    return time.strftime('%Y%m%d%H%M%S', time.gmtime()) + uuid.uuid4().hex[:20].upper()


def _told(request):
    body = request.get_json(silent=True) if request.is_json else None
    return tuple(sorted(body)) if isinstance(body, dict) else ()
