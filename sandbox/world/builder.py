"""From a recipe to an order: units with their share of everything, and the order's figures."""

from decimal import Decimal

from .catalogue import DEPOSIT
from .model import ZERO, Order, Unit
from .money import is_ambiguous, rounded, spread, spread_fees
from .people import new_buyer
from .recipes import FREE, VARIANTS

HOLD_SECONDS = {'PRE_ORDER': 5 * 86400}
ORDER_TYPES = ('ZERO_LOTTERY', 'PRE_ORDER', 'MADE_TO_ORDER', 'BACK_ORDER')


def build(rng, ids, shop, recipe, create_time):
    """Make an unpaid order.

    :param random.Random rng: decides what the recipe leaves open
    :param Recipe recipe: what the order is to be like
    :return: the order
    :rtype: Order
    """
    order_id = ids.new('order')
    buyer = recipe.buyer or new_buyer(rng, ids, shop.market)
    fbt = recipe.kind == 'FBT'
    order = Order(
        id=order_id, shop=shop, buyer=buyer, create_time=create_time, update_time=create_time,
        units=_units(ids, shop, recipe), charges=dict(recipe.charges), address=buyer.address,
        variant=VARIANTS[recipe.variant], warehouse=_warehouse(rng, shop, fbt), kind=recipe.kind,
        order_type=recipe.kind if recipe.kind in ORDER_TYPES else 'NORMAL',
        header_includes_cancelled=recipe.cancelled_in_header,
        hold_seconds=HOLD_SECONDS.get(recipe.kind, 3600),
        fulfillment_type='FULFILLMENT_BY_TIKTOK' if fbt else 'FULFILLMENT_BY_SELLER',
        shipping_type=recipe.shipping_type, is_cod=recipe.kind == 'COD',
        is_sample=recipe.kind == 'SAMPLE', buyer_message=recipe.buyer_message,
        replaces=recipe.related if recipe.kind == 'REPLACEMENT' else '',
        exchanges=recipe.related if recipe.kind == 'EXCHANGE' else '',
        priority=recipe.priority,
        payment_method='Cash on delivery' if recipe.kind == 'COD' else 'Credit card',
    )
    _discount(order, recipe)
    spread_fees(order)
    _disambiguate(order)
    return order


def _units(ids, shop, recipe):
    """Make one unit per piece; components of bundles have ids of their own."""
    units = []
    for item in recipe.items:
        for _ in range(item.quantity):
            unit = Unit(
                id=ids.new('line'), sku=item.sku, is_gift=item.gift,
                original_price=item.sku.price if item.price is None else item.price,
                retail_price=item.sku.price if item.gift or recipe.kind in FREE else ZERO,
                pfand_fee=Decimal(recipe.pfand) if item.sku.product == DEPOSIT else ZERO,
            )
            pieces = sum(count for _sku, count in item.sku.components)
            unit.sub_ids = tuple(ids.new('line') for _ in range(pieces))
            units.append(unit)
    return units


def _warehouse(rng, shop, fbt):
    sales = [w for w in shop.warehouses if w.type == 'SALES_WAREHOUSE' and w.fbt == fbt]
    return sales[0] if rng.random() < 0.75 else rng.choice(sales)


def _discount(order, recipe):
    """Spread both discounts over the units, then add the sales tax of each."""
    step, units = order.shop.market.step, order.units
    prices = [unit.original_price for unit in units]
    # What is free is given by the seller at full discount.
    discount = sum(prices) if recipe.kind in FREE else recipe.seller_discount
    for unit, part in zip(units, spread(discount, prices, step), strict=True):
        unit.seller_discount = part
    prices = [unit.original_price - unit.seller_discount for unit in units]
    for unit, part in zip(units, spread(recipe.platform_discount, prices, step), strict=True):
        unit.platform_discount = part
    rate = order.shop.market.sales_tax if recipe.tax_rate is None else Decimal(recipe.tax_rate)
    for unit in units:
        # What the platform pays for the buyer is taxed like a payment; the seller's discount not.
        unit.tax_rate = rate
        unit.tax = rounded((unit.original_price - unit.seller_discount) * rate, step)


def _disambiguate(order):
    """Drop what would make two variants of the total agree by chance: no reader could tell."""
    if is_ambiguous(order):
        order.charges.pop('payment_platform_discount', None)
        order.charges.pop('payment_discount_service_fee', None)
    if is_ambiguous(order):
        for unit in order.units:
            unit.pfand_fee = ZERO
