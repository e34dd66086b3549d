"""What it costs to have TikTok send a parcel, where labels are bought."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from .carriers import carrier, find

POUND, MOST_POUNDS = Decimal('453.6'), 70
GRAMS = 350
DIMENSIONS = {
    'US': {'length': '8', 'width': '6', 'height': '5', 'unit': 'INCH'},
    '': {'length': '20', 'width': '15', 'height': '12', 'unit': 'CM'},
}
MOST_SIDE = {'INCH': 108, 'CM': 274}
# (name, carrier, least price, price of each pound, days from and to), in the market's money.
SERVICES = {
    'US': (
        ('USPS Ground Advantage', 'USPS', '4.25', '0.45', 2, 5),
        ('UPS 2nd Day Air', 'UPS', '11.80', '1.10', 1, 2),
    ),
    'GB': (('Royal Mail Tracked 48', 'Royal Mail', '3.10', '0.30', 2, 3),),
    'JP': (('宅急便', 'ヤマト運輸', '750', '120', 1, 2),),
}


def offered(market, weight, one=False):
    """List the services that carry a parcel, the default one first.

    :param Market market:
    :param dict weight: `value`, `unit`
    :param bool one: TikTok chooses
    """
    heavy = pounds(weight)
    if not 0 < heavy <= MOST_POUNDS:
        return []
    found = [
        _service(market, row, heavy, number == 0)
        for number, row in enumerate(SERVICES.get(market.region, ()))
    ]
    return found[:1] if one else found


def guess(package):
    """Return weight and size of a package: as they were given, or as TikTok knows its products."""
    region = package.orders[0].shop.market.region if package.orders else ''
    found = {
        'weight': weight(len(package.units), region),
        'dimension': DIMENSIONS.get(region, DIMENSIONS['']),
    }
    return {**found, **package.size}


def weight(units, region):
    """Return what some units weigh."""
    grams = max(1, units) * GRAMS
    if region != 'US':
        return {'value': str(grams), 'unit': 'GRAM'}
    return {'value': str((grams / POUND).quantize(Decimal('0.01'))), 'unit': 'POUND'}


def of_package(package):
    """Return the service by which TikTok sends a package if nobody chooses."""
    found = offered(package.orders[0].shop.market, guess(package)['weight'], one=True)
    return found[0]


def sell(world, package, service):
    """Sell the label of a package: it costs money, and is noted for good."""
    package.service = service
    package.provider_id = service['shipping_provider_id']
    package.provider = service['shipping_provider_name']
    world.labels.append({
        'package_id': package.id, 'shop_id': package.orders[0].shop.id,
        'order_ids': [order.id for order in package.orders],
        'item_ids': [unit.id for unit in package.units if not unit.cancelled],
        'service_id': service['id'], 'service': service['name'], 'price': service['price'],
        'currency': service['currency'], 'time': world.clock.now(),
    })


def pounds(weight):
    """Return a weight in pounds; what is no number weighs nothing."""
    try:
        value = Decimal(weight['value'])
    except InvalidOperation:
        return Decimal(0)
    return value / POUND if weight['unit'] == 'GRAM' else value


def fits(dimension):
    """Tell whether a parcel is one that carriers take."""
    try:
        sides = [Decimal(dimension[side]) for side in ('length', 'width', 'height')]
    except InvalidOperation:
        return False
    return all(0 < side <= MOST_SIDE.get(dimension['unit'], 0) for side in sides)


def _service(market, row, heavy, is_default):
    name, who, least, each, earliest, latest = row
    price = (Decimal(least) + Decimal(each) * heavy).quantize(market.step, ROUND_HALF_UP)
    found = find(market, who) or carrier(who)
    return {
        'id': carrier(name).id.replace('7117', '7234', 1), 'name': name,
        'price': f'{price.normalize():f}', 'currency': market.currency, 'is_default': is_default,
        'earliest_delivery_days': earliest, 'latest_delivery_days': latest,
        'shipping_provider_id': found.id, 'shipping_provider_name': found.name,
    }
