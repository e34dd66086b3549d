"""When carriers come to fetch parcels."""

DAY, HOUR = 86400, 3600
DAYS = 3
WINDOWS = ((9, 13), (13, 18))
# The carrier wants to know so long before.
NOTICE = 2 * HOUR


def offered(now):
    """List the times at which a parcel can be fetched: (start, end, whether it is still free).

    The last one is always taken by others.
    """
    midnight = now - now % DAY
    found = [
        (midnight + day * DAY + start * HOUR, midnight + day * DAY + end * HOUR)
        for day in range(DAYS) for start, end in WINDOWS
    ]
    last = found[-1]
    return [(*slot, slot[0] - NOTICE > now and slot != last) for slot in found if slot[1] > now]


def problem(slot, now):
    """Return the code with which a pickup at a time is refused, or 0.

    :param tuple slot: (start, end)
    """
    if slot[1] <= now or slot[0] - NOTICE <= now:
        return 21004017
    return 0 if (*slot, True) in offered(now) else 21011053
