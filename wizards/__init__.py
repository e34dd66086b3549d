from . import (
    account_move_reversal,
    base_partner_merge,
    sale_order_discount,
    tts_authorization,
    tts_number_ask,
    tts_order_accept,
    tts_order_fetch,
    tts_pricelist_sync,
    tts_product_publish,
    tts_shipment_arrange,
    tts_shipment_progress,
    tts_sku_repair,
)
