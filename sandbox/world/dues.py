"""What happens to an order if nobody acts, and when."""

HOUR, DAY = 3600, 86400
PAY_WITHIN = 2 * DAY
SHIP_WITHIN = 7 * DAY
ANSWER_WITHIN = 2 * DAY
RETURNS_WITHIN = 7 * DAY


def due(life, order):
    """Return the next thing that happens to an order: (time, step, arguments), or None.

    :param Lifecycle life: whose steps they are
    """
    return min(_all(life, order), key=lambda each: each[0], default=None)


def _all(life, order):
    if order.status == 'UNPAID':
        return [(order.create_time + PAY_WITHIN, life.cancel, {'initiator': 'SYSTEM'})]
    if order.status == 'ON_HOLD':
        return [(order.hold_until, life.release, {})]
    if order.request_cancel_time:
        return [(order.request_cancel_time + ANSWER_WITHIN, life.answer_cancel, {})]
    if order.status == 'DELIVERED':
        return [(order.delivery_time + RETURNS_WITHIN, life.complete, {})]
    if order.status == 'AWAITING_SHIPMENT':
        return list(_before_shipping(life, order))
    return list(_after_shipping(life, order))


def _before_shipping(life, order):
    yield order.hold_until + SHIP_WITHIN, life.cancel, {'initiator': 'SYSTEM'}
    if order.invoice_until:
        yield order.invoice_until, life.accept_invoice, {}
    if order.combine_until:
        yield order.combine_until, life.end_combination, {}


def _after_shipping(life, order):
    """List what carriers do by themselves, where they are to do anything."""
    scan, arrive = life.knobs.scan_seconds, life.knobs.deliver_seconds
    if any(each.missed or each.trouble for each in order.packages):
        return
    if order.status == 'AWAITING_COLLECTION' and scan:
        yield max(each.rts_time for each in order.packages) + scan, life.collect, {}
    if order.status == 'IN_TRANSIT' and arrive:
        yield order.collection_time + arrive, life.deliver, {}
