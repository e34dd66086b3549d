"""What the API shows of an order's units: one line item each."""

from . import money
from .lifecycle import STAGE_STATUSES, stage
from .money import amount


def line(found, unit):
    """Show one unit as a line item."""
    cancelled = unit.cancelled
    shown = {
        'id': unit.id,
        'sku_id': unit.sku.id,
        'product_id': unit.sku.product_id,
        'product_name': unit.sku.product_name,
        'sku_name': unit.sku.name,
        'seller_sku': unit.sku.seller_sku,
        'sku_image': f'https://p16-oec-example.ibyteimg.example/{unit.sku.id}.jpeg',
        'sku_type': found.order_type,
        'currency': found.shop.market.currency,
        'original_price': amount(unit.original_price),
        'sale_price': amount(unit.sale_price),
        'seller_discount': amount(unit.seller_discount),
        'platform_discount': amount(unit.platform_discount),
        'display_status': _display_status(found, unit),
        'is_gift': unit.is_gift,
        'is_dangerous_good': unit.is_dangerous,
        'gift_retail_price': amount(unit.retail_price),
        'cancel_reason': cancelled.reason if cancelled else '',
        'cancel_user': cancelled.initiator if cancelled else '',
        'item_tax': _item_tax(unit),
        'combined_listing_skus': [_component(*each) for each in unit.sku.components],
        'sub_item_info': _sub_items(found, unit),
        **_parcel(unit.package),
        **{fee: amount(value) for fee, value in unit.fees.items()},
    }
    if found.shop.market.region == 'DE':
        shown['pfand_fee'] = amount(unit.pfand_fee)
    return shown


def _display_status(found, unit):
    if unit.cancelled:
        return 'CANCELLED'
    if found.status in ('UNPAID', 'COMPLETED'):
        return found.status
    return STAGE_STATUSES[stage(unit)]


def _item_tax(unit):
    if not unit.tax_rate:
        return []
    return [{
        'tax_type': 'SALES_TAX', 'tax_amount': amount(unit.tax), 'tax_rate': amount(unit.tax_rate),
    }]


def _parcel(package):
    """Show the parcel of a unit or a bundle's part; before there is one, its keys are missing."""
    shown = {'tracking_number': '', 'shipping_provider_id': '', 'shipping_provider_name': ''}
    if package:
        shown = {
            'package_id': package.id,
            'package_status': package.status,
            'tracking_number': package.tracking_number,
            'shipping_provider_id': package.provider_id,
            'shipping_provider_name': package.provider,
        }
        if package.rts_time:
            shown['rts_time'] = package.rts_time
    return shown


def _component(sku, count):
    return {
        'sku_id': sku.id, 'product_id': sku.product_id, 'seller_sku': sku.seller_sku,
        'sku_count': count,
    }


def _sub_items(found, unit):
    """Show the pieces of a virtual bundle, with the bundle's money divided among them."""
    pieces = [sku for sku, count in unit.sku.components for _ in range(count)]
    if not pieces:
        return []
    weights, step = [sku.price for sku in pieces], found.shop.market.step
    shares = [
        money.spread(value, weights, step)
        for value in (unit.original_price, unit.seller_discount, unit.platform_discount)
    ]
    return [
        {
            'id': sub_id, 'sku_id': sku.id, 'product_id': sku.product_id,
            'product_name': sku.product_name, 'sku_name': sku.name, 'seller_sku': sku.seller_sku,
            'currency': found.shop.market.currency, 'original_price': amount(price),
            'seller_discount': amount(seller), 'platform_discount': amount(platform),
            'sale_price': amount(price - seller - platform),
            'display_status': _display_status(found, unit), 'warehouse_id': found.warehouse.id,
            **_parcel(unit.package),
        }
        for sub_id, sku, price, seller, platform in zip(unit.sub_ids, pieces, *shares, strict=True)
    ]
