"""`/event`: where a shop's webhooks go, one address for each type of event."""

from ..webhooks.address import check


def webhooks(call):
    """Return the shop's addresses."""
    factor = 1000 if call.world.knobs.webhook_times == 'milliseconds' else 1
    found = [
        {
            'event_type': event_type,
            'address': address.url,
            'create_time': address.create_time * factor,
            'update_time': address.update_time * factor,
        }
        for (shop_id, event_type), address in _addresses(call).items()
        if shop_id == call.shop.id
    ]
    return {'webhooks': found, 'total_count': len(found)}


def update(call):
    """Set the shop's address for a type of event."""
    url, now = call.body['address'], call.world.clock.now()
    check(url, call.world.knobs.local_webhooks)
    call.world.authorization.app.listen(call.shop.id, call.body['event_type'], url, now)
    return {}


def delete(call):
    """Forget the shop's address for a type of event; there need not be one."""
    _addresses(call).pop((call.shop.id, call.body['event_type']), None)
    return {}


def _addresses(call):
    return call.world.authorization.app.addresses
