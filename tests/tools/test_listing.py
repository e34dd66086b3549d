"""What TikTok should say of a product, by what Odoo says of it and what TikTok shows."""
from decimal import Decimal

import pytest
from addon.tools.listing import checks, edit, options, product, shape, sku_checks
from addon.tools.listing.body import full_body
from addon.tools.listing.facts import (
    Attribute,
    Category,
    File,
    Line,
    Listing,
    Product,
    Shop,
    Value,
    Variant,
)
from addon.tools.listing.pictures import Picture

NOTHING = shape.editable({})
COLOUR = Attribute('100000', 'Color', 'color', type='sales')
CATEGORY = Category(id=7, tiktok_id='600', name="Mugs", version='v1', rules={'cod': {}})
SHOP = Shop(
    place=('tts.shop', 3), company_id=1, region='GB', currency='GBP',
    identifier_kinds=('EAN', 'GTIN'), identifier_priority='EAN, GTIN')
VARIANT = Variant(id=5, code='MUG-1', barcode='4006381333931')
MUG = Product(
    place=('product.template', 4), name="Enamel mug", description="Steel.", weight=0.35,
    category_place=('product.category', 2), sides={'length': 12, 'width': 10, 'height': 10},
    pictures=(File(id=8, checksum='c', known=(('uri-1', 'MAIN_IMAGE'),)),), variants=(VARIANT,))
LISTING = Listing(
    place=('tts.listing', 9), shop=SHOP, category=CATEGORY, product=MUG,
    prices={(5, 1): Decimal('12.50')}, stock={5: {'w1': 7}})


def changed(listing=LISTING, *, shop=None, category=None, ware=None, **values):
    """Return a listing with other values, also of its shop, its category and its product."""
    return listing._replace(
        shop=listing.shop._replace(**shop or {}),
        category=listing.category._replace(**category or {}),
        product=listing.product._replace(**ware or {}), **values)


def line(*names, attribute=COLOUR, **listed):
    """Return a line of the attribute Color; `listed` are values of TikTok's by name."""
    return Line(1, "Color", ('color',), attribute, tuple(
        Value(number, name, (name.casefold(),), (listed[name], name) if name in listed else ())
        for number, name in enumerate(names, 11)))


def coloured(*names, **listed):
    """Return a listing of a product with a variant for each colour."""
    variants = tuple(
        Variant(id=number, code=f'C-{number}', chosen={1: number})
        for number, _name in enumerate(names, 11))
    return changed(ware={'variants': variants, 'lines': (line(*names, **listed),)}, prices={
        (each.id, 1): Decimal(9) for each in variants}, stock={
        each.id: {'w1': 1} for each in variants})


def problems(listing, current=NOTHING, *, is_draft=False, **case):
    """Return {field: sentence} of what keeps a listing from being sent."""
    found = checks.problems(checks.Case(**{
        'listing': listing, 'body': full_body(listing, current), 'current': current, 'files': {},
        'twins': [], 'has_rate': True, 'status': "In words", 'name': str,
        '_': lambda text, *args, **named: text % (named or args) if named or args else text,
        **case}), is_draft)
    return {each['field']: each['message'] for each in found}


# === THE BODY === #

def test_new_product():
    body = full_body(LISTING, NOTHING)
    assert body == {
        'title': "Enamel mug", 'description': '<p>Steel.</p>', 'category_version': 'v1',
        'category_id': '600', 'main_images': [{'uri': 'uri-1'}], 'product_attributes': [],
        'package_weight': {'value': '0.35', 'unit': 'KILOGRAM'},
        'package_dimensions': {
            'length': '12', 'width': '10', 'height': '10', 'unit': 'CENTIMETER'},
        'skus': [{
            'external_sku_id': '5', 'seller_sku': 'MUG-1',
            'identifier_code': {'code': '4006381333931', 'type': 'EAN'},
            'price': {'amount': '12.50', 'currency': 'GBP'},
            'inventory': [{'warehouse_id': 'w1', 'quantity': 7}],
        }],
    }
    assert problems(LISTING) == {}


def test_what_odoo_has_no_opinion_about_stays():
    shown = {
        'title': "Old", 'description': '<p>Steel.</p>', 'brand': {'id': '77'},
        'package_weight': {'value': '350', 'unit': 'GRAM'}, 'main_images': [{'uri': 'theirs'}],
        'skus': [{'id': 's1', 'seller_sku': 'KEPT'}, {'id': 's2', 'seller_sku': 'OTHER'}],
    }
    current = shape.editable(shown)
    body = full_body(changed(
        ware={'pictures': (), 'weight': 0}, shown_text="Steel.", tiktok_id='1',
        products={'s1': (5, 1)}), current)
    assert body['brand_id'] == '77'
    assert body['main_images'] == [{'uri': 'theirs'}]
    assert body['package_weight'] == {'value': '350', 'unit': 'GRAM'}
    assert [sku['seller_sku'] for sku in body['skus']] == ['KEPT', 'OTHER']
    assert edit.changed_parts(body, current, {}) == [
        'title', 'package_dimensions', 'skus', 'category_id']
    assert edit.changed_parts(body, current, edit.digests(
        body, current, edit.COMPARED)) == []


