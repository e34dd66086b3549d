import logging
import time

from odoo import api, models
from odoo.exceptions import ValidationError

_logger = logging.getLogger(__name__)

# External ids of this module that is none outlive ours. They follow contacts that are merged, and
# go with records that are deleted.
LEFT = '__tiktok_shop__'
# What a shop finds again of its former self.
KEPT = (
    'pricelist_id', 'team_id', 'generic_partner_id', 'fbt_location_id', 'shipping_product_id',
    'charge_product_id', 'platform_product_id', 'passthrough_product_id',
)
# Seconds for telling TikTok: who uninstalls sits and waits.
PATIENCE = 30


class TtsAccount(models.Model):
    _inherit = 'tts.account'

    @api.model
    def _take_leave(self):
        """Before the app is uninstalled: end the webhooks, leave Odoo's records sound, and mark
        those that are found again if it should be installed once more.
        """
        end = time.monotonic() + PATIENCE
        for account in self.search([('state', '=', 'connected')]):
            try:
                account._end_webhooks(end)
            except Exception as error:
                # Whatever it is, it must not keep anybody from uninstalling.
                _logger.warning("Webhooks of TikTok Shop account %s stay: %r", account.id, error)
        self.env['tts.shop'].with_context(active_test=False).search(
            [('account_id', '!=', False)])._leave()

    def _end_webhooks(self, end):
        """Have TikTok send us nothing more, as far as there is time.

        :param float end: in seconds of the monotonic clock
        """
        with self._tiktok(in_words=False) as client:
            for shop in self.with_context(active_test=False).shop_ids:
                if time.monotonic() > end:
                    raise TimeoutError("TikTok takes too long")
                shop._unregister_webhooks(client)


class TtsShop(models.Model):
    """What stays in Odoo when the app is uninstalled, and how a shop takes it up again."""

    _inherit = 'tts.shop'

    def _leave(self):
        self._mark_records()
        self._mark_buyers()
        # Nothing would keep its prices from becoming a customer's any more.
        self.pricelist_id.active = False
        self._drop_todos()
        # Those that somebody duplicated are not known as ours, and could not run any more.
        self.env['ir.cron'].with_context(active_test=False).search(
            [('model_id.model', '=like', 'tts.%')]).unlink()

    def _mark_records(self):
        self.env['ir.model.data']._update_xmlids([
            {
                'xml_id': f'{LEFT}.shop_{shop.tiktok_id}_{name}', 'record': shop[name],
                'noupdate': True,
            }
            for shop in self for name in KEPT if shop[name]
        ])

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

    @api.model
    def _drop_todos(self):
        """Delete to-dos that nobody would close any more; people's own become ordinary ones."""
        Activity = self.env['mail.activity'].with_context(active_test=False)
        Activity.search([('tts_code', '!=', False)]).unlink()
        kinds = self.env.ref('tiktok_shop.mail_activity_type_order', raise_if_not_found=False)
        ordinary = self.env.ref('mail.mail_activity_data_todo', raise_if_not_found=False)
        if kinds and ordinary:
            Activity.search([('activity_type_id', '=', kinds.id)]).activity_type_id = ordinary

    # === TAKEN UP AGAIN === #

    def _take_up(self):
        """Find again what the shop had before the app was uninstalled, as far as it is there."""
        prefix = f'shop_{self.tiktok_id}_'
        marks = self.env['ir.model.data'].search(
            [('module', '=', LEFT), ('name', '=like', f'{prefix}%')])
        for mark in marks:
            self._take_up_one(
                mark.name.removeprefix(prefix), self.env[mark.model].browse(mark.res_id).exists())
        marks.unlink()
        self._take_up_buyers()

    def _take_up_one(self, name, record):
        if not record or self[name] or record.company_id not in (
                self.company_id, self.env['res.company']):
            return
        try:
            with self.env.cr.savepoint():
                self[name] = record
                if name == 'pricelist_id':
                    record.active = True
        except ValidationError:
            # It has become others' since, or another currency's: the shop gets a new one.
            self.invalidate_recordset([name])

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
