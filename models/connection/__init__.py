from . import (
    ir_config_parameter,
    tts_account,
    tts_account_authorize,
    tts_account_database,
    tts_account_token,
    tts_account_uninstall,
    tts_event,
    tts_shop,
    tts_shop_news,
    tts_shop_uninstall,
    tts_shop_webhook,
    tts_warehouse,
)
