"""What orders are worth was read anew each time, by the shop's policies of the moment: keep it."""

import logging

from odoo import SUPERUSER_ID, api
from odoo.tools import split_every

from odoo.addons.tiktok_shop.tools import order_units

_logger = logging.getLogger(__name__)

BATCH = 500
# So Odoo notes in the chatter that an ordered quantity was changed, whatever the language.
QUANTITY_CHANGED = ' -&gt; '


def migrate(cr, version):
    keep_policies(cr)
    keep_figures(api.Environment(cr, SUPERUSER_ID, {}))


def keep_policies(cr):
    cr.execute("""
        UPDATE tts_order o SET money_policy = s.money_policy, tax_policy = s.tax_policy
          FROM tts_shop s
         WHERE o.shop_id = s.id AND o.sale_order_id IS NOT NULL
    """)
    # Of what was purged the sales order is all that is left: it counts as right.
    cr.execute("""
        UPDATE tts_order o SET expected_total = worth.total
          FROM (
              SELECT l.order_id, sum(l.price_total) AS total FROM sale_order_line l
               WHERE l.tts_kind IS NOT NULL GROUP BY l.order_id
          ) worth
         WHERE o.sale_order_id = worth.order_id AND o.status != 'CANCELLED'
    """)


def keep_figures(env):
    """Read what TikTok's data still tells of the orders and their items."""
    Order = env['tts.order']
    known = Order.search([('sale_order_id', '!=', False), ('payload', '!=', False)])
    for ids in split_every(BATCH, known.ids):
        for order in Order.browse(ids):
            if order.status == 'CANCELLED':
                order._note_nothing_owed()
            else:
                keep_figure_safely(order)
        env.flush_all()
        env.invalidate_all()


def keep_figure_safely(order):
    """What the first version has stored may be anything: it keeps nobody from upgrading."""
    try:
        keep_figure(order)
    except (AttributeError, TypeError, ValueError):
        _logger.exception("The amounts of TikTok order %s cannot be read", order.tiktok_id)


def keep_figure(order):
    order.is_reduced = was_reduced(order)
    if not order._follow_figure():
        return  # amounts that are none: nothing more can be read of them
    told = {str(item.get('id')): item for item in order._items()}
    for line in order.sale_order_id.order_line.filtered(lambda line: line.tts_kind == 'item'):
        items = [item for item in line.tts_item_ids or [] if item in told]
        # Of an item in several lines it stands on the first.
        line.tts_item_amounts = {item: order_units.parts_of(told.pop(item)) for item in items}


def was_reduced(order):
    """Tell whether units were cancelled after confirming. A line that has lost all of its units is
    still there, of others the chatter tells; what was cancelled before was in no line.
    """
    sale = order.sale_order_id
    if sale.state != 'sale' or len(order._live_items()) == len(order._items()):
        return False
    goods = sale.order_line.filtered(lambda line: line.tts_kind == 'item')
    return not all(goods.mapped('tts_item_ids')) or bool(order.env['mail.message'].search_count([
        ('model', '=', 'sale.order'), ('res_id', '=', sale.id),
        ('body', 'like', QUANTITY_CHANGED),
    ], limit=1))
