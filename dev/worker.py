"""Odoo in processes of its own: for what commits, is killed or is timed. Tests and benchmarks.

A worker is a `dev/odoo shell` on a database of its own. It does what it is told, one thing at a
time: functions of `dev/inside.py` and of a script, each with the environment as first argument.

    with database_of_its_own() as name, Worker(name, 'tests/processes/odoo_side.py') as odoo:
        odoo.call('connect', url=..., ...)
"""

import contextlib
import json
import os
import select
import socket
import subprocess
import uuid
from pathlib import Path

import database
from database import log_of

ROOT = Path(__file__).resolve().parent.parent
BOOT = """
import sys
sys.path.append({folder!r})
import inside
inside.serve(env, {descriptor}, {script!r})
"""


class Gone(Exception):
    """The worker's process has ended: it was killed, or a call failed. The end of its log."""


class Worker:
    """An Odoo process. Use it as a context manager: it is killed in the end, if it still lives.

    :param str name: of its database
    :param script: file with functions that it can be told to call, from the checkout's root
    :param options: more options of Odoo's
    """

    def __init__(self, name, script, *options):
        self.log = log_of(name)
        self._socket, theirs = socket.socketpair()
        boot = BOOT.format(
            folder=str(ROOT / 'dev'), descriptor=theirs.fileno(), script=str(ROOT / script)
        )
        with self.log.open('ab') as log, theirs:
            command = [ROOT / 'dev' / 'odoo', 'shell', '-d', name, '--no-http', '--log-level=warn']
            self.process = subprocess.Popen(
                [*command, *options],
                stdin=subprocess.PIPE, stdout=log, stderr=log, pass_fds=[theirs.fileno()],
            )
        with self.process.stdin as stdin:
            stdin.write(boot.encode())
        self._channel = self._socket.makefile('rw')

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.kill()

    def call(self, function, **arguments):
        """Call a function and return its result, or what it says at its first turn."""
        self.begin(function, **arguments)
        return self.result()

    def begin(self, function, **arguments):
        """Call a function without waiting for it."""
        self._say([function, arguments])

    def go_on(self):
        """End a worker's turn of waiting; return what it says at its next, or its result."""
        self._say(None)
        return self.result()

    def result(self):
        """Wait for a worker and return what it says."""
        line = self._channel.readline()
        if not line:
            raise self._gone()
        return json.loads(line)

    def is_busy(self):
        """Tell whether what was begun has not ended yet."""
        return not select.select([self._socket], [], [], 0)[0]

    def _say(self, what):
        try:
            self._channel.write(json.dumps(what) + '\n')
            self._channel.flush()
        except BrokenPipeError:
            raise self._gone() from None

    def _gone(self):
        return Gone(self.log.read_text(errors='replace')[-3000:])

    def kill(self):
        """End the process as a crash does, at once."""
        self.process.kill()
        self.process.wait()
        with contextlib.suppress(BrokenPipeError):
            self._channel.close()
        self._socket.close()


@contextlib.contextmanager
def database_of_its_own(source=None):
    """Give a new database, which is dropped in the end.

    :param str source: the database to clone, to which nobody may be connected; by default one that
        has the addon newly installed
    """
    name = f'tts_own_{os.getpid()}_{uuid.uuid4().hex[:8]}'
    try:
        database.clone(source or database.addon_database(), name)
        yield name
    finally:
        database.drop(name)
        log_of(name).unlink(missing_ok=True)
