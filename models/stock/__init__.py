from . import (
    tts_listing,
    tts_order,
    tts_order_units,
    tts_shop,
    tts_sku,
    tts_stock,
    tts_warehouse,
)
