"""Set up a demonstration and keep it running. Called by `dev/demo`.

It does what a person would: starts Odoo, enters the company's data, connects the account through
TikTok's consent page and fetches the orders. The sandbox runs in this very process; Odoo is told
everything over HTTP, and ends when this process ends, however it ends.
"""

import argparse
import contextlib
import fcntl
import signal
import socket
import subprocess
import sys
import time
import traceback
from datetime import date, timedelta
from pathlib import Path

import requests
from lxml import html

from company import prepare_company
from rpc import Odoo, Refused
from sandbox import Sandbox
from summary import PLAY, summarize
from wares import enter_goods, map_categories, price_range

ROOT = Path(__file__).resolve().parent.parent
DATABASE = 'demo'
LOGIN = PASSWORD = 'admin'
ODOO_PORT, SANDBOX_PORT = 8069, 8899
ORDERS = 400
# The shop whose products are shown both ways; TikTok's reviews take so many seconds.
PRODUCTS_SHOP = 'Northwind GB'
REVIEW_SECONDS = 5
LOG = ROOT / '.dev' / 'log' / 'demo.log'
# Held while a demo runs; says where, to a second one and to dev/screenshots.
LOCK = ROOT / '.dev' / 'demo.lock'
START_SECONDS = 120
FETCH_SECONDS, PUSH_SECONDS = 1200, 180


class Failure(Exception):
    """A sentence that says what went wrong."""


def say(text=''):
    print(text, flush=True)


# === PROCESSES === #

@contextlib.contextmanager
def only_demo():
    """Keep a second demo from taking the first one's database away."""
    with LOCK.open('a+') as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            where = (lock.read().split() or ['still starting'])[0]
            sys.exit(f"A demo is running already ({where}): stop it with Ctrl+C, then try again.")
        lock.truncate(0)
        yield lock
        lock.truncate(0)


def free_port(wanted):
    """Return the port that is wanted, or another one if somebody has it."""
    for port in (wanted, 0):
        with contextlib.suppress(OSError), socket.create_server(('127.0.0.1', port)) as server:
            found = server.getsockname()[1]
            if found != wanted:
                say(f"Port {wanted} is in use: taking {found}.")
            return found
    raise Failure("There is no free port on this machine.")


@contextlib.contextmanager
def odoo_server(port):
    """Run Odoo, with one thread for scheduled actions, until the block is left."""
    command = [
        # The kernel ends Odoo should this process be killed.
        'setpriv', '--pdeathsig', 'TERM', '--',
        ROOT / 'dev' / 'odoo', '-d', DATABASE, '-p', str(port), '--max-cron-threads', '1',
    ]
    with LOG.open('ab') as log:
        # In a session of its own: Ctrl+C reaches this process alone, which then stops Odoo.
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(process, url):
    """Wait until Odoo answers."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise Failure("Odoo did not start.")
        with contextlib.suppress(requests.ConnectionError):
            requests.get(f'{url}/web/health', timeout=10)
            return
        time.sleep(0.2)
    raise Failure("Odoo did not answer in time.")


def make_database():
    with LOG.open('wb') as log:
        done = subprocess.run([ROOT / 'dev' / 'db', 'fresh', DATABASE], stdout=log, check=False)
    if done.returncode:
        raise Failure(f"The database {DATABASE} could not be made.")


# === STEPS === #

def connect(odoo, tiktok, seller):
    """Connect a seller's account as a person would: press the button, agree, come back."""
    [account] = odoo.call('tts.account', 'create', [{
        'name': seller.name,
        'app_key': tiktok.app_key,
        'app_secret': tiktok.app_secret,
        'service_id': tiktok.service_id,
        'api_url': tiktok.url,
        'auth_url': tiktok.url,
    }])
    [values] = odoo.call('tts.account', 'read', [account], ['redirect_url'])
    tiktok.app.redirect_url = values['redirect_url']

    action = odoo.call('tts.account', 'action_authorize', [account])
    page = odoo.session.get(action['url'], timeout=60)
    [form] = html.fromstring(page.content, base_url=page.url).forms
    form.make_links_absolute()
    answer = {**form.fields, 'seller': str(seller.index), 'decision': 'authorize'}
    # What leads back to Odoo, which then asks TikTok for tokens and shops.
    page = odoo.session.get(form.action, params=answer, timeout=300)
    [values] = odoo.call('tts.account', 'read', [account], ['state'])
    if values['state'] != 'connected':
        sentence = html.fromstring(page.content).xpath('string(//p[contains(@class, "lead")])')
        raise Failure(f"The account was not connected. {sentence}".strip())
    shops = odoo.call('tts.shop', 'search_read', [('account_id', '=', account)], ['name'])
    say(f"Connected {seller.name}: {', '.join(shop['name'] for shop in shops)}")


def fetch(odoo):
    """Fetch all orders of all shops as a person would, and watch the scheduled action do it."""
    [wizard] = odoo.call('tts.order.fetch', 'create', [{
        'date_from': str(date.today() - timedelta(days=365)),
        'date_to': str(date.today()),
    }])
    odoo.call('tts.order.fetch', 'action_fetch', [wizard])
    watch(odoo, 'orders', "Fetching orders")


