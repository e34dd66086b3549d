"""Somebody who lists products, well or badly."""

import copy
import time

import requests
from conftest import Caller

from sandbox.products.drawing import draw
from sandbox.signature import sign

P = '/product/202309'
PRODUCTS = f'{P}/products'
SEARCH = '/product/202502/products/search'
EDIT, PARTIAL = '/product/202509/products/{}', '/product/202509/products/{}/partial_edit'
UPLOADS = {'image': f'{P}/images/upload', 'file': f'{P}/files/upload'}
LONG_TITLE = 'A mug of enamelled steel that is long enough for any market'


class Merchant(Caller):
    """Calls the product endpoints of one shop.

    :param str region: whose shop of the seller
    """

    def __init__(self, sandbox, region='US', seller=0):
        super().__init__(sandbox, seller)
        found = {row['region']: row for row in self.shops}
        self.region, self.cipher = region, found[region]['cipher']
        self.shop = sandbox.world.shop(self.cipher)

    def at(self, region):
        """Return somebody who does the same in the shop of another market."""
        other = copy.copy(self)
        found = {row['region']: row for row in self.shops}
        other.region, other.cipher = region, found[region]['cipher']
        other.shop = self.sandbox.world.shop(other.cipher)
        return other

    # === CALLS === #

    def ask(self, method, path, body=None, **query):
        """Call for the shop and return the envelope."""
        return self.call(method, path, query, body, cipher=self.cipher)

    def upload(self, data, what='image', cipher=None, sign_with=b'', headers=None, **form):
        """Upload a file as multipart/form-data, whose body is not signed."""
        path, secret = UPLOADS[what], self.sandbox.app_secret
        query = {'app_key': self.sandbox.app_key, 'timestamp': str(int(time.time()))}
        query.update({'shop_cipher': cipher} if cipher else {})
        query['sign'] = sign(secret, path, list(query.items()), sign_with)
        files = {} if data is None else {'data': ('any name', data)}
        return requests.post(
            self.sandbox.url + path, params=query, files=files or {'other': b''}, data=form,
            headers={'x-tts-access-token': self.tokens['access_token'], **(headers or {})},
            timeout=10,
        ).json()

    def picture(self, word='mug', side=600, use_case='MAIN_IMAGE'):
        """Upload a picture and return its uri."""
        return self.upload(draw(word, side), use_case=use_case)['data']['uri']

    def get(self, product_id, **query):
        """Return a product."""
        answer = self.ask('GET', f'{PRODUCTS}/{product_id}', **query)
        assert answer['code'] == 0, answer
        return answer['data']

    def create(self, **changes):
        """Create a product and return the answer."""
        return self.ask('POST', PRODUCTS, self.body(**changes))

    def created(self, **changes):
        """Create a product that is right, and return its id."""
        answer = self.create(**changes)
        assert answer['code'] == 0, answer
        return answer['data']['product_id']

    def listed(self, **changes):
        """Create a product, wait for its review, and return its id."""
        product_id = self.created(**changes)
        self.sandbox.world.advance(self.sandbox.knobs.review_seconds)
        assert self.get(product_id)['status'] == 'ACTIVATE'
        return product_id

    # === BODIES === #

    @property
    def version(self):
        return 'v2' if self.region in ('US', 'MY', 'VN', 'ID', 'TH') else 'v1'

    def category(self, name):
        """Return the id of a category by its name."""
        rows = self.ask(
            'GET', f'{P}/categories', category_version=self.version,
            include_prohibited_categories='true')['data']['categories']
        return next(row['id'] for row in rows if row['local_name'] == name)

    @property
    def warehouse(self):
        return next(each.id for each in self.shop.warehouses if each.type == 'SALES_WAREHOUSE')

    def sku(self, **changes):
        """Return a SKU that is right; None leaves a key out."""
        sku = {
            'seller_sku': 'M-1000', 'inventory': [{'warehouse_id': self.warehouse, 'quantity': 5}],
            'price': {'amount': '12', 'currency': self.shop.market.currency}, **changes,
        }
        return {key: value for key, value in sku.items() if value is not None}

    def variants(self, *colours):
        """Return one SKU for each colour."""
        return [
            self.sku(seller_sku=f'M-100{number}', sales_attributes=[
                {'name': 'Color', 'value_name': colour}])
            for number, colour in enumerate(colours)
        ]

    def body(self, **changes):
        """Return the body of a create that is right; None leaves a key out."""
        body = {
            'title': LONG_TITLE, 'description': '<p>A mug.</p>', 'category_version': self.version,
            'category_id': self.category('Mugs'), 'skus': [self.sku()],
            'product_attributes': [{'id': '100392', 'values': [{'name': 'Steel'}]}],
            'package_weight': {'value': '0.35', 'unit': 'KILOGRAM'},
            'package_dimensions': {
                'length': '12', 'width': '10', 'height': '10', 'unit': 'CENTIMETER'},
        }
        if 'main_images' not in changes:
            body['main_images'] = [{'uri': self.picture()}]
        body.update(changes)
        return {key: value for key, value in body.items() if value is not None}


def kinds(rows):
    """Return the types of webhooks, with what each is about."""
    told = []
    for number, data in rows:
        if number == 37:
            told.append((37, data['audit']['status']))
        elif number == 5:
            told.append((5, data['status']))
        elif number == 15:
            told.append((15, *data['changed_fields']))
        elif number == 50:
            told.append((50, *(row['status'] for row in data['skus'])))
        else:
            told.append((number,))
    return told


def wait(merchant):
    """Let every review end."""
    merchant.sandbox.world.advance(merchant.sandbox.knobs.review_seconds)


# What only Get Product shows, or shows in another shape than Edit Product takes.
SHOWN_ONLY = (
    'price', 'inventory', 'status_info', 'list_price', 'external_list_prices',
)


def sent_back(shown, version):
    """Return the body of an edit that changes nothing: what a product shows, as it was taken."""
    body = {key: shown[key] for key in (
        'title', 'description', 'package_weight', 'package_dimensions', 'is_cod_allowed',
    ) if key in shown}
    body.update(
        category_id=shown['category_chains'][-1]['id'], category_version=version,
        main_images=[{'uri': image['uri']} for image in shown['main_images']],
        product_attributes=[
            {'id': row['id'], 'values': [{'id': value['id']} for value in row['values']]}
            for row in shown.get('product_attributes', [])],
        skus=[_sku_back(sku) for sku in shown['skus']],
    )
    if 'brand' in shown:
        body['brand_id'] = shown['brand']['id']
    if 'size_chart' in shown:
        body['size_chart'] = shown['size_chart']
    if 'certifications' in shown:
        body['certifications'] = [
            {**{key: row[key] for key in ('id', 'expiration_date') if key in row},
             'images': [{'uri': image['uri']} for image in row['images']]}
            for row in shown['certifications']]
    return body


def _sku_back(sku):
    body = {key: value for key, value in sku.items() if key not in SHOWN_ONLY}
    if 'sales_attributes' in sku:
        body['sales_attributes'] = [
            {'id': row['id'], 'value_id': row['value_id'], **(
                {'sku_img': {'uri': row['sku_img']['uri']}} if 'sku_img' in row else {})}
            for row in sku['sales_attributes']]
    if 'combined_skus' in sku:
        body['combined_skus'] = [
            {key: part[key] for key in ('product_id', 'sku_id', 'sku_count')}
            for part in sku['combined_skus']]
    return body
