from datetime import timedelta

from odoo import fields, models

# What the schedule does once a day.
DAY = timedelta(days=1)


class TtsSync(models.Model):
    """Runs that read what TikTok has: in its own warehouses, and on offer."""

    _inherit = 'tts.sync'

    kind = fields.Selection(selection_add=[
        ('fbt', "Fetch stock at TikTok (FBT)"),
    ], ondelete={'fbt': 'cascade'})

    def _daily(self, shop, kind):
        """Return since when on a run that is done once a day is due; None while it is not."""
        now = fields.Datetime.now()
        done = self.search_count([
            ('shop_id', '=', shop.id), ('kind', '=', kind), ('create_date', '>', now - DAY),
        ], limit=1)
        return None if done else now

    # === STOCK IN TIKTOK'S WAREHOUSES === #

    def _fbt_since(self, shop):
        due = self._daily(shop, 'fbt')
        return due if due and shop._has_fbt() else None

    def _fbt_pages(self, client, _cipher):
        if not self.cursor:
            found = self.shop_id._ask_fbt(client)
            yield [{'id': ref, 'goods': goods} for ref, goods in found.items()], {'asked': True}

    def _fbt_take(self, rows):
        self.env['tts.sku']._note_fbt(self.shop_id, {row['id']: row['goods'] for row in rows})

    def _fbt_done(self):
        shop = self.shop_id.with_company(self.company_id)
        begin = self.create_date.replace(microsecond=0)
        shop._adjust_fbt(self.env['tts.sku'].search([
            ('shop_id', '=', shop.id), ('fbt_date', '>=', begin)]))

    def _fbt_summary(self):
        count = self.env['tts.sku'].search_count(
            [('shop_id', '=', self.shop_id.id), ('is_fbt', '=', True)])
        told = self.env._("SKUs with stock in TikTok's warehouses: %s.", count)
        return ' '.join(filter(None, [told, self.shop_id._fbt_left_alone()]))
