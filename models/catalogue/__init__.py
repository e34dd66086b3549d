from . import (
    product_attribute,
    product_category,
    tts_attribute,
    tts_brand,
    tts_category,
    tts_shop,
    tts_sync,
)
