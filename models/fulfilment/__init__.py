from . import (
    delivery_carrier,
    stock_move,
    stock_picking,
    tts_order,
    tts_package,
    tts_provider,
    tts_shipment,
    tts_shipment_call,
    tts_shipment_items,
    tts_shipment_work,
    tts_shop,
    tts_sync,
)
