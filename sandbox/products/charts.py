"""The size chart templates that every seller has made in Seller Center."""

from .media import url
from .rules import SIZE_TYPES, SIZED
from .taxonomy import BY_LEAF

# (id, name, headers, rows), in centimetres
TEMPLATES = (
    ('7376485342371857665', 'Tops, regular', ('Size', 'Chest', 'Length'),
     (('S', '96', '68'), ('M', '102', '70'), ('L', '108', '72'), ('XL', '114', '74'))),
    ('7376485342371857666', 'Socks', ('Size', 'Foot length'), (('S', '22'), ('M', '25'))),
)
IDS = tuple(row[0] for row in TEMPLATES)


def charts(media, seller, origin):
    """Return the templates of a seller (by number) as the API shows them."""
    related = [BY_LEAF[version, leaf].id for leaf in SIZED for version in ('v1', 'v2')]
    return [
        {
            'template_id': key, 'template_name': name, 'related_category_ids': related,
            'size_chart_mode': 'REUSABLE_TEMPLATE', 'images': [_image(media, seller, key, origin)],
            'size_chart_datas': [{'locale': 'en-US', 'size_chart_data': _table(headers, rows)}],
        }
        for key, name, headers, rows in TEMPLATES
    ]


def _image(media, seller, key, origin):
    uri = media.drawn(seller, f'chart/{key}').uri
    return {'uri': uri, 'url': url(origin, uri), 'locale': 'en-US'}


def _table(headers, rows):
    return {
        'table': {
            'headers': [
                {'name': name, 'id': f'size_chart_option_{name.lower().replace(" ", "_")}'}
                for name in headers
            ],
            'rows': [{'cells': [{'value': value} for value in row]} for row in rows],
        },
        'description': '', 'is_one_size': False, 'measurement_type': 'PRODUCT_MEASUREMENTS',
        'unit_system': 'METRIC', 'size_types': list(SIZE_TYPES[:1]),
    }
