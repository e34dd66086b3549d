"""Open transfers have TikTok's deadlines and priority now; see
`models/fulfilment/stock_picking_deadlines.py`.
"""

from odoo import SUPERUSER_ID, api
from odoo.tools import split_every

from odoo.addons.tiktok_shop.tools import order_status

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
        orders.browse(ids)._tell_deadlines()
        orders.env.flush_all()
        orders.env.invalidate_all()
