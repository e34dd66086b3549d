from odoo.addons.tiktok_shop.models.fulfilment.tts_order_upload import NEEDS
from odoo.addons.tiktok_shop.tools import order_status


def migrate(cr, _version):
    """Open orders say whether TikTok wants their invoice (Brazil); each other change says it too.
    """
    cr.execute("""
        UPDATE tts_order SET invoice_need = payload->>'need_upload_invoice'
         WHERE status IN %s AND invoice_need IS NULL
           AND payload->>'need_upload_invoice' IN %s
    """, [tuple(order_status.TO_SHIP), tuple(need for need, _label in NEEDS)])
