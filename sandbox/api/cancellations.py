"""`/return_refund`: a seller cancels an order, and is told why he may."""

from ..errors import Refusal
from ..params import Choice, IdList, Integer, Structs, Text, Words
from .endpoint import Endpoint
from .fulfilment.find import units_of

# No public page names the scopes.
READ = WRITE = 'seller.return_refund.basic'
OUT_OF_STOCK = 'seller_cancel_reason_out_of_stock'
UNDELIVERABLE = 'seller_cancel_paid_reason_address_not_deliver'
# Reasons of all markets, those of which British names have an ending of their own.
REASONS = (
    OUT_OF_STOCK, 'seller_cancel_reason_wrong_price', UNDELIVERABLE,
    'seller_cancel_paid_reason_buyer_requested_cancellation',
)
# Where TikTok has withdrawn that an address cannot be reached.
WITHDRAWN = ('ID', 'PH', 'VN', 'MY', 'TH', 'SG')
# What the status says of a cancellation by the seller.
CODES = {
    'UNPAID': 25001021, 'IN_TRANSIT': 25001045, 'DELIVERED': 25001051, 'COMPLETED': 25001051,
    'CANCELLED': 25001011,
}


def reasons(market):
    """Return TikTok's names of the reasons that sellers of a market may give."""
    ending = '_uk' if market.region == 'GB' else ''
    return [f'{name}{ending}' for name in REASONS
            if name != UNDELIVERABLE or market.region not in WITHDRAWN]


def problem(order):
    """Return the code by which an order cannot be cancelled by its seller now; 0 if it can."""
    if order.status == 'AWAITING_COLLECTION' and order.shop.market.region != 'US':
        return 25001045
    return CODES.get(order.status, 0)


def eligibility(call):
    """Tell of each line item which requests may be begun, and why."""
    order = _order_of(call, call.path['order_id'])
    is_seller = call.query.get('initiate_aftersale_user') == 'SELLER'
    types = call.query.get('request_types') or ['CANCEL', 'REFUND', 'RETURN_AND_REFUND']
    by_sku = {}
    for unit in order.units:
        by_sku.setdefault(unit.sku.id, []).append(unit)
    return {'sku_eligibility': [
        {'sku_id': sku, 'line_item_eligibility': [
            _row(order, each, units, is_seller, call) for each in types]}
        for sku, units in by_sku.items()]}


def _row(order, kind, units, is_seller, call):
    """State whether one kind of request may be begun for units of a SKU."""
    ids = [unit.id for unit in units]
    code = problem(order) if kind == 'CANCEL' and is_seller else 1
    if not code and all(unit.cancelled for unit in units):
        code = 25001011
    row = {'request_type': kind, 'eligible': not code, 'order_line_items_ids': ids}
    if call.endpoint.path.split('/')[2] == '202602':
        row['order_line_list'] = [{'order_line_item_id': each} for each in ids]
    if code:
        return {**row, 'ineligible_code': code,
                'ineligible_reason': f'The order is {order.status}.'}
    return {**row, 'available_reason_names': reasons(order.shop.market)}


def cancel(call):
    """Cancel an order, or a part of it."""
    order = _order_of(call, call.body['order_id'])
    code = problem(order)
    if code:
        raise Refusal(code)
    _check_reason(order, call.body['cancel_reason'])
    units = _units(call, order)
    _check_part(order, units, call.body['cancel_reason'])
    call.world.cancel(
        order.id, [unit.id for unit in units], initiator='SELLER',
        reason=call.body['cancel_reason'])
    done = order.cancellations[-1]
    return {'cancel_id': done.id, 'cancel_status': done.status}


def _order_of(call, order_id):
    found = call.world.index_of(call.shop).orders.get(order_id)
    if not found:
        raise Refusal(21008111)
    return found


def _check_reason(order, reason):
    if reason in reasons(order.shop.market):
        return
    is_withdrawn = reason == UNDELIVERABLE and order.shop.market.region in WITHDRAWN
    raise Refusal(25001020 if is_withdrawn else 25001014)


def _units(call, order):
    """Return what a call names, in one of three ways; all that is left if in none."""
    body = call.body
    ways = [name for name in ('skus', 'order_line_item_ids', 'order_line_list') if body.get(name)]
    if len(ways) > 1:
        raise Refusal(25001001)
    if not ways:
        return order.live
    if ways == ['skus']:
        return [unit for row in body['skus'] for unit in _of_sku(order, row)]
    lines = body.get('order_line_list') or []
    ids = body.get('order_line_item_ids') or [line.get('order_line_item_id') for line in lines]
    found = units_of(order, ids, unknown=25001001)
    if any(unit.cancelled for unit in found):
        raise Refusal(25001011)
    return found


def _of_sku(order, row):
    found = [unit for unit in order.live if unit.sku.id == row['sku_id']]
    if not found:
        raise Refusal(25001001)
    if row['quantity'] > len(found):
        raise Refusal(25005011)
    return found[:row['quantity']]


def _check_part(order, units, reason):
    """Refuse a part where only whole orders are cancelled, or for another reason than stock."""
    is_part = len(units) < len(order.live)
    if is_part and not (order.shop.market.part_cancel and reason.startswith(OUT_OF_STOCK)):
        raise Refusal(25005010)


WHO = Choice(words=('BUYER', 'SELLER'))
KINDS = Words(words=('CANCEL', 'REFUND', 'RETURN_AND_REFUND'))
BODY = {
    'order_id': Text(required=True),
    'cancel_reason': Text(required=True),
    'skus': Structs(fields={
        'sku_id': Text(required=True), 'quantity': Integer(required=True, low=1)}),
    'order_line_item_ids': IdList(most=1000),
}
ROOT = '/return_refund'
CANCELLATION_ENDPOINTS = (
    Endpoint('GET', f'{ROOT}/202512/orders/{{order_id}}/aftersale_eligibility', eligibility, READ,
             query={'initiate_aftersale_user': WHO, 'request_types': KINDS}),
    Endpoint('GET', f'{ROOT}/202602/orders/{{order_id}}/aftersale_eligibility', eligibility, READ,
             query={'initiate_aftersale_user': WHO, 'request_types': KINDS}),
    Endpoint('POST', f'{ROOT}/202309/cancellations', cancel, WRITE, body=BODY),
    Endpoint('POST', f'{ROOT}/202602/cancellations', cancel, WRITE, body={
        **BODY, 'order_line_list': Structs(fields={
            'order_line_item_id': Text(required=True), 'sub_order_line_item_id': Text()})}),
)
