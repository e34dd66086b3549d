"""What tells the variants of a product apart, in the words that TikTok uses or takes."""

from .. import names
from . import files

KEYS = ('id', 'name', 'value_id', 'value_name')


def sales_attributes(listing, variants, current):
    """Return the sales attributes of variants: {variant's id: [attribute, ...]}.

    Those that TikTok has and that mean the same stay in its words.

    :param facts.Listing listing:
    :param list variants: of `facts.Variant`
    :param list current: the SKUs that TikTok shows, in the shape in which it takes them
    """
    if len(variants) == len(current) == 1 and not current[0].get('sales_attributes'):
        return {}
    lines = [each for each in listing.product.lines if _tells_apart(each)]
    shown = _shown(current)
    images = _images(listing, lines, current) if lines else {}
    return {
        variant.id: [
            {**_option(line, value, shown), **images.get(value.id, {})}
            for line in lines for value in line.values
            if value.id == variant.chosen.get(line.id)]
        for variant in variants
    }


def _tells_apart(line):
    """Tell whether TikTok is told an attribute of variants; one with a single value only where the
    category has such an attribute.
    """
    return len(line.values) > 1 or _is_sales(line.attribute)


def _is_sales(attribute):
    return attribute is not None and attribute.type == 'sales'


def _shown(current):
    """Return TikTok's words by those of people: {(attribute key, value key): {value as it is
    written: option}}.
    """
    shown = {}
    for sku in current:
        for each in sku.get('sales_attributes', []):
            pair = names.key(each.get('name')), names.key(each.get('value_name'))
            shown.setdefault(pair, {}).setdefault(
                each.get('value_name'), {key: each[key] for key in KEYS if key in each})
    return shown


def _option(line, value, shown):
    """Return one sales attribute: in the words that TikTok shows, as the category lists it, or as
    Odoo names it.

    What differs in case or width only is the same, unless the product has both: M and m.
    """
    others = {each.name for each in line.values if each.id != value.id}
    for key in line.keys:
        for value_key in value.keys:
            options = shown.get((key, value_key), {})
            # As it is written in Odoo, else as no other value is.
            written = [each for each in options if each == value.name or each not in others]
            if written:
                return options[value.name if value.name in options else written[0]]
    return _listed(line, value, others)


def _listed(line, value, others):
    """Return one sales attribute that TikTok does not show: as the category lists it, or as Odoo
    names it.

    :param others: names of the other values
    """
    if not _is_sales(line.attribute):
        return {'name': line.name, 'value_name': value.name}
    option = {'id': line.attribute.tiktok_id, 'name': line.attribute.name}
    if value.listed and value.listed[1] not in others:
        return {**option, 'value_id': value.listed[0], 'value_name': value.listed[1]}
    return {**option, 'value_name': value.name}


# === IMAGES === #

def _images(listing, lines, current):
    """Return the images of one attribute's values: {value's id: {'sku_img': image}}.

    TikTok shows images for one attribute: the one that has them already, else the first one by
    which the variants' images differ. What Odoo has no image for keeps TikTok's.
    """
    shown = _shown_images(current)
    variants = [
        each for each in listing.product.variants
        if each.picture and listing.shop.variant_images]
    line = next((each for each in lines if set(each.keys) & set(shown)), None)
    line = line or next((each for each in lines if _is_pictured(each, variants)), lines[0])
    of_line = {}
    for key in line.keys:
        of_line.update(shown.get(key, {}))
    return _images_by_value(line, variants, of_line)


def _shown_images(current):
    """Return TikTok's images: {attribute's key: {value's key: image}}."""
    shown = {}
    for sku in current:
        for each in sku.get('sales_attributes', []):
            if each.get('sku_img'):
                shown.setdefault(names.key(each.get('name')), {}).setdefault(
                    names.key(each.get('value_name')), each['sku_img'])
    return shown


def _is_pictured(line, variants):
    """Tell whether variants with the same value of a line have the same image."""
    seen = {}
    for variant in variants:
        checksum = variant.picture.checksum
        if seen.setdefault(variant.chosen.get(line.id), checksum) != checksum:
            return False
    return bool(variants)


def _images_by_value(line, variants, shown):
    """Return {value's id: {'sku_img': image}}.

    :param dict shown: TikTok's images by the key of the value's name
    """
    images, among = {}, [each['uri'] for each in shown.values()]
    for value in line.values:
        key = next((each for each in value.keys if each in shown), None)
        picture = next((
            each.picture for each in variants if each.chosen.get(line.id) == value.id), None)
        if picture:
            images[value.id] = {'sku_img': files.reference(picture, 'ATTRIBUTE_IMAGE', among)}
        elif key:
            images[value.id] = {'sku_img': shown[key]}
    return images
