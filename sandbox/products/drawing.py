"""Pictures of products that never were: drawn from a word, the same for the same word."""

import hashlib
import math
import struct
import zlib

SIDE = 600
BLOCKS = 16
WHITE = (255, 255, 255)


def draw(word, side=SIDE):
    """Return a square PNG: a disc in a colour of its own above a row of blocks that spell it.

    :param str word: what tells this picture from others
    :param int side: width and height in pixels
    """
    digest = hashlib.sha256(word.encode()).digest()
    palette = WHITE, tuple(digest[:3]), tuple(digest[3:6]), tuple(byte // 2 for byte in digest[6:9])
    centre, radius = side * 2 // 5, side * (20 + digest[9] % 14) // 100
    blocks = _blocks(digest[10:12], side)
    rows = [
        blocks if y > side * 5 // 6 else _disc(side, y - centre, radius, digest[12] % 2)
        for y in range(side)
    ]
    return png(side, side, palette, rows)


def _disc(side, height, radius, ring):
    """Return one row of pixels through the disc, or past it."""
    half = int(math.sqrt(max(0, radius**2 - height**2)))
    inner = int(math.sqrt(max(0, (radius // 2)**2 - height**2)))
    left = side // 2 - half
    edge, middle = b'\1' * (half - inner), (b'\2' if ring else b'\3') * (2 * inner)
    return b'\0' * left + edge + middle + edge + b'\0' * (side - left - 2 * half)


def _blocks(bits, side):
    number, width = int.from_bytes(bits, 'big'), side // BLOCKS
    row = b''.join(bytes([3 if number >> n & 1 else 2]) * width for n in range(BLOCKS))
    return row + b'\0' * (side - len(row))


def png(width, height, palette, rows):
    """Write a PNG with a palette, one byte for each pixel."""
    head = struct.pack('>IIBBBBB', width, height, 8, 3, 0, 0, 0)
    data = zlib.compress(b''.join(b'\0' + row for row in rows))
    colours = bytes(value for colour in palette for value in colour)
    return b'\x89PNG\r\n\x1a\n' + b''.join((
        _chunk(b'IHDR', head), _chunk(b'PLTE', colours), _chunk(b'IDAT', data),
        _chunk(b'IEND', b''),
    ))


def _chunk(kind, data):
    checked = kind + data
    return struct.pack('>I', len(data)) + checked + struct.pack('>I', zlib.crc32(checked))
