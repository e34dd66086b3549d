from odoo import api, models

from ..connection.tts_shop_uninstall import LEFT


class TtsShop(models.Model):
    """What a shop's orders leave behind when the app is uninstalled, and how they take it up again.
    """

    _inherit = 'tts.shop'

    @api.model
    def _found_again(self):
        return (
            *super()._found_again(), 'team_id', 'generic_partner_id', 'fbt_location_id',
            'shipping_product_id', 'charge_product_id', 'platform_product_id',
            'passthrough_product_id',
        )

    def _leave(self):
        result = super()._leave()
        self._mark_buyers()
        return result

    def _mark_buyers(self):
        """Mark contacts by what TikTok's data finds them by: in two statements, there can be
        millions.
        """
        self.env.flush_all()
        self.env.cr.execute("""
            INSERT INTO ir_model_data (module, name, model, res_id, noupdate)
            SELECT %s, 'buyer_' || s.tiktok_id || '_' || known.buyer, 'res.partner', known.id, true
              FROM (SELECT id, tts_shop_id, tts_buyer_id FROM res_partner
                     WHERE tts_buyer_id IS NOT NULL
                 UNION ALL
                    SELECT partner_id, split_part(key, '/', 1)::int, split_part(key, '/', 2)
                      FROM tts_contact_key WHERE key LIKE '%%/%%'
                   ) known(id, shop_id, buyer)
              JOIN tts_shop s ON s.id = known.shop_id
             WHERE strpos(known.buyer, ' ') = 0
            ON CONFLICT (module, name) DO UPDATE SET res_id = EXCLUDED.res_id
        """, [LEFT])
        self.env.cr.execute("""
            INSERT INTO ir_model_data (module, name, model, res_id, noupdate)
            SELECT %s, 'address_' || tts_address_key, 'res.partner', id, true
              FROM res_partner WHERE tts_address_key IS NOT NULL AND active
            ON CONFLICT (module, name) DO UPDATE SET res_id = EXCLUDED.res_id
        """, [LEFT])

    def _take_up(self):
        result = super()._take_up()
        self._take_up_buyers()
        return result

    def _take_up_buyers(self):
        """Know the shop's buyers and all addresses again. Of several buyers that a person has made
        one contact, all but one become further keys of it.
        """
        self.env.flush_all()
        self.env.cr.execute("""
            WITH mark AS (
                DELETE FROM ir_model_data
                 WHERE module = %(module)s AND starts_with(name, %(prefix)s)
             RETURNING res_id, substr(name, length(%(prefix)s) + 1) AS buyer
            ), known AS (
                SELECT p.id, mark.buyer,
                       row_number() OVER (PARTITION BY p.id ORDER BY mark.buyer) AS place
                  FROM mark JOIN res_partner p ON p.id = mark.res_id
                 WHERE p.tts_buyer_id IS NULL
                   AND (p.company_id IS NULL OR p.company_id = %(company)s)
            ), further AS (
                INSERT INTO tts_contact_key (partner_id, key)
                SELECT id, %(shop)s || '/' || buyer FROM known WHERE place > 1
                ON CONFLICT DO NOTHING
            )
            UPDATE res_partner p SET tts_shop_id = %(shop)s, tts_buyer_id = known.buyer
              FROM known WHERE p.id = known.id AND known.place = 1
        """, {
            'module': LEFT, 'prefix': f'buyer_{self.tiktok_id}_', 'shop': self.id,
            'company': self.company_id.id,
        })
        self.env.cr.execute("""
            WITH mark AS (
                DELETE FROM ir_model_data WHERE module = %s AND starts_with(name, 'address_')
             RETURNING res_id, substr(name, length('address_') + 1) AS key
            )
            UPDATE res_partner p SET tts_address_key = mark.key
              FROM mark WHERE p.id = mark.res_id AND p.tts_address_key IS NULL
        """, [LEFT])
        self.env.invalidate_all()
