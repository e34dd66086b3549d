"""What a file is, by its first bytes: formats that TikTok takes, and the size of pictures."""

import re
import struct
import zlib

# "JPG, JPEG, PNG, WEBP, HEIC, BMP" and "PDF, MP4, MOV, MKV, WMV, WEBM, AVI, 3GP, FLV, MPEG".
MIMETYPES = {
    'PNG': 'image/png', 'JPEG': 'image/jpeg', 'WEBP': 'image/webp', 'BMP': 'image/bmp',
    'HEIC': 'image/heic', 'PDF': 'application/pdf',
}
HEIC_BRANDS = (b'heic', b'heix', b'mif1', b'msf1', b'hevc')
JPEG_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
# Bytes of a pixel by colour type of PNG: RGB, grey and alpha, RGBA; else it is one.
CHANNELS = {2: 3, 4: 2, 6: 4}
SUFFIXES = {
    'PDF': b'%PDF-', 'MKV': b'\x1aE\xdf\xa3', 'WEBM': b'\x1aE\xdf\xa3', 'WMV': b'0&\xb2u',
    'AVI': b'RIFF', 'FLV': b'FLV', 'MPEG': b'\0\0\1',
}
BOXED = {'MP4', 'MOV', '3GP'}


def measure(data):
    """Return (format, width, height) of a picture in pixels; ValueError if it is none."""
    try:
        return _measure(data)
    except (struct.error, IndexError):
        raise ValueError("the picture ends too early") from None


def _measure(data):
    if data[:8] == b'\x89PNG\r\n\x1a\n':
        return 'PNG', *struct.unpack('>II', data[16:24])
    if data[:3] == b'\xff\xd8\xff':
        return 'JPEG', *_jpeg(data)
    if data[:4] == b'RIFF' and data[8:12] == b'WEBP':
        return 'WEBP', *_webp(data)
    if data[:2] == b'BM':
        width, height = struct.unpack('<ii', data[18:26])
        return 'BMP', width, abs(height)
    if data[4:8] == b'ftyp' and data[8:12] in HEIC_BRANDS:
        return 'HEIC', *_heic(data)
    raise ValueError("it is no picture of a known format")


def _jpeg(data):
    """Walk from segment to segment until the one that begins the frame."""
    place = 2
    while True:
        marker, length = struct.unpack('>xBH', data[place:place + 4])
        if data[place] != 0xFF:
            raise ValueError("the picture is damaged")
        if marker in JPEG_FRAMES:
            height, width = struct.unpack('>HH', data[place + 5:place + 9])
            return width, height
        place += 2 + length


def _webp(data):
    kind = data[12:16]
    if kind == b'VP8X':
        return tuple(int.from_bytes(data[n:n + 3], 'little') + 1 for n in (24, 27))
    if kind == b'VP8L':
        bits = struct.unpack('<I', data[21:25])[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b'VP8 ':
        width, height = struct.unpack('<HH', data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    raise ValueError("the picture is damaged")


def _heic(data):
    """Return the largest size that the file mentions: it also holds tiles and thumbnails."""
    sizes = [
        struct.unpack('>II', data[found.end() + 4:found.end() + 12])
        for found in re.finditer(b'ispe', data[:65536])
    ]
    if not sizes:
        raise ValueError("the picture is damaged")
    return max(sizes)


def is_blank(data):
    """Tell whether a PNG is white all over. Other formats would have to be decoded: never.

    Whatever the filter, the first pixel is itself, all pixels after it are alike, and so are all
    rows after the first.
    """
    if data[:4] != b'\x89PNG' or data[24] != 8:
        return False
    chunks, wide = _chunks(data), CHANNELS.get(data[25], 1)
    try:
        raw = zlib.decompress(chunks.get(b'IDAT', b''))
    except zlib.error:
        return False  # it is damaged, which is another fault
    stride = 1 + wide * struct.unpack('>I', data[16:20])[0]
    rows = {raw[place:place + stride] for place in range(0, len(raw), stride)}
    if len(rows) > 2 or any(len({*_pixels(row, wide)}) > 2 for row in rows):
        return False
    palette, first = chunks.get(b'PLTE'), raw[1:1 + wide]
    colour = palette[3 * first[0]:3 * first[0] + 3] if palette and wide == 1 else first
    return colour.strip(b'\xff') == b''


def _pixels(row, wide):
    return (row[place:place + wide] for place in range(1, len(row), wide))


def _chunks(data):
    """Return the chunks of a PNG by kind; those of one kind are joined."""
    found, place = {}, 8
    while place + 8 <= len(data):
        length, kind = struct.unpack('>I4s', data[place:place + 8])
        found[kind] = found.get(kind, b'') + data[place + 8:place + 8 + length]
        place += 12 + length
    return found


def file_format(data, suffix):
    """Return the format of a document or video by its suffix; ValueError if it is another."""
    kind = suffix.upper()
    if kind in BOXED and data[4:8] == b'ftyp':
        return kind
    if kind in SUFFIXES and data.startswith(SUFFIXES[kind]):
        return kind
    raise ValueError("it is not what its name says")
