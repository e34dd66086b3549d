"""Whatever goes wrong on the way, the same documents come of it."""

import random
import time

from comparison import differences

from sandbox.faults import KINDS

KILLS = 5


def test_faults_and_kills_change_nothing(setting):
    """One call in ten fails, in every way that there is, and the process is killed five times."""
    chance, tiktok, orders = random.Random(7), setting.tiktok, setting.orders
    # A kill between TikTok's answer to a refresh and our commit loses the new token, whoever writes
    # the program: only a TikTok that still takes the old one lets such a process go on.
    tiktok.knobs.set(old_refresh_token=True)
    database = setting.database()
    odoo = setting.odoo(database)
    setting.connect(odoo)
    setting.begin(odoo)
    tiktok.calls.clear()
    for number, kind in enumerate(KINDS):
        tiktok.faults.at(2 + number * orders // 80, kind)
    tiktok.faults.rate(0.1, kinds=KINDS, seed=7)

    for _kill in range(KILLS):
        odoo.begin('work')
        # After some more calls, and then somewhere between two of them.
        enough = len(tiktok.calls) + chance.randint(1, orders // 16)
        while len(tiktok.calls) < enough:
            time.sleep(0.01)
        time.sleep(chance.random() / 2)
        odoo.kill()
        odoo = setting.odoo(database)
    assert {'pending', 'running'} & {state for _id, state, _done, _message in odoo.call('state')}
    odoo.call('work')

    assert {kind for kind, _path in tiktok.faults.played} == set(KINDS)
    found = odoo.call('dump')
    assert found['numbers']['tts.order'] == orders
    assert len(found['sales']) > orders / 2
    assert differences(setting.undisturbed(), found) == []
    assert setting.complaints() == []