@pytest.mark.parametrize(('own', 'text', 'fallback', 'expected'), [
    ('<p>Own</p>', "Text", False, '<p>Own</p>'),
    ('', "Text", False, '<p>Text</p>'),
    ('', '', True, '<p>Enamel mug</p>'),
    ('', '', False, ''),
])
def test_description(own, text, fallback, expected):
    body = full_body(changed(
        description=own, ware={'description': text}, shop={'description_fallback': fallback}),
        NOTHING)
    assert body['description'] == expected


@pytest.mark.parametrize(('add_variants', 'tiktok_id', 'chosen', 'expected'), [
    (True, '', (), ['11', '12']),
    (True, '', (12,), ['12']),
    (False, '', (), ['11', '12']),
    (False, '1', (), []),
])
def test_which_variants(add_variants, tiktok_id, chosen, expected):
    listing = changed(coloured('Red', 'Blue'), shop={'add_variants': add_variants}, tiktok_id=(
        tiktok_id), chosen=frozenset(chosen))
    assert [sku['external_sku_id'] for sku in full_body(listing, NOTHING)['skus']] == expected


# === OPTIONS === #

def told(listing, current=()):
    """Return what is said of the colour of each variant."""
    found = options.sales_attributes(listing, listing.product.variants, list(current))
    return [each.get('value_id') or each['value_name'] for rows in found.values() for each in rows]


def test_colours_are_called_as_tiktok_has_them():
    shown = [{'sales_attributes': [{
        'id': '100000', 'name': 'Color', 'value_id': 'v9', 'value_name': 'RED'}]}]
    assert told(coloured('Red', 'Blue', Blue='v2')) == ['Red', 'v2']
    assert told(coloured('Red', 'Blue'), shown) == ['v9', 'Blue']
    # What differs in case only is the same, unless the product has both.
    assert told(coloured('Red', 'RED'), shown) == ['Red', 'v9']


def test_single_value_is_told_only_where_the_category_asks_for_it():
    assert told(coloured('Red')) == ['Red']
    listing = changed(coloured('Red'), ware={'lines': (line('Red', attribute=None),)})
    assert told(listing) == []


# === CHECKS === #

@pytest.mark.parametrize(('change', 'field', 'words'), [
    ({'status': 'DELETED'}, 'status', "In words"),
    ({'ware': {'place': ('product.template', False)}}, 'product_tmpl_id', "choose"),
    ({'ware': {'company_id': 2}}, 'company_id', "another one"),
    ({'ware': {'is_sold': False}}, 'sale_ok', "can be sold"),
    ({'stock': {5: {}}}, 'warehouse_ids', "no warehouse"),
    ({'category': {'is_active': False}}, 'categ_id', "no longer"),
    ({'category': {'version': 'v2'}}, 'categ_id', "no longer"),
    ({'category': {'is_leaf': False}}, 'categ_id', "below it"),
    ({'category': {'restriction': "Invite only"}}, 'categ_id', "Invite only"),
    ({'category': {'is_described': False}}, 'categ_id', "not known yet"),
    ({'ware': {'unanswered': (Attribute('1', "Material", 'material'),)}},
     'attribute_line_ids', "Material"),
    ({'category': {'rules': {'size_chart': {'is_required': True}}}},
     'product_document_ids', "Size chart"),
    ({'category': {'rules': {'manufacturer': {'is_required': True}}}}, 'categ_id', "manufacturer"),
    ({'title': 'x' * 256}, 'own_title', "255 at most"),
    ({'title': "Short", 'shop': {'region': 'MY'}}, 'own_title', "25 at least"),
    ({'ware': {'description': ''}}, 'description_sale', "is empty"),
    ({'ware': {'brand': "Nobody's"}}, 'tts_brand', "Nobody's"),
    ({'ware': {'pictures': ()}}, 'image_1920', "has none"),
    ({'ware': {'weight': 0}}, 'tts_weight', "it is 0"),
    ({'ware': {'sides': {'length': 1, 'width': 0, 'height': 0}}}, 'tts_length', "or none"),
    ({'ware': {'variants': ()}}, 'attribute_line_ids', "has none"),
    ({'ware': {'variants': (VARIANT._replace(code='A B'),)}}, 'default_code', "no spaces"),
    ({'ware': {'variants': (VARIANT._replace(code=''),)}, 'shop': {'region': 'DE'}},
     'default_code', "needed"),
    ({'ware': {'variants': (VARIANT._replace(barcode='12345'),)}}, 'barcode', "no kind"),
    ({'ware': {'variants': (VARIANT._replace(barcode='4006381333930'),)}}, 'barcode', "last digit"),
    ({'prices': {}}, 'lst_price', "has none"),
    ({'prices': {(5, 1): Decimal(10) ** 12}}, 'lst_price', "TikTok takes 0.01 to 999999999999"),
])
def test_each_problem_is_told(change, field, words):
    found = problems(changed(**change))
    assert words in found[field]
    assert set(found) == {field}


