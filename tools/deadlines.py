"""Until when TikTok wants what of an order, and how urgent its delivery is."""

from . import order_status

# TikTok's `fulfillment_priority_level`: instant, within eight hours, on the same day.
URGENT = 300


def binding(status, arrange, scan, cancel):
    """Return the first moment by which something must have happened that has not happened yet;
    None for none. Once its shipping is arranged, an order waits for the carrier's scan alone.

    :param str status: of the order
    :param datetime arrange, scan, cancel: TikTok's deadlines, as far as it has told them; an order
        is cancelled after the last one
    """
    if status in order_status.TO_ARRANGE or status == 'ON_HOLD':
        told = (arrange, scan, cancel)
    elif status == 'AWAITING_COLLECTION':
        told = (scan, cancel)
    else:
        # An order that nobody has paid for is cancelled for that.
        told = ()
    return min(filter(None, told), default=None)


def is_urgent(level):
    """Tell whether an order is delivered at once or on the same day.

    :param int level: TikTok's `fulfillment_priority_level`, 0 where it has told none
    """
    return 0 < (level or 0) <= URGENT
