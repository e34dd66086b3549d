"""What becomes of an order: every status under every policy, and what else is known of it."""
from datetime import datetime, timedelta
from itertools import product

import pytest

from tools.order_decision import MADE_LATER, SHIPPED_BY_TIKTOK, Decision, Facts, Policies, decide
from tools.order_status import GONE, HELD, STATUSES, TO_ARRANGE, TO_SHIP

GO_LIVE = datetime(2026, 1, 1)
BEFORE, AFTER = GO_LIVE - timedelta(seconds=1), GO_LIVE
# Everything by itself, as soon as it can be.
EAGER = Policies(
    import_unpaid=True, on_hold_policy='reserve', shipped_policy='move', invoice_policy='confirm')
NEW, QUOTATION, CONFIRMED = Facts(), Facts(sale_state='draft'), Facts(sale_state='sale')
CANCELLED_HERE = Facts(sale_state='cancel')

# What becomes of a new order by the policies that a shop begins with.
AT_FIRST = {
    'UNPAID': Decision(reason='unpaid', bar='unpaid'),
    'ON_HOLD': Decision(create=True, bar='on_hold'),
    'AWAITING_SHIPMENT': Decision(create=True, confirm='always'),
    'PARTIALLY_SHIPPING': Decision(create=True, confirm='always'),
    'AWAITING_COLLECTION': Decision(create=True, confirm='always'),
    'IN_TRANSIT': Decision(create=True, confirm='always', ship='ask'),
    'DELIVERED': Decision(create=True, confirm='always', ship='ask'),
    'COMPLETED': Decision(create=True, confirm='always', ship='ask'),
    'CANCELLED': Decision(reason='cancelled', bar='cancelled'),
}
# What holds a new order back: policy, and the statuses at which it does.
HOLDS_BACK = {
    'review': (Policies(auto_create=False), STATUSES[:-1]),
    'unpaid': (Policies(import_unpaid=False), ('UNPAID',)),
    'on_hold': (Policies(on_hold_policy='ignore', import_unpaid=True), ('ON_HOLD',)),
    'shipped': (Policies(import_shipped=False, import_unpaid=True), GONE),
    'collection': (
        Policies(platform_shipping_from_collection=True, import_unpaid=True), HELD + TO_ARRANGE),
}
# When each policy wants the invoice.
INVOICED = {
    'never': '',
    'confirm': 'AWAITING_SHIPMENT PARTIALLY_SHIPPING AWAITING_COLLECTION IN_TRANSIT DELIVERED '
               'COMPLETED',
    'shipped': 'IN_TRANSIT DELIVERED COMPLETED',
    'delivered': 'DELIVERED COMPLETED',
    'completed': 'COMPLETED',
}


def every():
    """Yield (status, facts, policies): all facts under some policies, and the other way round."""
    all_facts = [
        Facts(
            order_type=order_type, shipping_type=SHIPPED_BY_TIKTOK, create_time=AFTER,
            is_fulfilled_by_tiktok=fbt, is_by_hand=by_hand, sale_state=sale_state,
            is_cancel_requested=requested, was_made=was_made, is_differing=differing,
            is_provisional=provisional)
        for order_type, fbt, by_hand, sale_state, requested, was_made, differing, provisional
        in product(
            ('NORMAL', 'PRE_ORDER'), (False, True), (False, True), ('', 'draft', 'sale', 'cancel'),
            *[(False, True)] * 4)
    ]
    all_policies = [
        Policies(*switches, go_live=go_live) for *switches, go_live in product(
            (False, True), (False, True), (False, True), ('ignore', 'quotation', 'reserve'),
            (False, True), (False, True), ('none', 'move'), ('never', 'confirm', 'completed'),
            (None, AFTER + timedelta(days=1)))
    ]
    statuses = (*STATUSES, 'NEW_TO_US')
    some_policies = (Policies(), EAGER, EAGER._replace(go_live=AFTER + timedelta(days=1)))
    yield from product(statuses, all_facts, some_policies)
    yield from product(statuses, (NEW, QUOTATION, CONFIRMED, CANCELLED_HERE), all_policies)


def test_statuses():
    assert tuple(AT_FIRST) == STATUSES, "In the order in which an order goes through them"


