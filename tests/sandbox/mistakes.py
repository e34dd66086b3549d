"""Every mistake in a new product, and what it is refused for."""

RED = [{'name': 'Color', 'value_name': 'Red'}]
TWO = [*RED, {'name': 'Size', 'value_name': 'M'}]


def leaf(merchant, name):
    """Return the category of a product by its name."""
    return {'category_id': merchant.category(name)}


# (code, or the parameter that 36009004 names; region, what makes the mistake out of a merchant)
MISTAKES = (
    (12052023, 'US', lambda m: {'category_id': '1'}),
    (12052023, 'US', lambda m: {'category_id': None}),
    (12052024, 'US', lambda m: leaf(m, 'Drinkware')),
    (12052217, 'US', lambda m: {'category_version': 'v1'}),
    (12052217, 'MY', lambda m: {'category_version': None}),
    (12052230, 'US', lambda m: leaf(m.at('GB'), 'Mugs')),
    (12052230, 'GB', lambda m: {'category_version': 'v2'}),
    (12052220, 'MY', lambda m: leaf(m, 'Hunting Knives')),
    (12052223, 'MY', lambda m: leaf(m, 'Supplements')),
    (12052223, 'US', lambda m: leaf(m, 'Gold')),
    (12052028, 'US', lambda m: {'main_images': []}),
    (12052028, 'US', lambda m: {'main_images': None}),
    (12052722, 'US', lambda m: {'main_images': [{'uri': 'tos-sandbox-i-o3syd03w52/0'}]}),
    (12052722, 'US', lambda m: {'skus': [m.sku(sales_attributes=[
        {**RED[0], 'sku_img': {'uri': 'x'}}])]}),
    ('main_images', 'US', lambda m: {'main_images': [
        {'uri': m.picture(str(number))} for number in range(10)]}),
    (12052051, 'US', lambda m: {'title': 'x' * 256}),
    (12052051, 'BR', lambda m: {'title': 'x' * 301}),
    ('title', 'US', lambda m: {'title': ''}),
    ('title', 'MY', lambda m: {'title': 'x' * 24}),
    ('description', 'US', lambda m: {'description': ''}),
    ('description', 'US', lambda m: {'description': 'x' * 10_001}),
    ('description', 'US', lambda m: {'description': '<p>no end'}),
    ('description', 'US', lambda m: {'description': 'no beginning</p>'}),
    ('description', 'US', lambda m: {'description': '<script>alert()</script>'}),
    ('description', 'US', lambda m: {
        'description': '<img src="https://elsewhere.example/a.png" width="1" height="1">'}),
    ('description', 'US', lambda m: {'description': f'<img src="http://x/{m.picture()}">'}),
    ('description', 'US', lambda m: {
        'description': f'<img src="http://x/{m.picture()}" width="9" height="9">' * 31}),
    (12052097, 'US', lambda m: {'skus': [m.sku(inventory=[])]}),
    (12052097, 'US', lambda m: {'skus': [m.sku(inventory=None)]}),
    (12052097, 'US', lambda m: {'skus': [m.sku(inventory=[
        {'warehouse_id': '1', 'quantity': 1}])]}),
    (12052097, 'US', lambda m: {'skus': [m.sku(inventory=[
        {'warehouse_id': m.shop.warehouses[1].id, 'quantity': 1}])]}),  # for returns only
    (12052055, 'US', lambda m: {'skus': [m.sku(inventory=[
        {'warehouse_id': m.warehouse, 'quantity': 100_000}])]}),
    (12052055, 'US', lambda m: {'skus': [m.sku(inventory=[
        {'warehouse_id': m.warehouse, 'quantity': -1}])]}),
    ('skus.inventory.backorder_quantity', 'US', lambda m: {'skus': [m.sku(inventory=[
        {'warehouse_id': m.warehouse, 'quantity': 1, 'backorder_quantity': 1}])]}),
    (12052104, 'US', lambda m: {'product_attributes': None}),
    (12052104, 'US', lambda m: {**leaf(m, 'Desk Lamps'), 'product_attributes': [
        {'id': '100392', 'values': [{'name': 'Steel'}]},
        {'id': '100401', 'values': [{'id': '1004010'}]}]}),  # batteries, but which?
    ('product_attributes.values', 'US', lambda m: {'product_attributes': [
        {'id': '100392', 'values': [{'name': 'Steel'}, {'name': 'Wood'}]}]}),
    ('product_attributes.values', 'US', lambda m: {'product_attributes': [
        {'id': '100392', 'values': [{'name': 'Steel'}]},
        {'id': '100394', 'values': [{'name': 'Atlantis'}]}]}),
    ('product_attributes.id', 'US', lambda m: {'product_attributes': [
        {'id': '100392', 'values': [{'name': 'Steel'}]},
        {'id': '100421', 'values': [{'id': '1004210'}]}]}),  # of another category
    (12052105, 'DE', lambda m: {
        **leaf(m, 'Puzzles & Blocks'), 'product_attributes': [
            {'id': '100431', 'values': [{'id': '1004310'}]},
            {'id': '100401', 'values': [{'id': '1004012'}]}]}),
    (12052105, 'US', lambda m: {
        **leaf(m, 'Serums'), 'product_attributes': [
            {'id': '100412', 'values': [{'id': '1004120'}]}]}),  # flammable
    (12052054, 'US', lambda m: {'skus': [m.sku(seller_sku='x' * 51)]}),
    ('skus.seller_sku', 'US', lambda m: {'skus': [m.sku(seller_sku='with space')]}),
    ('skus.seller_sku', 'DE', lambda m: {'skus': [m.sku(seller_sku='short')]}),
    ('skus.seller_sku', 'DE', lambda m: {'skus': [m.sku(seller_sku='sch\u00f6nes')]}),
    (12052073, 'US', lambda m: {'skus': [m.sku(price=None)]}),
    (12052073, 'US', lambda m: {'skus': [m.sku(price={'currency': 'USD'})]}),
    (12052073, 'US', lambda m: {'skus': [m.sku(price={'currency': 'USD', 'amount': '0'})]}),
    (12052073, 'US', lambda m: {'skus': [m.sku(price={'currency': 'USD', 'amount': '-1'})]}),
    (12052073, 'US', lambda m: {'skus': [m.sku(price={'currency': 'USD', 'amount': '1.234'})]}),
    (12052073, 'US', lambda m: {'skus': [m.sku(price={'currency': 'USD', 'amount': 'free'})]}),
    (12052073, 'JP', lambda m: {'skus': [m.sku(price={'currency': 'JPY', 'amount': '9.5'})]}),
    (12052084, 'US', lambda m: {'skus': [m.sku(price={'currency': 'GBP', 'amount': '1'})]}),
    ('skus[0].price.currency', 'US',
     lambda m: {'skus': [m.sku(price={'currency': 'XXX', 'amount': '1'})]}),
    (12052376, 'GB',
     lambda m: {'skus': [m.sku(list_price={'currency': 'USD', 'amount': '9'})]}),
    (12052383, 'US', lambda m: {'skus': [m.sku(
        list_price={'currency': 'USD', 'amount': '7600.01'})]}),
    (12052560, 'US', lambda m: {'skus': m.variants('Red', 'red')}),
    ('skus.sales_attributes', 'US', lambda m: {'skus': [m.sku(), m.sku()]}),
    ('skus.id', 'US', lambda m: {'skus': []}),
    ('skus.sales_attributes', 'US', lambda m: {'skus': [
        m.sku(sales_attributes=RED), m.sku(sales_attributes=TWO)]}),
    ('skus.sales_attributes', 'US', lambda m: {'skus': [m.sku(sales_attributes=[
        {'name': name, 'value_name': 'x'} for name in 'abcd'])]}),
    ('skus.sales_attributes.name', 'US', lambda m: {'skus': [m.sku(sales_attributes=[
        {'name': 'x' * 21, 'value_name': 'x'}])]}),
    ('skus.sales_attributes.value_name', 'US', lambda m: {'skus': [m.sku(sales_attributes=[
        {'name': 'x', 'value_name': 'x' * 51}])]}),
    ('sales_attributes.id', 'US', lambda m: {'skus': [m.sku(sales_attributes=[
        {'id': '5', 'value_name': 'x'}])]}),
    ('sales_attributes.value_id', 'US', lambda m: {'skus': [m.sku(sales_attributes=[
        {'id': '100000', 'value_id': '5'}])]}),
    (12052050, 'US', lambda m: {'skus': m.variants(*map(str, range(301)))}),
    (12052050, 'MY', lambda m: {'skus': m.variants(*map(str, range(101)))}),
    (12052591, 'US', lambda m: {'skus': [m.sku(
        identifier_code={'type': 'GTIN', 'code': '1234567890123'})]}),
    (12052591, 'US', lambda m: {'skus': [m.sku(
        identifier_code={'type': 'ISBN', 'code': '123456789x'})]}),
    (12052591, 'US', lambda m: {'skus': [m.sku(
        identifier_code={'type': 'SKU', 'code': '123456789012'})]}),
    (12052592, 'US', lambda m: {'skus': [
        {**sku, 'identifier_code': {'type': 'UPC', 'code': '123456789012'}}
        for sku in m.variants('Red', 'Blue')]}),
    (12052592, 'US', lambda m: {'skus': [m.sku(
        identifier_code={'type': 'EAN', 'code': '4000000000013'})]}),  # of the mug that there is
    ('unit', 'GB', lambda m: {'package_weight': {'value': '1', 'unit': 'POUND'}}),
    ('unit', 'GB', lambda m: {'package_weight': {'value': '1', 'unit': 'GRAM'}}),
    ('package_dimensions.unit', 'US',
     lambda m: {'package_weight': {'value': '1', 'unit': 'POUND'}}),  # with cm
    ('package_weight.value', 'US',
     lambda m: {'package_weight': {'value': '0.0001', 'unit': 'KILOGRAM'}}),
    ('package_weight.value', 'US',
     lambda m: {'package_weight': {'value': '0', 'unit': 'KILOGRAM'}}),
    ('package_weight.value', 'JP', lambda m: {'package_weight': {'value': '1.5', 'unit': 'GRAM'}}),
    ('package_weight', 'US', lambda m: {'package_weight': None}),
    ('package_dimensions.length', 'US', lambda m: {'package_dimensions': {
        'length': '1.5', 'width': '1', 'height': '1', 'unit': 'CENTIMETER'}}),
    ('unit', 'GB', lambda m: {'package_dimensions': {
        'length': '1', 'width': '1', 'height': '1', 'unit': 'INCH'}}),
    ('is_cod_allowed', 'US', lambda m: {'is_cod_allowed': True}),
    ('skus.pre_sale.type', 'GB', lambda m: {'skus': [m.sku(pre_sale={'type': 'MADE_TO_ORDER'})]}),
    ('surprise', 'US', lambda m: {'surprise': 1}),
    ('skus[0].surprise', 'US', lambda m: {'skus': [m.sku(surprise=1)]}),
    ('title', 'US', lambda m: {'title': None}),
    ('title', 'US', lambda m: {'title': 5}),
    ('skus', 'US', lambda m: {'skus': None}),
    ('skus', 'US', lambda m: {'skus': {}}),
    ('save_mode', 'US', lambda m: {'save_mode': 'NOW'}),
    ('external_product_id', 'US', lambda m: {'external_product_id': 'x' * 1000}),
    ('idempotency_key', 'US', lambda m: {'idempotency_key': 'x' * 129}),
    ('search_terms', 'US', lambda m: {'search_terms': ['x' * 126] * 2}),
    ('minimum_order_quantity', 'US', lambda m: {'minimum_order_quantity': 2}),
    ('video.id', 'US', lambda m: {'video': {'id': 'v1'}}),
    ('size_chart', 'US', lambda m: {**leaf(m, 'Leggings'), 'size_chart': None}),
    ('skus.fees', 'DE', lambda m: {
        **leaf(m, 'Juices'), 'product_attributes': [
            {'id': '100421', 'values': [{'id': '1004210'}]}]}),  # without its deposit
)
