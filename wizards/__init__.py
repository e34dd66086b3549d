from . import (
    account_move_reversal,
    tts_authorization,
    tts_order_fetch,
    tts_pricelist_sync,
    tts_product_publish,
)
