"""Descriptions, barcodes and units: the plain tools behind products out."""

from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ...tools.listing import identifiers, package, shape, texts


@tagged('post_install', '-at_install')
class TestDescription(BaseCase):

    def test_from_text(self):
        self.assertEqual(
            texts.from_text("One & <two>\r\nthree\n\n\nfour "),
            '<p>One &amp; &lt;two&gt;<br>three</p><p>four</p>')
        self.assertEqual(texts.from_text(None), '')

    def test_allowed(self):
        kept = '<h2>A</h2><p>b<br>c <b>d</b> <em>e</em></p><ul><li>f</li></ul><ol><li>g</li></ol>'
        self.assertEqual(texts.clean(kept), kept)

    def test_cleaned(self):
        cases = [
            ('<p class="x" onclick="y()">A</p>', '<p>A</p>'),
            ('<div>A</div>', '<p>A</p>'),
            ('<div><p>A</p><p>B</p></div>', '<p>A</p><p>B</p>'),
            ('<a href="https://x.test">link</a> <span>text</span>', 'link text'),
            ('A<script>bad()</script><style>p{}</style><!-- note -->B', 'AB'),
            ('<iframe src="x">no</iframe>A', 'A'),
            ('<table><tr><td>A</td><td>B</td></tr></table>', 'A B'),
            ('<p></p><p> </p><p>A</p><ul><li></li></ul>', '<p>A</p>'),
            ('<p>A<p>B', '<p>A</p><p>B</p>'),
            ('1 < 2 &amp; 3', '1 &lt; 2 &amp; 3'),
            ('plain', 'plain'),
            ('<p><br></p>A', '<p><br></p>A'),
            ('', ''), (None, ''),
        ]
        for markup, expected in cases:
            self.assertEqual(texts.clean(markup), expected, markup)
            self.assertEqual(texts.clean(expected), expected, "Cleaning twice is cleaning")

    def test_images(self):
        def is_hosted(src):
            return src.startswith('https://cdn.test/')

        good = '<img src="https://cdn.test/a.png" width="600" height="400">'
        self.assertEqual(texts.clean(f'<p>{good}</p>', is_hosted), f'<p>{good}</p>')
        for bad in (
            '<img src="https://elsewhere.test/a.png" width="600" height="400">',
            '<img src="https://cdn.test/a.png">', '<img src="/web/image/1" width="1" height="1">',
        ):
            self.assertEqual(texts.clean(f'A{bad}', is_hosted), 'A')
        self.assertEqual(
            texts.clean(good.replace('<img', '<img onload="x()" alt="y"'), is_hosted), good)

    def test_empty(self):
        for markup in ('', None, ' ', '<p><br></p>', '<p>&nbsp;</p>'):
            self.assertTrue(texts.is_empty(markup), markup)
        self.assertFalse(texts.is_empty('<p>A</p>'))
        self.assertFalse(texts.is_empty('<img src="x">'))


@tagged('post_install', '-at_install')
class TestIdentifiers(BaseCase):

    def test_kinds(self):
        cases = {
            '00012345678905': 'GTIN', '4006381333931': 'EAN', '96385074': 'EAN',
            '036000291452': 'UPC', '080442957X': 'ISBN', '123': '', '400638133393A': '',
            '٤٠٠٦٣٨١٣٣٣٩٣١': '',
        }
        for code, kind in cases.items():
            self.assertEqual(identifiers.kind_of(code), kind, code)
        self.assertEqual(identifiers.kind_of('9783161484100', ('ISBN', 'EAN')), 'ISBN')
        self.assertEqual(identifiers.kind_of('4006381333931', ('ISBN', 'EAN')), 'EAN')
        self.assertEqual(identifiers.kind_of('4901234567894', ('JAN', 'EAN')), 'JAN')

    def test_check_digit(self):
        for code in ('4006381333931', '96385074', '036000291452', '00012345678905', '080442957X'):
            self.assertTrue(identifiers.is_checked(code), code)
        for code in ('4006381333932', '96385073', '0804429571', 'ABCDEFGHIJ', '40063813339x1'):
            self.assertFalse(identifiers.is_checked(code), code)

    def test_priority(self):
        self.assertEqual(identifiers.read_priority("upc > EAN"), ('UPC', 'EAN'))
        for text in ("EAN, EAN", "EAN, ASIN", "", None):
            self.assertIsNone(identifiers.read_priority(text), text)


