"""Which call tells TikTok of a parcel: decided by what the order itself says."""

from typing import NamedTuple


class Way(NamedTuple):
    """The call that tells TikTok of a parcel, or why there is none."""

    call: str
    reason: str = ''


def facts(payload, items):
    """Return what `decide` asks for."""
    return payload, items


def number_problem(number):
    """Return what is wrong with a tracking number; '' for nothing."""
    return '' if 4 <= len(number) <= 50 else 'length'


def decide(_order, _packages):
    """Return which call tells TikTok of a parcel."""
    return Way('mark')
