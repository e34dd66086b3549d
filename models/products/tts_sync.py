from datetime import datetime

from odoo import fields, models
from odoo.fields import Domain

from ... import const
from ...client.products import WITHOUT_DETAILS
from ...tools import values
from ..engine.tts_guard import needs


class TtsSync(models.Model):
    """Runs that fetch a shop's products: page by page, then their images."""

    _inherit = 'tts.sync'

    kind = fields.Selection(selection_add=[
        ('products', "Fetch products"),
        ('product_news', "Fetch changed products"),
    ], ondelete={'products': 'cascade', 'product_news': 'cascade'})
    listing_count = fields.Integer("Listings", related='shop_id.listing_count')

    # === ACTION METHODS === #

    @needs('viewer')
    def action_open_listings(self):
        """Button: what is listed in the shop; what waits for a person by `tts_blocked`."""
        return self.shop_id.action_open_listings()

    # === BUSINESS METHODS: the whole catalogue === #

    def _products_pages(self, client, cipher):
        begin = self.date_from or datetime.combine(const.FIRST_ORDERS, datetime.min.time())
        end = self.date_to or fields.Datetime.now()
        cursor = self.cursor or {'ranges': [[values.epoch(begin), values.epoch(end)]]}
        if cursor.get('ranges'):
            for rows, next_cursor in client.walk_products(cipher, cursor):
                yield self._products_details(client, cipher, rows), next_cursor
        Listing = self.env['tts.listing']
        while True:
            due, wanted = Listing._next_images(self.shop_id)
            if not due:
                return
            images = Listing._download(self.shop_id, wanted) if wanted else []
            yield [*images, {'id': 'place', 'due': due.ids}], {'ranges': []}

    def _products_details(self, client, cipher, rows):
        """Return the rows of a page, each with its details unless they are known."""
        Listing = self.env['tts.listing']
        rows = [{**row, 'id': str(row['id'])} for row in rows]
        if not (self.kind == 'products' or self.shop_id.products_fetched):
            rows = Listing._known(self.shop_id, rows)
        detailed = [row for row in rows if row.get('status') not in WITHOUT_DETAILS]
        details = {
            str(detail['id']): detail
            for detail in client.products(cipher, Listing._outdated(self.shop_id, detailed))}
        return [{**row, 'details': details.get(row['id'])} for row in rows]

    def _products_take(self, rows):
        Listing = self.env['tts.listing'].with_company(self.company_id)
        images = [row for row in rows if 'content' in row]
        if images:
            Listing._store_images(self.shop_id, images)
        for row in rows:
            if 'due' in row:
                Listing.browse(row['due'])._place_images()
        Listing._note_statuses(
            self.shop_id, [row for row in rows if row.get('status') in WITHOUT_DETAILS])
        Listing._take_news(self.shop_id, [row['details'] for row in rows if row.get('details')])

    def _products_done(self):
        # What changed while it went on is news.
        self.shop_id.write({
            'products_fetched': fields.Datetime.now(), 'products_watermark': self.create_date})

    def _products_summary(self):
        states = dict(self.env['tts.listing']._read_group(
            self._listing_domain(), ['state'], ['__count']))
        if states.get('pending'):
            return self.env._(
                "%(found)s listings in Odoo, %(blocked)s of them blocked, %(waiting)s waiting to "
                "be tried again.", found=sum(states.values()), blocked=states.get('blocked', 0),
                waiting=states['pending'])
        return self.env._(
            "%(found)s listings in Odoo, %(blocked)s of them blocked.",
            found=sum(states.values()), blocked=states.get('blocked', 0))

    def _products_failed(self):
        return {run: run.shop_id.listing_blocked_count for run in self}

    def _listing_domain(self):
        return Domain('shop_id', '=', self.shop_id.id)

    # === BUSINESS METHODS: what has changed === #

    def _product_news_pages(self, client, cipher):
        yield from self._products_pages(client, cipher)

    def _product_news_take(self, rows):
        self._products_take(rows)

    def _product_news_summary(self):
        return self._products_summary()

    def _product_news_failed(self):
        return self._products_failed()

    def _product_news_done(self):
        self.shop_id.products_watermark = self.date_to

    def _product_news_since(self, shop):
        return shop.products_watermark if shop.products_fetched or shop._lists_anything() else None
