"""Open transfers have TikTok's deadlines and priority now; see
`models/fulfilment/stock_picking_deadlines.py`.
"""

import logging

from odoo import SUPERUSER_ID, api
from odoo.tools import split_every

from odoo.addons.tiktok_shop.models.engine.tts_work import is_lost
from odoo.addons.tiktok_shop.tools import order_status

_logger = logging.getLogger(__name__)

BATCH = 1000


def migrate(cr, version):
    """Of an order whose payload is forgotten no priority is known."""
    cr.execute("""
        UPDATE tts_order SET priority_level = (payload ->> 'fulfillment_priority_level')::int
         WHERE payload ->> 'fulfillment_priority_level' ~ '^[0-9]{1,6}$'
    """)
    orders = api.Environment(cr, SUPERUSER_ID, {})['tts.order'].search([
        ('status', 'in', order_status.OPEN), ('sale_order_id.state', '=', 'sale')])
    for ids in split_every(BATCH, orders.ids):
        tell(orders.browse(ids))


def tell(orders):
    """Give the transfers of orders their deadlines; an order that has none of it is set aside, and
    gets them when TikTok tells of it next.
    """
    try:
        with orders.env.cr.savepoint():
            orders._tell_deadlines()
            orders.env.flush_all()
    except Exception as error:
        if is_lost(error):
            raise
        if len(orders) == 1:
            _logger.warning("TikTok order %s gets no deadlines yet", orders.id, exc_info=error)
        for order in orders if len(orders) > 1 else ():
            tell(order)
    orders.env.invalidate_all()
