from odoo import api, fields, models


class TtsStock(models.Model):
    """What one of TikTok's warehouses has of a SKU, and what it should have.

    There is a row for each warehouse that TikTok has assigned to the SKU, and for no other: a call
    that sets quantities names exactly these. What it should have: `tts_sku_compare.py`; how that
    gets there: `tts_sku_push.py`.
    """

    _name = 'tts.stock'
    _description = "TikTok Shop Stock"
    _inherit = ['tts.guard']
    _order = 'sku_id, warehouse_id'
    _rec_name = 'warehouse_id'

    sku_id = fields.Many2one(
        'tts.sku', "SKU", required=True, readonly=True, index=True, ondelete='cascade')
    warehouse_id = fields.Many2one(
        'tts.warehouse', "TikTok Warehouse", required=True, readonly=True, index=True,
        ondelete='cascade')
    shop_id = fields.Many2one(
        'tts.shop', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='shop_id.company_id', store=True, index=True)
    wanted_quantity = fields.Integer(
        "Should Be", readonly=True, help="What TikTok should offer, by what Odoo has.")
    # NULL while a call is under way, or when its answer was lost: then it is not known.
    pushed_quantity = fields.Integer(
        "At TikTok", readonly=True,
        help="What TikTok last acknowledged or was read to have, less what its buyers have ordered "
             "since.")
    error = fields.Char("What Is Wrong", readonly=True)

    _unique_per_sku = models.UniqueIndex('(sku_id, warehouse_id)')

    # === WHAT TIKTOK HAS === #

    @api.model
    def _assign(self, shown):
        """Have rows for the warehouses that TikTok has assigned to SKUs, and no others. Of new ones
        it is known what TikTok has; of those that are there, what it was told.

        :param dict shown: {tts.sku: {tts.warehouse: quantity}}
        :return: the SKUs whose warehouses have changed
        """
        skus = self.env['tts.sku'].union(*shown)
        known = {(row.sku_id, row.warehouse_id): row for row in self.search([
            ('sku_id', 'in', skus.ids)])}
        gone = self.union(*(
            row for (sku, warehouse), row in known.items() if warehouse not in shown[sku]))
        new = [
            (sku, warehouse, quantity) for sku, places in shown.items()
            for warehouse, quantity in places.items() if (sku, warehouse) not in known]
        changed = gone.sku_id.union(*(sku for sku, _warehouse, _quantity in new))
        gone.unlink()
        self.create([{
            'sku_id': sku.id, 'warehouse_id': warehouse.id, 'shop_id': sku.shop_id.id,
            'pushed_quantity': quantity} for sku, warehouse, quantity in new])
        changed.write({'stock_date': fields.Datetime.now()})
        # What TikTok refused, it refused of other warehouses.
        changed.filtered(lambda sku: sku.stock_state == 'refused').stock_attempts = 0
        return changed

    @api.model
    def _note_quantities(self, quantities):
        """Write what TikTok has, in one statement.

        :param dict quantities: {(id of the SKU, id of the tts.warehouse): units, None: not known}
        """
        if not quantities:
            return
        self.flush_model(['pushed_quantity'])
        self.env.cr.execute_values("""
            UPDATE tts_stock SET pushed_quantity = there.quantity::int
              FROM (VALUES %s) AS there (sku, warehouse, quantity)
             WHERE sku_id = there.sku AND warehouse_id = there.warehouse
               AND pushed_quantity IS DISTINCT FROM there.quantity::int
        """, [(*key, quantity) for key, quantity in quantities.items()], page_size=len(quantities))
        self.invalidate_model(['pushed_quantity'])

    @api.model
    def _note_errors(self, errors):
        """Write what is wrong with single warehouses of SKUs; with the others nothing is.

        :param dict errors: {tts.sku: {TikTok's id of the warehouse, '' for none of them: sentence}}
        """
        rows = self.search([('sku_id', 'in', [sku.id for sku in errors])])
        for row in rows:
            row._tts_write_changed({
                'error': errors[row.sku_id].get(row.warehouse_id.tiktok_id, False)})
