from odoo import api, fields, models
from odoo.fields import Command, Domain

from ... import const
from ...tools import values
from ...tools.sentences import REFUSALS
from ..engine.mail_activity import Todo
from ..engine.tts_mirror import Blocked

# More steps than a delivery has; what is still open then does not end by itself.
MAX_STEPS = 10
# What Odoo never adds up, of the rows that say what is on hand.
KEPT_APART = ('product_id', 'location_id', 'lot_id', 'package_id', 'owner_id')


class TtsOrder(models.Model):
    """What has left without Odoo: goods are taken out of stock, and what is open is done."""

    _inherit = 'tts.order'

    def _record_departure(self, way):
        """Record goods that have left, if Odoo has not delivered them.

        :param str way: where they are taken from, as decided (`Decision.ship`)
        :rtype: list of Todo
        :raises Blocked: when goods of the seller's are lacking: stock is never brought below zero
        """
        places = {'fbt': self.shop_id.fbt_location_id, 'move': self.shop_id.shipped_location_id}
        if location := places.get(way):
            self._move_out(location)
        elif self._open_moves():
            return [Todo('departed', self.env._(
                "TikTok says that this parcel has left. Validate its transfer, or cancel it."))]
        return []

    @api.model
    def _waiting_for(self, products, locations):
        """Return the domain of orders that can take these products from one of these locations:
        from where the shop says, or where an open transfer begins.
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
        if not self._is_fulfilled_by_tiktok():
            # Rolling back costs a lot, and there are many such orders where nothing is kept there.
            self._require_in_use(location, lines)
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

    def _require_in_use(self, location, lines):
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

        :raises Blocked: when it is in neither, and the location is none of TikTok's; lots and
            serials are those that lie there
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
        if lacking and self._is_fulfilled_by_tiktok():
            lacking = self._bring_in(lacking, location)
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
        self._require_stock(moves)
        picking.date_done = moment  # the moves follow
        picking.move_line_ids.date = moment

    def _require_stock(self, moves):
        """Quantities that a person entered on a transfer may exceed what there is.

        Where another transaction holds the row of what is there, Odoo writes into a new one: one
        below zero says nothing, their sum does as soon as nobody else changes it.

        :raises psycopg2.OperationalError: when somebody does; roll back and repeat
        """
        rows = self.env['stock.quant'].search([
            ('product_id', 'in', moves.product_id.ids),
            ('location_id', 'in', moves.move_line_ids.location_id.ids),
            ('location_id.usage', '=', 'internal'),
        ])
        if all(row.quantity >= 0 for row in rows):
            return
        # PostgreSQL's own error: one made here has no code, and would pass for a lost database.
        self.env.cr.execute(
            "SELECT FROM stock_quant WHERE id = ANY(%s) FOR NO KEY UPDATE NOWAIT", [rows.ids],
            log_exceptions=False)
        for same in rows.grouped(lambda row: tuple(row[key].id for key in KEPT_APART)).values():
            quantity = sum(same.mapped('quantity'))
            if same.product_uom_id.compare(quantity, 0) < 0:
                raise self._lacking(same.product_id, -quantity, same.location_id)

    def _departure_time(self):
        """Return when the goods left, as far as TikTok tells."""
        payload = self.sudo().payload or {}
        times = (payload.get(key) for key in ('rts_time', 'collection_time', 'delivery_time'))
        moments = map(values.moment, times)
        now = fields.Datetime.now()
        return min(next(filter(None, moments), self.tiktok_update_time or now), now)
