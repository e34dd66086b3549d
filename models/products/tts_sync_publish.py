from odoo import fields, models
from odoo.fields import Domain

from ..engine.tts_guard import needs

# Products whose prices, quantities and categories are read at once.
CHUNK = 100
UNSENT = ('problems', 'refused')
# So often in a row TikTok may fail at one product before the others go on without it.
MISHAPS = 3


class TtsSync(models.Model):
    """Runs that send products to TikTok. Each call to TikTok is followed by a commit; products that
    need none go along with the next one.
    """

    _inherit = 'tts.sync'

    # Who may not send products may not stop that either.
    _publish_role = 'product_manager'

    kind = fields.Selection(
        selection_add=[('publish', "Send products")], ondelete={'publish': 'cascade'})
    save_mode = fields.Selection([
        ('live', "Submit to TikTok's review"),
        ('draft', "Save as drafts"),
    ], string="Products Sent", readonly=True)
    push_listing_ids = fields.One2many('tts.listing', 'push_run_id', string="Products")

    # === ACTION METHODS === #

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

    def _listings_domain(self, unsent=False):
        domain = Domain('push_run_id', 'in', self.ids)
        return domain & Domain('push_state', 'in', UNSENT) if unsent else domain

    # === BUSINESS METHODS === #

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
        while True:
            ids = Listing.search(
                self._listings_domain() & Domain('id', '>', after), order='id', limit=CHUNK).ids
            if not ids:
                return
            chunk = Listing.browse(ids)
            facts = chunk._prepare(client)
            page = []
            for listing in chunk:
                # A draft that somebody has made at TikTok is submitted when it is sent by itself.
                is_foreign = listing.status == 'DRAFT' and not listing.push_date
                save_mode = 'draft' if is_all and is_foreign else self.save_mode
                is_last = self.attempts >= MISHAPS
                outcome = listing._send_safely(client, facts[listing], save_mode, is_last)
                if outcome.get('outdated'):
                    # Take over what TikTok has by now, and send what follows from that.
                    page.append({'id': listing.id, 'outcome': outcome})
                    yield page, {'after': after, 'left': left, 'all': is_all}
                    page = []
                    facts.update(listing._prepare(client))
                    outcome = listing._send_safely(client, facts[listing], save_mode, is_last)
                page.append({'id': listing.id, 'outcome': outcome})
                after, left = listing.id, max(0, left - 1)
                if outcome.get('called') or after == ids[-1]:
                    yield page, {'after': after, 'left': left, 'all': is_all}
                    page = []

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
