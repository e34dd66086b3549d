"""What the API shows of packages."""

from ...fulfilment.carriers import option_of
from ...fulfilment.services import guess
from ...fulfilment.state import sub_status, tag
from ...world.people import masked
from ...world.render import WITHOUT_BUYER

ADDRESS = (
    'full_address', 'phone_number', 'name', 'postal_code', 'address_detail', 'region_code',
    'address_line1', 'address_line2', 'address_line3', 'address_line4',
)


def row(package):
    """Show a package as the search does."""
    return {
        'id': package.id, 'status': package.status, 'orders': _orders(package),
        'order_line_item_ids': items(package), **_times(package), **_carrier(package),
    }


def detail(package, now):
    """Show a package as its own call does."""
    first = package.orders[0] if package.orders else None
    shown = {
        'package_id': package.id, 'package_status': package.status,
        'package_sub_status': sub_status(package, now), 'split_and_combine_tag': tag(package),
        'has_multi_skus': len({unit.sku.id for unit in package.units}) > 1,
        'orders': _orders(package), 'order_line_item_ids': items(package), **_times(package),
        **_carrier(package), **guess(package), **(_of_order(first) if first else {}),
    }
    if package.handover_method:
        shown['handover_method'] = package.handover_method
    if package.pickup_slot:
        shown['pickup_slot'] = dict(
            zip(('start_time', 'end_time'), package.pickup_slot, strict=True))
    if package.trouble:
        shown['ship_exception_reason'] = package.trouble
    return shown


def items(package):
    """Return the ids of the line items in a package that are not cancelled."""
    return [unit.id for unit in package.units if not unit.cancelled]


def _orders(package):
    return [{'id': order.id, 'skus': _skus(package, order)} for order in package.orders]


def _skus(package, order):
    found = {}
    for unit in order.units:
        if unit.package is package and not unit.cancelled:
            shown = found.setdefault(unit.sku.id, {
                'id': unit.sku.id, 'name': unit.sku.name, 'quantity': 0,
                'image_url': f'https://p16-oec-example.ibyteimg.example/{unit.sku.id}.jpeg',
            })
            shown['quantity'] += 1
    return list(found.values())


def _times(package):
    return {'create_time': package.create_time, 'update_time': package.update_time}


def _carrier(package):
    return {
        'tracking_number': package.tracking_number, 'shipping_provider_id': package.provider_id,
        'shipping_provider_name': package.provider,
    }


def _of_order(order):
    option, note = option_of(order), order.buyer_message or order.seller_note
    shown = {
        'shipping_type': order.shipping_type, 'delivery_option_id': option.id,
        'delivery_option_name': option.name, 'warehouse_id': order.warehouse.id,
        'sender_address': _address({
            **order.warehouse.address, 'name': order.shop.name,
            'address_detail': order.warehouse.address['address_line1']}),
    }
    if note:
        shown['note_tag'] = 'BUYER_NOTED' if order.buyer_message else 'SELLER_NOTED'
    if order.status not in WITHOUT_BUYER:
        hidden = order.shipping_type != 'SELLER'
        shown['recipient_address'] = _address(masked(order.address) if hidden else order.address)
    return shown


def _address(address):
    return {key: address[key] for key in ADDRESS if key in address}
