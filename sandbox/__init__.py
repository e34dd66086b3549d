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
        shop.app.webhook_url = 'http://localhost:8069/tts/webhook'
        shop.world.cancel(order)
        shop.webhooks.wait()                    # until all that is due has been answered
        assert shop.webhooks.deliveries[-1].state == 'delivered'

What is served
    `/open/authorize`, `/open/store`: the consent page, with and without a `state`.
    `/api/v2/token/get`, `/api/v2/token/refresh`: tokens.
    The open API: `api.ENDPOINTS` lists the calls; `gate` checks them as TikTok does.
    `/sandbox/...`: commands and truth for this machine, never part of TikTok's API::

        GET  /sandbox/state, /sandbox/orders?shop=<id>, /sandbox/products?shop=<id>,
             /sandbox/promotions?shop=<id>, /sandbox/packages?shop=<id>, /sandbox/labels,
             /sandbox/ship_calls, /sandbox/catalogue, /sandbox/calls, /sandbox/webhooks
        POST /sandbox/<command> with JSON arguments: those of `World`, and `app`, `knobs`,
             `faults`, `authorize`, `reset`, `ring`, `webhooks`, `webhook_faults`
        curl -H 'Content-Type: application/json' -d '{"seconds": 3600}' URL/sandbox/advance
        curl -H 'Content-Type: application/json' -d '{"order": "576..."}' URL/sandbox/ship
        curl -H 'Content-Type: application/json' \\
             -d '{"do": "rate", "share": 0.1, "seed": 1}' URL/sandbox/faults
        curl -H 'Content-Type: application/json' -d '{"what": "576..."}' URL/sandbox/ring
        curl -H 'Content-Type: application/json' \\
             -d '{"product": "S0-PEN", "title": "A pen", "image": "blue"}' URL/sandbox/edit_product

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

Products
    Each shop lists over forty: those of `catalogue()` (with their traps: codes listed twice, a
    code that Odoo does not have, no code at all, a bundle) and others that Odoo does not know and
    nobody orders, some of them drafts, failed, off the shelf, frozen or deleted. Their pictures are
    drawn, and served like uploaded ones at the `url` of each.
    What is created or edited is reviewed for `knobs.review_seconds`; `products.review.RULES` says
    what is turned down ("replica" in a title, say). The old version of a live product stays
    meanwhile. Prices and stock count at once. Orders take stock, and give it back if cancelled.
    `product(key)` finds one by its id or a seller SKU, `products(shop)` lists them,
    `product_truth(shop)` states them. Commands, with a product or either key:
    `edit_product add_sku remove_sku activate_sku set_stock set_price deactivate_product
    activate_product delete_product recover_product` are what a seller does in Seller Center (at
    once, unless `review=True`), `create_product` and `stock_up` (many at once) take a shop;
    `finish_review suspend_product freeze_product unfreeze_product approve_category
    authorize_brand fail_prerequisite` are TikTok's doing.

Stock, prices and promotions
    Each SKU is assigned to warehouses of its own (`assign_warehouse`, `add_warehouse`,
    `enable_warehouse`); Update Inventory names exactly these, and fails SKU by SKU beside code 0.
    Update Price knows the ranges of the markets. `create_promotion` plans one, by the world's
    clock; while it runs, prices are locked and stock cannot be lowered; `change_promotion` and
    `end_promotion` are the seller's. `lock_units` keeps units for a campaign or a creator.
    `create_order` orders anything; `buy` is a buyer in the shop window, who is refused when too
    few are left, and `crowd.crowd` lets many buy at once. Units of cancelled orders come back,
    unless the app has switched that off (or `set_restock`). What TikTok ships is in its own
    warehouse: `set_fbt`. `faults.next('warehouse:12052531', path='/inventory/update')` refuses the
    first warehouse of the first SKU, `sku:` the SKU itself.

Parcels
    Which orders have a package when they are paid, and which call ships them, follows
    `fulfilment.rules`: the US and Japan buy labels, Europe and they mark what sellers ship
    themselves, the others ship packages. `labels` and `ship_calls` (GET /sandbox/labels,
    /sandbox/ship_calls) list every label that was bought and every call that was to ship something,
    with the code of its answer; `parcel_truth` (GET /sandbox/packages) states all packages.
    Labels are real PDFs (PNG, ZPL), and lie at their address for a day. `late_labels break_labels`
    spoil them; `scan arrive package_exception miss_pickup` are the carriers', `split_parcel
    unsplit_parcel combine uncombine` the seller's in Seller Center (or TikTok's: `why` and `who`
    are the words of webhook 4), `require_split open_combination switch_warehouse` TikTok's;
    `mark_dangerous` is how goods are that travel with a hazmat label; `answer_invoice` is Brazil's.
    `refuse_shipping` refuses one package or order with any code, alone or among others;
    `faults.next('package:21011008', path='/packages/ship')` the first of a call. The knobs
    `scan_seconds` and `deliver_seconds` let carriers come by themselves.

Webhooks (`shop.webhooks`)
    What happens in the world is told to the address that a shop has registered for the type of
    event (`/event/202309/webhooks`; on this machine with the knob `local_webhooks`), or else to
    `app.webhook_url`: order status (1), address (3), packages torn apart or put together (4),
    status of a product (5), authorization removed (6) or about to end (7), cancellations (11),
    content of a product (15), new ones (16), their category (18), audit (37) and SKUs (50),
    invoices (36), promotions (39, 63). Those about stock (71, 27, and 24 of TikTok's own
    warehouses) come with every order: they are sent once `app.muted` is empty.
    Orders that are made with an `age`, and those that a world begins with, are old news. Shops
    whose seller has not authorized the app are silent.
    `webhooks.deliveries` (GET /sandbox/webhooks) states each with its body and all attempts;
    `wait`, `pause`, `resume`, `clear` steer them (POST /sandbox/webhooks, `{"do": "pause"}`);
    `ring` sends any webhook by hand; `faults` (POST /sandbox/webhook_faults) loses, forges,
    repeats, delays and shuffles them. See `webhooks.Webhooks`.

Where public facts about TikTok end
    `knobs.Knobs` has a switch, and the default world already shows both sides of those that
    concern amounts. `faults.Faults` misbehaves on command.

Layout: `server` (start, stop) -> `app` (doors) -> `gate` (checks) -> `api` (endpoints) -> `world`.
Nothing here imports the addon or its client.
"""

from .server import Sandbox

__all__ = ['Sandbox']
