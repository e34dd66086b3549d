from odoo import fields, models


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
        'tts.sku', "SKU", required=True, readonly=True, ondelete='cascade')
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
