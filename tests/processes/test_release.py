"""The zip of a release, in an Odoo that knows nothing of this checkout."""

import subprocess
import zipfile
from pathlib import Path

import pytest

from database import DEV, bare_database
from worker import ROOT, Worker, database_of_its_own

SCRIPT = 'tests/processes/release_side.py'
TOP = {
    'CHANGELOG.md', 'LICENSE', 'README.md', '__init__.py', '__manifest__.py', 'client', 'const.py',
    'controllers', 'data', 'doc', 'i18n', 'migrations', 'models', 'security', 'static', 'tools',
    'views', 'wizards',
}


def run(*command):
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def release(folder):
    """Make a release of what is worked on here, and return the zip."""
    # What is committed, and what is not yet: there may be nothing of that.
    commit = run('git', 'stash', 'create') or 'HEAD'
    return run('dev/release', commit, folder)


@pytest.fixture(scope='module')
def zip_path(tmp_path_factory):
    return release(tmp_path_factory.mktemp('dist'))


@pytest.fixture(scope='module')
def odoo_with_zip(zip_path, tmp_path_factory):
    """Give (options of an Odoo that has the unpacked zip, a database with it, what it logged)."""
    folder = tmp_path_factory.mktemp('addons')
    with zipfile.ZipFile(zip_path) as archive:
        archive.extractall(folder)
    conf = folder.with_suffix('.conf')
    conf.write_text((DEV / 'odoo.conf').read_text().replace(str(DEV / 'addons'), str(folder)))
    log = folder.with_suffix('.log')
    with database_of_its_own(bare_database()) as name:
        odoo('-c', conf, '-d', name, '-i', 'tiktok_shop', '--stop-after-init', log=log)
        yield ('-c', str(conf)), name, log


def odoo(*arguments, log):
    with log.open('wb') as output:
        command = [ROOT / 'dev' / 'odoo', *arguments]
        status = subprocess.run(command, stdout=output, stderr=output, check=False).returncode
    assert not status, log.read_text(errors='replace')[-3000:]


def warnings(log):
    return [line for line in log.read_text(errors='replace').splitlines()
            if any(f' {level} ' in line for level in ('WARNING', 'ERROR', 'CRITICAL'))]


def test_only_what_runs_is_in_it(zip_path):
    with zipfile.ZipFile(zip_path) as archive:
        names = [name.split('/') for name in archive.namelist()]
    assert {name[0] for name in names} == {'tiktok_shop'}
    assert {name[1] for name in names} - {''} == TOP
    assert not [name for name in names if name[1:3] == ['doc', 'images']]


def test_one_commit_makes_one_zip(tmp_path):
    one, other = (
        Path(run('dev/release', 'HEAD', tmp_path / folder)).read_bytes()
        for folder in ('one', 'other'))
    assert one == other


def test_it_is_installed_and_uninstalled_without_a_word(odoo_with_zip, tmp_path):
    options, database, log = odoo_with_zip
    assert warnings(log) == []
    with Worker(database, SCRIPT, *options) as worker:
        folder = worker.call('folder')
        assert folder.startswith(str(tmp_path.parent)) and not folder.startswith(str(ROOT))
        assert worker.call('foreign_modules') == []
        there = worker.call('there')
    assert {'tts.account', 'tts.listing', 'tts.order', 'tts.shop'} <= set(there['models'])
    assert {"TikTok Shop/Orders", "TikTok Shop/Configuration/Accounts"} <= set(there['menus'])
    assert there['scripts'] and there['styles']

    uninstalled = tmp_path / 'uninstall.log'
    odoo('module', 'uninstall', *options, '-d', database, 'tiktok_shop', log=uninstalled)
    assert 'ir.model.data could not be deleted ([])' in uninstalled.read_text()
    with Worker(database, 'tests/processes/bare_side.py', *options) as bare:
        assert bare.call('leftovers') == []
