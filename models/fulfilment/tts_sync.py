from datetime import timedelta

from odoo import fields, models

from ...tools import parcels, values

# TikTok's search can lag behind.
OVERLAP = timedelta(minutes=30)
# Of a shop that has never asked for packages, those of so long ago are read first.
FIRST = timedelta(days=3)


class TtsSync(models.Model):
    """Runs that fetch parcels: what no order has told of."""

    _inherit = 'tts.sync'

    kind = fields.Selection(
        selection_add=[('packages', "Fetch packages")], ondelete={'packages': 'cascade'})

    def _packages_since(self, shop):
        now = fields.Datetime.now()
        return (shop.packages_watermark or now - FIRST) if shop.fetch_packages else None

    def _packages_pages(self, client, cipher):
        cursor = self.cursor or {'ranges': [[
            values.epoch(self.date_from - OVERLAP), values.epoch(self.date_to)]]}
        yield from client.walk_packages(cipher, cursor)

    def _packages_take(self, rows):
        """The search tells less than a package's details: it is a doorbell, these are read."""
        self.env['tts.package']._note_told(self.shop_id, parcels.told_by_search(rows))

    def _packages_done(self):
        self.shop_id.packages_watermark = self.date_to

    def _packages_summary(self):
        return self.env._("%s packages looked at.", self.done)
