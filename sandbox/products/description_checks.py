"""What is wrong with a description: it is HTML, with pictures that TikTok hosts."""

import re

from .listing import wrong

LONGEST, MOST_IMAGES, IMAGE_SIDE = 10_000, 30, 4000
IMG = re.compile(r'<img\b[^>]*>', re.IGNORECASE)
TAG = re.compile(r'<(/?)([a-zA-Z][a-zA-Z0-9]*)\b[^>]*?(/?)>')
VOID = {'br', 'hr', 'img', 'input', 'meta', 'link', 'source', 'col', 'wbr'}
FORBIDDEN = {'script', 'iframe', 'object', 'embed', 'form', 'style'}


def check_description(listing):
    text = listing.content['description']
    if not text.strip() or len(text) > LONGEST:
        yield wrong('description', f'must have 1 to {LONGEST} characters')
        return
    open_tags, images = [], IMG.findall(text)
    for closing, name, empty in TAG.findall(text):
        name = name.lower()
        if name in FORBIDDEN:
            yield wrong('description', f'must not contain <{name}>')
        if closing and (not open_tags or open_tags.pop() != name):
            yield wrong('description', f'is not HTML: </{name}> has no beginning')
            return
        if not closing and not empty and name not in VOID:
            open_tags.append(name)
    if open_tags:
        yield wrong('description', f'is not HTML: <{open_tags[-1]}> has no end')
    if len(images) > MOST_IMAGES:
        yield wrong('description', f'must not contain more than {MOST_IMAGES} images')
    for image in images:
        yield from _check_img(listing, image)


def _check_img(listing, image):
    found = dict(re.findall(r'(src|width|height)\s*=\s*["\']([^"\']*)["\']', image))
    if set(found) != {'src', 'width', 'height'}:
        yield wrong('description', 'has an <img> without src, width or height')
        return
    uri = re.sub(r'^https?://[^/]+/', '', found['src']).partition('~')[0]
    if not listing.world.shelves.media.picture(uri, listing.shop.seller.index):
        yield wrong('description', 'has an <img> that is not hosted by TikTok Shop')
    for side in ('width', 'height'):
        if not found[side].isdecimal() or not 0 < int(found[side]) < IMAGE_SIDE:
            yield wrong('description', f'has an <img> whose {side} is not below {IMAGE_SIDE} px')
