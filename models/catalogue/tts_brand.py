from odoo import api, fields, models

from ...tools import names, values
from ..engine.tts_guard import needs

UNAUTHORIZED = ('UNAUTHORIZED', 'UNAUTHORIEZD')  # TikTok's own spelling

# So many pages of brands are looked through for one of them.
PAGES = 20


class TtsBrand(models.Model):
    """A brand as TikTok knows it: those that the shop is authorized for, and those looked for."""

    _name = 'tts.brand'
    _inherit = ['tts.named', 'tts.guard']
    _description = "TikTok Shop Brand"
    _order = 'name, id'

    shop_id = fields.Many2one(
        'tts.shop', required=True, index=True, ondelete='cascade', readonly=True,
    )
    company_id = fields.Many2one(related='shop_id.company_id', store=True, index=True)
    authorized = fields.Boolean(readonly=True, help="TikTok lets this shop sell the brand.")
    renowned = fields.Boolean(readonly=True, help="Only who is authorized may use it.")

    _unique_per_shop = models.UniqueIndex(
        '(shop_id, tiktok_id)', "TikTok's id must be unique per shop.",
    )

    @needs('user')
    def action_download(self):
        """Button of the list: download the brands that the shops are authorized for."""
        return self.shop_id._download('brands')

    @api.model
    def _ensure_brand(self, shop, name, category=None):
        """Return the brand of this name, fetched from TikTok if it is not known yet; or none.

        :param tts.category category: the brand must be allowed there
        :raises TikTokError:
        """
        key = names.key(name)
        known = self.search([('shop_id', '=', shop.id), ('name_key', '=', key)], limit=1)
        if known or not key:
            return known
        # Who asks for it calls TikTok for more, and sees to refusals.
        with shop._tiktok(in_words=False) as client:
            same = [
                row for row in self._search_by_name(client, shop, name, category)
                if names.key(row.get('name')) == key
            ]
        return self.sudo()._mirror(shop, same[:1]).sudo(False)

    def _search_by_name(self, client, shop, name, category):
        """Yield brands that TikTok finds by a name, which may be part of theirs."""
        token = ''
        for _page in range(PAGES):
            page = client.brands(
                shop.sudo().cipher, name=' '.join(name.split()), page_token=token,
                category_id=category.tiktok_id if category else None,
                version=shop.category_version,
            )
            yield from page.rows
            token = page.next_token
            if not token:
                return

    @api.model
    def _mirror(self, shop, rows):
        """Write brands and return them.

        :param list rows: dicts as TikTok sends them
        """
        rows = {str(row['id']): row for row in rows}
        known = self.search(
            [('shop_id', '=', shop.id), ('tiktok_id', 'in', list(rows))]
        ).grouped('tiktok_id')
        new = []
        for tiktok_id, row in rows.items():
            vals = {
                'name': values.text(row.get('name')) or tiktok_id,
                'authorized': row.get('authorized_status') not in UNAUTHORIZED,
                'renowned': values.flag(row.get('is_t1_brand')),
            }
            if tiktok_id in known:
                known[tiktok_id].write(vals)
            else:
                new.append({**vals, 'tiktok_id': tiktok_id, 'shop_id': shop.id})
        return self.create(new).union(*known.values())
