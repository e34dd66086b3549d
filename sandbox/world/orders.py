"""Commands on single orders that are more than a step of their life."""

from decimal import Decimal

from ..errors import NotAllowed, NotFound
from . import money, parcels
from .generate import build_past
from .people import completed, new_buyer
from .recipes import KINDS, STATUSES, VARIANTS, Item, Recipe

AMOUNTS = ('seller_discount', 'platform_discount', 'tax_rate', 'pfand')


def create(
    world, shop, items=None, address=None, user_id=None, charges=None, warehouse=None, **what
):
    """Make an order: one unit of the shop's first SKU unless told otherwise.

    :param items: dicts with `sku` (seller SKU or id), `quantity`, `price`, `gift`
    :param dict address: keys of `recipient_address` that differ from an invented one
    :param str user_id: a buyer that the shop has had before
    :param dict charges: figures of `payment` such as `original_shipping_fee`, `small_order_fee`
    :param str warehouse: id of one of the shop's
    :param what: any other field of `Recipe`: `status`, `kind`, `seller_discount`, `variant`, ...
    :return: the order; it has reached its status just now, unless it was given an `age`
    :rtype: Order
    """
    _check(what, charges or {})
    amounts = {name: Decimal(str(what[name])) for name in AMOUNTS if what.get(name) is not None}
    recipe = Recipe(**{'age': 0, **what, **amounts})
    recipe.items = [_item(shop, **item) for item in items or [{}]]
    recipe.charges = {name: Decimal(str(value)) for name, value in (charges or {}).items()}
    if recipe.kind == 'FBT':
        recipe.shipping_type = 'TIKTOK'
    recipe.buyer = _buyer(world, shop, user_id)
    order = build_past(world, world.rng, shop, recipe)
    if warehouse:
        order.warehouse = _warehouse(shop, warehouse)
    if address:
        order.address = completed({**order.address, **address})
    if not recipe.age:
        order.update_time = world.clock.now()
    # Of what is long past the app has heard when it was new.
    world.add(order, told=not recipe.age)
    return order


def _check(what, charges):
    """Refuse what no order can have, in a sentence."""
    choices = {'status': STATUSES, 'kind': KINDS, 'variant': VARIANTS}
    for name, allowed in choices.items():
        if name in what and what[name] not in allowed:
            raise NotAllowed(f"{name} is one of {', '.join(dict.fromkeys(allowed))}.")
    unknown = set(what) - set(Recipe.__dataclass_fields__)
    unknown |= set(charges) - set(money.CHARGES)
    if unknown:
        raise NotAllowed(f"An order has no {', '.join(sorted(unknown))}.")


def _item(shop, sku=None, quantity=1, price=None, gift=False):
    found = shop.skus[0]
    if sku is not None:
        found = next((each for each in shop.skus if sku in (each, each.id, each.seller_sku)), None)
    if not found:
        raise NotFound(f"Shop {shop.name} does not sell {sku!r}.")
    if gift and price is None:
        price = 0
    return Item(found, quantity, None if price is None else Decimal(str(price)), gift)


def _warehouse(shop, warehouse_id):
    found = next((each for each in shop.warehouses if each.id == warehouse_id), None)
    if not found:
        raise NotFound(f"Shop {shop.name} has no warehouse {warehouse_id!r}.")
    return found


def _buyer(world, shop, user_id):
    if not user_id:
        return new_buyer(world.rng, world.ids, shop.market)
    for order in world.orders_of(shop):
        if order.buyer.user_id == user_id:
            return order.buyer
    raise NotFound(f"Shop {shop.name} has no buyer {user_id!r}.")


def units(order, items):
    """Find units of an order by the ids of their line items; None means all."""
    if items is None:
        return None
    found = [unit for unit in order.units if unit.id in items or unit in items]
    if len(found) != len({getattr(item, 'id', item) for item in items}):
        raise NotFound(f"Order {order.id} does not have all of these items: {items}.")
    return found


def update_address(world, order, changes):
    """Change parts of the address; TikTok marks the order."""
    now = world.clock.now()
    order.address = completed({**order.address, **changes})
    order.address_updated, order.update_time = True, now
    # A shared parcel cannot go to two addresses.
    shared = order.combined and order.status == 'AWAITING_SHIPMENT'
    for each in parcels.part(world.life, order, now) if shared else [order]:
        world.changed(each)
    return order


def touch(world, order, note):
    """Move `update_time` without a change, as TikTok does now and then; or change the note."""
    order.seller_note = order.seller_note if note is None else note
    order.update_time = world.clock.now()
    world.changed(order)
    return order


def corrupt(world, order, what):
    """Falsify the total, or one line, by an amount that no variant of the formula explains."""
    step = order.shop.market.step
    if what == 'total':
        known = {money.total_amount(order, variant) for variant in money.TOTAL_VARIANTS}
        order.total_error = step
        while money.total_amount(order) + order.total_error in known:
            order.total_error += step
    elif what == 'line':
        order.line_error = step
    else:
        raise NotAllowed("What can be corrupted is 'total' or 'line'.")
    order.update_time = world.clock.now()
    world.changed(order)
    return order
