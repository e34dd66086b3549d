"""When carriers fetch parcels."""

from collections import Counter


def common(several):
    """Return the times at which all of several parcels can be fetched, or at least most of them
    where there is none for all; the earliest first.

    :param several: for each parcel its times, of (start, end) in epoch seconds
    :rtype: tuple
    """
    counts = Counter(slot for slots in several for slot in {tuple(slot) for slot in slots})
    most = max(counts.values(), default=0)
    return tuple(sorted(slot for slot, count in counts.items() if count == most))


def next_free(slots, wanted):
    """Return the time that comes closest to one that cannot be had: the next one, or the last one
    before it; None for none.

    :param slots: those that can be had, of (start, end) in epoch seconds
    :param tuple wanted: (start, end)
    """
    others = [slot for slot in slots if slot != wanted]
    later = [slot for slot in others if slot[0] >= wanted[0]]
    return min(later, default=None) or max(others, default=None)
