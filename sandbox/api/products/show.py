"""What the API shows of a product: read shapes, which differ from those it takes."""

from decimal import Decimal

from ...products.brands import BUILT_IN
from ...products.media import file_url, url
from ...products.properties import ATTRIBUTES
from ...products.taxonomy import ALL, chain
from ...world.money import amount, rounded

# What the price of a cross-border seller contains beside the goods, as a divisor: invented.
BORDER = Decimal('1.1')
SAME_PRICE = ('JP', 'US')  # tax-exclusive pricing does not apply there
# Shown as they were sent.
PLAIN = (
    'title', 'description', 'external_product_id', 'is_cod_allowed', 'is_pre_owned',
    'package_weight', 'package_dimensions', 'manufacturer_ids', 'responsible_person_ids',
    'minimum_order_quantity', 'shipping_insurance_requirement', 'shipping_template_id',
    'search_terms', 'key_product_features', 'scheduled_sale', 'selling_format', 'is_blind_box',
    'primary_combined_product_id',
)
PLAIN_SKU = (
    'seller_sku', 'external_sku_id', 'identifier_code', 'sku_unit_count', 'external_urls',
    'extra_identifier_codes', 'pre_sale', 'fees', 'sku_dimensions', 'sku_weight',
)
NAMES = {brand.id: brand.name for brand in BUILT_IN}
QUALITY = ('POOR', 'FAIR', 'GOOD', 'EXCELLENT')


