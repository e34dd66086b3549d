"""What an order is to be like, before it exists: drawn by lot, or asked for by a test."""

from dataclasses import dataclass, field
from decimal import Decimal

from .catalogue import DEPOSIT, GIFT
from .model import ZERO
from .money import Variant, rounded
from .people import MESSAGES

VARIANTS = {
    'documented': Variant(),
    'fees': Variant(fees=True),
    'payment': Variant(fees=True, payment=True),
    'documented+pfand': Variant(pfand=True),
    'fees+pfand': Variant(fees=True, pfand=True),
    'payment+pfand': Variant(fees=True, payment=True, pfand=True),
}
VARIANTS.update(
    {f'{name}+gross': value._replace(cofunded=False) for name, value in VARIANTS.items()}
)
STATUSES = (
    ('UNPAID',) * 2 + ('ON_HOLD',) * 2 + ('AWAITING_SHIPMENT',) * 7 + ('PARTIALLY_SHIPPING',)
    + ('AWAITING_COLLECTION',) * 2 + ('IN_TRANSIT',) * 2 + ('DELIVERED',) * 2
    + ('COMPLETED',) * 5 + ('CANCELLED',) * 2
)
KINDS = ('NORMAL',) * 10 + (
    'GIFT', 'SAMPLE', 'ZERO_LOTTERY', 'REPLACEMENT', 'EXCHANGE', 'PRE_ORDER', 'MADE_TO_ORDER',
    'BACK_ORDER', 'COD', 'COD', 'FBT', 'BUNDLE', 'PART_CANCELLED', 'PART_CANCELLED', 'UNITS',
)
ONLY_IN = {
    'EXCHANGE': ('US', 'GB'),
    'PRE_ORDER': ('US',),
    'MADE_TO_ORDER': ('US',),
    'BACK_ORDER': ('US',),
}
FREE = ('SAMPLE', 'ZERO_LOTTERY', 'REPLACEMENT')


@dataclass
class Item:
    """Some units of one SKU; a price of None is the SKU's own."""

    sku: object
    quantity: int = 1
    price: Decimal | None = None
    gift: bool = False


@dataclass
class Recipe:
    """Everything that is decided about an order before it is made.

    :param list items: `Item`s
    :param seller_discount: over all units, spread to the cent; the same for the platform's
    :param dict charges: figures of `payment` that are the order's own (shipping, fees)
    :param int cancelled: number of units to cancel, from the last one
    :param buyer: a `Buyer`, or None for a new one
    :param int priority: how soon it has to leave, in TikTok's numbers: 100 at once, 600 as usual
    :param int age: seconds since it was made, or None for what suits the status
    """

    status: str = 'AWAITING_SHIPMENT'
    kind: str = 'NORMAL'
    items: list = field(default_factory=list)
    seller_discount: Decimal = ZERO
    platform_discount: Decimal = ZERO
    charges: dict = field(default_factory=dict)
    tax_rate: Decimal | None = None
    pfand: Decimal = ZERO
    variant: str = 'documented'
    cancelled: int = 0
    cancelled_in_header: bool = True
    shipping_type: str = 'SELLER'
    buyer: object = None
    buyer_message: str = ''
    related: str = ''
    split: bool = False
    cancel_request: bool = False
    priority: int = 600
    age: int | None = None


def draw(rng, shop, kind, status, knobs):
    """Draw an order of a kind and status by lot, as the shop's market has them."""
    market = shop.market
    if not _exists_in(kind, market):
        kind = 'NORMAL'
    if kind == 'PART_CANCELLED' and status in ('UNPAID', 'ON_HOLD', 'CANCELLED'):
        status = 'AWAITING_SHIPMENT'
    if kind == 'COD' and status == 'UNPAID':
        status = 'ON_HOLD'  # nothing to pay: the order is accepted at once
    if status == 'PARTIALLY_SHIPPING' and kind in FREE:
        status = 'AWAITING_SHIPMENT'  # one unit does not go in two parcels
    recipe = Recipe(status=status, kind=kind, items=_items(rng, shop, kind))
    recipe.shipping_type = 'TIKTOK' if kind == 'FBT' else rng.choice(('TIKTOK', 'SELLER'))
    recipe.buyer_message = rng.choice(MESSAGES)
    recipe.variant = _variant(rng, knobs.total_variant)
    included = {'included': 1, 'excluded': 0}.get(knobs.cancelled_in_header, 0.5)
    recipe.cancelled_in_header = rng.random() < included
    if kind == 'PART_CANCELLED':
        recipe.cancelled = rng.randint(1, 2)
    recipe.split = status == 'PARTIALLY_SHIPPING' or rng.random() < 0.06
    recipe.cancel_request = status == 'AWAITING_SHIPMENT' and rng.random() < 0.08
    if recipe.split and len(recipe.items) == 1 and kind not in FREE:
        others = [sku for sku in _plain(shop) if sku is not recipe.items[0].sku]
        recipe.items.insert(0, Item(rng.choice(others)))
    _money(rng, recipe, market)
    return recipe


