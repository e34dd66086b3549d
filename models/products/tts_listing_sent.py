from odoo import fields, models

from ...tools import values
from ...tools.listing import edit

# Parts of a product, and what "products in" takes over from them: what we have sent is known.
TAKEN_OVER = {
    'title': ['name'], 'description': ['description_sale'], 'brand_id': ['tts_brand'],
    'product_attributes': ['attributes'], 'main_images': ['images'], 'skus': ['images'],
    'package_weight': ['tts_weight'],
    'package_dimensions': ['tts_length', 'tts_width', 'tts_height'],
}


class TtsListing(models.Model):
    """What has become of a listing that was sent. TikTok's answer is read back: the mirror has what
    TikTok shows, and `sent` what it was told.
    """

    _inherit = 'tts.listing'

    # === OUTCOMES === #

    def _outcome(self, client, answer, parts, tiktok_id, shown=None):
        """Return the outcome of a call: with what TikTok shows of the product thereupon.

        :param dict answer: of create or edit
        :param parts: names of those that were sent
        """
        shown = shown or client.product(self.shop_id.sudo().cipher, tiktok_id)
        warnings = [
            values.text(row.get('message'), 500)
            for row in values.listed(answer.get('warnings'), dict) if row.get('message')
        ]
        return {
            'state': 'sent', 'called': True, 'tiktok_id': tiktok_id, 'shown': shown,
            'parts': list(parts), 'warnings': warnings,
            'new_skus': {
                str(sku['external_sku_id']): str(sku['id'])
                for sku in values.listed(answer.get('skus'), dict)
                if sku.get('external_sku_id') and sku.get('id')
            },
        }

    def _note_outcome(self, outcome):
        """Write what has become of one listing."""
        if outcome['state'] == 'problems':
            self._note_problems(outcome['problems'])
            return
        listing = self
        if outcome.get('shown'):
            listing = self._become(str(outcome['shown']['id']))
            listing._note_answer(outcome)
        vals = {
            'push_state': outcome['state'], 'problems': False, 'problem_count': 0,
            'push_message': values.text(outcome.get('message'), 1000) or False,
            'push_warnings': '\n'.join(outcome.get('warnings', [])) or False,
        }
        if outcome.get('called') and outcome['state'] == 'refused':
            vals['sent'] = {**(listing.sent or {}), 'refused': listing._tries() + 1}
        if outcome.get('called') and outcome['state'] == 'sent':
            vals['push_date'] = fields.Datetime.now()
        listing.write(vals)

    def _tries(self):
        """Return how often TikTok has refused to create the product of one listing."""
        return (self.sent or {}).get('refused', 0)

    def _become(self, tiktok_id):
        """Return the row of a product: this one, unless the product has come in by itself
        meanwhile.
        """
        if self.tiktok_id:
            return self
        known = self.search([('shop_id', '=', self.shop_id.id), ('tiktok_id', '=', tiktok_id)])
        if not known:
            self.tiktok_id = tiktok_id
            return self
        vals = {
            name: self[name].id if self._fields[name].relational else self[name]
            for name in ('product_tmpl_id', 'push_run_id', 'own_title', 'own_description')
        }
        self.unlink()
        known.write(vals)
        return known

    def _note_answer(self, outcome):
        """Mirror what TikTok shows after a call; what we have sent is not taken over again."""
        parts, before = outcome.get('parts', ()), self.sent or {}
        is_new = not self.payload_hash
        new = {**before.get('new_skus', {}), **outcome.get('new_skus', {})}
        self.sent = {**before, 'new_skus': new}
        self._link_skus(outcome)
        self._mirror(self.shop_id, [outcome['shown']])
        self._note_sent_values(None if is_new else parts)
        self._apply()
        _facts, body, current = self._bodies({}, {})
        self.sent = {**self.sent, 'parts': {
            **before.get('parts', {}), **edit.digests(body, current, parts)}}

    def _note_sent_values(self, parts):
        """Note that what TikTok shows of some parts (None: of all) is known in Odoo."""
        marks = {name: values.digest(value) for name, value in self._product_values().items()}
        if parts is not None:
            ours = {name for part in parts for name in TAKEN_OVER.get(part, ())}
            marks = {name: mark for name, mark in marks.items() if name in ours}
        self.taken = {**(self.taken or {}), **marks}

    def _link_skus(self, outcome):
        """Note the products of SKUs that we have made: TikTok gives each our own id back.

        What TikTok reviews first is none of the listing yet.
        """
        skus = outcome.get('new_skus', {})
        known = set(self.env['tts.sku'].search([
            ('shop_id', '=', self.shop_id.id), ('tiktok_id', 'in', list(skus.values())),
        ]).mapped('tiktok_id'))
        products = self.product_tmpl_id.product_variant_ids.grouped(lambda each: str(each.id))
        shown = {str(sku.get('id')) for sku in outcome['shown'].get('skus') or []}
        self.env['tts.sku'].create([{
            'shop_id': self.shop_id.id, 'tiktok_id': sku_id, 'product_id': products[external].id,
            'listing_id': self.id if sku_id in shown else False,
            'product_ref': self.tiktok_id,
            'name': products[external].display_name,
            'seller_sku': products[external].default_code, 'mapped_by': 'sent',
        } for external, sku_id in skus.items() if external in products and sku_id not in known])
