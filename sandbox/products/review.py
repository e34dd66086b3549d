"""How TikTok decides about a listing here: one table of rules, and nothing by chance.

The reasons are this sandbox's own; TikTok publishes only where they stand.
"""

import re
from typing import NamedTuple

from .headers import is_blank


class Rule(NamedTuple):
    """A reason to turn a listing down.

    :param str position: what is wrong, as the first words of TikTok's reasons name it
    :param test: function of the content and its first picture
    """

    position: str
    reason: str
    suggestion: str
    test: object


def _says(key, pattern):
    words = re.compile(pattern, re.IGNORECASE)
    return lambda content, _picture: bool(words.search(content.get(key, '')))


RULES = (
    Rule('Product title', 'Counterfeit product',
         'Do not list replicas, copies or fakes of branded goods.',
         _says('title', r'\b(replica|counterfeit|fake|knock-?off)\b')),
    Rule('Product title', 'Misleading claim',
         'Remove claims that cannot be proven, such as "miracle" or "100 % cure".',
         _says('title', r'\b(miracle|100 ?% cure|guaranteed cure)\b')),
    Rule('Product description', 'Directs buyers elsewhere',
         'Remove contact data, and links to other shops, from the description.',
         _says('description', r'whatsapp|wechat|href=|https?://(?!\S*tos-sandbox)')),
    Rule('Product description', 'Medical claim',
         'Do not promise to heal or to prevent diseases.',
         _says('description', r'\b(cures?|heals?) (cancer|diabetes|covid)\b')),
    Rule('Main image', 'The image shows no product',
         'Upload a picture of the product as the first main image.',
         lambda _content, picture: picture is not None and is_blank(picture.read())),
)


def reasons(content, seller, media):
    """Return why a listing is turned down, in the shape of `audit_failed_reasons`.

    :param Media media: where the pictures of the seller (by number) are
    :return: a list, empty if there is nothing against it
    """
    images = content.get('main_images') or [{'uri': ''}]
    picture = media.picture(images[0]['uri'], seller)
    return [
        failure(rule.position, rule.reason, rule.suggestion)
        for rule in RULES if rule.test(content, picture)
    ]


def failure(position, reason, suggestion=''):
    """Return one reason as the API shows it."""
    return {
        'listing_platform': 'TIKTOK_SHOP', 'position': position, 'reasons': [reason],
        'suggestions': [suggestion] if suggestion else [],
    }
