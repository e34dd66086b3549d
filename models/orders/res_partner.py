from odoo import fields, models

from ...tools import names


class ResPartner(models.Model):
    _name = 'res.partner'
    _inherit = ['res.partner', 'tts.guard']

    tts_shop_id = fields.Many2one(
        'tts.shop', string="TikTok Shop", index='btree_not_null', ondelete='set null', copy=False,
        readonly=True,
    )
    tts_buyer_id = fields.Char("TikTok Buyer ID", copy=False, readonly=True)

    tts_address_key = fields.Char(copy=False, readonly=True, groups='base.group_system')

    _tts_unique_buyer = models.UniqueIndex(
        '(tts_shop_id, tts_buyer_id) WHERE tts_buyer_id IS NOT NULL',
        "A buyer of a TikTok shop is one contact.",
    )
    # Two workers must not make one address twice. It is no key of `parent_id`: contacts are merged.
    _tts_unique_address = models.UniqueIndex(
        '(tts_address_key) WHERE tts_address_key IS NOT NULL AND active',
        "A delivery address from TikTok is one contact.",
    )

    def write(self, vals):
        if vals.get('active'):
            self._tts_yield_addresses()
        return super().write(vals)

    def _get_complete_name(self):
        """Who receives his own parcels is not named twice."""
        if self.sudo().tts_address_key and self.parent_id and (
                names.key(self.name) == names.key(self.parent_id.sudo().name)):
            return self.name or ''
        return super()._get_complete_name()

    # === CONTACTS THAT ARE ARCHIVED === #

    def _tts_yield_addresses(self):
        """Archived addresses that have been made anew meanwhile are found by TikTok's data no more:
        as ordinary contacts they can be used again.
        """
        archived = self.sudo().filtered(lambda one: one.tts_address_key and not one.active)
        keys = archived.mapped('tts_address_key')
        taken = set(archived.search([('tts_address_key', 'in', keys)]).mapped('tts_address_key'))
        for contact in archived:
            if contact.tts_address_key in taken:
                contact.tts_address_key = False
            else:
                taken.add(contact.tts_address_key)

    # === CONTACTS THAT ARE MERGED === #

    def _tts_give_up_keys(self):
        """Return what TikTok's data finds these contacts by, and let another contact have it: one
        key is of one contact at a time.

        :return: [(shop id, buyer id, address key)]
        """
        mine = self.filtered(lambda contact: contact.tts_buyer_id or contact.tts_address_key)
        keys = [
            (contact.tts_shop_id.id, contact.tts_buyer_id, contact.tts_address_key)
            for contact in mine
        ]
        mine.write({'tts_shop_id': False, 'tts_buyer_id': False, 'tts_address_key': False})
        mine.flush_recordset()
        return keys

    def _tts_take_keys(self, keys):
        """Let one contact be found by keys of others, beside its own."""
        more = []
        for shop_id, buyer_id, address_key in keys:
            if buyer_id and not self.tts_buyer_id:
                self.write({'tts_shop_id': shop_id, 'tts_buyer_id': buyer_id})
            elif buyer_id:
                more.append(buyer_key(shop_id, buyer_id))
            if address_key and not self.tts_address_key:
                self.tts_address_key = address_key
            elif address_key:
                more.append(address_key)
        self.env['tts.contact.key'].create([
            {'partner_id': self.id, 'key': key} for key in more])


def buyer_key(shop_id, buyer_id):
    """Return the key of a buyer of a shop, for `tts.contact.key`."""
    return f'{shop_id}/{buyer_id}'
