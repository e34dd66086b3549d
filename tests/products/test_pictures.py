"""Pictures as TikTok takes and sends them: also damaged ones, huge ones, and what is none."""

import io
import random
import struct
import zlib
from unittest.mock import patch

from PIL import Image, ImageFile

from odoo.tests import BaseCase, tagged
from odoo.tools.image import image_process

from ...client.errors import BadImage
from ...tools.listing import pictures
from ..publish_case import picture


@tagged('post_install', '-at_install')
class TestPictures(BaseCase):

    def test_look(self):
        self.assertEqual(pictures.look(picture(size=(640, 480))), ('PNG', 640, 480))
        self.assertIsNone(pictures.look(b'<svg xmlns="http://www.w3.org/2000/svg"/>'))
        self.assertIsNone(pictures.look(b''))

    def test_taken_as_it_is(self):
        for kind in ('PNG', 'JPEG', 'BMP'):
            content = picture(kind=kind)
            self.assertEqual(pictures.prepare(content), (content, f'image.{kind.lower()}'))

    def test_webp(self):
        """Odoo keeps a WEBP as it is: so do we, if it is one to its end."""
        head = b'RIFF\0\0\0\0WEBP'
        for content in (
            head + b'VP8X' + bytes(8) + (799).to_bytes(3, 'little') + (599).to_bytes(3, 'little'),
            head + b'VP8L' + bytes(4) + b'/' + (799 | 599 << 14).to_bytes(4, 'little') + bytes(9),
            head + b'VP8 ' + bytes(10) + bytes([0x20, 3, 0x58, 2]),
        ):
            self.assertEqual(pictures.look(content), ('WEBP', 800, 600))
            with self.assertRaises(BadImage):
                pictures.prepare(content)
        content = webp()
        self.assertEqual(pictures.look(content), ('WEBP', 400, 300))
        self.assertEqual(pictures.prepare(content), (content, 'image.webp'))
        self.assertNotIn('WEBP', Image.ID)  # to which decoders Odoo lets others is left to it
        self.assertIsNone(pictures.look(head))
        self.assertTrue(pictures.Picture('WEBP', 4001, 800).is_large('MAIN_IMAGE'))
        self.assertFalse(pictures.Picture('JPEG', 4001, 800).is_large('MAIN_IMAGE'))

    def test_made_again(self):
        cases = [
            (picture(2, mode='P', kind='GIF'), (800, 800)),
            (picture((0, 0, 0, 0), mode='RGBA'), (800, 800)),
            (picture((0, 0, 0, 0), mode='CMYK', kind='JPEG'), (800, 800)),
            (picture('blue', size=(5000, 2500)), (4000, 2000)),
            (picture('blue', size=(5000, 5000), kind='JPEG'), (4000, 4000)),
        ]
        for content, size in cases:
            made, name = pictures.prepare(content)
            self.assertEqual(name, 'image.jpeg')
            self.assertEqual(pictures.look(made), ('JPEG', *size))

    def test_turned(self):
        """A photograph that says that it lies on its side stands upright without that."""
        stream = io.BytesIO()
        image = Image.new('RGB', (5000, 4000), 'red')
        exif = image.getexif()
        exif[0x0112] = 6
        image.save(stream, 'JPEG', exif=exif)
        self.assertEqual(pictures.look(stream.getvalue()), ('JPEG', 4000, 5000))
        made, _name = pictures.prepare(stream.getvalue())
        self.assertEqual(pictures.look(made), ('JPEG', 3200, 4000))

    def test_too_many_bytes(self):
        stream = io.BytesIO()
        Image.effect_noise((3000, 3000), 90).save(stream, 'PNG')
        self.assertGreater(stream.tell(), pictures.MOST_BYTES)
        made, _name = pictures.prepare(stream.getvalue())
        self.assertLessEqual(len(made), pictures.MOST_BYTES)

    # === DAMAGED, HUGE, AND WHAT IS NONE === #

    def samples(self):
        stream = io.BytesIO()
        noise = Image.effect_noise((400, 300), 60).convert('RGB')
        exif = noise.getexif()
        exif[0x0112], exif[0x010F] = 6, "Camera"
        noise.save(stream, 'JPEG', exif=exif)
        return {
            'JPEG': stream.getvalue(), 'PNG': picture('red', size=(400, 300)),
            'GIF': picture(3, mode='P', kind='GIF', size=(400, 300)), 'WEBP': webp(),
            'BMP': picture('red', size=(40, 30), kind='BMP'),
        }

    def test_damaged_byte(self):
        """Whatever byte is wrong: it is a picture that Odoo can show, or `BadImage`."""
        chance = random.Random(9)
        for kind, content in self.samples().items():
            good = 0
            for _attempt in range(250):
                # Half of them near the beginning, where all is told of the rest.
                place = chance.randrange(chance.choice((min(len(content), 700), len(content))))
                damaged = bytearray(content)
                damaged[place] ^= 1 << chance.randrange(8)
                damaged = bytes(damaged[:chance.choice((None, None, None, place))])
                for use in (pictures.decode, pictures.prepare):
                    try:
                        use(damaged)
                    except BadImage as error:
                        self.assertFalse(error.transient)
                    else:
                        image_process(damaged, size=(1920, 1920), verify_resolution=True)
                        good += 1
            with self.subTest(kind):
                self.assertGreater(good, 5)

    def test_what_is_no_picture(self):
        for content in (
            b'', b'x', b'<script>alert(1)</script>', b'<scriptWEBPVP8 ' + bytes(50),
            b'RIFF\0\0\0\0WEBP<script>alert(1)</script>' + bytes(50), b'%PDF-1.4',
            b'BM' + bytes(60),
            b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
            b'P5 9 9 255 ' + bytes(81),
            b'\xff\xd8\xff\xe0' + bytes(100),
        ):
            for use in (pictures.decode, pictures.prepare):
                with self.subTest(content), self.assertRaises(BadImage):
                    use(content)

    def test_bombs(self):
        """A few bytes that would be gigabytes are not decoded."""
        bombs = {
            'PNG': png(30_000, 30_000), 'huge PNG': png(2**31 - 1, 2**31 - 1),
            'WEBP': b'RIFF\0\0\0\0WEBPVP8X' + bytes(8) + b'\xff' * 6 + bytes(50),
            'GIF': b'GIF89a\xff\xff\xff\xff\0\0\0' + bytes(100),
            'BMP': b'BM' + bytes(12) + struct.pack('<IiiHHIIiiII', 40, 2**30, 2**30, 1, 24,
                                                   0, 0, 0, 0, 0, 0),
        }
        for kind, content in bombs.items():
            for use in (pictures.decode, pictures.prepare):
                with self.subTest(kind), self.assertRaises(BadImage):
                    use(content)

    def test_animation_shows_its_beginning(self):
        """However many pictures follow: they are not decoded."""
        stream = io.BytesIO()
        frames = [Image.new('P', (300, 300), number % 200) for number in range(300)]
        frames[0].save(stream, 'GIF', save_all=True, append_images=frames[1:])
        content = stream.getvalue()
        with patch.object(ImageFile.ImageFile, 'load', autospec=True,
                          side_effect=ImageFile.ImageFile.load) as load:
            made, _name = pictures.prepare(content)
        self.assertLess(load.call_count, 10)
        self.assertEqual(pictures.look(made), ('JPEG', 300, 300))


def webp():
    """Return a WEBP, which nobody in Odoo makes."""
    stream = io.BytesIO()
    image = Image.effect_noise((400, 300), 60).convert('RGB')
    image.save(stream, 'WEBP')
    return stream.getvalue()


def png(width, height):
    """Return a PNG that tells a size and has no pixels."""
    def chunk(kind, data):
        return struct.pack('>I', len(data)) + kind + data + struct.pack(
            '>I', zlib.crc32(kind + data))

    head = struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0)
    return b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', head) + chunk(
        b'IDAT', zlib.compress(bytes(1000))) + chunk(b'IEND', b'')