@pytest.mark.parametrize('status', STATUSES)
def test_new_order_by_the_policies_of_a_new_shop(status):
    assert decide(status, NEW, Policies()) == AT_FIRST[status]


@pytest.mark.parametrize('status', STATUSES)
@pytest.mark.parametrize('reason', HOLDS_BACK)
def test_what_holds_a_new_order_back(reason, status):
    policies, statuses = HOLDS_BACK[reason]
    facts = Facts(shipping_type=SHIPPED_BY_TIKTOK)
    found = decide(status, facts, policies)
    assert (found.reason == reason) == (status in statuses)
    assert found.create == (not found.reason)
    by_hand = decide(status, facts._replace(is_by_hand=True), policies)
    assert by_hand.create == (status != 'CANCELLED'), "A person's button holds nothing back"


@pytest.mark.parametrize('status', STATUSES)
def test_what_waits_for_collection_is_shipped_by_tiktoks_carrier(status):
    policies = Policies(platform_shipping_from_collection=True, import_unpaid=True)
    for facts in (
        Facts(shipping_type='SELLER'),
        Facts(shipping_type=SHIPPED_BY_TIKTOK, is_fulfilled_by_tiktok=True),
    ):
        assert decide(status, facts, policies).create == (status != 'CANCELLED')


@pytest.mark.parametrize('status', STATUSES)
def test_what_a_person_has_deleted_or_cancelled_comes_back_by_hand_alone(status):
    is_over = status == 'CANCELLED'
    deleted = Facts(was_made=True)
    assert decide(status, deleted, EAGER).reason == ('cancelled' if is_over else 'deleted')
    assert decide(status, deleted._replace(is_by_hand=True), EAGER).create == (not is_over)
    found = decide(status, CANCELLED_HERE, EAGER)
    assert found.reason == ('' if is_over else 'cancelled_by_hand')
    assert found.cancel == ('all' if is_over else '')
    again = decide(status, CANCELLED_HERE._replace(is_by_hand=True), EAGER)
    assert again.rewrite == (not is_over) and not again.reason


@pytest.mark.parametrize('status', STATUSES)
def test_order_without_units_is_not_made(status):
    for by_hand in (False, True):
        facts = Facts(has_no_units=True, is_by_hand=by_hand)
        assert decide(status, facts, EAGER).reason == 'cancelled'


@pytest.mark.parametrize('facts', [NEW, QUOTATION])
@pytest.mark.parametrize('status', STATUSES[:-1])
def test_who_confirms(status, facts):
    is_shipped = status in TO_SHIP + GONE
    for policy in ('quotation', 'reserve'):
        wanted = EAGER._replace(on_hold_policy=policy)
        found = decide(status, facts, wanted).confirm
        is_reserved = status == 'ON_HOLD' and policy == 'reserve'
        assert found == ('always' if is_shipped else 'stocked' if is_reserved else '')
        assert not decide(status, facts, wanted._replace(auto_confirm=False)).confirm


@pytest.mark.parametrize('order_type', MADE_LATER)
def test_what_is_made_later_is_not_set_aside(order_type):
    assert not decide('ON_HOLD', Facts(order_type=order_type), EAGER).confirm
    assert decide('AWAITING_SHIPMENT', Facts(order_type=order_type), EAGER).confirm


def test_what_tiktok_fulfils_is_not_set_aside():
    assert not decide('ON_HOLD', Facts(is_fulfilled_by_tiktok=True), EAGER).confirm


@pytest.mark.parametrize('status', STATUSES)
@pytest.mark.parametrize('policy', INVOICED)
def test_when_invoices_are_made(policy, status):
    policies = EAGER._replace(invoice_policy=policy)
    is_due = status in INVOICED[policy].split()
    assert decide(status, NEW, policies).invoice == is_due
    assert decide(status, CONFIRMED, policies).invoice == is_due
    by_person = policies._replace(auto_confirm=False)
    assert not decide(status, QUOTATION, by_person).invoice
    assert decide(status, CONFIRMED, by_person).invoice == is_due


