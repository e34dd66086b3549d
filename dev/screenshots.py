"""Take the pictures of the documentation from a running demo. Called by `dev/screenshots`."""

import shutil
import sys
import time
from pathlib import Path

import requests
from PIL import Image

from browser import Browser

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / '.dev' / 'demo.lock'
IMAGES = ROOT / 'doc' / 'images'
# What the addon's own page shows, from where Odoo can serve it.
DESCRIPTION = ROOT / 'static' / 'description'
DESCRIBING = ('sales_orders', 'run', 'orders', 'listings')
LOGIN = PASSWORD = 'admin'
# So many orders come in while the progress of a run is looked at.
LIVE_ORDERS = 260


class Photographer:
    """Walks through a demo.

    :param Browser browser:
    :param str odoo: address of Odoo
    :param str tiktok: address of the sandbox
    """

    def __init__(self, browser, odoo, tiktok):
        self.browser = browser
        self.odoo = odoo
        self.tiktok = tiktok

    def shoot(self, name):
        path = IMAGES / f'{name}.png'
        self.browser.shot(path)
        # Screens have few colours: a palette makes the file a third of the size.
        Image.open(path).quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
        print(path.relative_to(ROOT), f'{path.stat().st_size // 1024} KB')

    def open(self, action, selector='.o_data_row'):
        self.browser.goto(f'{self.odoo}/odoo/{action}', selector)

    def open_first(self, action):
        self.open(action)
        self.browser.click('.o_data_row .o_data_cell')
        self.browser.wait('.o_form_view')

    def command(self, name, **arguments):
        """Give the sandbox a command."""
        url = f'{self.tiktok}/sandbox/{name}'
        requests.post(url, json=arguments, timeout=60).raise_for_status()

    def log_in(self):
        browser = self.browser
        browser.goto(f'{self.odoo}/web/login', 'input[name=login]')
        browser.write('input[name=login]', LOGIN)
        browser.write('input[name=password]', PASSWORD)
        browser.click('button[type=submit]')
        browser.wait('.o_main_navbar', seconds=120)

    # === PICTURES === #

    def sales(self):
        browser = self.browser
        self.open('orders')
        self.shoot('sales_orders')
        browser.click('button', 'Fetch E-commerce Orders')
        browser.wait('.modal .o_form_view')
        self.shoot('fetch_wizard')
        browser.key('Escape')
        self.open('orders')
        browser.click('.o_data_row:nth-child(8) .o_data_cell[name=name]')
        browser.wait('.o_form_view')
        browser.click('.nav-link', 'TikTok Shop')
        self.shoot('sales_order')

    def orders(self):
        browser = self.browser
        self.open('action-tiktok_shop.action_tts_order')
        browser.click('.o_search_panel_category_value', 'Awaiting shipment')
        self.shoot('orders')
        self.open('action-tiktok_shop.action_tts_sku')
        self.shoot('skus')
        self.open('action-tiktok_shop.action_tts_order')
        browser.click('.o_searchview_dropdown_toggler')
        browser.click('.o_filter_menu .o_menu_item', 'Blocked')
        browser.wait('.o_facet_value', 'Blocked')
        browser.click('.o_searchview_dropdown_toggler')
        browser.click('.o_data_row .o_data_cell')
        browser.wait('.o_form_view')
        self.shoot('blocked_order')

    def connection(self):
        browser = self.browser
        self.open_first('action-tiktok_shop.action_tts_account')
        self.shoot('account')
        browser.click('.o_form_button_create', 'New')
        browser.wait('.nav-link.active', 'Setup Guide')
        self.shoot('setup')
        self.open_first('action-tiktok_shop.action_tts_shop')
        browser.click('.nav-link', 'Money')
        self.shoot('shop')

    def products(self):
        browser = self.browser
        self.open('action-product.product_pricelist_action2')
        browser.click('.o_data_row .o_data_cell', 'Northwind GB')
        browser.wait('button[name=action_tts_fetch]')
        self.shoot('pricelist')
        browser.click('button[name=action_tts_sync]')
        browser.click('.modal .btn-primary', 'Sync')
        browser.wait('.o_form_view .o_arrow_button_current', 'Done', seconds=120)
        browser.click('button[name=action_open_sent_listings]', 'Not Sent')
        browser.wait('.o_list_view .o_data_row')
        self.shoot('not_sent')
        browser.click('.o_data_row .o_data_cell', 'Vitamin')
        browser.wait('.o_form_view .o_field_widget[name=problems]')
        self.shoot('problems')
        self.open('action-tiktok_shop.action_tts_listing')
        self.shoot('listings')
        browser.click('.o_data_row .o_data_cell', 'Harbour hoodie')
        browser.click('button[name=action_open_product]')
        browser.click('.nav-link', 'TikTok Shop')
        self.shoot('product')

    def stock(self):
        browser = self.browser
        self.open('action-tiktok_shop.action_tts_sku_offer')
        self.shoot('stock_and_prices')
        browser.click('.o_data_row .o_data_cell', 'Brass desk lamp')
        browser.wait('.o_form_view .o_field_widget[name=stock_formula]')
        self.shoot('sku')

    def run(self):
        """A run while it is at work: a shop with many new orders, at a TikTok that is slow."""
        browser = self.browser
        state = requests.get(f'{self.tiktok}/sandbox/state', timeout=60).json()
        [shop] = [
            shop for seller in state['sellers'] for shop in seller['shops']
            if shop['name'] == 'Northwind GB'
        ]
        self.command('webhooks', do='pause')  # which would bring them before the run does
        for _ in range(LIVE_ORDERS):
            self.command('create_order', shop=shop['id'])
        self.command('faults', do='rate', share=1, kinds=['slow'])
        self.open('action-tiktok_shop.action_tts_shop')
        browser.click('.o_data_row .o_data_cell', shop['name'])
        browser.click('button', 'Fetch Orders')
        browser.click('.modal button', 'Fetch Data')
        browser.wait('.o_form_view p', 'fetched')
        time.sleep(2)
        self.shoot('run')
        self.command('faults', do='clear')
        self.command('webhooks', do='resume')


def main():
    where = LOCK.read_text().split() if LOCK.exists() else ()
    if not where:
        sys.exit("No demo is running: start ./dev/demo, and try again once it says where it is.")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with Browser() as browser:
        photographer = Photographer(browser, *where)
        photographer.log_in()
        photographer.sales()
        photographer.orders()
        photographer.connection()
        photographer.products()
        photographer.stock()
        photographer.run()
    for name in DESCRIBING:
        shutil.copy(IMAGES / f'{name}.png', DESCRIPTION)
    if browser.errors:
        sys.exit('\n'.join(["The browser has reported:", *browser.errors]))


if __name__ == '__main__':
    main()
