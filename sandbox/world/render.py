"""What the API shows of the world: TikTok's keys, types and habits, and nothing else."""

from ..fulfilment.carriers import option_of
from ..fulfilment.state import invoice
from . import money
from .dues import DAY, HOUR, SHIP_WITHIN
from .lines import line
from .markets import SEA
from .money import amount
from .people import masked
from .surprises import surprise

WITHOUT_BUYER = ('UNPAID', 'ON_HOLD')
# What only newer versions, or only the detail, have.
NOT_IN_202309 = (
    'order_rights', 'is_subscription_order', 'is_refundable_sample', 'fast_rts_sla_time',
    'fast_collection_sla_time',
)
LINE_NOT_IN_202309 = ('sub_item_info', 'distance_fee', 'distance_shipping_fee')
PAYMENT_NOT_IN_202309 = ('distance_fee', 'distance_shipping_fee')
ONLY_IN_DETAIL = ('payment_card_type', 'payment_method_code', 'payment_auth_code')


def order(found, knobs, version='search'):
    """Show an order as the search or as a version of the detail does.

    :param Order found: the order
    :param Knobs knobs: how this TikTok behaves
    :param str version: `search`, `202507` or `202309`
    """
    shown = {
        **_head(found), **_times(found), **_deadlines(found), **_kind(found),
        **_buyer(found, knobs), **_market(found),
        'payment': _payment(found),
        'line_items': [line(found, unit) for unit in found.units],
        'packages': [{'id': package.id} for package in found.packages],
    }
    if found.line_error:
        false = amount(found.units[0].sale_price + found.line_error)
        shown['line_items'][0]['sale_price'] = false
    if version == 'search':
        _drop(shown, ONLY_IN_DETAIL)
    if version == '202309':
        _drop(shown, NOT_IN_202309)
        _drop(shown['payment'], PAYMENT_NOT_IN_202309)
        for each in shown['line_items']:
            _drop(each, LINE_NOT_IN_202309)
    shown = without_empty(shown) if knobs.omit_empty else shown
    return surprise(shown, found.id) if knobs.surprises else shown


def _drop(shown, keys):
    for key in keys:
        shown.pop(key, None)


def without_empty(value):
    """Leave out empty lists, at every level."""
    if isinstance(value, dict):
        return {key: without_empty(each) for key, each in value.items() if each != []}
    if isinstance(value, list):
        return [without_empty(each) for each in value]
    return value


def _head(found):
    package = next((each for each in found.packages if each.tracking_number), None)
    return {
        'id': found.id,
        'status': found.status,
        'order_type': found.order_type,
        'fulfillment_type': found.fulfillment_type,
        'shipping_type': found.shipping_type,
        'delivery_option_id': option_of(found).id,
        'delivery_option_name': found.delivery_option,
        'delivery_type': 'HOME_DELIVERY',
        'shipping_provider': package.provider if package else '',
        'shipping_provider_id': package.provider_id if package else '',
        'tracking_number': package.tracking_number if package else '',
        'warehouse_id': found.warehouse.id,
        'payment_method_name': found.payment_method,
        'split_or_combine_tag': _split_or_combine(found),
        'seller_note': found.seller_note,
        'buyer_message': found.buyer_message,
    }


def _split_or_combine(found):
    if found.combined:
        return 'COMBINED'
    return 'SPLIT' if found.split else ''


def _times(found):
    """Show when things happened; what has not happened has no key."""
    times = {
        'create_time': found.create_time,
        'update_time': found.update_time,
        'paid_time': found.paid_time,
        'rts_time': found.rts_time,
        'collection_time': found.collection_time,
        'delivery_time': found.delivery_time,
        'cancel_time': found.cancel_time,
        'request_cancel_time': found.request_cancel_time,
    }
    return {name: time for name, time in times.items() if time}


