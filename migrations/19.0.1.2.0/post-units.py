"""What open orders take of each SKU stands in rows of its own now; see
`models/stock/tts_order_units.py`.
"""

from odoo import SUPERUSER_ID, api
from odoo.tools import split_every

from odoo.addons.tiktok_shop.tools import order_status

BATCH = 1000


def migrate(cr, version):
    """Of an order whose payload is forgotten nothing is known; TikTok sends it again with its next
    change.
    """
    orders = api.Environment(cr, SUPERUSER_ID, {})['tts.order'].search([
        ('status', 'in', order_status.OPEN), ('payload', '!=', False)])
    for of_shop in orders.grouped('shop_id').values():
        for ids in split_every(BATCH, of_shop.ids):
            orders.browse(ids)._note_units()
            orders.env.invalidate_all()
