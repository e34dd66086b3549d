"""How far packages are: what the API says, and the truth for tests and demos."""

SUB_STATUSES = {
    'TO_FULFILL': 'CREATED', 'PROCESSING': 'RTS', 'FULFILLING': 'TTS', 'COMPLETED': 'DELIVERED',
    'CANCELLED': 'CANCELLED',
}
# What an order says of its invoice (BR), by what has become of it.
INVOICES = {
    '': 'NEED_INVOICE', 'SUCCESS': 'INVOICE_UPLOADED', 'PROCESSING': 'INVOICE_PROCESSING',
    'FAILED': 'NEED_INVOICE', 'INVALID': 'NEED_INVOICE',
}


def invoice(order):
    """Return what an order says of its invoice; without one it would not have left."""
    return INVOICES['SUCCESS' if order.rts_time else (order.invoice or ('', ''))[0]]


def sub_status(package, now):
    """Return a package's second status."""
    if package.trouble and package.status != 'CANCELLED':
        return 'SHIP_EXCEPTION'
    if package.status == 'PROCESSING' and package.missed:
        return 'ISSUE'
    if package.status == 'PROCESSING' and not has_label(package, now):
        return 'RTSING'
    return SUB_STATUSES[package.status]


def has_label(package, now):
    """Tell whether the carrier has made the label."""
    return now >= package.ready_time


def tag(package):
    """Return whether a package is a part of an order, or holds several."""
    if len(package.orders) > 1:
        return 'COMBINE'
    return 'SPLIT' if any(order.split for order in package.orders) else 'DEFAULT'


def of_package(package):
    """State a package as it truly is.

    :rtype: dict
    """
    return {
        'id': package.id, 'status': package.status,
        'order_ids': [order.id for order in package.orders],
        'item_ids': [unit.id for unit in package.units if not unit.cancelled],
        'provider': package.provider, 'tracking_number': package.tracking_number,
        'handover_method': package.handover_method, 'pickup_slot': list(package.pickup_slot),
        'trouble': package.trouble, 'missed': package.missed, 'broken': package.broken,
        'service': package.service,
    }
