"""Which status an order is in, where TikTok writes one that nobody knows."""

from . import amounts, values

# What a unit's package says of it.
BY_PACKAGE = {
    'TO_FULFILL': ('AWAITING_SHIPMENT',),
    'PROCESSING': ('AWAITING_COLLECTION',),
    'FULFILLING': ('IN_TRANSIT', 'DELIVERED'),
    'COMPLETED': ('DELIVERED', 'COMPLETED'),
}


def read(payload, known):
    """Return the status of an order: TikTok's, or the one that all its units agree on where that is
    new; if they do not, TikTok's all the same.

    :param dict payload: the order
    :param known: the statuses that are known
    """
    told = values.text(payload.get('status'))
    # TikTok's webhooks write CANCEL.
    told = 'CANCELLED' if told == 'CANCEL' else told
    return told if told in known else _of_units(payload, known) or told


def _of_units(payload, known):
    items = values.listed(payload.get('line_items'), dict)
    live = [item for item in items if not amounts.is_cancelled(item)]
    if not live:
        return 'CANCELLED' if items else ''
    shown = {values.text(item.get('display_status')) for item in live}
    packed = {values.text(item.get('package_status')) for item in live} & set(BY_PACKAGE)
    possible = [BY_PACKAGE[each] for each in packed]
    if len(shown & set(known)) == len(shown) == 1:
        [status] = shown
    elif len(possible) == 1:
        status = possible[0][0]
    else:
        return ''
    if any(status not in each for each in possible):
        return ''
    # Units of an order on hold, or under whatever review, await shipment, too: only their packages
    # tell that they may leave.
    return '' if status == 'AWAITING_SHIPMENT' and not possible else status
