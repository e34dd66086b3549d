"""`python -m benchmarks.shop ORDERS`: a TikTok Shop full of orders that are all to be shipped.

A process of its own, so that its work does not count in Odoo's. It prints one line of JSON with
what Odoo has to know; each line that it reads is the latency of calls from then on, in seconds.
"""

import json
import random
import sys

from sandbox import Sandbox
from sandbox.world.markets import MARKETS

REGION = 'GB'
# Between two orders, in seconds: a period of n * SPACING has n orders.
SPACING = 10
# Older than any hold, much younger than TikTok's own cancellations.
YOUNGEST = 3 * 3600


def fill(world, count):
    """Make orders as a shop has them every day: own buyers, one to four products, a shipping fee.

    :return: the time of the first order
    """
    rng = random.Random(7)
    skus = [sku for sku in world.shops[0].skus if sku.known and not sku.components]
    for number in range(count):
        world.create_order(
            0, age=YOUNGEST + (count - number) * SPACING,
            items=[
                {'sku': sku.id, 'quantity': rng.choice((1, 1, 1, 2, 3))}
                for sku in rng.sample(skus, rng.choice((1, 2, 3, 4)))
            ],
            seller_discount=rng.choice(('0', '1.00')),
            charges={'original_shipping_fee': '3.99'},
        )
    return world.clock.now() - YOUNGEST - count * SPACING


def main():
    sandbox = Sandbox(orders=0, markets=(REGION,))
    start = fill(sandbox.world, int(sys.argv[1]))
    market = MARKETS[REGION]
    with sandbox:
        print(json.dumps({
            'start': start,
            'account': {
                'url': sandbox.url, 'app_key': sandbox.app_key, 'app_secret': sandbox.app_secret,
                'code': sandbox.authorize(seller=0),
            },
            'articles': [
                (article.seller_sku, article.name, float(article.price), article.barcode)
                for article in sandbox.world.catalogue(0)
            ],
            'rates': {market.currency: float(market.rate)},
        }), flush=True)
        for line in sys.stdin:
            sandbox.latency = float(line)


if __name__ == '__main__':
    main()
