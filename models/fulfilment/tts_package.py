from odoo import api, fields, models

from ...client.errors import Mishap
from ...tools import parcels, values

# Where it is, as TikTok tells; of its details where they tell more
STATUSES = [
    ('TO_FULFILL', "To ship"),
    ('PROCESSING', "Arranged"),
    ('FULFILLING', "On its way"),
    ('COMPLETED', "Delivered"),
    ('CANCELLED', "Cancelled"),
]


class TtsPackage(models.Model):
    """A parcel as TikTok shows it: for one order, a part of it, or several of one buyer.

    Orders name their packages and tell how far these are (`tts_order.py`); where that is something
    new, the package is *stale*: it is read (`tts_shipment_work.py`), and that is what is mirrored.
    """

    _name = 'tts.package'
    _description = "TikTok Shop Package"
    _inherit = ['tts.mirror']
    _order = 'id desc'

    _holds_buyers_data = True

    order_ids = fields.Many2many(
        'tts.order', 'tts_package_order_rel', 'package_id', 'order_id', readonly=True)
    picking_ids = fields.Many2many(
        'stock.picking', 'tts_package_picking_rel', 'package_id', 'picking_id',
        string="Transfers", readonly=True)
    reason_code = fields.Selection(selection_add=[('order', "Order not in Odoo")])
    _not_freed = (
        'order',  # its order tells of it when it comes
        'refused',  # the schedule tries it again: it is for the transfer's own reasons
        'error',
    )
    is_stale = fields.Boolean(
        readonly=True, index='btree_not_null', help="TikTok knows more than this tells: it is read "
                                                    "next.")
    order_refs = fields.Json(readonly=True, help="TikTok's ids of its orders.")
    item_refs = fields.Json("Items", readonly=True, help="TikTok's ids of the units in it.")
    status = fields.Char(index=True, readonly=True)
    status_label = fields.Char("Package Status", compute='_compute_status_label')
    sub_status = fields.Char("Details", readonly=True)
    trouble = fields.Char(readonly=True, help="What went wrong on its way, as TikTok says it.")
    tag = fields.Char("Split or Combined", readonly=True)
    handover_method = fields.Char(readonly=True)
    pickup_start = fields.Datetime(readonly=True)
    pickup_end = fields.Datetime(readonly=True)
    provider_name = fields.Char("Shipping Provider", readonly=True)
    provider_ref = fields.Char("Shipping Provider ID", readonly=True)
    tracking_number = fields.Char(readonly=True, index='btree_not_null')
    last_mile_number = fields.Char(
        "Last-Mile Tracking Number", readonly=True, index='btree_not_null',
        help="Of the carrier in the buyer's country, for what crosses a border.")
    warehouse_ref = fields.Char(
        readonly=True, help="TikTok's id of the warehouse that it leaves.")

    # === COMPUTE METHODS === #

    @api.depends('status')
    @api.depends_context('lang')
    def _compute_status_label(self):
        labels = dict(STATUSES)
        for package in self:
            package.status_label = labels.get(package.status) or package.status

    # === MIRROR METHODS === #

    @api.model
    def _mirror_vals(self, shop, payload):
        return {
            **super()._mirror_vals(shop, payload),
            **parcels.fields_of(payload),
            'is_stale': False,
        }

    @api.model
    def _due(self):
        return [*super()._due(), ('is_stale', '=', False)]

    def _is_arranged(self):
        """Tell whether its shipping is arranged: it must not be shipped once more."""
        return self.status in parcels.ARRANGED

    def _asked(self, client):
        """Return one package as TikTok has it now.

        :raises TikTokError: also when it tells of none, or of another
        """
        payload = client.package(self.shop_id.sudo().cipher, self.tiktok_id)
        if values.identity(payload.get('id')) != self.tiktok_id:
            raise Mishap(message="The answer is not about this package")
        return payload

    @api.model
    def _take(self, shop, payloads):
        """Mirror packages that were read, and apply what is new, or was waited for.

        :param list payloads: of the search or of the details
        """
        changed = self._mirror(shop, payloads)
        stale = self.search([
            ('shop_id', '=', shop.id), ('is_stale', '=', True),
            ('tiktok_id', 'in', [values.identity(payload.get('id')) for payload in payloads])])
        stale.is_stale = False
        (changed | stale)._apply()

    # === WHAT ORDERS TELL OF THEM === #

    @api.model
    def _note_told(self, shop, told):
        """Have the packages read of which orders tell something new.

        :param dict told: {package's TikTok id: `parcels.Told`}
        """
        known = {package.tiktok_id: package for package in self.search([
            ('shop_id', '=', shop.id), ('tiktok_id', 'in', list(told))])}
        behind = self.browse().union(*(
            package for ref, package in known.items() if package._is_behind(told[ref])))
        behind.write({'is_stale': True, 'attempts': 0, 'next_attempt': False})
        new = self.create([
            {'shop_id': shop.id, 'tiktok_id': ref, 'is_stale': True}
            for ref, each in told.items()
            if ref not in known and (each.status in parcels.ARRANGED or each.is_shaped)])
        if behind or new:
            self.env['tts.shipment']._ring()

    def _is_behind(self, told):
        """Tell whether an order tells of one package what is not known of it."""
        return bool(
            (told.status and told.status != self.status)
            or (told.tracking_number and told.tracking_number != self.tracking_number)
            or (told.update_time and told.update_time > (
                self.tiktok_update_time or told.update_time))
            or told.orders - set(self.order_refs or ())
            or told.orders - set(self.order_ids.mapped('tiktok_id')))

    # === APPLY METHODS === #

    def _apply_batch(self):
        """Tell the transfers what carries their goods, and how far that is."""
        orders = self.env['tts.order'].search([
            ('shop_id', '=', self.shop_id.id),
            ('tiktok_id', 'in', [ref for package in self for ref in package.order_refs or ()])])
        for package in self:
            refs = package.order_refs or ()
            package.order_ids = orders.filtered(lambda order, refs=refs: order.tiktok_id in refs)
            if not package.order_ids:
                package._settle('ignored', 'order', self.env._(
                    "None of its orders is in Odoo. It is taken when one comes in."))
                continue
            package.picking_ids = package._transfers()
            package._tell_transfers()
            package._wake_held()
            package._renew_label()
            package._note_way()
            package._settle()
        self.order_ids._follow_warehouses()
        self._agree_troubles()
        self.order_ids._agree_call_backs()
