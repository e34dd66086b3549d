"""Odoo with workers, under the limits that it has by itself: a TikTok that hangs ends none of them.
"""

import re
import socket
import time

from odoo_server import free_port, server

# Odoo ends a worker that has not come back for two minutes: as long as all the runs together take.
PATIENCE = 600


def test_silent_tiktok_costs_no_worker_its_life(setting):
    """A host that takes each connection and says nothing: runs of several shops wait for it."""
    database = setting.database()
    odoo = setting.odoo(database)
    setting.connect(odoo, sellers=[0])
    with socket.create_server(('127.0.0.1', 0)) as silent:
        odoo.call('move', url=f'http://127.0.0.1:{silent.getsockname()[1]}')
        setting.begin(odoo)
        runs = len(odoo.call('attempts'))
        assert runs > 2
        with server(database, free_port(), '--workers', '1', '--max-cron-threads', '1'):
            begin = time.monotonic()
            while True:
                found = odoo.call('attempts')
                if all(message for _attempts, _at, message in found):
                    break
                assert time.monotonic() - begin < PATIENCE, found
                time.sleep(1)
    assert all(attempts and at and "does not answer" in message for attempts, at, message in found)
    log = odoo.log.read_text()
    assert not re.search(r'time-?out|limit|exited', log, re.IGNORECASE), log[-3000:]
