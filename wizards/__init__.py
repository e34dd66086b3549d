from . import tts_authorization, tts_order_fetch
