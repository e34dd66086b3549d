"""What Odoo says of one listing, as plain values: all that its body and its checks are made of.

What is not there is False, as in Odoo, or empty. Whoever is named in a problem stands here as a
place: (model, id), by which the model finds it.
"""

from typing import NamedTuple

from . import package, rules


class Shop(NamedTuple):
    """What a shop sends, and how."""

    place: tuple = ('tts.shop', False)
    company_id: int = 0
    region: str = ''
    hosts: tuple = ()  # of images that TikTok has
    currency: str = ''
    currency_place: tuple = ('res.currency', False)
    pricelist: str = ''  # its name
    price_range: tuple = rules.price_range('', False)  # lowest and highest
    is_cross_border: bool = False
    category_version: str = 'v1'
    add_variants: bool = True
    variant_images: bool = True
    send_brand: bool = True
    description_fallback: bool = False
    identifier_kinds: tuple = ()  # of barcodes that are sent, the preferred one first
    identifier_priority: str = ''  # the same as a person has written it
    default_weight: float = 0  # kg
    default_sides: dict = dict.fromkeys(package.SIDES, 0)  # cm
    weight_digits: int = 2  # decimals that Odoo keeps of a weight


class File(NamedTuple):
    """An image or a document."""

    id: int  # of the attachment
    checksum: str = ''
    is_image: bool = True
    known: tuple = ()  # what TikTok calls it: (URI, use case), the latest first


class Document(NamedTuple):
    """A document of a product: for a certification, or its size chart."""

    file: File
    certification: str = ''  # key of its name
    expires: int = 0  # epoch seconds
    is_size_chart: bool = False


class Attribute(NamedTuple):
    """An attribute of a TikTok category."""

    tiktok_id: str
    name: str
    key: str  # of the name
    type: str = 'product'  # or `sales`
    is_required: bool = False
    takes_text: bool = True  # also values that TikTok does not list


class Category(NamedTuple):
    """A TikTok category; without an id, none."""

    id: int = 0
    tiktok_id: str = ''
    name: str = ''
    version: str = ''
    is_active: bool = True
    is_leaf: bool = True
    restriction: str = ''  # why the shop must not use it, in words
    is_described: bool = True  # its attributes are known
    rules: dict = {}
    attributes: tuple = ()

    @property
    def place(self):
        """What a problem of the category itself is solved on."""
        return 'tts.category', self.id

    def requires(self, name):
        """Tell whether the category demands something, see `rules.requires`."""
        return rules.requires(self.rules, name)


class Value(NamedTuple):
    """A value of an attribute of Odoo's."""

    id: int
    name: str
    keys: tuple = ()  # of all its names, the best first
    listed: tuple = ()  # (TikTok's id, name) of the category's value that it stands for


class Line(NamedTuple):
    """An attribute of a product that makes variants, with the values that the product has."""

    id: int
    name: str
    keys: tuple = ()  # of all names of the attribute, the best first
    attribute: Attribute | None = None  # of the category, for which it stands
    values: tuple = ()


class Variant(NamedTuple):
    """A variant of a product."""

    id: int
    code: str = ''  # internal reference
    barcode: str = ''
    chosen: dict = {}  # id of the line: id of the value
    picture: File | None = None  # its own

    @property
    def place(self):
        """What a problem of the variant is solved on."""
        return 'product.product', self.id


class Product(NamedTuple):
    """The product of a listing, in the language and with the weights of the shop's company."""

    place: tuple = ('product.template', False)
    company_id: int = False  # False: of all
    is_sold: bool = True  # goods that can be sold, not archived
    name: str = ''
    description: str = ''
    brand: str = ''
    identifier_type: str = ''
    category_place: tuple = ()  # of Odoo's product category; empty: none
    weight: float = 0  # kg, with packaging
    sides: dict = dict.fromkeys(package.SIDES, 0)  # cm
    pictures: tuple = ()  # files, the main one first
    documents: tuple = ()
    variants: tuple = ()
    lines: tuple = ()
    answers: tuple = ()  # `product_attributes` of the category as TikTok takes them
    unanswered: tuple = ()  # attributes of the category that it demands besides
    answered_itself: set = frozenset()  # ids of those for which the product has attributes


class Listing(NamedTuple):
    """One listing: all of it."""

    place: tuple = ('tts.listing', False)
    tiktok_id: str = ''
    status: str = ''
    title: str = ''  # its own, instead of the product's name
    description: str = ''  # its own HTML, instead of the product's description
    shown_text: str = ''  # TikTok's description as plain text
    brand: str = ''  # at TikTok
    brand_id: str = ''  # TikTok's, of the brand that Odoo names
    shop: Shop = Shop()
    category: Category = Category()
    product: Product = Product()
    products: dict = {}  # of SKUs that TikTok shows: id to (product id, units)
    reviewed: dict = {}  # SKUs that TikTok has but does not show: product id as text to SKU id
    chosen: frozenset = frozenset()  # ids of variants that the pricelist names one by one
    prices: dict = {}  # (product id, units): Decimal
    own_prices: dict = {}  # of SKUs that have one instead: id to Decimal
    stock: dict = {}  # product id: {TikTok's warehouse id: units}
