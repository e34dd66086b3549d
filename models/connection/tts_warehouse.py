from odoo import api, fields, models

from ...tools import values


class TtsWarehouse(models.Model):
    _name = 'tts.warehouse'
    _description = "TikTok Shop Warehouse"
    _inherit = ['tts.guard']
    _check_company_auto = True

    shop_id = fields.Many2one(
        'tts.shop', required=True, index=True, ondelete='cascade', readonly=True,
    )
    company_id = fields.Many2one(related='shop_id.company_id', store=True, index=True)
    tiktok_id = fields.Char("TikTok ID", required=True, readonly=True)
    name = fields.Char(required=True, readonly=True)
    type = fields.Selection([
        ('SALES_WAREHOUSE', "Sales"),
        ('RETURN_WAREHOUSE', "Returns"),
    ], readonly=True)
    sub_type = fields.Char("Kind", readonly=True)
    warehouse_id = fields.Many2one(
        'stock.warehouse', string="Odoo Warehouse", check_company=True,
        help="Orders that TikTok assigns to this warehouse are delivered from here.",
    )

    _unique_per_shop = models.UniqueIndex(
        '(shop_id, tiktok_id)', "TikTok's id must be unique per shop.",
    )

    def write(self, vals):
        """Orders that waited for the mapping are applied at once."""
        result = super().write(vals)
        Mirror = self.env['tts.mirror']
        Mirror._free(self.shop_id, Mirror._codes_freed(self._name, vals))
        return result

    @api.model
    def _mirror(self, shop, payloads):
        """Add the warehouses that TikTok names and return those of the shop by TikTok's id.

        Where the company has one warehouse only, it is the one that is meant. Otherwise a person
        chooses: an order must not leave from the wrong place.

        :param list payloads: dicts with `id` and, where known, `name`, `type` and `sub_type`
        :rtype: dict
        """
        known = shop.warehouse_ids.grouped('tiktok_id')
        new = [str(payload['id']) for payload in payloads if str(payload['id']) not in known]
        if new:
            known |= self._create_for(shop, new).grouped('tiktok_id')
        for payload in payloads:
            warehouse = known[str(payload['id'])]
            warehouse._tts_write_changed(self._mirror_vals(payload))
        return known

    @api.model
    def _mirror_vals(self, payload):
        """Return the values of a warehouse by what TikTok tells of it; none by its id alone."""
        name, kind = values.text(payload.get('name')), payload.get('type')
        if not name:
            return {}
        kinds = dict(self._fields['type'].selection)
        return {
            'name': name, 'type': kind in kinds and kind,
            'sub_type': values.text(payload.get('sub_type')) or False}

    @api.model
    def _create_for(self, shop, ids):
        """Create warehouses of which TikTok has named nothing but the id so far."""
        own = self.env['stock.warehouse'].search([('company_id', '=', shop.company_id.id)], limit=2)
        return self.create([{
            'shop_id': shop.id,
            'tiktok_id': tiktok_id,
            'name': tiktok_id,
            'warehouse_id': own.id if len(own) == 1 else False,
        } for tiktok_id in ids])
