"""When carriers fetch parcels."""


def next_free(slots, wanted):
    """Return the time that comes closest to one that cannot be had: the next one, or the last one
    before it; None for none.

    :param slots: those that can be had, of (start, end) in epoch seconds
    :param tuple wanted: (start, end)
    """
    others = [slot for slot in slots if slot != wanted]
    later = [slot for slot in others if slot[0] >= wanted[0]]
    return min(later, default=None) or max(others, default=None)
