"""Images, certificates and size charts: uploaded once, as TikTok takes them."""

import io

from PIL import Image

from odoo import Command
from odoo.tests import tagged

from ..publish_case import UPLOAD, PublishCase, picture


@tagged('post_install', '-at_install')
class TestImages(PublishCase):

    def uploads(self):
        return [path for _method, path in self.paths('POST') if path == UPLOAD]

    def test_once_per_content(self):
        image = self.picture('orange')
        one = self.make_goods("One", image_1920=image)
        other = self.make_goods("Other", image_1920=image)
        self.sent(one)
        self.assertEqual(len(self.uploads()), 1)
        self.sent(other)
        self.assertEqual(len(self.uploads()), 0)
        self.assertEqual(
            self.there(self.listing(one)).content['main_images'],
            self.there(self.listing(other)).content['main_images'])

    def test_conversion(self):
        """What TikTok would refuse is made a JPEG first: on white, and not too large."""
        template = self.make_goods(
            "Odd", image_1920=self.picture((255, 0, 0, 0), mode='RGBA', size=(500, 500)))
        for number, content in enumerate([
            picture(3, mode='P', kind='GIF'), picture('blue', size=(5000, 4500), kind='JPEG'),
        ]):
            self.env['product.document'].create({
                'name': f'picture {number}', 'raw': content, 'res_model': 'product.template',
                'res_id': template.id, 'tts_shown': True})
        listing = self.sent(template)
        shelves = self.world.shelves
        pictures = [
            shelves.media.pictures[each['uri']]
            for each in self.there(listing).content['main_images']]
        self.assertEqual([each.format for each in pictures], ['JPEG'] * 3)
        self.assertEqual(
            [(each.width, each.height) for each in pictures],
            [(500, 500), (800, 800), (1920, 1728)])
        with Image.open(io.BytesIO(pictures[0].data)) as white:
            self.assertEqual(white.getpixel((5, 5)), (255, 255, 255))

    def test_order_of_images(self):
        template = self.make_goods("Gallery")
        documents = self.env['product.document'].create([{
            'name': colour, 'raw': picture(colour), 'res_model': 'product.template',
            'res_id': template.id, 'tts_shown': shown, 'sequence': sequence,
        } for colour, shown, sequence in [
            ('green', True, 2), ('yellow', True, 1), ('grey', False, 3)]])
        listing = self.sent(template)
        images = self.there(listing).content['main_images']
        self.assertEqual(len(images), 3)
        documents[0].sequence = 0
        self.approve(listing)
        self.sent(template)
        self.assertEqual(len(self.uploads()), 0)
        self.approve(listing)
        self.assertEqual(self.there(listing).content['main_images'],
                         [images[0], images[2], images[1]])


@tagged('post_install', '-at_install')
class TestPapers(PublishCase):

    def paper(self, template, name, content, **vals):
        return self.env['product.document'].create({
            'name': name, 'raw': content, 'res_model': 'product.template',
            'res_id': template.id, **vals})

    def test_certificate(self):
        """As PDF or as pages, with its expiry; uploaded once."""
        template = self.make_goods("Coffee", categ_id=self.make_category('coffee').id)
        shelf_life = self.attribute('Shelf Life', '12 months', create_variant='no_variant')
        template.attribute_line_ids = [Command.clear(), Command.create({
            'attribute_id': shelf_life.attribute_id.id, 'value_ids': [Command.set(shelf_life.ids)],
        })]
        for name, content in [('a.pdf', b'%PDF-1.4 one'), ('b.png', picture('white'))]:
            self.paper(template, name, content, tts_certificate='Food Safety Certificate',
                       tts_expiry='2031-05-31')
        listing = self.sent(template)
        sent = self.there(listing).content['certifications']
        self.assertEqual([(each['id'], each['expiration_date']) for each in sent],
                         [('7182427311584347906', 1937952000)])
        self.assertEqual((len(sent[0]['images']), len(sent[0]['files'])), (1, 1))
        self.approve(listing)
        self.send(template)
        self.assertEqual(self.paths('POST'), [])

    def test_size_chart(self):
        template = self.make_goods("Leggings", categ_id=self.make_category('leggings').id)
        self.send(template)
        self.assertIn("Size chart", self.listing(template).push_message)
        self.paper(template, 'chart', picture('white', size=(1200, 1100)), tts_size_chart=True)
        listing = self.sent(template)
        self.assertIn('image', self.there(listing).content['size_chart'])
        self.approve(listing)
        self.send(template)
        self.assertEqual(self.paths('POST'), [])