class Page:
    """Shows the products of one shop.

    :param Call call: whose origin the addresses of pictures begin with
    """

    def __init__(self, call):
        self._call, self._shop = call, call.shop
        self._shelves = call.world.shelves
        self._media, self._brands = self._shelves.media, self._shelves.brands

    def whole(self, product, content):
        """Show a product as `Get Product` does."""
        category = ALL[content['category_id']]
        shown = {
            'id': product.id, **self._state(product),
            **{key: content[key] for key in PLAIN if key in content},
            'is_not_for_sale': content.get('is_not_for_sale', False),
            'category_chains': [_category(each) for each in chain(category)],
            'main_images': [self._image(each['uri']) for each in content['main_images']],
            'product_attributes': [_attribute(each) for each in content['product_attributes']],
            'certifications': [self._certificate(each) for each in content['certifications']]
            if 'certifications' in content else [],
            'audit_failed_reasons': product.failures,
            'audit': self._audit(product, not_submitted_reasons=list(product.not_submitted)),
            'skus': [self._sku(product, sku) for sku in content['skus']],
            'product_types': self._kinds(product, content),
        }
        brand = self._brands.of(self._shop.seller.index).get(content.get('brand_id'))
        if brand:
            shown['brand'] = {'id': brand.id, 'name': brand.name}
        if 'size_chart' in content:
            shown['size_chart'] = self._chart(content['size_chart'])
        if 'video' in content:
            shown['video'] = self._video(content['video']['id'])
        return shown

    def row(self, product, content):
        """Show a product as `Search Products` does."""
        shown = {
            'id': product.id, 'title': content['title'], **self._state(product),
            'sales_regions': [self._shop.market.region],
            'is_not_for_sale': content.get('is_not_for_sale', False),
            'product_sync_fail_reasons': [],
            'skus': [self._short_sku(product, sku) for sku in content['skus']],
        }
        del shown['product_status']
        return shown

    def _state(self, product):
        shown = {
            'status': product.status, 'product_status': _own_status(product),
            'audit': self._audit(product), 'has_draft': bool(product.draft),
            'create_time': product.create_time, 'update_time': product.update_time,
        }
        if self._shop.market.region == 'US':
            shown['listing_quality_tier'] = quality(product)
        return shown

    @staticmethod
    def _audit(product, **more):
        return {
            'status': product.audit, 'pre_approved_reasons': list(product.pre_approved), **more,
        }

    @staticmethod
    def _kinds(product, content):
        if any('combined_skus' in sku for sku in content['skus']):
            return ['COMBINED_PRODUCT']
        own = {sku['id'] for sku in content['skus']}
        parts = {part.id for sku in product.shop.skus for part, _count in sku.components}
        return ['IN_COMBINED_PRODUCT'] if own & parts else []

    # === PICTURES === #

    def _image(self, uri):
        picture = self._media.picture(uri, self._shop.seller.index)
        address = url(self._call.origin, uri)
        return {
            'uri': uri, 'urls': [address], 'thumb_urls': [address],
            'width': picture.width, 'height': picture.height,
        }

    def _certificate(self, sent):
        shown = {'id': sent['id']}
        if 'images' in sent:
            shown['images'] = [self._image(each['uri']) for each in sent['images']]
        if 'files' in sent:
            files = self._media.files
            shown['files'] = [
                {**each, 'urls': [file_url(self._call.origin, files[each['id']])]}
                for each in sent['files']
            ]
        if 'expiration_date' in sent:
            shown['expiration_date'] = sent['expiration_date']
        return shown

    def _chart(self, sent):
        shown = dict(sent)
        if 'image' in sent:
            shown['image'] = self._image(sent['image']['uri'])
        return shown

    def _video(self, file_id):
        found = self._media.files[file_id]
        address = file_url(self._call.origin, found)
        return {
            'id': found.id, 'url': address, 'format': found.format, 'size': len(found.data),
        }

    # === SKUS === #

    def _sku(self, product, sku):
        shown = {
            **self._short_sku(product, sku),
            **{key: sku[key] for key in PLAIN_SKU if key in sku},
        }
        if 'sales_attributes' in sku:
            shown['sales_attributes'] = [self._option(each) for each in sku['sales_attributes']]
        if 'combined_skus' in sku:
            shown['combined_skus'] = [self._part(each) for each in sku['combined_skus']]
        return shown

    def _part(self, part):
        """Show what a bundle contains; the part may be gone."""
        shown = dict(part)
        other = self._call.world.shelves.get(part['product_id'])
        row = other and next((s for s in other.content['skus'] if s['id'] == part['sku_id']), None)
        if row:
            shown.update(
                title=other.content['title'], seller_sku=row.get('seller_sku', ''),
                product_main_image=self._image(other.content['main_images'][0]['uri']),
            )
        return shown

    def _option(self, option):
        shown = {key: option[key] for key in ('id', 'name', 'value_id', 'value_name')}
        if 'sku_img' in option:
            shown['sku_img'] = self._image(option['sku_img']['uri'])
        if 'supplementary_sku_images' in option:
            shown['supplementary_sku_images'] = [
                self._image(each['uri']) for each in option['supplementary_sku_images']
            ]
        return shown

    def _short_sku(self, product, sku):
        offer = product.offers[sku['id']]
        shown = {
            'id': sku['id'], 'seller_sku': sku.get('seller_sku', ''), 'price': self._price(offer),
            'inventory': [
                {
                    'warehouse_id': key, 'quantity': max(0, quantity),
                    **dict(zip(('backorder_quantity', 'handling_time'),
                               offer.backorders.get(key, ()), strict=False)),
                }
                for key, quantity in self._shelves.stock(product, sku).items()
            ],
            'status_info': {'status': 'DEACTIVATED' if offer.off else 'NORMAL'},
            **offer.extras,
        }
        if offer.off:
            shown['status_info']['deactivation_source'] = offer.off
        if 'fees' in sku:
            shown['fees'] = sku['fees']
        if 'pre_sale' in sku:
            shown['pre_sale'] = sku['pre_sale']
        return shown

    def _price(self, offer):
        market, exclusive = self._shop.market, offer.price
        if self._shop.seller_type == 'CROSS_BORDER' and market.region not in SAME_PRICE:
            exclusive = rounded(offer.price / BORDER, market.step)
        return {
            'currency': market.currency, 'sale_price': amount(offer.price),
            'tax_exclusive_price': amount(exclusive),
        }


def quality(product):
    """Return the tier of a listing: here more images are better."""
    return QUALITY[min(len(product.content['main_images']), len(QUALITY)) - 1]


def _own_status(product):
    """Return the status apart from the audit."""
    if product.status in ('PENDING', 'FAILED'):
        return 'SELLER_DEACTIVATED' if product.listed else 'INITIAL'
    return product.status


def _category(category):
    return {
        'id': category.id, 'parent_id': category.parent_id, 'local_name': category.name,
        'is_leaf': bool(category.leaf),
    }


def _attribute(sent):
    known = ATTRIBUTES[sent['id']]
    return {
        'id': known.id, 'name': known.name,
        'values': [
            {'id': value['id'], 'name': known.values.get(value['id'], value.get('name', ''))}
            for value in sent['values']
        ],
    }
