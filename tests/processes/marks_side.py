"""What `test_marks.py` does inside Odoo."""

from neighbours_side import product_of, shop_of

from inside import channel


def prepare(env):
    """Have a shop that sends stock by itself, and a SKU."""
    shop = shop_of(env, push_stock=True)
    shop.account_id.state = 'connected'
    shop.account_id._toggle_crons()
    listing = env['tts.listing'].create({'shop_id': shop.id, 'tiktok_id': 'A', 'title': "A"})
    env['tts.sku'].create({
        'shop_id': shop.id, 'tiktok_id': 'A', 'name': "A", 'listing_id': listing.id,
        'product_id': product_of(env, 'A').id})
    env.cr.flush()
    env['tts.mark']._drain()


def mark(env):
    """Mark the product, and commit only when told to."""
    # PostgreSQL says so instead of waiting.
    env.cr.execute("SET LOCAL lock_timeout = '1s'")
    env['tts.mark']._add('stock', 'product', env['product.product'].search(
        [('default_code', '=', 'A')]).ids)
    env.cr.flush()
    channel.turn('marked')


def begin(env):
    """Read something, so that the transaction sees nothing of what others do from now on; then
    mark.
    """
    env['tts.mark'].search_count([])
    channel.turn('begun')
    env['tts.mark']._add('stock', 'all')
    env.cr.flush()


def reschedule(env):
    """Do to the scheduled action what Odoo does when it has run."""
    env.cr.execute(
        "UPDATE ir_cron SET nextcall = now(), lastcall = now() WHERE id = %s",
        [env.ref('tiktok_shop.ir_cron_push').id])


def drain(env, is_slow=False):
    """Take the marks away, and return the references of what they concern."""
    skus = env['tts.mark']._drain().get('stock', env['tts.sku'])
    found = skus.product_id.mapped('default_code')
    if is_slow:
        channel.turn(found)
    return found
