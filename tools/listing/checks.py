"""What keeps a product from being sent: each problem is a sentence that names the field, and the
record on which a person solves it.

Each check is a function of a `Case` that yields (field, sentence, place). Those of the variants are
in `sku_checks.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from ...client.products import WITHOUT_DETAILS
from .. import values
from . import edit, facts, files, package, pictures, rules, sku_checks, texts
from .body import names_other_brand


class Upload(NamedTuple):
    """A file that is to be uploaded."""

    name: str = ''  # empty: as the record that shows it
    place: tuple = ()  # the record that shows it; empty: the product
    size: int = 0  # bytes
    look: pictures.Picture | None = None  # what it shows, if it is no document


@dataclass(frozen=True)
class Case:
    """What the checks of one listing look at."""

    listing: facts.Listing
    body: dict  # what TikTok should say
    current: dict  # what it says
    files: dict  # those that are to be uploaded: {attachment's id: `Upload`}
    twins: list  # (barcode, name of the SKU) of other listings of the shop that have new ones
    has_rate: bool  # the shop's currency, in Odoo
    status: str  # of the listing, in words
    name: Callable  # of a place: what the record is called
    _: Callable  # translates, as `env._`

    @property
    def product(self):
        """What is listed."""
        return self.listing.product

    @property
    def category(self):
        """Where it is listed."""
        return self.listing.category

    def is_new(self, part):
        """Tell whether a part is not as TikTok has it: it has accepted that once."""
        return edit.part(self.body, part) != edit.part(self.current, part)


def problems(case, is_draft):
    """Return all that keeps one listing from being sent.

    :param Case case:
    :param bool is_draft: whether only a draft is sent: documents can be added to that
    :return: [{'field', 'message', 'model', 'id'}, ...], to be shown and stored
    """
    checks = CHECKS if is_draft else (*CHECKS, documents)
    return [
        {'field': field, 'message': message, 'model': model, 'id': record_id}
        for check in checks for field, message, (model, record_id) in check(case)
    ]


def status(case):
    """Yield why TikTok takes nothing for it any more."""
    if case.listing.status in WITHOUT_DETAILS:
        yield 'status', case._(
            "TikTok has it as \"%s\": press Recover, or ask TikTok in Seller Center.",
            case.status), case.listing.place


def product(case):
    """Yield why the product is none that is listed."""
    shop, ours = case.listing.shop, case.product
    if not ours.place[1]:
        yield 'product_tmpl_id', case._(
            "Product: choose which product is listed here."), case.listing.place
    elif ours.company_id not in (shop.company_id, False):
        yield 'company_id', case._("Company: the product belongs to another one."), ours.place
    elif not ours.is_sold:
        yield 'sale_ok', case._(
            "Sales: only goods that can be sold are listed, and no archived ones."), ours.place


def warehouses(case):
    """Yield why there is no stock of what is new."""
    new = [sku for sku in case.body['skus'] if 'inventory' in sku]
    if new and not all(sku['inventory'] for sku in new):
        yield 'warehouse_ids', case._(
            "Warehouses: no warehouse of TikTok's stands for one of yours. Press Load "
            "Warehouses on the shop and choose."), case.listing.shop.place


# === CATEGORY === #

def category(case):
    """Yield why TikTok has no such product in the category."""
    chosen = case.category
    place = case.product.category_place or case.product.place
    if not case.body.get('category_id'):
        yield 'categ_id', _no_category(case), place
    elif not chosen.id or not case.is_new('category_id'):
        return
    elif not chosen.is_active or chosen.version != case.listing.shop.category_version:
        yield 'categ_id', case._(
            "Category: TikTok no longer has \"%s\" in this shop. Choose another one on the "
            "product category.", chosen.name), place
    elif not chosen.is_leaf:
        yield 'categ_id', case._(
            "Category: \"%s\" has categories below it. Choose one of these.",
            chosen.name), place
    elif chosen.restriction:
        yield 'categ_id', case._(
            "Category: \"%(name)s\" is not open to this shop (%(permission)s). Apply in Seller "
            "Center, then download the categories again.",
            name=chosen.name, permission=chosen.restriction), chosen.place


def _no_category(case):
    if not case.product.category_place:
        return case._(
            "Category: the product has none. Choose one that has a category of TikTok's, or "
            "TikTok's on the listing (Suggest).")
    return case._(
        "Category: \"%s\" has no category of this shop's. Choose TikTok's on the product "
        "category, or on the listing (Suggest).", case.name(case.product.category_place))


def attributes(case):
    """Yield which attributes of the category the product lacks."""
    chosen = case.category
    if not chosen.id or any(category(case)):
        return
    answered = {each['id'] for each in case.body['product_attributes']}
    if case.is_new('category_id') and not chosen.is_described:
        yield 'categ_id', case._(
            "Attributes of \"%s\" are not known yet. Download them.", chosen.name), chosen.place
    for attribute in case.product.unanswered:
        if attribute.tiktok_id not in answered:
            yield 'attribute_line_ids', case._(
                "Attribute \"%s\" is required in this category. Add it to the product, or give "
                "the category a default.", attribute.name), case.product.place


def documents(case):
    """Yield which documents and persons the category demands besides."""
    if not (case.category.id and case.is_new('category_id')):
        return
    place = case.product.place
    given = {each.get('id') for each in case.body.get('certifications', [])}
    for row in rules.certifications(case.category.rules):
        if str(row.get('id')) not in given:
            yield 'product_document_ids', case._(
                "Certificate \"%s\" is required in this category. Add it to the product's "
                "documents, and name it there.", values.text(row.get('name'))), place
    if case.category.requires('size_chart') and not case.body.get('size_chart'):
        yield 'product_document_ids', case._(
            "Size chart: the category demands one. Add it to the product's documents."), place
    yield from _people(case)


def _people(case):
    people = {
        'manufacturer': case._("manufacturer"),
        'responsible_person': case._("responsible person"),
    }
    for rule, name in people.items():
        if case.category.requires(rule) and not case.body.get(f'{rule}_ids'):
            yield 'categ_id', case._(
                "The category demands a %s. Send the product as a draft, and add it in Seller "
                "Center.", name), case.product.place


# === TEXTS === #

def title(case):
    """Yield why TikTok does not take the title."""
    low, high = rules.TITLE_LENGTHS.get(case.listing.shop.region, rules.TITLE_LENGTH)
    length = len(case.body['title'])
    if length < low and case.is_new('title'):
        yield 'own_title', case._(
            "Title: %(length)s characters, TikTok wants %(low)s at least in this market.",
            length=length, low=low), case.listing.place
    elif length > high:
        yield 'own_title', case._(
            "Title: %(length)s characters, TikTok takes %(high)s at most in this market.",
            length=length, high=high), case.listing.place


def description(case):
    """Yield why TikTok does not take the description."""
    text = case.body['description']
    if texts.is_empty(text):
        yield 'description_sale', case._(
            "Description: it is empty. Fill in the product's sales description, or the "
            "description of this listing."), case.product.place
    elif len(text) > rules.LONGEST_DESCRIPTION:
        yield 'own_description', case._(
            "Description: %(length)s characters with its formatting, TikTok takes %(most)s.",
            length=len(text), most=rules.LONGEST_DESCRIPTION), case.listing.place
    elif text.count('<img') > rules.MOST_DESCRIPTION_IMAGES:
        yield 'own_description', case._(
            "Description: more than %s images.", rules.MOST_DESCRIPTION_IMAGES), case.listing.place


def brand(case):
    """Yield that TikTok does not know the brand."""
    is_other = names_other_brand(
        case.listing.shop.send_brand, case.product.brand, case.listing.brand)
    if is_other and not case.listing.brand_id:
        yield 'tts_brand', case._(
            "Brand: TikTok knows no \"%s\" in this shop. Correct it, or leave it empty.",
            case.product.brand), case.product.place


# === IMAGES === #

def image_count(case):
    """Yield that there is no image, or are too many."""
    count = len(case.body['main_images'])
    if not count:
        yield 'image_1920', case._("Image: the product has none."), case.product.place
    elif count > rules.MOST_IMAGES:
        yield 'product_document_ids', case._(
            "Images: %(count)s, TikTok takes %(most)s. Show fewer of the product's documents "
            "on TikTok.", count=count, most=rules.MOST_IMAGES), case.product.place


def images(case):
    """Look at the images that are to be uploaded; TikTok has taken the others."""
    once = {(each['attachment'], each['use_case']) for each in files.waiting(case.body)}
    for attachment_id, use_case in sorted(once):
        file = case.files[attachment_id]
        if use_case != 'FILE':
            yield from _image(case, file, use_case)
        elif file.size > pictures.MOST_DOCUMENT_BYTES:
            yield 'product_document_ids', case._(
                "Document \"%s\": TikTok takes 20 MB.", file.name), case.product.place


def _image(case, file, use_case):
    picture, place = file.look, file.place or case.product.place
    name = file.name or case.name(place)
    if not picture:
        yield 'image_1920', case._(
            "Image \"%s\": no picture that can be read. Use JPEG or PNG.", name), place
    elif picture.is_small(use_case):
        yield 'image_1920', case._(
            "Image \"%(name)s\": %(width)s × %(height)s pixels, TikTok wants %(least)s at "
            "least on each side; 600 or more look good.", name=name, width=picture.width,
            height=picture.height,
            least=pictures.BOUNDS.get(use_case, pictures.OTHER_BOUNDS)[0]), place
    elif picture.is_large(use_case):
        yield 'image_1920', case._(
            "Image \"%(name)s\": %(width)s × %(height)s pixels are too many. Make it smaller.",
            name=name, width=picture.width, height=picture.height), place
    elif use_case == 'MAIN_IMAGE' and picture.is_cut():
        yield 'image_1920', case._(
            "Image \"%(name)s\": %(width)s × %(height)s pixels, TikTok would cut off a part. "
            "Make it square.", name=name, width=picture.width, height=picture.height), place


# === PACKAGE === #

def package_size(case):
    """Yield that weight or size is missing."""
    if not case.body.get('package_weight'):
        yield 'tts_weight', case._(
            "Package weight: it is 0. Fill in the product's weight or package weight."), (
                case.product.place)
    if case.body.get('package_dimensions'):
        return
    if any(case.product.sides[side] for side in package.SIDES):
        yield 'tts_length', case._(
            "Package size: fill in length, width and height, or none of them."), case.product.place
    elif not case.category.rules or case.category.requires('package_dimension'):
        yield 'tts_length', case._(
            "Package size: the category demands length, width and height."), case.product.place


CHECKS = (
    status, product, warehouses, category, attributes, title, description, brand, image_count,
    images, package_size, *sku_checks.CHECKS,
)
