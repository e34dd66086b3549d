from . import (
    tts_listing,
    tts_shop,
    tts_sku,
    tts_stock,
    tts_warehouse,
)