def show_products(odoo, categories):
    """Bring the products of one shop into Odoo, and the company's range into that shop.

    :param dict categories: what `enter_goods` has returned
    """
    [shop] = odoo.call(
        'tts.shop', 'search_read', [('name', '=', PRODUCTS_SHOP)],
        ['pricelist_id', 'category_version'])
    odoo.call('tts.shop', 'action_download_categories', [shop['id']])
    odoo.call('product.pricelist', 'action_tts_fetch', [shop['pricelist_id'][0]])
    watch(odoo, 'categories', "Downloading categories")
    map_categories(odoo, shop, categories)
    price_range(odoo, shop, categories)
    watch(odoo, 'products', "Fetching products and images")
    odoo.call('tts.shop', 'action_download_attributes', [shop['id']])
    watch(odoo, 'attributes', "Downloading attributes")
    odoo.call('product.pricelist', 'action_tts_sync', [shop['pricelist_id'][0]])
    watch(odoo, 'publish', "Sending products")
    wait_for_reviews(odoo)


def leave_fbt_to_tiktok(odoo):
    """Let no warehouse of the company's stand for one that TikTok runs."""
    places = odoo.call('tts.warehouse', 'search', [('name', 'like', 'FBT')])
    odoo.call('tts.warehouse', 'write', places, {'warehouse_id': False})


def keep_right(odoo):
    """Let all shops send stock and prices by themselves, and wait until TikTok has them."""
    shops = odoo.call('tts.shop', 'search', [])
    odoo.call('tts.shop', 'write', shops, {'push_stock': True, 'push_prices': True})
    say("Comparing stock and prices, and sending what differs")
    end = time.monotonic() + PUSH_SECONDS
    # What TikTok holds up has a reason, and waits.
    todo = [('push_state', '=', 'waiting'), ('push_error', '=', False)]
    while (odoo.call('tts.shop', 'search_count', [('swept', '=', False)])
           or odoo.call('tts.sku', 'search_count', todo)):
        if time.monotonic() > end:
            raise Failure("Stock and prices were not sent in time.")
        time.sleep(0.5)


def watch(odoo, kind, what):
    """Wait until all runs of a kind have ended, saying how they go on."""
    end, told = time.monotonic() + FETCH_SECONDS, None
    while time.monotonic() < end:
        runs = odoo.call(
            'tts.sync', 'search_read', [('kind', '=', kind)],
            ['state', 'done', 'message', 'display_name'],
        )
        open_runs = [run for run in runs if run['state'] in ('pending', 'running')]
        progress = sum(run['done'] for run in runs), len(runs) - len(open_runs)
        if progress != told:
            say(f"{what}: {progress[0]}, {progress[1]} of {len(runs)} shops done")
            told = progress
        if not open_runs:
            break
        time.sleep(0.5)
    for run in runs:
        if run['state'] != 'done':
            raise Failure(f"{run['display_name']}: {run['message'] or 'not done in time.'}")


def wait_for_reviews(odoo):
    """Wait until TikTok has reviewed what was sent, and its webhooks have told so."""
    end = time.monotonic() + REVIEW_SECONDS + 60
    sent = [('push_date', '!=', False), ('status', '=', 'PENDING')]
    while odoo.call('tts.listing', 'search_count', sent):
        if time.monotonic() > end:
            raise Failure("TikTok's reviews did not come to Odoo.")
        time.sleep(0.5)


def run(stay):
    with only_demo() as lock:
        make_database()
        odoo_port, sandbox_port = free_port(ODOO_PORT), free_port(SANDBOX_PORT)
        url = f'http://localhost:{odoo_port}'
        with (
            Sandbox(
                orders=ORDERS, port=sandbox_port, ticking=True, local_webhooks=True,
                review_seconds=REVIEW_SECONDS,
            ) as tiktok,
            odoo_server(odoo_port) as process,
        ):
            lock.write(f'{url} {tiktok.url}')
            lock.flush()
            say(f"Starting Odoo at {url}, TikTok Shop's sandbox at {tiktok.url} ...")
            wait_for(process, url)
            odoo = Odoo(url, DATABASE, LOGIN, PASSWORD)
            prepare_company(odoo, tiktok)
            categories = enter_goods(odoo)
            for seller in tiktok.world.sellers:
                connect(odoo, tiktok, seller)
            fetch(odoo)
            leave_fbt_to_tiktok(odoo)
            show_products(odoo, categories)
            keep_right(odoo)
            summarize(odoo, PRODUCTS_SHOP)
            if not stay:
                return
            say(f"Open {url}/odoo/orders and log in as {LOGIN}, password {PASSWORD}.")
            say("Stock and prices follow Odoo by themselves: TikTok Shop > Products > Stock and")
            say("Prices. Listings are beside it; change a product in Odoo, then")
            say(f"press Sync All To TikTok Shop on the pricelist of {PRODUCTS_SHOP}.")
            say(PLAY.format(tiktok.url))
            say("Ctrl+C stops Odoo and the sandbox.")
            process.wait()
            raise Failure("Odoo has ended by itself.")


def main():
    parser = argparse.ArgumentParser(prog='dev/demo', description="Show TikTok Shop in Odoo.")
    parser.add_argument('--exit', action='store_true', help="stop once everything is there")
    options = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        run(stay=not options.exit)
    except KeyboardInterrupt:
        say("Stopped.")
        return 0 if not options.exit else 130
    except Exception as problem:
        with LOG.open('a') as log:
            traceback.print_exc(file=log)
        known = isinstance(problem, (Failure, Refused))
        sentence = problem if known else f"{type(problem).__name__}: {problem}."
        say(f"The demo failed: {sentence} See {LOG.relative_to(ROOT)}.")
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
