from . import tts_authorization, tts_order_fetch, tts_pricelist_sync
