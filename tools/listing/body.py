"""What TikTok should say of a product: Odoo's opinion over what TikTok has already.

The body is complete, in the shape in which TikTok takes it. What Odoo has no opinion about (no
brand, no package size, ...) stays as TikTok has it, and what is the same in other words stays in
TikTok's words, so that a comparison finds what is really different. A file that TikTok does not
have yet stands as `{'attachment': id, 'use_case': ...}`.
"""

from ...client import files as hosts
from .. import names, values
from . import files, package, rules, skus, texts


def full_body(listing, current):
    """Return what TikTok should say of one listing.

    :param facts.Listing listing: what Odoo says
    :param dict current: what TikTok says, in the shape in which it takes it
    """
    return {
        **current,
        'title': title(listing),
        'description': _description(listing, current),
        **_category(listing, current),
        **({'brand_id': listing.brand_id} if listing.brand_id else {}),
        'main_images': _main_images(listing.product, current),
        'product_attributes': _attributes(listing, current),
        **_package(listing, current),
        **_documents(listing, current),
        'skus': skus.skus(listing, current['skus']),
    }


# === TEXTS === #

def title(listing):
    """Return the title: the listing's own, else the product's name."""
    return ' '.join((listing.title or listing.product.name or '').split())


def names_other_brand(send_brand, brand, shown_brand):
    """Tell whether TikTok is to be told a brand, and has another.

    :param bool send_brand: whether the shop wants that
    :param str brand: as Odoo names it
    :param str shown_brand: as TikTok shows it
    """
    key = names.key(brand)
    return bool(send_brand and key) and key != names.key(shown_brand)


def _description(listing, current):
    """Return the description: the listing's own, the product's for sale, the title if the shop
    wants that; what TikTok has where that says the same, or Odoo nothing.
    """
    def is_hosted(src):
        return hosts.is_hosted(src, listing.shop.hosts)

    shown = current.get('description') or ''
    own = texts.clean(listing.description or '', is_hosted)
    if not texts.is_empty(own):
        return shown if texts.clean(shown, is_hosted) == own else own
    text = (listing.product.description or '').strip()
    if text:
        return shown if _words(listing.shown_text) == _words(text) else texts.from_text(text)
    if shown or not listing.shop.description_fallback:
        return shown
    return texts.from_text(title(listing))


def _words(text):
    return ' '.join(text.split())


# === CATEGORY, ATTRIBUTES === #

def _category(listing, current):
    category = listing.category
    part = {'category_version': category.version or listing.shop.category_version}
    if category.id or current.get('category_id'):
        part['category_id'] = category.tiktok_id or current['category_id']
    return part


def _attributes(listing, current):
    """Return the attributes of the product as a whole. A default of the category counts for what
    TikTok does not know yet; attributes of another category do not come along.
    """
    product, part = listing.product, _shown_attributes(listing.category, current)
    for answer in product.answers:
        tiktok_id = answer['id']
        if tiktok_id not in part or tiktok_id in product.answered_itself:
            part[tiktok_id] = _in_known_words(answer, part.get(tiktok_id))
    return list(part.values())


def _shown_attributes(category, current):
    """Return the attributes that TikTok shows, by id: of another category what this one has too."""
    shown = {each['id']: each for each in current['product_attributes']}
    if not category.attributes or category.tiktok_id == current.get('category_id'):
        return shown
    known = {each.tiktok_id for each in category.attributes if each.type == 'product'}
    return {key: shown[key] for key in shown if key in known}


def _in_known_words(answer, shown):
    """Return an answer to an attribute as TikTok shows it, where that says the same."""
    return shown if shown and _is_same_answer(shown, answer) else answer


def _is_same_answer(one, other):
    """Tell whether two answers to an attribute say the same: TikTok shows names beside ids, and
    has ids of its own for what was sent as a name.
    """
    def matches(value, among):
        return any(
            (value.get('id') and value['id'] == each.get('id')) or (
                not (value.get('id') and each.get('id')) and _words(value.get('name') or '')
                == _words(each.get('name') or '')
            ) for each in among)

    return len(one['values']) == len(other['values']) and all(
        matches(value, one['values']) for value in other['values'])


# === PACKAGE === #

def _package(listing, current):
    """Return weight and size of the package in the market's units; TikTok's where Odoo has none.
    """
    shop, product, part = listing.shop, listing.product, {}
    weight, size = current.get('package_weight'), current.get('package_dimensions')
    kilograms = product.weight or (0 if weight else shop.default_weight)
    if kilograms:
        unit, places = rules.WEIGHT_UNITS.get(shop.region, rules.WEIGHT_UNIT)
        part['package_weight'] = package.weight(
            kilograms, unit, places, weight, shop.weight_digits)
    is_sized = any(product.sides.values()) or size
    sides = product.sides if is_sized else shop.default_sides
    if all(sides.values()):
        unit = rules.LENGTH_UNITS.get(shop.region, rules.LENGTH_UNIT)
        part['package_dimensions'] = package.dimensions(sides, unit, size)
    return part


# === IMAGES AND DOCUMENTS === #

def _main_images(product, current):
    """Return the images: the product's, then those of its documents; else its variants'. Each
    picture once.
    """
    found = product.pictures or [each.picture for each in product.variants if each.picture]
    if not found:
        return current['main_images']
    among = [each['uri'] for each in current['main_images']]
    once = {}
    for file in found:
        once.setdefault(file.checksum or file.id, file)
    return [files.reference(file, 'MAIN_IMAGE', among) for file in once.values()]


def _documents(listing, current):
    """Return certifications and size chart. What Odoo has no document for stays as TikTok has it.
    """
    certifications = {each['id']: each for each in current.get('certifications', [])}
    for tiktok_id, documents in _by_certification(listing).items():
        certifications[tiktok_id] = _certification(
            tiktok_id, documents, certifications.get(tiktok_id, {}))
    part = {'certifications': list(certifications.values())} if certifications else {}
    charts = [each.file for each in listing.product.documents if each.is_size_chart]
    if charts:
        among = [(current.get('size_chart', {}).get('image') or {}).get('uri')]
        part['size_chart'] = {'image': files.reference(charts[0], 'SIZE_CHART_IMAGE', among)}
    return part


def _by_certification(listing):
    """Return the documents of each certification of the category: {TikTok's id: documents}."""
    ids = {
        names.key(row.get('name')): values.text(row.get('id'))
        for row in rules.certifications(listing.category.rules, required=False)
    }
    found = {}
    for document in listing.product.documents:
        if document.certification and document.certification in ids:
            found.setdefault(ids[document.certification], []).append(document)
    return found


def _certification(tiktok_id, documents, current):
    """Return one certification: pages as images, or PDFs."""
    among = [each.get('uri') or each.get('id')
             for each in (*current.get('images', []), *current.get('files', []))]
    part = {'id': tiktok_id}
    for document in documents:
        kind, use_case = (
            ('images', 'CERTIFICATION_IMAGE') if document.file.is_image else ('files', 'FILE'))
        part.setdefault(kind, []).append(files.reference(document.file, use_case, among))
    expiry = min((each.expires for each in documents if each.expires), default=0)
    if expiry:
        part['expiration_date'] = expiry
    return part
