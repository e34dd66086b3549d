"""What a category asks for: attributes, certificates and the like.

Only the checks of what was sent are about drafts, too: all else may still be missing there.
"""

import re

from . import properties, rules
from .listing import check_picture, wrong


def check_attributes(listing):
    """Check the product attributes that were sent: they belong to the category, and fit."""
    category = listing.category
    known = properties.BY_LEAF.get(category.leaf, ()) if category else ()
    changed = listing.is_new('product_attributes') or listing.is_new('category_id')
    for sent in listing.content['product_attributes']:
        attribute, values = properties.ATTRIBUTES[sent['id']], sent['values']
        foreign = bool(known) and sent['id'] not in known
        if foreign and changed:
            yield wrong('product_attributes.id', f'does not belong to the category: {sent["id"]}')
        if len(values) > 1 and not attribute.multiple:
            yield wrong('product_attributes.values', f'must be one for {attribute.name}')
        for value in values:
            yield from _check_value(attribute, value)


def _check_value(attribute, value):
    built_in, name = value['id'] in attribute.values, value.get('name', '')
    if not built_in and not attribute.customizable:
        yield wrong('product_attributes.values', f'must be built in for {attribute.name}')
    if not built_in and not name:
        yield wrong('product_attributes.values', 'must have an id or a name')
    if attribute.numeric and not re.fullmatch(r'\d+(\.\d+)?', name):
        yield wrong('product_attributes.values', f'must be a positive number for {attribute.name}')


def check_proofs(listing):
    """Check that pictures and files of certificates, and the video, have been uploaded."""
    media, seller = listing.world.shelves.media, listing.shop.seller.index
    rows = listing.content.get('certifications', [])
    for image in (each for row in rows for each in row.get('images', [])):
        yield from check_picture(listing, image['uri'])
    files = [('certifications.files', each) for row in rows for each in row.get('files', [])]
    if 'video' in listing.content:
        files.append(('video', listing.content['video']))
    for name, each in files:
        if each['id'] not in media.files or media.files[each['id']].seller != seller:
            yield wrong(f'{name}.id', f'does not exist: {each["id"]}')


def check_missing_attributes(listing):
    category = listing.category
    if category and category.leaf:
        for name in rules.missing_attributes(category.leaf, listing.content):
            yield 12052104, name


def check_certificates(listing):
    category, sent = listing.category, listing.content.get('certifications', [])
    if not category or not category.leaf:
        return
    chosen = rules.chosen_values(listing.content)
    given = {each['id']: each for each in sent}
    for which in rules.needed_certificates(category.leaf, listing.region, chosen):
        name, _details, expires, _condition = rules.CERTIFICATES[which]
        proof = given.get(which, {})
        if not proof.get('images') and not proof.get('files'):
            yield 12052105, name
        elif expires and not proof.get('expiration_date'):
            yield wrong('certifications.expiration_date', f'is missing for {name}')
    allowed = rules.certificates(category.leaf, listing.region)
    for each in sent:
        if each['id'] not in allowed:
            yield wrong('certifications.id', f'does not belong to the category: {each["id"]}')


def check_rules(listing):
    category, content = listing.category, listing.content
    if not category or not category.leaf:
        return
    if content.get('is_cod_allowed') and not rules.allows_cod(category.leaf, listing.region):
        yield wrong('is_cod_allowed', 'must be false: the category does not support it')
    if rules.chart(category.leaf, listing.region)[1] and not content.get('size_chart'):
        yield wrong('size_chart', 'is required in this category')
    if rules.pfand(category.leaf, listing.region):
        for entry in listing.entries:
            if not any(fee.get('type') == 'PFAND' for fee in entry.sku.get('fees', [])):
                yield wrong('skus.fees', 'must state the PFAND')
                return


def check_parcel_there(listing):
    for key in ('package_weight', 'package_dimensions'):
        if not listing.content.get(key):
            yield wrong(key, 'is required')


WHOLE_CHECKS = (check_missing_attributes, check_certificates, check_rules, check_parcel_there)
