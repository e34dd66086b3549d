"""What becomes of an order at TikTok: of its sales order, its goods and its invoice.

Decided here alone, by plain values: the order's status, what else is known of it, and the policies
of its shop. `models/orders/tts_order_apply.py` gathers the facts, asks, and does what is decided.
"""
from datetime import datetime
from typing import NamedTuple

from .order_status import GONE, HELD, STATUSES, TO_ARRANGE, TO_SHIP

# `order_type` of goods that need not be there yet.
MADE_LATER = ('PRE_ORDER', 'MADE_TO_ORDER', 'BACK_ORDER')
# `shipping_type` where the carrier is TikTok's.
SHIPPED_BY_TIKTOK = 'TIKTOK'
# The statuses at which each policy wants the invoice.
INVOICED_AT = {
    'never': (),
    'confirm': TO_SHIP + GONE,
    'shipped': GONE,
    'delivered': ('DELIVERED', 'COMPLETED'),
    'completed': ('COMPLETED',),
}


class Facts(NamedTuple):
    """What is known of an order beside its status.

    Of the sales order: `sale_state` is its state ('' where there is none), `is_delivered` whether
    goods have been delivered, `is_picked` whether some were picked and went no further (both of
    cancelled orders only), `is_differing` whether its amounts are not TikTok's, `is_behind` whether
    it has units that TikTok has cancelled.
    """

    order_type: str = ''
    shipping_type: str = ''
    is_fulfilled_by_tiktok: bool = False
    create_time: datetime | None = None
    has_no_units: bool = False  # all were cancelled
    is_cancel_requested: bool = False
    is_provisional: bool = False  # it was on hold or not paid when it was applied last
    is_by_hand: bool = False  # a person has pressed a button
    was_made: bool = False  # there was a sales order once
    sale_state: str = ''
    is_delivered: bool = False
    is_picked: bool = False
    is_differing: bool = False
    is_behind: bool = False


class Policies(NamedTuple):
    """What a shop wants, in its own fields; `go_live` is the moment at which its day begins."""

    auto_create: bool = True
    import_unpaid: bool = False
    import_shipped: bool = True
    on_hold_policy: str = 'quotation'
    platform_shipping_from_collection: bool = False
    auto_confirm: bool = True
    shipped_policy: str = 'none'
    invoice_policy: str = 'never'
    go_live: datetime | None = None


class Decision(NamedTuple):
    """What becomes of an order. One of `create`, `rewrite`, `follow` and `cancel`, or none.

    `create`  make a sales order
    `rewrite` write its quotation anew; one that is cancelled in Odoo is one again
    `follow`  bring its confirmed sales order up to date
    `cancel`  the sales order: '', `all` of it, or what has not left, the `rest`
    `confirm` the quotation: '', `always`, or only goods that are `stocked`, neither bought nor made
    `bar`     why no transfer of it may be done, a code; '' when it may
    `ship`    goods that have left without Odoo: '', take them out of stock where TikTok keeps them
              (`fbt`) or out of the shop's location (`move`), or `ask` a person
    `invoice` whether to make the invoice of what can be invoiced
    `reason`  why it goes no further than that, a `reason_code`; '' when it is in step
    `todos`   codes of what a person has to see to, as far as status and facts tell
    """

    create: bool = False
    rewrite: bool = False
    follow: bool = False
    cancel: str = ''
    confirm: str = ''
    bar: str = ''
    ship: str = ''
    invoice: bool = False
    reason: str = ''
    todos: tuple = ()


def decide(status, facts, policies):
    """Return what becomes of an order.

    :param str status: TikTok's
    :param Facts facts:
    :param Policies policies:
    :rtype: Decision
    """
    decision = _of_sale_order(status, facts, policies)._replace(bar=_bar(status, facts))
    is_confirmed = decision.follow or decision.confirm == 'always'
    if not is_confirmed or status in HELD or _is_history(facts, policies):
        return decision
    return decision._replace(
        ship=_ship(status, facts, policies),
        invoice=status in INVOICED_AT[policies.invoice_policy])