@pytest.mark.parametrize('status', STATUSES)
def test_what_has_left_without_odoo(status):
    gone = status in GONE
    assert decide(status, CONFIRMED, Policies()).ship == ('ask' if gone else '')
    assert decide(status, CONFIRMED, EAGER).ship == ('move' if gone else '')
    by_tiktok = CONFIRMED._replace(is_fulfilled_by_tiktok=True)
    for policies in (Policies(), EAGER):
        assert decide(status, by_tiktok, policies).ship == ('fbt' if gone else '')


@pytest.mark.parametrize('status', STATUSES[:-1])
def test_before_the_go_live_date_nothing_follows(status):
    policies = EAGER._replace(go_live=GO_LIVE)
    for facts in (NEW, QUOTATION):
        found = decide(status, facts._replace(create_time=BEFORE), policies)
        assert (found.reason, found.confirm, found.ship, found.invoice) == (
            'history', '', '', False)
        assert found.create or found.rewrite
        after = decide(status, facts._replace(create_time=AFTER), policies)
        assert after == decide(status, facts, EAGER)
    found = decide(status, CONFIRMED._replace(create_time=BEFORE), policies)
    assert (found.follow, found.reason, found.ship, found.invoice) == (True, '', '', False)


@pytest.mark.parametrize('status', STATUSES)
def test_requests_to_cancel(status):
    is_pending = status not in (*GONE, 'CANCELLED')
    for facts in (NEW, QUOTATION, CONFIRMED):
        found = decide(status, facts._replace(is_cancel_requested=True), EAGER)
        assert ('cancel_requested' in found.todos) == is_pending
        assert found.bar == (
            status.lower() if status in (*HELD, 'CANCELLED')
            else 'cancel_requested' if is_pending else '')


@pytest.mark.parametrize(('delivered', 'picked', 'cancel', 'todos'), [
    (False, False, 'all', ()),
    (False, True, 'all', ('picked',)),
    (True, False, 'rest', ('left',)),
    (True, True, 'rest', ('left', 'picked')),
])
def test_cancelled_orders(delivered, picked, cancel, todos):
    for state in ('draft', 'sale', 'cancel'):
        facts = Facts(sale_state=state, is_delivered=delivered, is_picked=picked)
        assert decide('CANCELLED', facts, EAGER) == Decision(
            cancel=cancel, bar='cancelled', todos=todos)


@pytest.mark.parametrize('status', STATUSES)
def test_what_bars_goods(status):
    by_status = {'UNPAID': 'unpaid', 'ON_HOLD': 'on_hold', 'CANCELLED': 'cancelled'}
    for fact, bar in {'is_differing': 'total', 'is_provisional': 'behind', 'is_behind': 'behind'
                      }.items():
        found = decide(status, CONFIRMED._replace(**{fact: True}), EAGER).bar
        assert found == by_status.get(status, bar)
    assert decide(status, CONFIRMED, EAGER).bar == by_status.get(status, '')


@pytest.mark.parametrize('facts', [NEW, QUOTATION, CONFIRMED, CANCELLED_HERE])
def test_status_that_nobody_knows_holds_everything(facts):
    for by_hand in (False, True):
        found = decide('NEW_TO_US', facts._replace(is_by_hand=by_hand), EAGER)
        assert found == Decision(reason='status', bar='status')


def test_whatever_is_known_and_wanted():
    for status, facts, policies in every():
        found = decide(status, facts, policies)
        made = [found.create, found.rewrite, found.follow, bool(found.cancel)]
        assert sum(made) <= 1, "One thing is done, or none"
        assert any(made) or found.reason, "Who does nothing says why"
        assert not found.reason or found.reason == 'history' or not any(made)
        assert not found.create or not facts.sale_state
        if found.confirm:
            assert found.create or found.rewrite
        if found.ship or found.invoice:
            assert found.follow or found.confirm == 'always'
            assert status in TO_SHIP + GONE and found.reason != 'history'
            assert not (policies.go_live and facts.create_time)
        if found.ship:
            assert status in GONE
        if status in (*HELD, 'CANCELLED', 'NEW_TO_US'):
            assert found.bar and not found.ship and not found.invoice
        if facts.is_by_hand and status in STATUSES[:-1]:
            assert any(made)
