"""Turns what a call sends into the content of a product: names and ids completed, offers apart."""

from dataclasses import dataclass

from ..errors import Refusal
from ..params import refuse
from .properties import ATTRIBUTES, SALES
from .seeding import word_id

# What tells the endpoint how to work, and is no part of the product.
INSTRUCTIONS = (
    'save_mode', 'idempotency_key', 'locale', 'auto_translate_enabled', 'replicated_products',
    'subscribe_info_edit', 'inventory_mode', 'product_tag_operations', 'option', 'is_live_quick',
    'listing_platforms', 'delivery_option_ids',
)
OFFERED = ('price', 'inventory', 'list_price', 'external_list_prices')
BUILT_IN = {each.name: each for each in ATTRIBUTES.values() if each.type == SALES}


@dataclass
class Entry:
    """A SKU of a call: its content, and the price and stock that came with it (or None)."""

    sku: dict
    price: dict | None
    inventory: list | None
    extras: dict
    new: bool


def filed(body, product, ids, version):
    """Return (content, entries) for the body of a call.

    :param Product product: the one that is edited, None if it is new
    :param Ids ids: where new SKUs get their ids from
    :param str version: the tree of its category
    """
    content = {key: value for key, value in body.items() if key not in INSTRUCTIONS}
    content['category_version'] = version
    content['product_attributes'] = [
        _property(each) for each in body.get('product_attributes', [])
    ]
    content.setdefault('main_images', [])
    known = _known_options(product)
    entries = [_entry(each, product, ids, known) for each in body['skus']]
    content['skus'] = [entry.sku for entry in entries]
    # A blank brand is none.
    if not content.get('brand_id'):
        content.pop('brand_id', None)
    return content, entries


def _entry(sent, product, ids, known):
    existing = sent.get('id')
    if existing and existing not in _sku_ids(product):
        raise refuse('skus.id', f'is no SKU of the product: {existing}')
    sku = {'id': existing or ids.new('sku')}
    sku.update((key, value) for key, value in sent.items() if key not in (*OFFERED, 'id'))
    if sku.get('sales_attributes'):
        sku['sales_attributes'] = [_option(each, known) for each in sku['sales_attributes']]
    else:
        sku.pop('sales_attributes', None)
    if not sku.get('seller_sku'):
        sku.pop('seller_sku', None)
    extras = {key: sent[key] for key in OFFERED[2:] if key in sent}
    return Entry(sku, sent.get('price'), sent.get('inventory'), extras, not existing)


def _sku_ids(product):
    contents = product.versions() if product else ()
    return {sku['id'] for content in contents for sku in content['skus']}


def _known_options(product):
    """Return the names of the attributes and values that a product has had, by id."""
    names, values = {}, {}
    for content in product.versions() if product else ():
        for sku in content['skus']:
            for each in sku.get('sales_attributes', []):
                names[each['id']] = each['name']
                values[each['id'], each['value_id']] = each['value_name']
    return names, values


def _option(sent, known):
    """Complete a sales attribute. An id counts more than a name beside it."""
    names, values = known
    built_in = ATTRIBUTES.get(sent.get('id')) or BUILT_IN.get(sent.get('name'))
    if built_in and built_in.type != SALES:
        raise refuse('sales_attributes.id', 'is no sales attribute')
    if sent.get('id') and not built_in and sent['id'] not in names:
        raise refuse('sales_attributes.id', 'is unknown; a custom attribute has a `name`')
    name = built_in.name if built_in else names.get(sent.get('id')) or sent.get('name', '')
    identifier = built_in.id if built_in else sent.get('id') or word_id('attribute', name)
    value_id, value = _value(sent, identifier, name, built_in, values)
    found = {'id': identifier, 'name': name, 'value_id': value_id, 'value_name': value}
    found.update((key, sent[key]) for key in ('sku_img', 'supplementary_sku_images') if key in sent)
    return found


def _value(sent, identifier, name, built_in, values):
    own = built_in.values if built_in else {}
    value_id = sent.get('value_id')
    if value_id:
        value = own.get(value_id) or values.get((identifier, value_id))
        if not value:
            raise refuse('sales_attributes.value_id', 'is unknown; send a `value_name`')
        return value_id, value
    value = sent.get('value_name', '')
    by_name = {each: key for key, each in own.items()}
    return by_name.get(value) or word_id('value', name, value), value


def _property(sent):
    """Complete a product attribute; values that are not built in get an id."""
    known = ATTRIBUTES.get(sent['id'])
    if not known or known.type == SALES:
        raise refuse('product_attributes.id', f'is no product attribute: {sent["id"]}')
    values = []
    for value in sent['values']:
        identifier = value.get('id')
        if identifier and identifier not in known.values and not value.get('name'):
            raise refuse('product_attributes.values.id', f'is unknown: {identifier}')
        name = known.values.get(identifier) or value.get('name', '')
        by_name = {each: key for key, each in known.values.items()}
        key = by_name.get(name) or word_id('value', known.name, name)
        values.append({**value, 'id': key, 'name': name})
    return {'id': sent['id'], 'values': values}


def raise_first(problems):
    """Raise the first problem of a listing, if there is one."""
    for problem in problems:
        raise Refusal(*problem)
