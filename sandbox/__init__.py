"""A TikTok Shop that runs on this machine: tests, demos and benchmarks talk to it over HTTP.

Start one on a port, until Ctrl+C::

    python -m sandbox --port 8899 --seed 7 --orders 200 --redirect-url http://localhost:8069/...

or inside a test, on a free port, with a clock that stands still::

    from sandbox import Sandbox

    with Sandbox(seed=7, orders=200) as shop:
        code = shop.authorize(seller=0)         # as if the seller had agreed on the consent page
        ...                                     # shop.url, .app_key, .app_secret, .service_id
        order = shop.world.create_order(0, items=[{'quantity': 3}], seller_discount='10')
        shop.world.ship(order)
        shop.faults.next('throttle', times=2)
        assert shop.calls[-1].code == 0

What is served
    `/open/authorize`, `/open/store`: the consent page, with and without a `state`.
    `/api/v2/token/get`, `/api/v2/token/refresh`: tokens.
    The open API: `api.ENDPOINTS` lists the calls; `gate` checks them as TikTok does.
    `/sandbox/...`: commands and truth for this machine, never part of TikTok's API::

        GET  /sandbox/state, /sandbox/orders?shop=<id>, /sandbox/catalogue, /sandbox/calls
        POST /sandbox/<command> with JSON arguments: those of `World`, and `app`, `knobs`,
             `faults`, `authorize`, `reset`
        curl -H 'Content-Type: application/json' -d '{"seconds": 3600}' URL/sandbox/advance
        curl -H 'Content-Type: application/json' -d '{"order": "576..."}' URL/sandbox/ship
        curl -H 'Content-Type: application/json' \\
             -d '{"do": "rate", "share": 0.1, "seed": 1}' URL/sandbox/faults

The world (`shop.world`)
    Two sellers with a shop in each market. The same seed gives the same shops, ids and orders,
    whatever the number of orders: a larger world begins like a smaller one. Times are relative to
    the clock (`shop.clock`), which stands still in tests and ticks on the command line; `advance`
    moves it, and what is due then happens (a hold ends, an order nobody paid is cancelled, ...).
    Signatures are checked against real time, everything else against the world's clock.

    `create_order` makes an order that is as asked for and otherwise plain: see
    `world.orders.create` and `world.recipes.Recipe` for what can be asked.
    `pay hold release ship collect deliver complete cancel request_cancel answer_cancel
    update_address touch corrupt` act on an order or its id; a step that TikTok would not allow
    raises `errors.NotAllowed`.
    `catalogue()` is what an Odoo user of these sellers has as products. About 3 % of the orders
    contain an SKU that is not there.
    `truth(shop)` states every order with the amounts that a reader must arrive at, computed from
    the facts and not from the payload: `seller`, `buyer`, and the `parts` they consist of.

Where public facts about TikTok end
    `knobs.Knobs` has a switch, and the default world already shows both sides of those that
    concern amounts. `faults.Faults` misbehaves on command.

Layout: `server` (start, stop) -> `app` (doors) -> `gate` (checks) -> `api` (endpoints) -> `world`.
Nothing here imports the addon or its client.
"""

from .server import Sandbox

__all__ = ['Sandbox']
