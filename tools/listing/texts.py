"""Descriptions of products: HTML as TikTok Shop takes it.

https://partner.tiktokshop.com/docv2/page/create-product-202309, `description`
"""

import re
from html import escape

from lxml import etree, html

ALLOWED = {
    'p', 'br', 'ul', 'ol', 'li', 'strong', 'b', 'em', 'i', 'u', 'img',
    'h1', 'h2', 'h3', 'h4', 'h5', 'h6',
}
# What is in these is no text.
DROPPED = {
    'script', 'style', 'head', 'title', 'iframe', 'object', 'embed', 'form', 'noscript', 'template',
    'svg', 'video', 'audio', 'button', 'select', 'textarea',
}
BLOCKS = {'p', 'ul', 'ol', 'li', 'div', 'table', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'section'}
# Cells and blocks that are taken away would otherwise run into one another.
APART = {'td', 'th', 'tr', 'dt', 'dd', 'figcaption', 'blockquote', 'pre', 'section', 'article'}
IMG_ATTRIBUTES = ('src', 'width', 'height')


def from_text(text):
    """Return plain text as HTML: an empty line ends a paragraph, a line break is one."""
    paragraphs = re.split(r'\n\s*\n', (text or '').replace('\r\n', '\n').strip())
    lines = ['<br>'.join(escape(line.strip(), quote=False) for line in each.strip().split('\n'))
             for each in paragraphs]
    return ''.join(f'<p>{each}</p>' for each in lines if each)


def clean(markup, is_hosted=lambda _src: False):
    """Return HTML without what TikTok refuses: other tags, attributes, foreign images.

    The text of tags that are taken away stays; that of scripts and the like does not.

    :param str markup: HTML of whatever origin, also broken or only text
    :param is_hosted: function that tells of the `src` of an image whether TikTok has it
    :rtype: str
    """
    if not markup or not markup.strip():
        return ''
    root = html.fragment_fromstring(markup, create_parent='main')
    etree.strip_elements(root, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    etree.strip_elements(root, *DROPPED, with_tail=False)
    for element in list(root.iterdescendants()):
        _clean_element(element, is_hosted)
    _drop_empty(root)
    return _inner(root)


def is_empty(markup):
    """Tell whether HTML shows nothing: neither text nor an image."""
    if not markup or not markup.strip():
        return True
    root = html.fragment_fromstring(markup, create_parent='main')
    return not root.text_content().strip() and root.find('.//img') is None


def _clean_element(element, is_hosted):
    if element.tag == 'div' and not any(child.tag in BLOCKS for child in element):
        element.tag = 'p'
    if element.tag == 'img':
        _clean_image(element, is_hosted)
        return
    element.attrib.clear()
    if element.tag not in ALLOWED:
        if element.tag in APART:
            element.tail = ' ' + (element.tail or '')
        element.drop_tag()


def _clean_image(element, is_hosted):
    """Keep an image that TikTok has and whose size is stated; TikTok refuses all others."""
    kept = {name: element.get(name) for name in IMG_ATTRIBUTES}
    if not is_hosted(kept['src'] or '') or not all((kept[name] or '').isdecimal()
                                                   for name in ('width', 'height')):
        element.drop_tree()
        return
    element.attrib.clear()
    for name, value in kept.items():
        element.set(name, value)


def _drop_empty(root):
    """Take away what shows nothing, from the inside outwards."""
    for element in reversed(list(root.iterdescendants())):
        shows = len(element) or (element.text or '').strip()
        if element.tag not in ('br', 'img') and not shows:
            element.drop_tree()


def _inner(root):
    parts = [escape(root.text, quote=False) if root.text else '']
    parts += [etree.tostring(child, encoding='unicode', method='html') for child in root]
    return ''.join(parts).strip()