def _deadlines(found):
    """Show until when things have to happen."""
    if found.status == 'UNPAID':
        return {'cancel_order_sla_time': found.create_time + 2 * DAY}
    start = found.hold_until
    times = {
        'rts_sla_time': start + 2 * DAY,
        'tts_sla_time': start + 3 * DAY,
        'cancel_order_sla_time': start + SHIP_WITHIN,
        'shipping_due_time': start + SHIP_WITHIN,
        'collection_due_time': start + SHIP_WITHIN + 3 * DAY,
        'delivery_sla_time': start + 9 * DAY,
        'delivery_due_time': start + SHIP_WITHIN + 30 * DAY,
        'delivery_option_required_delivery_time': start + 10 * DAY,
    }
    if found.shop.market.region in SEA:
        times.update(
            pick_up_cut_off_time=start + 3 * DAY, recommended_shipping_time=start + DAY,
            fast_rts_sla_time=start + 12 * HOUR, fast_collection_sla_time=start + DAY,
        )
    if found.order_type == 'PRE_ORDER':
        times['release_date'] = start
    return times


def _kind(found):
    """Show what sort of order it is."""
    kind = {'auto_combine_group_id': found.combine_group} if found.combine_group else {}
    kind |= {
        'is_cod': found.is_cod,
        'is_sample_order': found.is_sample,
        'is_refundable_sample': False,
        'is_on_hold_order': True,
        'is_replacement_order': bool(found.replaces),
        'is_buyer_request_cancel': bool(found.request_cancel_time),
        'has_updated_recipient_address': found.address_updated,
    }
    if found.replaces:
        kind['replaced_order_id'] = found.replaces
    if found.cancellation:
        kind['cancel_reason'] = found.cancellation.reason
        initiator = found.cancellation.initiator
        kind['cancellation_initiator'] = 'SYSTEM' if initiator == 'OPERATOR' else initiator
    if found.order_type == 'MADE_TO_ORDER':
        kind['handling_duration'] = {'days': '5', 'type': 'BUSINESS_DAY'}
    return kind


def _buyer(found, knobs):
    """Show the buyer: nothing before the order is released, a mask where TikTok ships."""
    buyer = found.buyer
    if found.status in WITHOUT_BUYER:
        return {} if knobs.hide_user_id else {'user_id': buyer.user_id}
    tiktok = 'TIKTOK' in (found.shipping_type, found.fulfillment_type.rsplit('_', 1)[-1])
    return {
        'user_id': buyer.user_id,
        'buyer_email': buyer.email,
        'buyer_nickname': buyer.nickname,
        'recipient_address': masked(found.address) if tiktok else found.address,
    }


def _market(found):
    """Show what only some markets have."""
    region = found.shop.market.region
    shown = {}
    if region in ('US', 'GB'):
        shown['is_exchange_order'] = bool(found.exchanges)
        if found.exchanges:
            shown['exchange_source_order_id'] = found.exchanges
    if region == 'US':
        shown['is_subscription_order'] = False
    if region == 'ID':
        shown['commerce_platform'] = 'TOKOPEDIA' if int(found.id) % 2 else 'TIKTOK_SHOP'
    if region in SEA:
        shown.update(fulfillment_priority_level=found.priority, order_rights=[])
    if region == 'BR':
        shown.update(
            cpf=f'{int(found.buyer.user_id) % 10**11:011d}',
            cpf_name=found.address['name'], need_upload_invoice=invoice(found),
            payment_card_type='VISA', payment_method_code='03', payment_auth_code=found.id[-6:],
        )
    return shown


def _payment(found):
    """Show the figures of the header; fees only in the markets that have them."""
    figures = money.header(found)
    figures['total_amount'] = money.total_amount(found) + found.total_error
    if found.shop.market.region == 'US':
        figures.setdefault('retail_delivery_fee', money.ZERO)
    if found.shop.market.region == 'ID':
        figures.setdefault('buyer_service_fee', money.ZERO)
    shown = {name: amount(value) for name, value in figures.items()}
    return {'currency': found.shop.market.currency, **shown}
