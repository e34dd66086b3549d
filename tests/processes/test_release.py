"""The zip of a release, in an Odoo that knows nothing of this checkout."""

import os
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


@pytest.fixture(scope='module')
def repository(tmp_path_factory):
    """Give the environment in which what is worked on here is committed, in a repository of its
    own: this may be none, or have changes.
    """
    there = {'GIT_DIR': str(tmp_path_factory.mktemp('git')), 'GIT_WORK_TREE': str(ROOT)}
    run(there, 'git', 'init', '--quiet')
    run(there, 'git', 'add', '--all')
    run(there, 'git', '-c', 'user.name=Test', '-c', 'user.email=test@example.com',
        'commit', '--quiet', '--message', 'All')
    return there


def run(environment, *command):
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True,
        check=True).stdout.strip()


def release(repository, folder):
    """Make a release and return the zip."""
    return Path(run(repository, 'dev/release', 'HEAD', folder))


@pytest.fixture(scope='module')
def zip_path(repository, tmp_path_factory):
    return release(repository, tmp_path_factory.mktemp('dist'))


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


def test_one_commit_makes_one_zip(repository, zip_path, tmp_path):
    assert release(repository, tmp_path).read_bytes() == zip_path.read_bytes()


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
