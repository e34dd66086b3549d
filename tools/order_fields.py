"""What an order's payload says, as values of fields of `tts.order`."""

from . import addresses, order_status, values

# What the payload is read by; a value of another type is as good as none.
TYPES = {'payment': dict, 'recipient_address': dict, 'line_items': list}
# Fields and the keys of the payload that they have; the first one that is there.
TEXTS = ('fulfillment_type', 'shipping_type', 'order_type')
MESSAGES = ('buyer_message', 'seller_note')
LONGEST_MESSAGE = 2000
FLAGS = {
    'is_cod': 'is_cod',
    'is_sample': 'is_sample_order',
    'is_replacement': 'is_replacement_order',
    'is_exchange': 'is_exchange_order',
    'is_cancel_requested': 'is_buyer_request_cancel',
}
MOMENTS = {
    'create_time': ('create_time',),
    'paid_time': ('paid_time',),
    'ship_deadline': ('rts_sla_time',),
    'handover_deadline': ('tts_sla_time',),
    'delivery_deadline': ('delivery_sla_time', 'delivery_due_time'),
    'cancel_deadline': ('cancel_order_sla_time', 'shipping_due_time'),
}
NUMBERS = {'priority_level': 'fulfillment_priority_level'}
ORIGINALS = ('replaced_order_id', 'exchange_source_order_id')
# Of orders of one buyer that TikTok is about to put into one parcel; it has had both names.
AUTO_COMBINED = ('auto_combine_group_id', 'auto_combine_order_id')
# Discounts in `payment` that TikTok funds.
FUNDED = ('platform_discount', 'shipping_fee_platform_discount', 'payment_platform_discount')


def fields_of(payload):
    """Return the values of fields. Must not fail, whatever is missing or new.

    :param dict payload: `values.well_formed` by `TYPES`
    """
    return {
        **{name: values.text(payload.get(name)) for name in TEXTS},
        **{name: values.text(payload.get(name), LONGEST_MESSAGE) for name in MESSAGES},
        **{name: values.flag(payload.get(key)) for name, key in FLAGS.items()},
        **{name: values.whole(payload.get(key)) for name, key in NUMBERS.items()},
        **{name: values.moment(_first(payload, keys)) for name, keys in MOMENTS.items()},
        **_status(payload),
        **_money(payload.get('payment') or {}),
        'buyer_ref': values.text(payload.get('user_id')) or False,
        'recipient': addresses.recipient(payload.get('recipient_address') or {}),
        'original_ref': values.text(_first(payload, ORIGINALS)) or False,
    }


def fulfilment_of(payload):
    """Return what an order says of its shipping, as values of fields: what has to be kept where it
    is asked for later, when the payload is forgotten. Nothing of it is about the buyer.

    :param dict payload: the order
    """
    return {
        'priority_level': values.whole(payload.get('fulfillment_priority_level')),
        'delivery_option_ref': values.identity(payload.get('delivery_option_id')),
        'delivery_option': values.text(payload.get('delivery_option_name')),
        'delivery_type': values.text(payload.get('delivery_type')),
        'auto_combine_ref': values.identity(_first(payload, AUTO_COMBINED)),
        'split_tag': values.text(payload.get('split_or_combine_tag')),
        'invoice_status': values.text(payload.get('need_upload_invoice')),
        'warehouse_ref': values.identity(payload.get('warehouse_id')),
    }


def _status(payload):
    written = values.text(payload.get('status'))
    is_known = written in (*order_status.STATUSES, order_status.CANCEL)
    return {
        'status': order_status.read(payload),
        'tiktok_status': False if is_known else written,
    }


def _money(payment):
    return {
        'currency_code': values.text(payment.get('currency')).upper(),
        'buyer_paid': values.amount_or_zero(payment.get('total_amount')),
        'platform_discount': sum(values.amount_or_zero(payment.get(key)) for key in FUNDED),
    }


def _first(payload, keys):
    return next(filter(None, map(payload.get, keys)), None)
