from odoo import api, fields, models

from ...tools import addresses, deadlines, order_status, parcels, shipping, values

# One number may be of so many orders of one recipient and address, where each order is marked as
# shipped by itself (page "Mark Package As Shipped").
MOST_ORDERS = 20
# https://partner.tiktokshop.com/docv2/page/fulfillment-api-overview: where it is a setting of
# each warehouse in Seller Center, TikTok ignores what is asked for here.
HANDOVER_IGNORED = ('ID', 'MY', 'PH', 'SG', 'TH', 'VN')


class TtsOrder(models.Model):
    """What an order tells of its parcels, and the transfers that take its goods to the buyer."""

    _inherit = 'tts.order'

    package_ids = fields.Many2many(
        'tts.package', 'tts_package_order_rel', 'order_id', 'package_id', string="Packages",
        readonly=True)
    shipment_ids = fields.One2many('tts.shipment', 'order_id', "Shipments", readonly=True)
    trouble = fields.Char("Trouble on the Way", compute='_compute_trouble')

    # === COMPUTE METHODS === #

    @api.depends('package_ids.trouble')
    @api.depends_context('lang')
    def _compute_trouble(self):
        for order in self:
            order.trouble = ' '.join(dict.fromkeys(
                package._trouble_sentence() for package in order.package_ids.filtered('trouble')))

    # === MIRROR METHODS === #

    @api.model
    def _write_or_create(self, known, changes):
        rows = super()._write_or_create(known, changes)
        for shop, orders in rows.grouped('shop_id').items():
            told = parcels.joined(
                parcels.told_by(order.sudo().payload or {}) for order in orders
                if order._is_of_now())
            if told:
                self.env['tts.package']._note_told(shop, told)
        return rows

    def _is_of_now(self):
        """Tell whether an order is not from before the shop's go-live."""
        live = self.shop_id.go_live_date
        return not live or not self.create_time or (
            self.create_time >= self.shop_id._to_moment(live))

    def _link_packages(self):
        """Have packages belong to transfers that came into being after these were read."""
        for package in self.package_ids:
            if package.status != 'CANCELLED' and not package.picking_ids.filtered(
                    lambda picking: picking.state != 'cancel'):
                package._add_transfers(package._transfers())

    def _deliveries(self):
        """Return the transfers that take the goods of these orders to their buyers, the last step
        of each.
        """
        return self.env['stock.picking'].union(*(
            order._outgoing_moves().filtered(
                lambda move: move.location_dest_id._is_outgoing() and move.state != 'cancel'
            ).picking_id for order in self.sudo()))

    def _is_told_by_seller(self):
        """Tell whether TikTok waits for the seller's word that one order has left."""
        return (
            self.shop_id.push_tracking and not self._is_fulfilled_by_tiktok()
            and self.shipping_type != 'TIKTOK' and self.status in order_status.TO_SHIP
            and self._is_of_now())

    def _is_arranged_here(self):
        """Tell whether TikTok's carrier takes one order, and waits for that to be arranged."""
        return (
            self.shipping_type == 'TIKTOK' and not self._is_fulfilled_by_tiktok()
            and self.status in order_status.TO_ARRANGE and self._is_of_now())

    def _is_handover_asked(self):
        """Tell whether TikTok asks how one order's parcel is handed over: not where it makes the
        package itself when its label is bought, and not where Seller Center's settings decide.
        """
        return bool(self._package_refs()) and self.shop_id.region not in HANDOVER_IGNORED

    def _package_refs(self):
        """Return TikTok's ids of the packages of one order."""
        return list(parcels.told_by(self.sudo().payload or {}))

    def _delivery_option(self):
        """Return TikTok's id of the delivery option that one order's buyer has chosen; '' where it
        is not told: it decides by whom the seller may ship.
        """
        return values.identity((self.sudo().payload or {}).get('delivery_option_id')) or ''

    # === DEADLINES: all open steps of a delivery have them, not only the last === #

    def _binding_deadline(self):
        """Return the next moment by which something must have happened; None for none."""
        return deadlines.binding(
            self.status, self.ship_deadline, self.handover_deadline, self.cancel_deadline)

    def _is_urgent(self):
        return any(deadlines.is_urgent(order.priority_level) for order in self)

    def _apply_batch(self):
        result = super()._apply_batch()
        self._follow_warehouses()
        self._link_packages()
        self._tell_deadlines()
        # What was refused or lacked something is not needed any more: the queue finds that.
        self.filtered(lambda order: order.status == 'CANCELLED').shipment_ids.filtered(
            lambda each: each.state in ('lacking', 'refused'))._wake()
        self._agree_call_backs()
        self.filtered('invoice_upload')._follow_invoice()
        return result

    def _tell_deadlines(self):
        """Tell the open transfers of these orders what of their deadlines they do not have yet."""
        sales = self.sale_order_id.filtered(lambda sale: sale.state == 'sale')
        moves = (sales.order_line.move_ids | sales.stock_reference_ids.move_ids).filtered(
            lambda move: move.state not in ('done', 'cancel'))
        outgoing = moves._tts_outgoing()
        due = {}
        for order, theirs in outgoing.items():
            if deadline := order._binding_deadline():
                for move in theirs:
                    due[move] = min(due.get(move, deadline), deadline)
        late = moves.browse(move.id for move in due if move.date_deadline != due[move])
        # Together, since Odoo shifts what comes before and after a move that is written alone.
        for deadline, theirs in late.grouped(due.get).items():
            theirs.date_deadline = deadline
        moves.browse().union(*outgoing.values()).picking_id._tts_follow_deadlines()

    # === THE STAGE OF ITS TRANSFERS: see `stock_picking_stage.py` === #

    def _apply_rows(self):
        """Also what could not be applied says something of its transfers."""
        result = super()._apply_rows()
        self._tell_stages()
        return result

    def _tell_stages(self):
        """Have the transfers of these orders say how far they are, those that are done as well."""
        sales = self.sudo().sale_order_id.filtered(lambda sale: sale.state in ('sale', 'cancel'))
        moves = sales.order_line.move_ids | sales.stock_reference_ids.move_ids
        moves.picking_id._tts_follow_stage()

    def _have_left(self, packages):
        """Tell whether the carrier has all that these orders have in some packages."""
        is_scanned = packages and all(each.status in parcels.SCANNED for each in packages)
        return is_scanned or all(order.status in order_status.GONE for order in self)

    def _is_by_carrier(self):
        """Tell whether TikTok's carrier takes one order, which the seller packs."""
        return self.shipping_type == 'TIKTOK' and self._is_of_now()

    def _awaits_arranging(self, packages, shipments):
        """Tell whether TikTok's carrier takes one order, and nobody has arranged that."""
        return (
            self._is_by_carrier() and self.status in (*order_status.HELD, *order_status.TO_ARRANGE)
            and not shipments.filtered(lambda each: each.order_id == self)
            and not packages.filtered(lambda each: self in each.order_ids and each._is_arranged()))

    def _awaits_label(self, packages):
        """Tell whether a label of one order is yet to be printed, whether it is there or not."""
        if not (self._is_by_carrier() and self.shop_id.label_document):
            return False
        mine = packages.filtered(lambda each: self in each.order_ids)
        return not mine or any(
            each.status not in parcels.SCANNED and not (each._has_label() and each.label_printed)
            for each in mine)

    def _is_barred_for_good(self):
        """Tell whether one order is barred until a person sees to it: not by itself for a while, as
        long as its buyer may cancel or has not paid.
        """
        if self.status in order_status.HELD:
            return False
        if self.status not in order_status.STATUSES or self.status == 'CANCELLED':
            return True
        # What is applied is barred by nothing else: its figures need not be worked out again.
        return self.is_cancel_requested or (self.state == 'blocked' and bool(self._bar()))

    # === WHO MAY CARRY WHAT THE SELLER SHIPS, AND BY WHICH NUMBER === #

    def _carriers(self):
        """Return the delivery methods by which TikTok lets all of these orders be sent."""
        found = self.shop_id.provider_ids.carrier_ids.filtered('active')
        return found.filtered(lambda carrier: all(
            carrier._tts_provider(order.shop_id, order._delivery_option()) for order in self))

    def _number_problem(self, carrier, number):
        """Return why one order cannot be told TikTok as sent by a carrier and a number, and what to
        do; '' where it can.
        """
        option = self._delivery_option()
        if not carrier:
            return self.env._("Choose the carrier on the transfer.")
        if not carrier._tts_provider(self.shop_id, option):
            return carrier._tts_no_provider(self.shop_id, option)
        if not number:
            return self.env._("Enter the tracking number on the transfer.")
        if shipping.number_problem(number):
            return self.env._(
                "The tracking number %s is none that TikTok takes: 4 to 50 letters, digits and "
                "- _ . /.", number)
        return self._shared_problem(number)

    def _shared_problem(self, number):
        """Return why a number that other orders have, too, cannot be this one's; '' where it can.

        In other markets one number for several orders is none of TikTok's ways: it tells.
        """
        others = self._others_with(number) if self.shop_id.region in shipping.MARKED else ()
        payload = self.payload or {}
        apart = next((each for each in others if addresses.are_apart(
            payload, each.payload or {})), None)
        if apart:
            return self.env._(
                "The tracking number %(number)s is that of order %(order)s, which goes to somebody "
                "else, or elsewhere. Correct it.", number=number, order=apart.tiktok_id)
        if len(others) >= MOST_ORDERS:
            return self.env._(
                "The tracking number %(number)s is that of %(count)s other orders already, and "
                "TikTok takes %(most)s at most. Enter another.",
                number=number, count=len(others), most=MOST_ORDERS)
        return ''

    def _others_with(self, number):
        """Return the other orders of one order's shop that have a number at TikTok, or are to be
        told by it before this one.
        """
        shop, waiting = self.shop_id, self.shipment_ids.filtered(lambda x: x.state == 'waiting')
        packages = self.env['tts.package'].search([
            ('shop_id', '=', shop.id), ('tracking_number', '=', number),
            ('status', '!=', 'CANCELLED')])
        # Of a package that is not read yet, TikTok's number is not known.
        planned = self.env['tts.shipment'].search([
            ('shop_id', '=', shop.id), ('picking_id.carrier_tracking_ref', '=', number),
            ('state', 'in', ('waiting', 'reported')),
            '|', ('state', '=', 'waiting'), ('package_id.is_stale', '=', True)])
        before = planned.filtered(lambda each: (
            each.state == 'reported' or not waiting or each.id < min(waiting.ids)))
        return (packages.order_ids | before.order_id) - self
