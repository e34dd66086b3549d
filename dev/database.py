"""Make databases fast: each is a clone of a cached one. Called by `dev/db`.

Two kinds are cached in the server: databases with the modules that the addon depends on, and
databases with the addon as well. Their names are hashes of what they were made from, so they never
go stale. They are templates that nobody can connect to: no running Odoo alters them.
"""

import argparse
import configparser
import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from ast import literal_eval
from pathlib import Path

import psycopg2
from psycopg2 import sql

from complaints import complaints_in

ROOT = Path(__file__).resolve().parent.parent
DEV = ROOT / '.dev'
FILESTORE = DEV / 'data' / 'filestore'
BARE, ADDON = 'tts_bare_', 'tts_addon_'
# So many of each kind stay cached: going back to another version of the addon is fast.
KEEP = 3
# The addon is everything but this.
NOT_INSTALLED = {
    '.ci', '.dev', '.git', '__pycache__', 'benchmarks', 'dev', 'doc', 'sandbox', 'tests',
}


# === THE SERVER === #

@contextlib.contextmanager
def cursor(database='postgres'):
    options = configparser.RawConfigParser()
    options.read(DEV / 'odoo.conf')
    keys = {'db_host': 'host', 'db_port': 'port', 'db_user': 'user'}
    params = {keys[key]: value for key, value in options.items('options') if key in keys}
    connection = psycopg2.connect(dbname=database, **params)
    connection.autocommit = True  # no transaction can make a database
    try:
        yield connection.cursor()
    finally:
        connection.close()


def execute(statement, *names):
    """Execute a statement on whole databases."""
    with cursor() as cr:
        cr.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def databases():
    """Return the names of all databases, the oldest first."""
    with cursor() as cr:
        cr.execute("SELECT datname FROM pg_database WHERE datname <> 'postgres'"
                   " AND datname NOT LIKE 'template_' ORDER BY oid")
        return [name for [name] in cr.fetchall()]


def drop(name):
    if name in databases():
        execute("ALTER DATABASE {} IS_TEMPLATE false", name)
        execute("DROP DATABASE {} WITH (FORCE)", name)
    shutil.rmtree(FILESTORE / name, ignore_errors=True)


def clone(source, target):
    """Make the database `target` equal to `source`, its files included."""
    drop(target)
    execute("CREATE DATABASE {} TEMPLATE {}", target, source)
    # Odoo never changes a file of its store: a link will do for a copy.
    shutil.copytree(FILESTORE / source, FILESTORE / target, copy_function=os.link)


def freeze(name, final_name):
    """Give a finished database its name in the cache, and let nobody in any more."""
    (FILESTORE / name).mkdir(parents=True, exist_ok=True)
    shutil.rmtree(FILESTORE / final_name, ignore_errors=True)
    (FILESTORE / name).rename(FILESTORE / final_name)
    execute("ALTER DATABASE {} IS_TEMPLATE true ALLOW_CONNECTIONS false", name)
    execute("ALTER DATABASE {} RENAME TO {}", name, final_name)


# === THE CACHE === #

def digest(*parts):
    return hashlib.sha256('\n'.join(map(str, parts)).encode()).hexdigest()[:12]


def odoo_digest():
    """Tell one Odoo from another; in a checkout, one state of its history from another."""
    odoo = (DEV / 'python' / 'odoo').resolve()
    marks = [odoo / 'release.py', odoo.parent / '.git' / 'logs' / 'HEAD']
    return digest(odoo, *(mark.stat().st_mtime for mark in marks if mark.exists()))


def addon_digest():
    """Tell one state of the addon's files from another."""
    files = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = set(folders) - NOT_INSTALLED
        files += [Path(folder, name) for name in names if not name.startswith('.')]
    hashes = [hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(files)]
    return digest(*sorted(files), *hashes)


def log_of(name):
    return DEV / 'log' / f'{name}.log'


def install(name, modules, log):
    """Install `modules` in a database, or leave with the reason why that failed."""
    command = [ROOT / 'dev' / 'odoo', '-d', name, '-i', ','.join(modules), '--stop-after-init']
    with log.open('wb') as output:
        status = subprocess.run(command, stdout=output, stderr=output, check=False).returncode
    missing = modules
    if not status:
        with cursor(name) as cr:
            cr.execute("SELECT name FROM ir_module_module WHERE state = 'installed'")
            missing = set(modules) - {module for [module] in cr.fetchall()}
            # Odoo's tours for beginners would get in the way of the browser tests.
            cr.execute("UPDATE res_users SET tour_enabled = false")
    if missing:
        errors = re.findall(r'^\S*(?:Error|Exception)\b.*', log.read_text(), re.MULTILINE)
        sys.exit(f"Installing {', '.join(missing)} failed, see {log}: {' '.join(errors[-1:])}")


def cached(name, source, modules):
    """Return the cached database `name`, which is `source` with `modules` installed.

    It is made under another name first, so that an interrupted attempt is never mistaken for it.
    """
    with (DEV / 'database.lock').open('w') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        parts = FILESTORE / name, log_of(name)
        if name not in databases() or not all(part.exists() for part in parts):
            print(f"Making a database with {', '.join(modules)} ...", file=sys.stderr)
            draft = f'tts_draft_{digest(ROOT)}'
            drop(name)
            drop(draft)
            if source:
                clone(source, draft)
            install(draft, modules, log_of(name))
            freeze(draft, name)
            prune(name.rsplit('_', 1)[0])
    return name


def prune(kind):
    for name in [name for name in databases() if name.startswith(kind)][:-KEEP]:
        with contextlib.suppress(psycopg2.Error):  # somebody is cloning it: next time
            drop(name)
            log_of(name).unlink(missing_ok=True)


def bare_database():
    modules = sorted(literal_eval((ROOT / '__manifest__.py').read_text())['depends'])
    return cached(BARE + digest(ROOT, odoo_digest(), *modules), None, modules)


def addon_database():
    source = bare_database()
    name = None
    while name != (name := ADDON + digest(source, addon_digest())):
        cached(name, source, ['tiktok_shop'])  # again, if somebody edited the addon meanwhile
    return name


# === COMMANDS === #

def main():
    parser = argparse.ArgumentParser(prog='dev/db')
    commands = parser.add_subparsers(dest='command', required=True)
    for command in ('fresh', 'bare'):
        commands.add_parser(command).add_argument('name')
    commands.choices['fresh'].add_argument(
        '--strict', action='store_true', help="fail if the addon's installation logged a complaint")
    commands.add_parser('drop').add_argument('names', nargs='+')
    commands.add_parser('list')
    args = parser.parse_args()

    if args.command == 'list':
        for name in databases():
            print(name)
    elif args.command == 'drop':
        for name in args.names:
            drop(name)
    elif args.command == 'bare':
        clone(bare_database(), args.name)
    else:
        source = addon_database()
        clone(source, args.name)
        complaints = complaints_in(log_of(source))
        for line in complaints:
            print(line, file=sys.stderr)
        if args.strict and complaints:
            sys.exit(f"Installing the addon must not log this: see {log_of(source)}.")


if __name__ == '__main__':
    try:
        main()
    except psycopg2.Error as error:
        sys.exit(f'PostgreSQL says: {error}'.partition('\n')[0])
