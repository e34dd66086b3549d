"""Uploads of pictures and files, which are served again at the `url` that is returned."""

import re

from ...errors import Refusal
from ...params import refuse
from ...products.headers import file_format, measure
from ...products.media import USE_CASES, file_url, url

MEGABYTE = 1 << 20
IMAGE_BYTES, PDF_BYTES, VIDEO_BYTES = 10 * MEGABYTE, 20 * MEGABYTE, 100 * MEGABYTE
# "Dimensions: [100x100 px, 20000x20000 px]"; the gallery has bounds of its own.
BOUNDS = {'MAIN_IMAGE': (300, 4000)}
ANY_BOUNDS = (100, 20_000)
CHART_SIDE = 1024
# "Do not use additional periods ... Do not begin the name with symbols. Do not include spaces."
FILE_NAME = re.compile(r'[^\W_][^\s.]*\.(\w+)')
FORMATS = ('PDF', 'MP4', 'MOV', 'MKV', 'WMV', 'WEBM', 'AVI', '3GP', 'FLV', 'MPEG')
# Wider or higher ones of these are made square: "3:4 to 4:3".
SQUARED = ('MAIN_IMAGE', 'ATTRIBUTE_IMAGE')


def image(call):
    """Keep a picture and say where it is."""
    use_case = call.body.get('use_case', 'MAIN_IMAGE')
    if use_case not in USE_CASES:
        raise Refusal(12038015)
    data = _read(call)
    if len(data) > IMAGE_BYTES:
        raise Refusal(12038005, 'Images have 10 MB at most.')
    try:
        _kind, width, height = measure(data)
    except ValueError as problem:
        raise Refusal(12038004 if 'format' in str(problem) else 12019116) from None
    _check_size(use_case, width, height)
    picture = call.world.shelves.media.take(call.grant.seller, data, use_case)
    if use_case in SQUARED and not 3 / 4 <= width / height <= 4 / 3:
        picture.width = picture.height = min(width, height)
    return {
        'uri': picture.uri, 'url': url(call.origin, picture.uri), 'width': picture.width,
        'height': picture.height, 'use_case': use_case,
    }


def _check_size(use_case, width, height):
    low, high = BOUNDS.get(use_case, ANY_BOUNDS)
    if not (low <= width <= high and low <= height <= high):
        raise Refusal(12038014, f'between {low} and {high} px')
    if use_case == 'SIZE_CHART_IMAGE' and min(width, height) < CHART_SIDE:
        raise Refusal(12038014, f'at least {CHART_SIDE} px')


def file(call):
    """Keep a document or a video and say where it is."""
    data, name = _read(call), call.body['name']
    found = FILE_NAME.fullmatch(name)
    if not found:
        raise refuse('name', 'must be one word with one suffix')
    try:
        kind = file_format(data, found[1])
    except ValueError:
        raise Refusal(12038004, f'There are {", ".join(FORMATS)}.') from None
    if len(data) > (PDF_BYTES if kind == 'PDF' else VIDEO_BYTES):
        raise Refusal(12038005, 'Documents have 20 MB at most, videos 100 MB.')
    made = call.world.shelves.media.file(call.grant.seller, name, kind, data)
    return {'id': made.id, 'url': file_url(call.origin, made), 'name': name, 'format': kind}


def _read(call):
    upload = call.files.get('data')
    data = upload.read() if upload else b''
    if not data:
        raise Refusal(12038002)
    return data
