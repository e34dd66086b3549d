"""A database from which the addon was uninstalled is sound, and one that has it again goes on."""

import subprocess

from worker import ROOT, Worker


def module(command, database, log):
    """Install or uninstall the addon; return what Odoo logs."""
    with log.open('wb') as output:
        run = [ROOT / 'dev' / 'odoo', 'module', command, '-d', database, 'tiktok_shop']
        status = subprocess.run(run, stdout=output, stderr=output, check=False).returncode
    text = log.read_text(errors='replace')
    assert not status, text[-3000:]
    return text


def test_nothing_doubles_after_a_reinstallation(setting, tmp_path):
    setting.tiktok.knobs.set(local_webhooks=True)
    database = setting.database()
    odoo = setting.odoo(database)
    setting.connect(odoo)
    odoo.call('make_ones_own')
    before = setting.fetched(odoo)
    odoo.kill()
    assert setting.tiktok.app.addresses

    log = module('uninstall', database, tmp_path / 'uninstall.log')
    assert 'ir.model.data could not be deleted ([])' in log
    assert not setting.tiktok.app.addresses, "TikTok would go on sending its webhooks"
    with Worker(database, 'tests/processes/bare_side.py') as bare:
        assert bare.call('leftovers') == []
        assert bare.call('own_todos') == ["Call TikTok"]

    module('install', database, tmp_path / 'install.log')
    odoo = setting.odoo(database)
    setting.connect(odoo)
    assert setting.fetched(odoo) == before
    assert setting.complaints() == []
