"""Fills a world with sellers, shops and orders: the same for the same seed."""

import random

from .builder import HOLD_SECONDS, build
from .catalogue import listings, more_listings, shop_skus
from .history import Plan, play
from .model import Seller, Shop, Warehouse
from .recipes import KINDS, STATUSES, draw

SELLERS = (('Northwind Trading Ltd', 'GB'), ('Thảo Điền Commerce', 'VN'))


def sellers_and_shops(seed, ids, markets):
    """Make two sellers with a shop in each market, its warehouses and its listings."""
    sellers = []
    for index, (name, base) in enumerate(SELLERS):
        seller = Seller(index, ids.new('open'), name, base, id=ids.new('seller'))
        rows = listings(seed, index)
        for market in markets:
            shop = _shop(seed, ids, seller, market, rows)
            shop.seller_type = 'LOCAL' if len(markets) == 1 else 'CROSS_BORDER'
            seller.shops.append(shop)
        sellers.append(seller)
    # Last, so that the ids of what is ordered do not depend on it.
    for seller in sellers:
        rows = more_listings(seed, seller.index)
        for shop in seller.shops:
            shop.skus += shop_skus(rows, ids, shop.market, ordered=False)
    return sellers


def _shop(seed, ids, seller, market, rows):
    rng = random.Random(f'{seed}/shop/{seller.index}/{market.region}')
    shop = Shop(
        id=ids.new('shop'), seller=seller, market=market,
        name=f'{seller.name.split()[0]} {market.region}',
        code=f'{market.region}LC{seller.index}{rng.randrange(10**6):06d}',
        cipher=f'{"TTP" if market.region == "US" else "GCP"}_{rng.randbytes(18).hex()}-_x',
    )
    shop.warehouses = _warehouses(rng, ids, shop)
    shop.skus = shop_skus(rows, ids, market)
    return shop


def _warehouses(rng, ids, shop):
    """Make one or two sales warehouses, the return side of the first, and TikTok's own."""
    kinds = [('main', 'SALES_WAREHOUSE', False), ('returns', 'RETURN_WAREHOUSE', False)]
    if shop.seller.index == 0 or shop.market.region == 'VN':
        kinds.append(('overflow', 'SALES_WAREHOUSE', False))
    if shop.market.fbt:
        kinds.append(('TikTok FBT', 'SALES_WAREHOUSE', True))
    entity = ids.new('entity')
    return [
        Warehouse(
            id=ids.new('warehouse'), entity_id=entity if number < 2 else ids.new('entity'),
            name=f'{shop.market.places[number % 3][2]} {name}', type=kind,
            sub_type='DOMESTIC_WAREHOUSE',
            is_default=number < 2, fbt=fbt, address=_warehouse_address(rng, shop.market, number),
        )
        for number, (name, kind, fbt) in enumerate(kinds)
    ]


def _warehouse_address(rng, market, number):
    state, _iso, city, district, post_code = market.places[0 if number < 2 else number % 3]
    street = f'{rng.randint(1, 99)} Example Road'
    return {
        'region': market.country, 'region_code': market.region, 'state': state, 'city': city,
        # The misspelt key is TikTok's.
        'distict': district, 'town': '', 'contact_person': 'Alex Example',
        'phone_number': f'({market.phone})770090{rng.randint(1000, 9999)}',
        'postal_code': post_code, 'full_address': f'{street}, {city}',
        'address_line1': street, 'address_line2': '',
        'geolocation': {'latitude': '53.79', 'longitude': '-1.54'},
    }


class Dealer:
    """Deals orders to shops in turn, so that few orders already show every status and kind.

    :param World world: where the orders go
    """

    def __init__(self, world):
        self.world = world
        self._decks = {}

    def deal(self, number):
        """Make the order with a number; it does not depend on how many there will be."""
        world = self.world
        rng = random.Random(f'{world.seed}/order/{number}')
        shop = world.shops[number % len(world.shops)]
        market = shop.market
        # Shops of one market share a deck: between them they show all of it.
        kind, status = self._card(market.region, number // len(world.shops) * 2 + shop.seller.index)
        earlier = world.orders_of(shop)
        related = kind in ('REPLACEMENT', 'EXCHANGE')
        recipe = draw(rng, shop, kind if earlier or not related else 'NORMAL', status, world.knobs)
        if earlier and (related or rng.random() < 0.25):
            # The buyer comes back, or is sent something for an earlier order.
            original = rng.choice(earlier)
            recipe.buyer, recipe.related = original.buyer, original.id
        return make(world, rng, shop, recipe)

    def _card(self, region, number):
        cycle, place = divmod(number, len(KINDS))
        if (region, cycle) not in self._decks:
            rng = random.Random(f'{self.world.seed}/deck/{region}/{cycle}')
            deck = tuple(rng.sample(cards, len(KINDS)) for cards in (KINDS, STATUSES))
            self._decks[region, cycle] = deck
        kinds, statuses = self._decks[region, cycle]
        return kinds[place], statuses[place]


def make(world, rng, shop, recipe):
    """Build an order with its past, of which nobody is told any more."""
    order = build_past(world, rng, shop, recipe)
    world.add(order, told=False)
    return order


def build_past(world, rng, shop, recipe):
    """Build an order and give it the past that its status needs."""
    plan = Plan(rng, recipe, HOLD_SECONDS.get(recipe.kind, 3600))
    rest = plan.rest if recipe.age is None else max(0, recipe.age - plan.end)
    order = build(rng, world.ids, shop, recipe, world.clock.now() - plan.end - rest)
    play(world.life, order, recipe, plan)
    return order