@tagged('post_install', '-at_install')
class TestUnits(BaseCase):

    def test_weight(self):
        cases = [
            (0.35, 'KILOGRAM', 3, '0.35'), (0.0004, 'KILOGRAM', 3, '0.001'),
            (2, 'KILOGRAM', 3, '2'),
            (0.35, 'POUND', 2, '0.78'), (0.35, 'GRAM', 0, '350'), (0.3501, 'GRAM', 0, '351'),
            (10, 'GRAM', 0, '10000'),
        ]
        for kilograms, unit, places, value in cases:
            self.assertEqual(
                package.weight(kilograms, unit, places), {'value': value, 'unit': unit})

    def test_same_weight(self):
        """What Odoo has kept of TikTok's weight, in its decimals, is no change of it."""
        has = {'value': '0.77', 'unit': 'POUND'}
        self.assertIs(package.weight(0.35, 'POUND', 2, has, digits=2), has)
        self.assertEqual(package.weight(0.36, 'POUND', 2, has, digits=2)['value'], '0.8')

    def test_dimensions(self):
        sides = {'length': 12.7, 'width': 10, 'height': 2.54}
        self.assertEqual(package.dimensions(sides, 'INCH'), {
            'length': '5', 'width': '4', 'height': '1', 'unit': 'INCH'})
        self.assertEqual(package.dimensions(sides, 'CENTIMETER')['height'], '3')
        has = {'length': '5', 'width': '4', 'height': '1', 'unit': 'INCH'}
        self.assertIs(package.dimensions(sides, 'INCH', has), has)
        sides = {'length': 12.7, 'width': 10.16, 'height': 2.54}
        self.assertIs(package.dimensions(sides, 'CENTIMETER', has), has)

    def test_weight_and_size_that_are_no_numbers(self):
        for odd in ('heavy', None, '', 'NaN', {}):
            has = {'value': odd, 'unit': 'POUND'}
            self.assertEqual(package.weight(0.35, 'POUND', 2, has)['value'], '0.78')
            has = {'length': odd, 'width': '4', 'height': '1', 'unit': 'INCH'}
            sides = {'length': 12.7, 'width': 10, 'height': 2.54}
            self.assertEqual(package.dimensions(sides, 'INCH', has)['length'], '5')

    def test_what_is_taken_of_what_is_shown(self):
        """Odd answers of TikTok's do no harm."""
        body = shape.editable({
            'title': "A", 'brand': None, 'main_images': [{'uri': 'u', 'width': 1}, {}, 'x'],
            'skus': [None, {
                'id': 7, 'price': {'sale_price': '9.99'}, 'inventory': [{}],
                'sales_attributes': [{'id': '1', 'sku_img': {'uri': 'v', 'urls': []}}],
            }],
            'delivery_options': [{'id': '3', 'is_available': True}, {'id': '4'}],
            'certifications': [{'id': 5, 'title': "T", 'files': [
                {'id': '6', 'name': 'n.pdf', 'format': 'PDF', 'urls': ['x']}]}],
            'size_chart': {'image': {'uri': 'w', 'height': 3}},
        })
        self.assertEqual(body, {
            'title': "A", 'main_images': [{'uri': 'u'}], 'product_attributes': [],
            'certifications': [
                {'id': '5', 'files': [{'id': '6', 'name': 'n.pdf', 'format': 'PDF'}]}],
            'size_chart': {'image': {'uri': 'w'}}, 'delivery_option_ids': ['3'],
            'skus': [{'id': '7', 'sales_attributes': [{'id': '1', 'sku_img': {'uri': 'v'}}]}],
        })
        self.assertEqual(shape.price_of({'price': {'sale_price': '9.99'}}), Decimal('9.99'))
        self.assertIsNone(shape.price_of({'price': {'sale_price': 'x'}}))
