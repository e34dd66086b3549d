from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column

LEVELS = [
    ('100', "Instant"),
    ('200', "Within 8 hours"),
    ('300', "Same day"),
    ('400', "Next day"),
    ('500', "Express"),
    ('600', "Standard"),
    ('700', "Economy"),
    ('800', "Cargo"),
]
# Columns that are empty for all transfers there were before; the fields of the last four
# stand in `stock_picking_stage.py`.
COLUMNS = {
    'tts_shop_id': 'int4',
    'tts_scan_deadline': 'timestamp',
    'tts_cancel_deadline': 'timestamp',
    'tts_priority_level': 'varchar',
    'tts_stage': 'varchar',
    'tts_provider_name': 'varchar',
    'tts_handover_method': 'varchar',
    'tts_pickup_start': 'timestamp',
}
DEADLINES = ('tts_shop_id', 'tts_scan_deadline', 'tts_cancel_deadline', 'tts_priority_level')


class StockPicking(models.Model):
    """Until when TikTok wants a transfer done: stored, since lists are sorted by it, as TikTok asks
    (by the carrier's scan, then by level). What binds next is Odoo's own `date_deadline`.
    """

    _inherit = 'stock.picking'

    tts_shop_id = fields.Many2one(
        'tts.shop', "Shop at TikTok", compute='_compute_tts_deadlines', store=True,
        readonly=True, index='btree_not_null', copy=False)
    tts_scan_deadline = fields.Datetime(
        "Scan by", compute='_compute_tts_deadlines', store=True, readonly=True, copy=False,
        help="The carrier has to have scanned it by then: TikTok counts as late what is not.")
    tts_cancel_deadline = fields.Datetime(
        "Cancelled by TikTok after", compute='_compute_tts_deadlines', store=True, readonly=True,
        copy=False, help="TikTok cancels the order if it is not shipped by then.")
    tts_priority_level = fields.Selection(
        LEVELS, "TikTok's Priority", compute='_compute_tts_deadlines', store=True, readonly=True,
        copy=False)
    tts_delivery_deadline = fields.Datetime(
        "Deliver by", compute='_compute_tts_delivery_deadline', compute_sudo=True)

    # === DATABASE METHODS === #

    def _auto_init(self):
        """Transfers of other sales have no deadlines of TikTok's: years of them are not worked out.
        """
        for name, kind in COLUMNS.items():
            if not column_exists(self.env.cr, self._table, name):
                create_column(self.env.cr, self._table, name, kind)
        return super()._auto_init()

    # === COMPUTE METHODS === #

    # What TikTok changes later comes by `_tts_follow_deadlines`: here it would be looked for each
    # time that an order is fetched.
    @api.depends('move_ids.sale_line_id', 'move_ids.reference_ids')
    def _compute_tts_deadlines(self):
        found = self._tts_orders_of_each()
        levels = dict(LEVELS)
        for picking in self:
            orders = found.get(picking, self.env['tts.order'])
            level = str(min(filter(None, orders.mapped('priority_level')), default=''))
            picking.tts_shop_id = orders.shop_id[:1]
            picking.tts_scan_deadline = _first(orders, 'handover_deadline')
            picking.tts_cancel_deadline = _first(orders, 'cancel_deadline')
            picking.tts_priority_level = level if level in levels else False

    def _compute_tts_delivery_deadline(self):
        found = self._tts_orders_of_each()
        for picking in self:
            orders = found.get(picking, self.env['tts.order'])
            picking.tts_delivery_deadline = _first(orders, 'delivery_deadline')

    def _tts_orders_of_each(self):
        """Return {transfer: the orders of TikTok whose goods it takes towards the buyer}.

        The orders are in sudo: who works on a transfer need not be allowed to see them.
        """
        found = {}
        for order, moves in self.move_ids._tts_outgoing().items():
            for picking in moves.picking_id:
                found[picking] = found.get(picking, order.browse()) | order
        return found

    # === BUSINESS METHODS === #

    def _tts_follow_deadlines(self):
        """Take over what TikTok says of deadlines by now; nothing is written where that is known.
        """
        before = {picking: picking.tts_priority_level for picking in self}
        for name in DEADLINES:
            self.env.add_to_compute(self._fields[name], self)
        urgent = self.filtered(lambda picking: picking.tts_priority_level != before[picking])
        urgent._tts_star()

    def _tts_star(self):
        """Star what is delivered at once or on the same day: it is reserved and shown first."""
        orders = self._tts_orders_of_each()
        self.filtered(lambda picking: (
            picking.priority != '1' and orders[picking]._is_urgent())).priority = '1'


def _first(orders, name):
    """Return the first of the deadlines of some orders."""
    return min(filter(None, orders.mapped(name)), default=False)