def test_what_tiktok_has_accepted_is_no_problem():
    current = {**full_body(LISTING, NOTHING), 'skus': []}
    assert problems(changed(category={'restriction': "Invite only"}), current) == {}


def test_drafts_get_their_documents_later():
    listing = changed(category={'rules': {'size_chart': {'is_required': True}}})
    assert problems(listing, is_draft=True) == {}


def test_images_are_looked_at_before_they_are_sent():
    listing = changed(ware={'pictures': (File(id=8, checksum='new'),)})
    for size, words in {(200, 900): "300 at least", (900, 500): "cut off"}.items():
        upload = checks.Upload("mug", look=Picture('PNG', *size))
        assert words in problems(listing, files={8: upload})['image_1920']
    assert "can be read" in problems(listing, files={8: checks.Upload("mug")})['image_1920']


def test_variants_that_are_one_to_tiktok():
    listing = changed(coloured('Red', 'Blue'), category={'attributes': (COLOUR,)})
    assert problems(listing) == {}
    same = listing.product.variants[1]._replace(chosen={1: 11})
    listing = changed(listing, ware={'variants': (listing.product.variants[0], same)})
    assert "are both Red" in problems(listing)['attribute_line_ids']


def test_barcodes_of_others():
    new = sku_checks.new_barcodes(full_body(LISTING, NOTHING), NOTHING)
    assert list(new) == ['4006381333931']
    assert "Other" in problems(LISTING, twins=[('4006381333931', "Other")])['barcode']
    assert "no rate" in problems(LISTING, has_rate=False)['currency_id']


# === EDITS, AND THE WAY BACK === #

def test_prices():
    shown = {'skus': [
        {'id': 's1', 'price': {'sale_price': '9.00'}}, {'id': 's2', 'price': {'sale_price': '5'}}]}
    body = {'skus': [
        {'id': 's1', 'price': {'amount': '9'}}, {'id': 's2', 'price': {'amount': '6'}},
        {'id': '3'}]}
    assert edit.changed_prices(body, shown) == {'s2': {'amount': '6'}}
    assert [edit.without_same_price(sku, ['s2']) for sku in body['skus']] == [
        {'id': 's1'}, {'id': 's2', 'price': {'amount': '6'}}, {'id': '3'}]


def test_a_skus_own_price_is_sent_instead():
    current = {**NOTHING, 'skus': [{'id': 's1'}]}
    for own, price in (({}, '12.50'), ({'s1': Decimal('9.90')}, '9.90')):
        listing = changed(
            tiktok_id='1', products={'s1': (5, 1)}, own_prices=own, shop={'add_variants': False})
        [row] = full_body(listing, current)['skus']
        assert row['price'] == {'amount': price, 'currency': 'GBP'}


def test_what_is_a_bundle():
    assert not product.sku_values({'id': '1'})['is_bundle']
    assert product.sku_values({'id': '1', 'combined_skus': [{'sku_id': '2'}]})['is_bundle']


@pytest.mark.parametrize(('rows', 'expected'), [
    ([{'Color': 'Red'}, {'Color': 'Blue'}], True),
    ([{'Color': 'Red'}, {'Color': 'Red'}], False),
    ([{'Color': 'Red'}, {'Size': 'S'}], False),
    ([{'Color': 'Red', 'color': 'Red'}], False),
    ([{}], True),
])
def test_what_is_a_product_with_variants(rows, expected):
    assert product.is_buildable(rows) is expected


def test_only_what_differs_in_case_must_be_exact():
    assert product.only_exact([{'Size': 'M'}, {'Size': 'm'}, {'Size': 'L'}]) == {
        ('Size', 'M'), ('Size', 'm')}


def test_package_comes_in_odoos_units():
    found = product.product_values({
        'package_weight': {'value': '2', 'unit': 'POUND'},
        'package_dimensions': {'length': '10', 'width': '5', 'height': 'x', 'unit': 'INCH'}})
    assert found['tts_weight'] == 0.9072
    assert (found['tts_length'], found['tts_width'], found['tts_height']) == (25.4, 12.7, 0)
