"""Odoo itself: its scheduled actions do the runs, also after it was killed and started again."""

import subprocess
import time

from comparison import differences

from worker import ROOT

SECONDS = 120


def server(database, log):
    """Start an Odoo that serves nothing but its scheduled actions."""
    command = [ROOT / 'dev' / 'odoo', '-d', database, '--no-http', '--max-cron-threads', '1']
    with log.open('ab') as output:
        return subprocess.Popen([*command, '--log-level=warn'], stdout=output, stderr=output)


def test_runs_go_on_after_odoo_was_killed(setting):
    database = setting.database()
    odoo = setting.odoo(database)
    setting.connect(odoo)
    setting.begin(odoo)
    setting.tiktok.latency = 0.1
    for enough in (1, setting.orders // 4, setting.orders):
        process = server(database, odoo.log)
        try:
            end = time.monotonic() + SECONDS
            while sum(done for _run, _state, done, _message in odoo.call('state')) < enough:
                assert time.monotonic() < end, odoo.log.read_text()[-2000:]
                odoo.call('wake')
                time.sleep(0.1)
        finally:
            process.kill()
            process.wait()
    odoo.call('work')

    assert differences(setting.undisturbed(), odoo.call('dump')) == []
    assert setting.complaints() == []
