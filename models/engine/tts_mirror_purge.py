from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

# As many payloads as are forgotten in one transaction.
PURGE = 10_000


class TtsMirror(models.AbstractModel):
    """When what TikTok has told of buyers is forgotten here. What it has led to stays."""

    _inherit = 'tts.mirror'

    @api.autovacuum
    def _gc_payloads(self):
        """Forget what TikTok told of buyers a set time ago; what it has led to stays. Also of what
        could never be applied, which then says so.

        :return: (rows forgotten, rows that are left to forget)
        """
        if self._abstract or not self._holds_buyers_data:
            return 0, 0
        shops = self.env['tts.shop'].with_context(active_test=False)
        old = Domain('payload', '!=', False) & Domain.OR(
            Domain('shop_id', '=', shop.id)
            & self._older_than(fields.Datetime.now() - timedelta(shop.payload_days))
            for shop in shops.search([('payload_days', '>', 0)]))
        rows = self.search(old, limit=PURGE)
        rows._forget()
        return len(rows), self.search_count(old)

    @api.model
    def _older_than(self, moment):
        """Return the domain of rows that TikTok has not changed since. People have as much time
        for what is not done with, however old it was when it came.
        """
        changed = Domain('tiktok_update_time', '<', moment)
        came = Domain('create_date', '<', moment)
        is_done = Domain('state', 'in', ('applied', 'ignored'))
        return (changed | (Domain('tiktok_update_time', '=', False) & came)) & (is_done | came)

    def _forget(self):
        """Forget the payload of rows. Without the hash, the same fetched once more is news."""
        self.write({'payload': False, 'payload_hash': False})
        self.filtered(lambda row: row.state in ('blocked', 'pending'))._settle_unknown()