def _exists_in(kind, market):
    if kind == 'COD':
        return market.cod
    if kind == 'FBT':
        return market.fbt
    return market.region in ONLY_IN.get(kind, (market.region,))


def _variant(rng, wanted):
    if wanted != 'mixed':
        return wanted
    base = rng.choice(('documented', 'documented', 'fees', 'payment'))
    return base + rng.choice(('', '+pfand')) + rng.choice(('', '+gross'))


def _plain(shop):
    return [sku for sku in shop.skus if sku.ordered and sku.known and not sku.components]


def _items(rng, shop, kind):
    """Pick what is bought: mostly one or two things, some orders with many units."""
    plain = _plain(shop)
    if kind == 'BUNDLE':
        return [Item(next(sku for sku in shop.skus if sku.components), rng.randint(1, 2))]
    if kind in FREE:
        return [Item(rng.choice(plain))]
    count = 3 if kind == 'UNITS' else rng.choice((1, 1, 1, 2, 2, 3))
    items = [
        Item(sku, rng.choice((1, 1, 1, 2, 3)))
        for sku in rng.sample(plain, count)
    ]
    if kind == 'UNITS':
        items[0].quantity = rng.randint(6, 12)
    if kind == 'PART_CANCELLED':
        items[-1].quantity += 2
    if kind == 'GIFT':
        gift = next(sku for sku in plain if sku.product == GIFT)
        items.append(Item(gift, rng.randint(1, 2), price=ZERO, gift=True))
    if rng.random() < 0.03:
        strangers = [sku for sku in shop.skus if sku.ordered and not sku.known]
        items.append(Item(rng.choice(strangers)))
    return items


def _money(rng, recipe, market):
    """Draw discounts, shipping and fees, all in whole steps of the currency."""
    goods = sum(item.quantity * (item.sku.price if item.price is None else item.price)
                for item in recipe.items)
    if recipe.kind in FREE:
        return

    def share(low, high):
        return rounded(goods * rng.randint(low, high) / 1000, market.step)

    if rng.random() < 0.5:
        recipe.seller_discount = share(30, 250)
    if rng.random() < 0.4:
        recipe.platform_discount = share(20, 150)
    if market.region == 'DE' and any(item.sku.product == DEPOSIT for item in recipe.items):
        recipe.pfand = Decimal('1.50')
    gross = 'gross' in recipe.variant
    recipe.charges = {**_shipping(rng, market, gross), **_fees(rng, market, share)}


def _shipping(rng, market, gross):
    """Draw a shipping fee and who takes how much of it.

    :param bool gross: TikTok's discount may contain the cofunded one
    """
    if rng.random() < 0.25:
        return {}
    fee = rounded(market.rate * rng.choice((299, 399, 525, 1000)) / 100, market.step)
    part = rounded(fee * rng.choice((20, 50, 100)) / 100, market.step)
    rest = rounded((fee - part) * rng.choice((0, 50, 100)) / 100, market.step)
    charges = {'original_shipping_fee': fee}
    payer = rng.choice((None, 'seller', 'platform', 'cofunded'))
    if payer:
        charges[f'shipping_fee_{payer}_discount'] = part
    if payer in ('seller', 'cofunded'):
        contained = part if gross and payer == 'cofunded' and rng.random() < 0.5 else ZERO
        charges['shipping_fee_platform_discount'] = rest + contained
    paid = fee if payer is None else fee - part - (rest if payer != 'platform' else 0)
    charges['shipping_fee_tax'] = rounded(paid * market.sales_tax, market.step)
    return charges


def _fees(rng, market, share):
    """Draw the fees that buyers of the market meet, and a payment platform's discount."""
    fees = {}
    for chance, regions, name, low, high in FEE_LOTS:
        if market.region in regions and rng.random() < chance:
            fees[name] = share(low, high)
    if 'distance_fee' in fees:
        fees['distance_shipping_fee'] = rounded(fees['distance_fee'] / 2, market.step)
    if 'item_insurance_fee' in fees and market.sales_tax:
        fees['item_insurance_tax'] = rounded(
            fees['item_insurance_fee'] * market.sales_tax, market.step
        )
    if 'payment_platform_discount' in fees and rng.random() < 0.5:
        fees['payment_discount_service_fee'] = share(1, 5)
    return {name: fee for name, fee in fees.items() if fee}


# (chance, regions, fee, least and most of the goods in thousandths)
FEE_LOTS = (
    (0.3, ('US',), 'retail_delivery_fee', 5, 15),
    (0.3, ('US', 'ID'), 'item_insurance_fee', 20, 60),
    (0.4, ('TH',), 'small_order_fee', 20, 90),
    (0.6, ('ID',), 'buyer_service_fee', 5, 20),
    (0.4, ('ID', 'MY', 'VN', 'TH', 'BR'), 'handling_fee', 5, 30),
    (0.3, ('ID',), 'shipping_insurance_fee', 3, 9),
    (0.4, ('ID',), 'distance_fee', 30, 80),
    (0.2, ('US', 'GB', 'MY', 'VN', 'ID', 'TH', 'BR', 'DE', 'JP', 'SA'),
     'payment_platform_discount', 10, 60),
)
