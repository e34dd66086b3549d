"""Makes the products that a world begins with: one for each product of the catalogue."""

import random

from ..world.catalogue import barcodes
from . import rules
from .assortment import SHEETS, STATUSES
from .brands import NAMED
from .charts import IDS as CHARTS
from .model import Offer, Product
from .properties import ATTRIBUTES, SALES
from .review import reasons
from .taxonomy import BY_LEAF, version_of

DAY = 86400
IMAGES = 3
PROOF_ENDS = 2_208_988_800  # 2040
SALES_NAMES = {each.name: each for each in ATTRIBUTES.values() if each.type == SALES}
TWIN = 'MUG-TWIN'  # it lists codes that another product has, but no barcodes: those are unique
FBT_ONLY = ('EARBUD',)


def seed_products(world, shop, media, now):
    """Return the products of a shop as they are when the world begins, the oldest first.

    :param Media media: where their pictures go
    :param int now: when the world begins
    """
    groups = {}
    for sku in shop.skus:
        groups.setdefault(sku.product_id, []).append(sku)
    codes = barcodes(world.seed, shop.seller.index)
    return [
        _product(world, shop, media, skus, codes, now - (len(groups) - number) * DAY)
        for number, skus in enumerate(groups.values())
    ]


def _product(world, shop, media, skus, codes, created):
    code, rng = skus[0].product, random.Random(f'{world.seed}/shelf/{shop.id}/{skus[0].product}')
    status = STATUSES.get(code, 'ACTIVATE')
    content = _content(world, shop, media, skus, codes)
    product = Product(
        id=skus[0].product_id, shop=shop, content=content, status=status, create_time=created,
        update_time=created + rng.randrange(DAY // 2),
        offers={sku.id: Offer(sku.price, _stock(rng, shop, code)) for sku in skus},
        audit=_audit(status), listed=status not in ('DRAFT', 'FAILED'),
        source='SELLER_CENTER',
    )
    if status == 'FAILED':
        product.failures = reasons(content, shop.seller.index, media)
    if status in ('FREEZE', 'PLATFORM_DEACTIVATED'):
        product.reason = 'The listing violates the policy on product claims.'
    return product


def _audit(status):
    return {'ACTIVATE': 'APPROVED', 'FAILED': 'FAILED'}.get(status, 'NONE')


def _content(world, shop, media, skus, codes):
    """Return what a product says, in the shape in which the API takes it."""
    seller, code, sheet = shop.seller.index, skus[0].product, SHEETS[skus[0].product]
    version = version_of(shop.market, world.knobs)
    images = [media.drawn(seller, f'{code}/{number}') for number in range(IMAGES)]
    weight, sides = _parcel(shop.market.region, sheet)
    content = {
        'title': skus[0].product_name,
        'description': _description(skus[0].product_name, sheet.text),
        'category_id': BY_LEAF[version, sheet.leaf].id, 'category_version': version,
        'main_images': [{'uri': image.uri} for image in images],
        'product_attributes': [_attribute(*pair) for pair in sheet.attributes.items()],
        'package_weight': weight, 'package_dimensions': sides,
        'skus': [_sku(shop, media, sheet, sku, codes) for sku in skus],
    }
    if sheet.brand:
        content['brand_id'] = NAMED[sheet.brand].id
    return {**content, **_demanded(media, seller, shop.market.region, sheet.leaf)}


def _demanded(media, seller, region, leaf):
    """Return what a category demands in a market beside attributes: proofs and a size chart."""
    found = {}
    proofs = [key for key, always in rules.certificates(leaf, region).items() if always]
    if proofs:
        found['certifications'] = [
            {'id': key, 'images': [{'uri': media.drawn(seller, f'certificate/{key}').uri}],
             'expiration_date': PROOF_ENDS}
            for key in proofs
        ]
    if rules.chart(leaf, region)[1]:
        found['size_chart'] = {'template': {'id': CHARTS[0]}}
    return found


def _description(title, text):
    safe = title.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')
    return f'<p><strong>{safe}</strong></p><ul><li>{text.replace("&", "&amp;")}</li></ul>'


def _parcel(region, sheet):
    sides = dict(zip(('length', 'width', 'height'), map(str, sheet.sides), strict=True))
    if region == 'US':
        pounds = {'value': f'{float(sheet.weight) * 2.20462:.2f}', 'unit': 'POUND'}
        inches = {name: str(max(1, round(int(side) / 2.54))) for name, side in sides.items()}
        return pounds, {**inches, 'unit': 'INCH'}
    return {'value': sheet.weight, 'unit': 'KILOGRAM'}, {**sides, 'unit': 'CENTIMETER'}


def _attribute(identifier, name):
    values = {each: value for value, each in ATTRIBUTES[identifier].values.items()}
    return {'id': identifier, 'values': [{'id': values[name], 'name': name}]}


def _sku(shop, media, sheet, sku, codes):
    content = {'id': sku.id}
    if sheet.options:
        content['sales_attributes'] = [
            _option(media, shop.seller.index, sku.product, *pair)
            for pair in zip(sheet.options, sku.name.split(', '), strict=True)
        ]
    if sku.seller_sku:
        content['seller_sku'] = sku.seller_sku
    if sku.seller_sku in codes and sku.product != TWIN:
        kind = 'JAN' if shop.market.region == 'JP' else 'EAN'
        content['identifier_code'] = {'code': codes[sku.seller_sku], 'type': kind}
    if rules.pfand(sheet.leaf, shop.market.region):
        content['fees'] = [{'type': 'PFAND', 'amount': '0.25', 'additional_attribute': ''}]
    if sku.components:
        content['combined_skus'] = [
            {'product_id': part.product_id, 'sku_id': part.id, 'sku_count': count}
            for part, count in sku.components
        ]
    return content


def _option(media, seller, code, name, value):
    """Return a sales attribute; what is not built in has ids that follow from its words."""
    built_in = SALES_NAMES.get(name)
    found = {'id': built_in.id if built_in else word_id('attribute', name), 'name': name}
    known = {each: key for key, each in built_in.values.items()} if built_in else {}
    found.update(value_id=known.get(value) or word_id('value', name, value), value_name=value)
    if name == 'Color':
        found['sku_img'] = {'uri': media.drawn(seller, f'{code}/{value}').uri}
    return found


def word_id(kind, *words):
    """Return the id of a sales attribute, or of a value, that a seller has made up."""
    rng = random.Random('/'.join((kind, *words)))
    return f'{"7086" if kind == "attribute" else "7087"}{rng.randrange(10**15):015d}'


def _stock(rng, shop, code):
    """Return how many there are in the warehouses; what TikTok ships is in TikTok's own only."""
    own = [each for each in shop.warehouses if each.type == 'SALES_WAREHOUSE' and not each.fbt]
    fbt = [each for each in shop.warehouses if each.fbt]
    chosen = fbt if code in FBT_ONLY and fbt else own[:rng.choice((1, len(own)))]
    return {warehouse.id: rng.randint(20, 400) for warehouse in chosen}
