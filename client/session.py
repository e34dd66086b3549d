"""HTTP that ends in time, with those it may be talked to: what transport and files stand on."""
import contextlib
import ipaddress
import queue
import socket
import threading
import time
import weakref

import requests
import urllib3
from requests.adapters import HTTPAdapter

CONNECT_TIMEOUT = 10.0  # seconds


class Deadline:
    """A point in time by which something is over, by a clock that nobody sets."""

    def __init__(self, seconds):
        self._end = time.monotonic() + seconds

    def left(self):
        """Return the seconds that are left, 0 when it is over."""
        return max(0.0, self._end - time.monotonic())


class NotAllowed(OSError):
    """The host has an address that must not be talked to."""


class Session(requests.Session):
    """A session of `requests` whose calls end in time, whatever the other side does.

    The time-outs of `requests` bound the wait for the next byte: a host that sends one now and then
    holds its caller for ever, and so does a resolver. So a call is made in a thread of its own, and
    when its time is over, its connection is cut and the caller goes on.

    """

    def __init__(self):
        super().__init__()
        self.auth = _no_auth
        self._adapter = _Adapter()
        for scheme in ('https://', 'http://'):
            self.mount(scheme, self._adapter)

    def talk_to(self, is_allowed):
        """Have new connections made to certain addresses only.

        :param is_allowed: tells of an `ipaddress` whether it may be talked to; None for any. What
            goes through the system's proxy is the proxy's to judge.
        """
        self._adapter.is_allowed = is_allowed

    def within(self, seconds, work):
        """Return what a function returns that uses this session and nothing else that is not safe
        to be used by two threads.

        :param float seconds: until then it must have returned
        :param work: the function; it is given the deadline
        :raise TimeoutError: when the time is over; the session is of no use then
        """
        result = queue.SimpleQueue()

        def run():
            try:
                result.put((work(deadline), None))
            except Exception as error:
                result.put((None, error))

        deadline = Deadline(seconds)
        threading.Thread(target=run, name='tiktok_shop.client', daemon=True).start()
        try:
            value, error = result.get(timeout=deadline.left())
        except queue.Empty:
            self._adapter.cut()
            raise TimeoutError from None
        if error:
            raise error
        return value


def timeouts(deadline):
    """Return what `requests` takes for time-outs, so that its waits end before their caller's."""
    left = max(deadline.left(), 0.001)
    return min(CONNECT_TIMEOUT, left), left


def address_of(sock):
    """Return the address that a socket is connected to; an IPv4 one as such, however it is written.
    """
    address = ipaddress.ip_address(sock.getpeername()[0].partition('%')[0])
    return getattr(address, 'ipv4_mapped', None) or getattr(address, 'sixtofour', None) or address


def causes(caught):
    """Yield an exception and those that it wraps: `requests` and urllib3 keep them in two ways."""
    while isinstance(caught, BaseException):
        yield caught
        nested = [each for each in caught.args if isinstance(each, BaseException)]
        caught = getattr(caught, 'reason', None) or next(iter(nested), None)


def _no_auth(request):
    """Keep `requests` from sending what a .netrc file says about the host."""
    return request


class _Adapter(HTTPAdapter):
    """Knows the sockets of its connections, and looks where they lead before a byte is sent."""

    is_allowed = None

    def __init__(self):
        self._sockets = weakref.WeakSet()
        super().__init__()

    def init_poolmanager(self, *args, **kwargs):
        result = super().init_poolmanager(*args, **kwargs)
        self._equip(self.poolmanager, self._admit)
        return result

    def proxy_manager_for(self, *args, **kwargs):
        manager = super().proxy_manager_for(*args, **kwargs)
        self._equip(manager, self._sockets.add)
        return manager

    def cut(self):
        """End what is sent and received on all connections."""
        for sock in list(self._sockets):
            with contextlib.suppress(OSError):
                # Not that of an SSL socket: it would tear down what the other thread reads from.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)

    def _admit(self, sock):
        if self.is_allowed and not self.is_allowed(address_of(sock)):
            sock.close()
            raise NotAllowed
        self._sockets.add(sock)

    def _equip(self, manager, admit):
        pools = urllib3.HTTPConnectionPool, urllib3.HTTPSConnectionPool
        manager.pool_classes_by_scheme = {
            pool.scheme: _pool_class(pool, admit) for pool in pools
        }


def _pool_class(pool_class, admit):
    """Return a class of connection pools that show their sockets to a function."""
    class Connection(pool_class.ConnectionCls):
        def _new_conn(self):
            sock = super()._new_conn()
            admit(sock)
            return sock

        def connect(self):
            result = super().connect()
            admit(self.sock)  # by now that of SSL
            return result

    class Pool(pool_class):
        ConnectionCls = Connection

    return Pool
