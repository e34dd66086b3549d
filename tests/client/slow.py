"""Hosts that hold whoever talks to them: silent ones, and such that drip their answer."""
import socket
import threading
from contextlib import contextmanager, suppress

HEAD = b'HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n'
BODY = b'{"code": 0, "data": {"shops": []}}'
# What is sent at once, and what then comes byte by byte.
WAYS = {
    'is silent': (b'', b''),
    'drips its head': (b'', HEAD + b'X: ' + b'x' * 10**6),
    'drips its body': (HEAD + b'Content-Length: 1000000\r\n\r\n', b' ' * 10**6),
    'drips to the end of the connection': (HEAD + b'\r\n', b' ' * 10**6),
    'drips chunks': (
        HEAD + b'Transfer-Encoding: chunked\r\n\r\n', b'1\r\n \r\n' * 10**6),
}
PAUSE = 0.02  # seconds between two bytes


@contextmanager
def slow_host(way):
    """Give the address of a host, and the events that tell when a connection to it has ended."""
    at_once, dripped = WAYS[way]
    ended, closing = [], threading.Event()

    def hold(connection, over):
        with connection, suppress(OSError):
            connection.recv(65536)
            connection.sendall(at_once)
            for byte in dripped:
                if closing.wait(PAUSE):
                    return
                connection.sendall(bytes([byte]))
            while not closing.is_set() and connection.recv(65536):
                pass
        over.set()

    def accept():
        with suppress(OSError):
            while True:
                connection, _address = listener.accept()
                ended.append(threading.Event())
                threading.Thread(
                    target=hold, args=(connection, ended[-1]), daemon=True).start()

    with socket.create_server(('127.0.0.1', 0)) as listener:
        threading.Thread(target=accept, daemon=True).start()
        try:
            yield f'http://127.0.0.1:{listener.getsockname()[1]}', ended
        finally:
            closing.set()
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
