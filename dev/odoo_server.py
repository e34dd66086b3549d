"""An Odoo that answers requests over HTTP, for tests and benchmarks."""

import socket
import subprocess
import time
import urllib.request
from contextlib import contextmanager

from worker import ROOT, Gone, log_of

# Odoo starts within this time.
SECONDS = 120
SECONDS_TO_END = 10


def free_port():
    with socket.create_server(('127.0.0.1', 0)) as free:
        return free.getsockname()[1]


@contextmanager
def server(database, port, *options):
    """Run an Odoo on a port, without scheduled actions."""
    command = [ROOT / 'dev' / 'odoo', '-d', database, '-p', str(port), '--max-cron-threads', '0']
    with log_of(database).open('ab') as log:
        process = subprocess.Popen(
            [*command, '--log-level=warn', *options], stdout=log, stderr=log)
    try:
        _wait_for(f'http://localhost:{port}/web/health', process)
        yield
    finally:
        process.terminate()  # its workers end with it
        try:
            process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(url, process):
    end = time.monotonic() + SECONDS
    while True:
        try:
            urllib.request.urlopen(url, timeout=10).close()  # noqa: S310
        except OSError:
            if process.poll() is not None or time.monotonic() > end:
                raise Gone("Odoo did not start.") from None
            time.sleep(0.1)
        else:
            return
