from odoo import fields, models


class TtsContactKey(models.Model):
    """A further key by which TikTok's data finds a contact: a person has merged it with others,
    which were other buyers or addresses at TikTok.
    """

    _name = 'tts.contact.key'
    _description = "TikTok Shop Contact Key"
    _inherit = ['tts.guard']
    _rec_name = 'key'

    partner_id = fields.Many2one(
        'res.partner', required=True, index=True, ondelete='cascade', readonly=True)
    key = fields.Char(required=True, readonly=True)

    _unique_key = models.UniqueIndex('(key)', "A key of TikTok's is of one contact.")

    def _partners(self, keys):
        """Return the contacts that have some keys: {key: res.partner}."""
        rows = self.sudo().search([('key', 'in', list(keys))]) if keys else self
        return {row.key: row.partner_id.sudo(False) for row in rows}