def _of_sale_order(status, facts, policies):
    """Return what becomes of the sales order, and what a person has to see to."""
    if reason := _why_nothing(status, facts, policies):
        return Decision(reason=reason)
    todos = _todos(status, facts)
    if status == 'CANCELLED':
        return Decision(cancel='rest' if facts.is_delivered else 'all', todos=todos)
    if facts.sale_state == 'sale':
        return Decision(follow=True, todos=todos)
    written = Decision(create=not facts.sale_state, rewrite=bool(facts.sale_state))
    if _is_history(facts, policies):
        return written._replace(reason='history')
    return written._replace(confirm=_confirm(status, facts, policies), todos=todos)


def _why_nothing(status, facts, policies):
    """Return why nothing is to be done now, a `reason_code`; '' when something is."""
    if not facts.sale_state and (reason := _why_not_made(status, facts, policies)):
        return reason
    if status not in STATUSES:
        return 'status'
    was_cancelled_here = facts.sale_state == 'cancel' and status != 'CANCELLED'
    return 'cancelled_by_hand' if was_cancelled_here and not facts.is_by_hand else ''


def _why_not_made(status, facts, policies):
    """Return why no sales order is to be made now; '' when one is."""
    if status == 'CANCELLED' or facts.has_no_units:
        return 'cancelled'
    if facts.is_by_hand:
        return ''
    if facts.was_made:
        return 'deleted'
    waits = _waits(status, facts, policies)
    return next((reason for reason, does_wait in waits.items() if does_wait), '')


def _waits(status, facts, policies):
    """Return {reason: whether a new order waits for that}."""
    return {
        'review': not policies.auto_create,
        'unpaid': status == 'UNPAID' and not policies.import_unpaid,
        'on_hold': status == 'ON_HOLD' and policies.on_hold_policy == 'ignore',
        'collection': (
            policies.platform_shipping_from_collection
            and facts.shipping_type == SHIPPED_BY_TIKTOK and not facts.is_fulfilled_by_tiktok
            and status in HELD + TO_ARRANGE),
        'shipped': status in GONE and not policies.import_shipped,
    }


def _is_history(facts, policies):
    """Tell whether the order is from before the shop's go-live date."""
    return bool(policies.go_live and facts.create_time and facts.create_time < policies.go_live)


def _confirm(status, facts, policies):
    if not policies.auto_confirm:
        return ''
    if status in TO_SHIP + GONE:
        return 'always'
    # The buyer may still cancel: what is bought or made for him then stays.
    is_reserved = (
        status == 'ON_HOLD' and policies.on_hold_policy == 'reserve'
        and facts.order_type not in MADE_LATER and not facts.is_fulfilled_by_tiktok)
    return 'stocked' if is_reserved else ''


def _ship(status, facts, policies):
    if status not in GONE:
        return ''
    if facts.is_fulfilled_by_tiktok:
        return 'fbt'
    return 'move' if policies.shipped_policy == 'move' else 'ask'


def _is_cancel_pending(status, facts):
    return facts.is_cancel_requested and status not in (*GONE, 'CANCELLED')


def _bar(status, facts):
    """Return why no transfer may be done, a code; '' when it may."""
    if status in ('CANCELLED', *HELD):
        return status.lower()
    bars = {
        'status': status not in STATUSES,
        'cancel_requested': _is_cancel_pending(status, facts),
        'total': facts.is_differing,
        'behind': facts.is_provisional or facts.is_behind,
    }
    return next((bar for bar, does_bar in bars.items() if does_bar), '')


def _todos(status, facts):
    todos = {
        'cancel_requested': _is_cancel_pending(status, facts),
        'left': status == 'CANCELLED' and facts.is_delivered,
        'picked': status == 'CANCELLED' and facts.is_picked,
    }
    return tuple(todo for todo, is_due in todos.items() if is_due)
