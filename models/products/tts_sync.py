from datetime import datetime

from odoo import fields, models
from odoo.fields import Domain

from ... import const
from ...client.products import WITHOUT_DETAILS
from ...tools import values
from ..engine.tts_guard import needs

# Products whose prices, quantities and categories are read at once.
CHUNK = 100
UNSENT = ('problems', 'refused')
# So often in a row TikTok may fail at one product before the others go on without it.
MISHAPS = 3


class TtsSync(models.Model):
    """Runs that fetch a shop's products: page by page, then their images; and runs that send
    products. Each call that sends one is followed by a commit; those that need none go along with
    the next one.
    """

    _inherit = 'tts.sync'

    # Who may not send products may not stop that either.
    _publish_role = 'product_manager'

    kind = fields.Selection(selection_add=[
        ('products', "Fetch products"),
        ('product_news', "Fetch changed products"),
        ('publish', "Send products"),
    ], ondelete={'products': 'cascade', 'product_news': 'cascade', 'publish': 'cascade'})
    listing_count = fields.Integer("Listings", related='shop_id.listing_count')
    save_mode = fields.Selection([
        ('live', "Submit to TikTok's review"),
        ('draft', "Save as drafts"),
    ], string="Products Sent", readonly=True)

    # === ACTION METHODS === #

    @needs('viewer')
    def action_open_listings(self):
        """Button: what is listed in the shop; what waits for a person by `tts_blocked`."""
        return self.shop_id.action_open_listings()

    @needs('viewer')
    def action_open_sent_listings(self):
        """Button: the products of this run; those that did not make it by `tts_unsent`."""
        action = self.env['ir.actions.act_window']._for_xml_id('tiktok_shop.action_tts_listing')
        unsent = self.env.context.get('tts_unsent')
        return {**action, 'domain': list(self._listings_domain(unsent)), 'context': {}}

    @needs('product_manager')
    def action_send_again(self):
        """Button: send once more what did not make it."""
        rows = self.env['tts.listing'].search(self._listings_domain(unsent=True))
        return self.shop_id._start_publish(save_mode=self.save_mode, listings=rows).action_open()

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
            due, missing = Listing._next_images(self.shop_id)
            if not due:
                return
            images = Listing._download(self.shop_id, missing) if missing else []
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
        Listing._mirror_and_apply(
            self.shop_id, [row['details'] for row in rows if row.get('details')])

    def _products_done(self):
        # What changed while it went on is news.
        self.shop_id.write({
            'products_fetched': fields.Datetime.now(), 'products_watermark': self.create_date})

    def _products_summary(self):
        states = dict(self.env['tts.listing']._read_group(
            [('shop_id', '=', self.shop_id.id)], ['state'], ['__count']))
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

    # === BUSINESS METHODS: sending === #

    def _listings_domain(self, unsent=False):
        """Return the domain of the listings that these runs send, or of those that did not make it.
        """
        domain = Domain('push_run_id', 'in', self.ids)
        return domain & Domain('push_state', 'in', UNSENT) if unsent else domain

    def _publish_pages(self, client, cipher):
        """Send listing by listing, in the order of their ids.

        A run for all that is in scope begins with a page that finds out what that is.
        """
        Listing = self.env['tts.listing'].with_company(self.company_id)
        if not self.cursor:
            rows = self.shop_id.with_company(self.company_id)._ensure_scope()
            rows.push_run_id = self
            yield [], {'after': 0, 'left': len(rows), 'all': True}
        after, left, is_all = (self.cursor.get(key) for key in ('after', 'left', 'all'))
        while ids := Listing.search(
                self._listings_domain() & Domain('id', '>', after), order='id', limit=CHUNK).ids:
            page = []
            for listing, outcome, is_done in self._send_chunk(client, Listing.browse(ids), is_all):
                page.append({'id': listing.id, 'outcome': outcome})
                if is_done:
                    after, left = listing.id, max(0, left - 1)
                if outcome.get('called') or not is_done or after == ids[-1]:
                    yield page, {'after': after, 'left': left, 'all': is_all}
                    page = []

    def _send_chunk(self, client, chunk, is_all):
        """Send listings; yield (listing, outcome, whether that is all). One whose SKUs TikTok has
        changed meanwhile is sent again, once what it has by now is taken over.
        """
        offers = chunk._prepare(client)
        for listing in chunk:
            # A draft that somebody has made at TikTok is submitted when it is sent by itself.
            is_foreign = listing.status == 'DRAFT' and not listing.push_date
            save_mode = 'draft' if is_all and is_foreign else self.save_mode
            is_last = self.attempts >= MISHAPS
            outcome = listing._send_safely(client, offers[listing], save_mode, is_last)
            if outcome.get('outdated'):
                yield listing, outcome, False
                offers.update(listing._prepare(client))
                outcome = listing._send_safely(client, offers[listing], save_mode, is_last)
            yield listing, outcome, True

    def _publish_take(self, rows):
        Listing = self.env['tts.listing'].with_company(self.company_id)
        for row in rows:
            listing = Listing.browse(row['id']).exists()
            if listing:
                listing._note_outcome(row['outcome'])

    def _publish_failed(self):
        return dict(self.env['tts.listing']._read_group(
            [('push_run_id', 'in', self.ids), ('push_state', 'in', UNSENT)],
            ['push_run_id'], ['__count']))

    def _publish_summary(self):
        counts = dict(self.env['tts.listing']._read_group(
            self._listings_domain(), ['push_state'], ['__count']))
        if not counts:
            return self.env._(
                "Nothing is to be sent: no product is on the pricelist %s or listed already.",
                self.shop_id.pricelist_id.name)
        return self.env._(
            "At TikTok as in Odoo: %(sent)s. Not sent, as each says what it lacks: %(problems)s. "
            "Refused by TikTok: %(refused)s.",
            sent=counts.get('sent', 0), problems=counts.get('problems', 0),
            refused=counts.get('refused', 0))
