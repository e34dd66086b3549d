from odoo import api, fields, models
from odoo.fields import Command, Domain

from ... import const
from ...tools import values
from ...tools.sentences import REFUSALS
from ..engine.mail_activity import Todo
from ..engine.tts_mirror import Blocked

# More steps than a delivery has; what is still open then does not end by itself.
MAX_STEPS = 10


class TtsOrder(models.Model):
    """What an order at TikTok means for goods: set aside, not to leave, or gone without Odoo."""

    _inherit = 'tts.order'

    # === SET ASIDE WHILE ON HOLD === #

    def _is_to_reserve(self):
        """Tell whether an order on hold is confirmed at once, so that its goods are set aside.

        Not where confirming would buy or make something: the buyer may still cancel.
        """
        return (
            self.status == 'ON_HOLD'
            and self.shop_id.on_hold_policy == 'reserve'
            and self.order_type not in const.MADE_LATER
            and not self._is_fulfilled_by_tiktok()
            and not any(line._tts_is_procured() for line in self.sale_order_id.order_line)
        )

    # === WHAT MUST NOT LEAVE === #

    def _bar(self):
        """Return why no transfer of the order may be done; '' when it may."""
        if self.status == 'CANCELLED':
            return self.env._("TikTok has cancelled the order")
        if self.status == 'UNPAID':
            return self.env._("the buyer has not paid yet")
        if self.status == 'ON_HOLD':
            return self.env._("it is on hold at TikTok, the buyer may still cancel")
        if self.status not in const.STATUS_LABELS:
            return self.env._("nobody can tell what its status at TikTok means")
        if self._is_cancel_pending():
            return self.env._(
                "the buyer asks to cancel. Answer the request in TikTok's Seller Center")
        if self._money_gap():
            return self.env._("its total is not TikTok's. See the reason on the TikTok order")
        if self.is_provisional or self._has_untaken_cancellation():
            return self.env._(
                "TikTok has changed it, and Odoo has not taken that over yet. Press Retry on the "
                "TikTok order")
        return ''

    def _has_untaken_cancellation(self):
        """Tell whether units that TikTok has cancelled would leave, as that could not be applied,
        for whatever reason.
        """
        if self.state not in ('pending', 'blocked') or not self.sudo().payload:
            return False
        live = {str(item.get('id')) for item in self._live_items()}
        lines = self.sudo().sale_order_id.order_line.filtered(lambda line: line.tts_kind == 'item')
        ordered = {item for line in lines for item in line.tts_item_ids or []}
        return bool(self._items() and ordered - live)

    def _is_cancel_pending(self):
        return self.is_cancel_requested and self.status not in (*const.GONE, 'CANCELLED')

    def _request_todo(self):
        """Return the to-do for a request to cancel: TikTok grants it if nobody answers in time.

        :rtype: list of Todo
        """
        if not self._is_cancel_pending():
            return []
        return [Todo('cancel_requested', self.env._(
            "The buyer asks to cancel. Answer the request in TikTok's Seller Center."))]

    # === WHAT HAS LEFT WITHOUT ODOO === #

    def _take_departure(self):
        """Record goods that have left, if Odoo has not delivered them and the shop wants it.

        :rtype: list of Todo
        :raises Blocked: when goods are lacking: stock is never brought below zero
        """
        if self.status not in const.GONE:
            return []
        location = self._departure_location()
        if location:
            self._move_out(location)
        elif self._open_moves():
            return [Todo('departed', self.env._(
                "TikTok says that this parcel has left. Validate its transfer, or cancel it."))]
        return []

    def _departure_location(self):
        """Return from where goods are taken that left without Odoo; none when they are not."""
        shop = self.shop_id
        if self._is_fulfilled_by_tiktok():
            return shop.fbt_location_id
        moves = shop.shipped_policy == 'move'
        return shop.shipped_location_id if moves else self.env['stock.location']

    @api.model
    def _waiting_for(self, products, locations):
        """Return the domain of orders that can take these products from one of these locations:
        from where the shop says (`_departure_location`), or where an open transfer begins.
        """
        # Goods lie in a location that contains the one in which they were put away.
        ids = [int(part) for each in locations for part in each.parent_path.split('/') if part]
        by_seller = Domain('fulfillment_type', 'in', (False, '', const.FULFILLED_BY_SELLER))
        sold = products._tts_with_kits()
        of_shop = Domain('sale_order_id.order_line.product_id', 'in', sold.ids) & (
            (by_seller & Domain('shop_id.shipped_location_id', 'in', ids))
            | (~by_seller & Domain('shop_id.fbt_location_id', 'in', ids)))
        of_transfer = Domain([
            ('location_id', 'in', ids), ('product_id', 'in', products.ids),
            ('state', 'not in', ('done', 'cancel'))])
        return (
            of_shop | Domain('sale_order_id.order_line.move_ids', 'any', of_transfer)
            | Domain('sale_order_id.stock_reference_ids.move_ids', 'any', of_transfer))

    def _open_moves(self):
        """Return the moves that would take the order's goods to the buyer and are not done."""
        return self._outgoing_moves().filtered(lambda move: move.state not in ('done', 'cancel'))

    def _stranded_moves(self):
        """Return done moves of a delivery after which neither the next step nor a return came."""
        return self._outgoing_moves().filtered(lambda move: (
            move.state == 'done' and move.location_dest_id.usage == 'internal'
            and 'done' not in (move.move_dest_ids | move.returned_move_ids).mapped('state')
        ))

    def _outgoing_moves(self):
        sale = self.sale_order_id
        moves = sale.order_line.move_ids | sale.stock_reference_ids.move_ids
        return moves.filtered(lambda move: (
            move.picking_id and move._tts_leads_out()
            and move.sale_line_id.order_id in (sale, sale.browse())
        ))

    def _move_out(self, location):
        """Do the open transfers, or one from a location where there never was one.

        :raises Blocked: when that cannot be done; then nothing of it is
        """
        moment = self._departure_time()
        order = self.with_context(
            skip_backorder=True, tts_departed=True, force_period_date=moment.date())
        lines = order._lines_without_transfer()
        # Rolling back costs a lot, and there are many such orders where FBT stock is not kept.
        self._check_in_use(location, lines)
        try:
            with self.env.cr.savepoint():
                if lines:
                    order._create_departure(location, lines)
                order._do_open_transfers(location, moment)
        except REFUSALS as error:
            raise Blocked('stock', self.env._(
                "This has left, but cannot be taken out of stock: %s",
                values.text(error.args[0], 500),
            )) from None

    def _lines_without_transfer(self):
        """Return the lines for goods, if the order never had a transfer."""
        sale = self.sale_order_id
        return sale.order_line.filtered(lambda line: (
            line.tts_kind == 'item' and line.product_id.type == 'consu' and line.product_uom_qty > 0
            and not sale.picking_ids
        ))

    def _check_in_use(self, location, lines):
        """:raises Blocked: when goods are to leave from a location where there is nothing at all"""
        lacking = lines.filtered(lambda line: line.product_id.is_storable)[:1]
        if lacking and not self.env['stock.quant'].search_count(
            [('location_id', 'child_of', location.id), ('quantity', '>', 0)], limit=1,
        ):
            raise self._lacking(lacking.product_id, lacking.product_uom_qty, location)

    def _create_departure(self, location, lines):
        """Create the transfer that takes these lines from a location to the buyer."""
        sale = self.sale_order_id
        places = {
            'location_id': location.id, 'location_dest_id': lines[0]._get_location_final().id,
        }
        self.env['stock.picking'].create({
            **places,
            'picking_type_id': sale.warehouse_id.out_type_id.id,
            'partner_id': sale.partner_shipping_id.id,
            'origin': sale.name,
            'company_id': sale.company_id.id,
            'move_ids': [Command.create({
                **places,
                'product_id': line.product_id.id,
                'product_uom': line.product_uom_id.id,
                'product_uom_qty': line.product_uom_qty,
                'sale_line_id': line.id,
                'company_id': sale.company_id.id,
            }) for line in lines],
        }).action_confirm()

    def _do_open_transfers(self, location, moment):
        """Do transfer after transfer: the next step may come into being with the one before."""
        for _step in range(MAX_STEPS):
            moves = self._open_moves()
            ready = moves - moves.move_dest_ids
            if not ready:
                return
            for picking in ready.picking_id:
                self._reserve_departed(picking.move_ids & moves, location)
                self._validate_departed(picking, moment)

    def _reserve_departed(self, moves, location):
        """Reserve what has left where the moves begin, else all of it in the location.

        :raises Blocked: when it is in neither; lots and serials are those that lie there
        """
        moves._action_assign()
        lacking = moves.filtered(lambda move: move.state != 'assigned')
        origin = lacking[:1].location_id
        # What the step before has brought is where that left it.
        if lacking and not lacking.move_orig_ids and location != origin:
            lacking._do_unreserve()
            lacking.location_id = location
            lacking._action_assign()
            lacking = lacking.filtered(lambda move: move.state != 'assigned')
        if lacking:
            move = lacking[0]
            missing = move.product_uom_qty - move.quantity
            raise self._lacking(move.product_id, missing, origin | location)

    def _lacking(self, product, quantity, locations):
        """Return the exception that says what is lacking where."""
        return Blocked('stock', self.env._(
            "This has left, but %(quantity)s x %(product)s lack in %(location)s. Receive them "
            "there, or correct the quantity on hand; it is tried again by itself.",
            quantity=f"{quantity:g}",
            product=product.display_name,
            location=' / '.join(locations.mapped('complete_name')),
        ))

    def _validate_departed(self, picking, moment):
        """Do a transfer, dated when the goods left.

        :raises Blocked: when it would bring stock below zero, or asks a person something
        """
        moves = picking.move_ids.filtered(lambda move: move.state not in ('done', 'cancel'))
        moves.picked = True
        picking.button_validate()
        if picking.state != 'done':
            raise Blocked('stock', self.env._(
                "This has left, but %s has to be validated by a person.", picking.name))
        self._check_stock(moves)
        picking.date_done = moment  # the moves follow
        picking.move_line_ids.date = moment

    def _check_stock(self, moves):
        """Quantities that a person entered on a transfer may exceed what there is."""
        below = self.env['stock.quant'].search([
            ('product_id', 'in', moves.product_id.ids),
            ('location_id', 'in', moves.move_line_ids.location_id.ids),
            ('location_id.usage', '=', 'internal'),
            ('quantity', '<', 0),
        ], limit=1)
        if below:
            raise self._lacking(below.product_id, -below.quantity, below.location_id)

    def _departure_time(self):
        """Return when the goods left, as far as TikTok tells."""
        payload = self.sudo().payload or {}
        told = (payload.get(key) for key in ('rts_time', 'collection_time', 'delivery_time'))
        moments = (values.moment(seconds) for seconds in told)
        now = fields.Datetime.now()
        return min(next(filter(None, moments), self.tiktok_update_time or now), now)
