"""Orders as TikTok sends them, made by hand for tests that need no sandbox."""

from decimal import Decimal
from itertools import count

_ids = count(577314180216361002)
DAY = 86400
NOON = 1795262400  # 2026-11-21 12:00 UTC


def unit(seller_sku, original, seller_discount='0', platform_discount='0', **extra):
    """Return a line item: one unit of a SKU. Its SKU id follows from the seller SKU."""
    sale = Decimal(original) - Decimal(seller_discount) - Decimal(platform_discount)
    return {
        'id': str(next(_ids)),
        'sku_id': f'17313895{abs(hash(seller_sku)) % 10**11:011d}',
        'product_id': '1731389584718000001',
        'product_name': f"Product {seller_sku}",
        'sku_name': "Default",
        'seller_sku': seller_sku,
        'original_price': original,
        'seller_discount': seller_discount,
        'platform_discount': platform_discount,
        'sale_price': str(sale),
        'display_status': 'AWAITING_SHIPMENT',
        'is_gift': False,
        **extra,
    }


def order(units, currency, header_units=None, address=None, payment=None, **extra):
    """Return an order whose amounts add up by TikTok's documented formulas.

    :param list units: line items
    :param list header_units: those that the header counts, by default all
    :param dict payment: parts of `payment`; sums that are not named follow
    """
    counted = units if header_units is None else header_units
    paid = {
        'currency': currency,
        'original_total_product_price': _total(counted, 'original_price'),
        'seller_discount': _total(counted, 'seller_discount'),
        'platform_discount': _total(counted, 'platform_discount'),
        'original_shipping_fee': '0',
        'shipping_fee_seller_discount': '0',
        'shipping_fee_platform_discount': '0',
        **(payment or {}),
    }

    def parts(plus, *minus):
        return Decimal(paid[plus]) - sum(Decimal(paid[key]) for key in minus)

    sub_total = parts('original_total_product_price', 'seller_discount', 'platform_discount')
    shipping = parts(
        'original_shipping_fee', 'shipping_fee_seller_discount', 'shipping_fee_platform_discount')
    on_top = ('product_tax', 'shipping_fee_tax', 'retail_delivery_fee')
    total = sub_total + shipping + sum(Decimal(paid.get(key, 0)) for key in on_top)
    paid = {
        'sub_total': str(sub_total), 'shipping_fee': str(shipping), 'total_amount': str(total),
    } | paid
    return {
        'id': str(next(_ids)),
        'status': 'AWAITING_SHIPMENT',
        'order_type': 'NORMAL',
        'create_time': NOON - DAY,
        'update_time': NOON,
        'paid_time': NOON - DAY + 60,
        'rts_sla_time': NOON + DAY,
        'user_id': '7494690250735257000',
        'fulfillment_type': 'FULFILLMENT_BY_SELLER',
        'shipping_type': 'SELLER',
        'line_items': units,
        'payment': paid,
        'recipient_address': ADDRESS if address is None else address,
        **extra,
    }


ADDRESS = {
    'name': "Sam Example",
    'phone_number': "(+44)7700900999",
    'address_line1': "2 Example Road",
    'address_line2': "Flat 3",
    'postal_code': "LS1 1AB",
    'post_town': "Leeds",
    'region_code': "GB",
    'district_info': [
        {'address_level': 'L0', 'address_level_name': 'Country', 'address_name': 'United Kingdom'},
        {'address_level': 'L1', 'address_level_name': 'Nation', 'address_name': 'England'},
    ],
}


def _total(units, key):
    return str(sum((Decimal(item[key]) for item in units), Decimal(0)))
