"""`python -m sandbox`: a TikTok Shop on a port of this machine, until Ctrl+C."""
# pylint: disable=print-used

import argparse
import threading

from . import Sandbox
from .world.markets import DEFAULT_MARKETS, MARKETS


def main():
    """Start the sandbox, say how to reach it, and wait."""
    options = parse_options()
    try:
        sandbox = Sandbox(
            seed=options.seed, orders=options.orders, latency=options.latency, port=options.port,
            host=options.host, redirect_url=options.redirect_url, ticking=True,
            markets=options.markets, webhook_url=options.webhook_url,
            local_webhooks=options.local_webhooks,
        ).start()
        if options.stock_webhooks:
            sandbox.app.muted = []
    except (OSError, OverflowError) as problem:
        reason = getattr(problem, 'strerror', None) or problem
        print(f"Cannot listen on {options.host}:{options.port}: {reason}. Choose another --port.")
        return 2
    print(f'TikTok Shop sandbox: {sandbox.url}')
    print(f'App key:    {sandbox.app_key}')
    print(f'App secret: {sandbox.app_secret}')
    print(f'Service id: {sandbox.service_id}', flush=True)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        sandbox.stop()
    return 0


def parse_options():
    """Read the command line."""
    parser = argparse.ArgumentParser(prog='python -m sandbox', description=__doc__)
    parser.add_argument('--host', default='127.0.0.1')
    parser.add_argument('--port', type=int, default=8899)
    parser.add_argument('--seed', type=int, default=7, help="the same seed makes the same world")
    parser.add_argument('--orders', type=int, default=200)
    parser.add_argument('--latency', type=float, default=0, help="seconds that each call takes")
    parser.add_argument('--redirect-url', default='', help="where the consent page leads back to")
    parser.add_argument('--webhook-url', default='', help="where the app's webhooks go")
    parser.add_argument(
        '--local-webhooks', action='store_true',
        help="let shops have webhook addresses on this machine, any port, without TLS",
    )
    parser.add_argument(
        '--stock-webhooks', action='store_true', help="tell the app of every change of stock, too",
    )
    parser.add_argument(
        '--markets', type=_regions, default=DEFAULT_MARKETS, help=f"of {','.join(MARKETS)}"
    )
    return parser.parse_args()


def _regions(text):
    regions = tuple(text.split(','))
    if not set(regions) <= set(MARKETS):
        raise argparse.ArgumentTypeError(f"choose from {','.join(MARKETS)}, with commas between")
    return regions


if __name__ == '__main__':
    raise SystemExit(main())
