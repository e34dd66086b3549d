"""Say what came of the demonstration, and what to try with it."""

PLAY = """
Let something happen at TikTok: Odoo shows it within seconds, without a click. This prints an id:
  curl -H 'Content-Type: application/json' -d '{{"status": "ON_HOLD"}}' {0}/sandbox/create_order
and this releases it; in the same way: hold, ship, collect, deliver, cancel:
  curl -H 'Content-Type: application/json' -d '{{"order": "<id>"}}' {0}/sandbox/release
A seller renames a listing in Seller Center; its Product ID stands on the listing in Odoo:
  curl -H 'Content-Type: application/json' -d '{{"product": "<id>", "title": "New"}}' \\
    {0}/sandbox/edit_product
Change the quantity on hand of a listed product in Odoo, or its price in the pricelist: what the
sandbox has of it changes within seconds, and stands here under its Product ID:
  curl {0}/sandbox/products
Somebody changes the stock in Seller Center; Compare with TikTok on the shop finds it:
  curl -H 'Content-Type: application/json' -d '{{"product": "<id>", "quantity": 7}}' \\
    {0}/sandbox/set_stock
Switch the webhooks off ("resume": on again), and the schedule brings it within ten minutes:
  curl -H 'Content-Type: application/json' -d '{{"do": "pause"}}' {0}/sandbox/webhooks
"""


def summarize(odoo, shop):
    """Print what there is in Odoo.

    :param Odoo odoo: logged in as an administrator
    :param str shop: name of the one whose products are shown both ways
    """
    sales = odoo.call('sale.order', 'search_count', [('tts_order_id', '!=', False)])
    blocked = odoo.call('tts.order', 'search_count', [('state', '=', 'blocked')])
    totals = odoo.call(
        'sale.order', 'formatted_read_group',
        [('tts_order_id', '!=', False), ('state', '!=', 'cancel')],
        ['tts_shop_id', 'currency_id'], ['__count', 'amount_total:sum'],
    )
    print()
    print(f"sales orders: {sales}")
    print(f"blocked: {blocked}")
    print()
    print("Totals, without what was cancelled:")
    for row in totals:
        print("  {:<20}{:>5} orders{:>18,.2f} {}".format(
            row['tts_shop_id'][1], row['__count'], row['amount_total:sum'], row['currency_id'][1]
        ))
    print()
    summarize_products(odoo, shop)


def summarize_products(odoo, shop):
    listings = odoo.call(
        'tts.listing', 'search_read', [],
        ['push_state', 'push_date', 'status', 'problem_count', 'product_tmpl_id', 'tiktok_id'])
    sent = [each for each in listings if each['push_date']]
    problems = [each for each in listings if each['push_state'] == 'problems']
    images = odoo.call('product.document', 'search_count', [('tts_image_id', '!=', False)])
    products = odoo.call('product.template', 'search_count', [('tts_synced', '=', True)])
    at_tiktok = sum(bool(each['tiktok_id']) for each in listings)
    live = sum(each['status'] == 'ACTIVATE' for each in sent)
    print(f"{shop}, products both ways:")
    print(f"  listings: {at_tiktok}, of {products} products in Odoo, with {images} more images "
          "fetched")
    print(f"  sent from Odoo: {len(sent)}, live after TikTok's review: {live}")
    print(f"  not sent, for problems that are named: {len(problems)}")
    print()
    summarize_offers(odoo)


def summarize_offers(odoo):
    rows = odoo.call(
        'tts.sku', 'formatted_read_group', [('listing_id', '!=', False)], ['push_state'],
        ['__count'])
    counts = {row['push_state']: row['__count'] for row in rows}
    print("Stock and prices, sent by themselves from now on:")
    print(f"  as in Odoo: {counts.get('sent', 0)} SKUs, not sent: {counts.get('none', 0)}, "
          f"waiting: {counts.get('waiting', 0)}, refused: {counts.get('refused', 0)}")
    print()
