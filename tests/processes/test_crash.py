"""Whatever goes wrong on the way, the same documents come of it."""

import random
import time

from conftest import ORDERS

from sandbox.faults import KINDS

KILLS = 5


def differences(expected, found, path=''):
    """Return where two dumps differ, in words."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return [
            difference
            for name in sorted({*expected, *found})
            for difference in differences(
                expected.get(name, 'nothing'), found.get(name, 'nothing'), f'{path}/{name}'
            )
        ]
    return [] if expected == found else [f'{path}: {found} instead of {expected}']


def test_faults_and_kills_change_nothing(setting):
    """One call in ten fails, in every way that there is, and the process is killed five times."""
    chance, tiktok = random.Random(7), setting.tiktok
    database = setting.database()
    odoo = setting.odoo(database)
    setting.connect(odoo)
    setting.begin(odoo)
    tiktok.calls.clear()
    for number, kind in enumerate(KINDS):
        tiktok.faults.at(2 + number * ORDERS // 80, kind)
    tiktok.faults.rate(0.1, kinds=KINDS, seed=7)

    for _kill in range(KILLS):
        odoo.begin('work')
        # After the next few calls, somewhere between two of them.
        enough = len(tiktok.calls) + chance.randint(1, max(1, ORDERS // 16))
        while len(tiktok.calls) < enough and odoo.process.poll() is None:
            time.sleep(0.01)
        time.sleep(chance.random() / 2)
        odoo.kill()
        odoo = setting.odoo(database)
    odoo.call('work')

    assert {kind for kind, _path in tiktok.faults.played} == set(KINDS)
    found = odoo.call('dump')
    assert found['numbers']['tts.order'] == ORDERS
    expected = setting.undisturbed()
    assert differences(expected, found) == []
    assert setting.complaints() == []
