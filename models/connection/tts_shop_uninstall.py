from odoo import api, models
from odoo.exceptions import ValidationError

# External ids of this module that is none outlive ours. They follow contacts that are merged, and
# go with records that are deleted.
LEFT = '__tiktok_shop__'


class TtsShop(models.Model):
    """What stays in Odoo when the app is uninstalled, and how a shop takes it up again."""

    _inherit = 'tts.shop'

    @api.model
    def _found_again(self):
        """Return the names of the fields whose records a shop finds again that is connected anew.
        """
        return ()

    def _leave(self):
        """Leave Odoo's records sound, and mark those that are found again."""
        self._mark_records()
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
            for shop in self for name in self._found_again() if shop[name]
        ])

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

    def _take_up_one(self, name, record):
        if not record or self[name] or record.company_id not in (
                self.company_id, self.env['res.company']):
            return
        try:
            with self.env.cr.savepoint():
                self[name] = record
        except ValidationError:
            # It has become others' since, or another currency's: the shop gets a new one.
            self.invalidate_recordset([name])
