"""What Odoo takes over of a product that TikTok shows."""

from .. import names, values
from . import package


def product_values(shown):
    """Return what TikTok says of a product, by field of Odoo's, without the description, which only
    Odoo makes a text of, and the brand; `attributes` and `images` are no fields.

    :param dict shown: well-formed
    """
    return {
        'name': values.text(shown.get('title'), 500),
        **package.in_odoo(shown),
        'attributes': _attributes(shown),
        'images': images(shown),
    }


def _attributes(shown):
    """Return the attributes that do not make variants: [[name, [value, ...]], ...]."""
    found = []
    for attribute in shown.get('product_attributes') or []:
        name = values.text(attribute.get('name'))
        listed = [
            values.text(each.get('name')) for each in values.listed(attribute.get('values'), dict)]
        if name and any(listed):
            found.append([name, sorted(filter(None, listed))])
    return sorted(found)


def pairs(attributes):
    """Return [(attribute name, value name)] of attributes with several values each."""
    return [(name, value) for name, listed in attributes for value in listed]


# === IMAGES === #

def images(shown):
    """Return which images go where: [[place, URI], ...]; a place is `main` or a SKU's id."""
    found = [['main', values.text(row.get('uri'))] for row in shown.get('main_images') or []]
    for sku in shown.get('skus') or []:
        found += [
            [values.text(sku.get('id')), values.text(each.get('uri'))] for each in _pictures(sku)]
    return [[place, uri] for place, uri in found if uri]


def addresses(shown):
    """Return where each image lies: {URI: address}."""
    found = list(shown.get('main_images') or [])
    for sku in shown.get('skus') or []:
        found += _pictures(sku)
    return {
        values.text(picture['uri']): picture['urls'][0] for picture in found
        if picture.get('uri') and values.listed(picture.get('urls'), str)
    }


def _pictures(sku):
    return [
        values.well_formed(each, {'sku_img': dict}).get('sku_img') or {}
        for each in values.listed(sku.get('sales_attributes'), dict)]


# === SKUS === #

def sku_values(shown):
    """Return the values of a `tts.sku` by what TikTok says of it, without those of its listing."""
    shown = values.well_formed(shown, {'price': dict, 'identifier_code': dict})
    identifier, price = shown.get('identifier_code') or {}, shown.get('price') or {}
    return {
        'seller_sku': values.text(shown.get('seller_sku')) or False,
        'identifier': values.text(identifier.get('code')) or False,
        'identifier_type': values.text(identifier.get('type')) or False,
        'pushed_price': values.amount_or_zero(price.get('sale_price')),
        'is_bundle': bool(values.listed(shown.get('combined_skus'), dict)),
    }


def sku_name(title, shown):
    """Return what a SKU is called: the product's title and what tells it from the others."""
    options = [
        values.text(each.get('value_name'))
        for each in values.listed(shown.get('sales_attributes'), dict)]
    return ' - '.join(filter(None, [title, ', '.join(options)]))[:255]


def sales_attributes(shown):
    """Return {attribute name: value name} of a SKU."""
    return {
        values.text(each.get('name'), 100): values.text(each.get('value_name'), 100)
        for each in values.listed(shown.get('sales_attributes'), dict)
        if each.get('name') and each.get('value_name')
    }


def is_buildable(options):
    """Tell whether SKUs are variants of one product: told apart, by the same attributes, none of
    which is there twice in other letters.

    :param options: {attribute name: value name} of each
    """
    options = list(options)
    combinations = {tuple(sorted(option.items())) for option in options}
    return (
        len({frozenset(option) for option in options}) == 1
        and len(set(map(names.key, options[0]))) == len(options[0])
        and len(combinations) == len(options)
    )


def only_exact(options):
    """Return the (attribute name, value name) of one listing that differ from another of it in case
    or width only: TikTok sells M beside m.

    :param options: {attribute name: value name} of its SKUs
    """
    alike = {}
    for name, value in {pair for option in options for pair in option.items()}:
        alike.setdefault((names.key(name), names.key(value)), set()).add((name, value))
    return set().union(*(each for each in alike.values() if len(each) > 1))
