"""What may be listed: categories with their attributes and rules, brands, prerequisites."""

from ...errors import Refusal
from ...params import refuse
from ...products import properties, rules, taxonomy
from ...products.charts import charts
from ...products.shelf import CHECK_ITEMS
from ...products.taxonomy import ALL, AVAILABLE, INVITE_ONLY, PROHIBITED, TREES
from ...world.markets import EU
from ..paging import page


def categories(call):
    """Return a tree of categories, flat. Prohibited ones only if asked for."""
    version, query = tree_version(call), call.query
    found = [
        each for each in TREES[version].values()
        if taxonomy.exists(each, call.shop.market) and _wanted(each, query)
    ]
    approved = call.world.shelves.of(call.shop).approved
    return {
        'categories': [
            {
                'id': each.id, 'parent_id': each.parent_id, 'local_name': each.name,
                'is_leaf': bool(each.leaf), 'permission_statuses': [_permission(each, approved)],
            }
            for each in found
        ]
    }


def _wanted(category, query):
    if category.permission == PROHIBITED and not query.get('include_prohibited_categories'):
        return False
    return query.get('keyword', '').lower() in category.name.lower()


def _permission(category, approved):
    if category.permission == INVITE_ONLY and category.leaf in approved:
        return AVAILABLE
    return category.permission


def tree_version(call):
    """Return the tree that a call asks for; where there is v2, nothing else will do."""
    asked = (call.query.get('category_version') or call.body.get('category_version')) or 'v1'
    if taxonomy.version_of(call.shop.market, call.world.knobs) == 'v2' and asked != 'v2':
        raise Refusal(12052217)
    return asked


def leaf_of(call, category_id, version):
    """Return a leaf category of a tree, or refuse it."""
    category = ALL.get(category_id)
    if not category or not taxonomy.exists(category, call.shop.market):
        raise Refusal(12052023)
    if category.version != version:
        raise Refusal(12052230)
    if not category.leaf:
        raise Refusal(12052024)
    return category


def attributes(call):
    """Return the attributes of a leaf category."""
    category = leaf_of(call, call.path['category_id'], tree_version(call))
    return {'attributes': [_attribute(each) for each in properties.of_leaf(category.leaf)]}


def _attribute(attribute):
    shown = {
        'id': attribute.id, 'name': attribute.name, 'type': attribute.type,
        'is_customizable': attribute.customizable, 'is_multiple_selection': attribute.multiple,
        'values': [{'id': key, 'name': name} for key, name in attribute.values.items()],
    }
    if attribute.type == properties.PRODUCT:
        # The misspelt key is TikTok's.
        shown['is_requried'] = attribute.required
        shown['requirement_conditions'] = rules.conditions(attribute.condition)
    if attribute.numeric:
        shown['value_data_format'] = 'POSITIVE_INT_OR_DECIMAL'
    return shown


def category_rules(call):
    """Return what else a leaf category asks for."""
    leaf = leaf_of(call, call.path['category_id'], tree_version(call)).leaf
    region = call.shop.market.region
    supported, required = rules.chart(leaf, region)
    chart = {'is_supported': supported, 'is_required': required}
    if supported:
        chart['size_types'] = list(rules.SIZE_TYPES)
    return {
        'product_certifications': [
            _certificate(*each) for each in rules.certificates(leaf, region).items()
        ],
        'size_chart': chart,
        'cod': {'is_supported': rules.allows_cod(leaf, region)},
        'package_dimension': {'is_required': True},
        'epr': {'is_required': False},
        'responsible_person': {'is_required': False},
        'manufacturer': {'is_required': False},
        'allowed_special_product_types': rules.special_types(region),
        'fees': [{'type': 'PFAND', 'is_required': True}] if rules.pfand(leaf, region) else [],
        'seller_sku': {'is_required': region in EU},
    }


def _certificate(which, always):
    name, details, expires, condition = rules.CERTIFICATES[which]
    return {
        'id': which, 'name': name, 'is_required': always, 'document_details': details,
        'sample_image_url': f'https://www.example.com/certificates/{which}.png',
        'requirement_conditions': rules.conditions(condition),
        'expiration_date': {'is_required': expires},
    }


def recommend(call):
    """Return the leaf category that fits a title, with all that it lies in."""
    version = tree_version(call)
    leaf = taxonomy.recommended(call.body['product_title'], version)
    if not taxonomy.exists(leaf, call.shop.market) or leaf.permission == PROHIBITED:
        leaf = taxonomy.BY_LEAF[version, taxonomy.OTHER_LEAF]
    approved = call.world.shelves.of(call.shop).approved
    return {
        'leaf_category_id': leaf.id,
        'categories': [
            {
                'id': each.id, 'name': each.name, 'level': each.level, 'is_leaf': bool(each.leaf),
                'permission_statuses': [_permission(each, approved)],
            }
            for each in taxonomy.chain(leaf)
        ],
    }


# === BRANDS === #

def brands(call):
    """Return a page of brands; with a category also whether they can be shown in it."""
    registry, seller = call.world.shelves.brands, call.grant.seller
    leaf = ''
    if 'category_id' in call.query:
        leaf = leaf_of(call, call.query['category_id'], tree_version(call)).leaf
    found = {
        key: brand for key, brand in registry.of(seller).items()
        if call.query.get('is_authorized') in (None, registry.is_authorized(brand, seller))
        and call.query.get('brand_name', '').casefold() in brand.name.casefold()
    }
    chosen, token = page(call, list(found), call.world.knobs)
    return {
        'brands': [_brand(registry, found[key], seller, leaf) for key in chosen],
        'total_count': len(found), 'next_page_token': token,
    }


def _brand(registry, brand, seller, leaf):
    authorized = registry.is_authorized(brand, seller)
    shown = {
        'id': brand.id, 'name': brand.name, 'is_t1_brand': brand.t1,
        # The misspelt word is TikTok's.
        'authorized_status': 'AUTHORIZED' if authorized else 'UNAUTHORIEZD',
    }
    if leaf and authorized:
        fits = registry.serves(brand, seller, leaf)
        shown['brand_status'] = 'AVAILABLE' if fits else 'UNAVAILABLE'
    return shown


def create_brand(call):
    """Make a brand of the seller's own."""
    name = call.body['name'].strip()
    if not name:
        raise refuse('name', 'must not be empty')
    brand = call.world.shelves.brands.create(call.grant.seller, name, call.world.clock.now())
    return {'id': brand.id}


# === THE SHOP === #

def prerequisites(call):
    """Return what a shop has to be and to have before it can list anything."""
    failing = call.world.shelves.of(call.shop).failing
    return {
        'check_results': [
            {'check_item': item, 'is_failed': bool(failing.get(item)),
             **({'fail_reasons': failing[item]} if failing.get(item) else {})}
            for item in CHECK_ITEMS
        ]
    }


def size_charts(call):
    """Return a page of the seller's size chart templates."""
    media, seller = call.world.shelves.media, call.grant.seller
    found = {each['template_id']: each for each in charts(media, seller, call.origin)}
    wanted = call.body.get('ids')
    if wanted:
        found = {key: each for key, each in found.items() if key in wanted}
    elif call.body.get('keyword'):
        word = call.body['keyword'].casefold()
        found = {
            key: each for key, each in found.items() if word in each['template_name'].casefold()
        }
    if call.body.get('size_chart_mode') == 'PRODUCT_SCOPED':
        found = {}
    chosen, token = page(call, list(found), call.world.knobs)
    return {
        'size_chart': [found[key] for key in chosen], 'total_count': len(found),
        'next_page_token': token,
    }
