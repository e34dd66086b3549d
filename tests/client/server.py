"""A host that answers over HTTP what a test tells it to, in a thread."""
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

SECRET = 'hush-0123456789abcdef'
TOKEN = 'ROW_token-0123456789'
CIPHER = 'ROW_cipher-of-the-shop'


class Call(NamedTuple):
    """A request as it came in."""

    method: str
    path: str
    query: dict
    headers: dict
    body: bytes


class Answer(NamedTuple):
    """What goes back: a body as bytes, or anything else as JSON."""

    body: object = None
    status: int = 200
    headers: dict = {}
    cut: str = ''  # 'before' the answer or 'within' it
    stall: bool = False  # send nothing until the host is closed


def success(data=None):
    return Answer({'code': 0, 'message': 'Success', 'request_id': 'R1', 'data': data})


def refusal(code, message='', status=200, **headers):
    body = {'code': code, 'message': message, 'request_id': 'R2', 'data': None}
    return Answer(body, status, {key.replace('_', '-'): value for key, value in headers.items()})


FAULTS = {
    'throttled': refusal(36009002, status=429),
    'throttled with HTTP 200': refusal(36009002),
    'overloaded': refusal(1, status=503),
    'foreign error page': Answer(b'<html>', 502),
    'internal error': refusal(36009003),
    'time-out of TikTok': refusal(36009007),
    'broken JSON': Answer(b'{"code": 0, "data": {"sh'),
    'nothing': Answer(b''),
    'cut before': Answer(cut='before'),
    'cut within': Answer({'code': 0, 'data': {'shops': []}}, cut='within'),
}


class Server:
    """Answers with the next of `answers`, the last one again and again; or with `answers(call)`."""

    def __init__(self, answers=()):
        self.answers = answers
        self.calls = []
        self.closing = threading.Event()
        self._http = ThreadingHTTPServer(('127.0.0.1', 0), _handler(self))
        self._http.daemon_threads = True
        self.url = f'http://127.0.0.1:{self._http.server_port}'
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()

    def answer(self, call):
        self.calls.append(call)
        if callable(self.answers):
            return self.answers(call)
        return self.answers[min(len(self.calls), len(self.answers)) - 1]

    def close(self):
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()


def _handler(server):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = 'HTTP/1.1'
        disable_nagle_algorithm = True

        def serve(self):
            url = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get('Content-Length') or 0))
            query = dict(parse_qsl(url.query, keep_blank_values=True, strict_parsing=True))
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.reply(server.answer(Call(self.command, url.path, query, headers, body)))

        def reply(self, answer):
            raw = answer.body
            if not isinstance(raw, bytes):
                raw = json.dumps(raw).encode()
            if answer.stall:
                server.closing.wait(10)
            if answer.stall or answer.cut == 'before':
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name, value in {'Content-Length': str(len(raw)), **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(raw[:len(raw) // 2] if answer.cut else raw)
            self.close_connection = bool(answer.cut)

        do_GET = do_POST = do_PUT = do_DELETE = serve

        def log_message(self, *args):
            pass

    return Handler
