"""Programmes of sale_loyalty, which we do not depend on, leave TikTok's orders alone."""

import subprocess

from worker import ROOT, Worker, database_of_its_own


def test_promotions_do_not_act_on_our_orders():
    with database_of_its_own() as name:
        install = ['-d', name, '-i', 'sale_loyalty', '--stop-after-init', '--log-level=error']
        subprocess.run([ROOT / 'dev' / 'odoo', *install], check=True)
        with Worker(name, 'tests/processes/loyalty_side.py') as odoo:
            done = odoo.call('rewards')
    assert done == {'ours': 0, 'other': 1, 'total': 50.0, 'lines': 1}
