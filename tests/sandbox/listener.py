"""Somebody who hears webhooks, and answers as a test tells."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Ring(NamedTuple):
    """A webhook as it came in."""

    path: str
    signature: str
    raw: bytes

    @property
    def body(self):
        return json.loads(self.raw)


class Listener:
    """Answers with `statuses`, the last one again and again; after `gate` is open."""

    def __init__(self):
        self.statuses = [200]
        self.heard = []
        self.gate = threading.Event()
        self.gate.set()
        self._http = ThreadingHTTPServer(('127.0.0.1', 0), _handler(self))
        self._http.daemon_threads = True
        self.url = f'http://127.0.0.1:{self._http.server_port}/hook'
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def bodies(self):
        return [ring.body for ring in self.heard]

    def told(self, number=None):
        """Return the `data` of what was heard, of one type or all."""
        return [body['data'] for body in self.bodies if number in (None, body['type'])]

    def answer(self, ring):
        self.heard.append(ring)
        self.gate.wait(10)
        return self.statuses[min(len(self.heard), len(self.statuses)) - 1]

    def close(self):
        self.gate.set()
        self._http.shutdown()
        self._http.server_close()


def _handler(listener):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            assert self.headers['Content-Type'] == 'application/json'
            raw = self.rfile.read(int(self.headers['Content-Length']))
            status = listener.answer(Ring(self.path, self.headers['Authorization'], raw))
            self.send_response(status)
            self.send_header('Location', listener.url)
            self.end_headers()

        def log_message(self, *args):
            pass

    return Handler
