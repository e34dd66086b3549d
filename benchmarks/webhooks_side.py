"""What the benchmarks of webhooks run inside Odoo."""

import json
import threading

from werkzeug.serving import make_server

from odoo import http
from odoo.service.server import RequestHandler

from odoo.addons.tiktok_shop.client import webhook_signature

FLOOR_PATH = '/benchmark/floor'


class Floor(http.Controller):
    """The floor: a route that inserts one row."""

    # By its module Odoo tells whether a route is installed.
    __module__ = 'odoo.addons.tiktok_shop.benchmark'

    @http.route(
        FLOOR_PATH, type='http', auth='none', methods=['POST'], csrf=False, save_session=False,
        readonly=False,
    )
    def insert(self, **_params):
        body = http.request.httprequest.get_data()
        http.request.env.cr.execute("INSERT INTO benchmark_floor (body) VALUES (%s)", [body])
        return http.request.make_response('')


def serve_http(env):
    """Answer requests one at a time, as one worker does; return the port."""
    env.cr.execute("CREATE TABLE benchmark_floor (id serial PRIMARY KEY, body bytea)")
    env.registry.clear_cache('routing')
    server = make_server('127.0.0.1', 0, http.root, request_handler=RequestHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_port


def pretend(env, app_key, app_secret, shop):
    """Have a shop that is connected, as far as Odoo knows."""
    account = env['tts.account'].create({
        'name': "Benchmark", 'app_key': app_key, 'app_secret': app_secret, 'state': 'connected',
    })
    env['tts.shop']._connect(account, [{'id': shop, 'name': "Benchmark", 'region': 'GB'}])
    account._toggle_crons()


def ring(env, orders, shop, begin):
    """Take in a webhook per order."""
    account = env['tts.account'].search([])
    for number, order in enumerate(orders):
        body = json.dumps({
            'type': 1, 'tts_notification_id': f'{begin + number}', 'shop_id': shop,
            'timestamp': 1795262400, 'data': {'order_id': order},
        }).encode()
        signature = webhook_signature(account.app_key, account.app_secret, body)
        assert env['tts.event']._receive(body, signature) == 200


def drain(env):
    """Serve what waits, and return how much of it was served here."""
    done = []
    end = type(env['tts.event'])._end

    def note(events):
        done.append(len(events))
        return end(events)

    type(env['tts.event'])._end = note
    try:
        env['tts.event']._process()
    finally:
        type(env['tts.event'])._end = end
    return sum(done)


def events(env):
    """Count the events by state, and the orders."""
    env.invalidate_all()
    states = dict(env['tts.event']._read_group([], ['state'], ['__count']))
    return {**states, 'orders': env['tts.order'].search_count([('state', '=', 'applied')])}


def analyze(env):
    """Have PostgreSQL look at its tables."""
    env.cr.execute('ANALYZE')
