from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools import order_status, parcels
from ..engine.mail_activity import Todo

# How the codes of the to-dos begin that call a parcel back.
CALL_BACK = 'callback:'


class StockPicking(models.Model):
    """A parcel that is packed, and is not to leave any more: whoever ships is told to pull it out
    of the pile, and takes back exactly the units that TikTok has cancelled.

    Before it is done, a transfer is barred (`models/orders/stock_move.py`) or cancelled.
    """

    _inherit = 'stock.picking'

    tts_call_back = fields.Char(
        "Pull It Out", compute='_compute_tts_call_back', search='_search_tts_call_back',
        compute_sudo=True, help="Why the parcel must not be handed to the carrier.")
    tts_can_take_back = fields.Boolean(compute='_compute_tts_call_back', compute_sudo=True)

    # === COMPUTE METHODS === #

    @api.depends('state', 'tts_package_ids.status', 'tts_package_ids.is_scanned')
    def _compute_tts_call_back(self):
        for picking in self:
            todos = picking._tts_call_back_todos()
            picking.tts_call_back = '\n'.join(
                f'{todo.summary} {todo.details}'.strip() for todo in todos)
            picking.tts_can_take_back = bool(todos and picking._tts_called_back())

    @api.model
    def _search_tts_call_back(self, operator, value):
        """Finds those whose to-do nobody has done yet."""
        if operator != 'in':
            return NotImplemented
        open_ones = self.env['mail.activity'].sudo().search([
            ('res_model', '=', self._name), ('tts_code', '=like', f'{CALL_BACK}%')])
        found = Domain('id', 'in', open_ones.mapped('res_id'))
        return ~found if False in value else found

    # === ACTION METHODS === #

    def action_tts_take_back(self):
        """Button: prepare the return of what TikTok has cancelled, or open it. It is done when
        somebody has the goods in his hands. For whoever works on the transfer.
        """
        self.ensure_one()
        self.check_access('write')
        picking_sudo = self.sudo()
        picking_sudo.lock_for_update(allow_referencing=True)  # two hands prepare one return
        prepared = picking_sudo._tts_open_returns()
        quantities = picking_sudo._tts_to_take_back()
        if quantities:
            prepared = picking_sudo._tts_prepare_return(quantities)
        if not prepared:
            raise UserError(self.env._("There is nothing to take back."))
        return prepared[-1:].sudo(False)._get_records_action()

    # === BUSINESS METHODS === #

    def _tts_call_back_todos(self):
        """Return what is to be pulled out of the pile of one transfer.

        :rtype: list of Todo
        """
        if self.state not in ('done', 'cancel'):
            return []
        orders = self._tts_orders().filtered(
            lambda order: not order._is_fulfilled_by_tiktok())
        if not orders or self._tts_is_scanned():
            return []
        if self.state == 'cancel':
            return self._tts_label_todos(orders)
        todos = []
        if called := self._tts_called_back():
            todos.append(self._tts_units_todo(called))
        if any(order._is_to_decide() for order in orders):
            todos.append(Todo(f'{CALL_BACK}request', self.env._(
                "The buyer asks to cancel: keep the parcel back."), self.env._(
                "Answer the request in TikTok's Seller Center.")))
        return todos

    def _tts_units_todo(self, called):
        units = ', '.join(
            f'{quantity:g} x {line.product_id.display_name}' for line, quantity in called.items())
        is_all = all(
            line.product_uom_id.compare(line._tts_out_by(self), quantity) <= 0
            for line, quantity in called.items()
        ) and called.keys() >= set(self._tts_lines_out())
        return Todo(f'{CALL_BACK}units', self.env._(
            "Cancelled at TikTok: pull the parcel out of the pile.") if is_all else self.env._(
            "Units were cancelled at TikTok: pull the parcel out and take them out of it."),
            self.env._("Press Take Back: %s.", units))

    def _tts_label_todos(self, orders):
        """Return what is to be seen to of a transfer that is cancelled: only its label is out."""
        is_out = any(package.label_printed for package in self.tts_package_ids)
        if not is_out or any(order.status != 'CANCELLED' for order in orders):
            return []
        return [Todo(f'{CALL_BACK}label', self.env._(
            "Cancelled at TikTok after its label was printed: pull the parcel out of the pile."),
            self.env._("If it is packed, unpack it. Throw the label away."))]

    def _tts_is_scanned(self):
        """Tell whether a carrier has scanned a parcel of one transfer, as far as TikTok tells."""
        packages = self.tts_package_ids
        orders = self._tts_orders()
        return any(
            package.is_scanned or package.status in parcels.SCANNED for package in packages
        ) or (bool(orders) and all(
            order.status in order_status.GONE or order._is_collected() for order in orders))

    def _tts_cancelled_there(self):
        """Return those of these transfers of which TikTok has cancelled all."""
        orders = self._tts_orders_of_each()
        return self.filtered(lambda picking: picking in orders and all(
            order.status == 'CANCELLED' for order in orders[picking]))

    def _tts_who_ships(self):
        """Return the user who gets the to-dos of one transfer."""
        order = self._tts_orders()[:1]
        return order._who_reads(self.user_id, order._responsible())

    # === WHAT IS TAKEN BACK === #

    def _tts_called_back(self):
        """Return what of one transfer TikTok has cancelled: {sale.order.line: quantity}."""
        found = {}
        for order in self._tts_orders() if self.state == 'done' else ():
            found.update(order._call_backs().get(self, {}))
        return found

    def _tts_lines_out(self):
        """Return the lines whose goods one transfer has brought out."""
        return self.move_ids.filtered(lambda move: move.state == 'done').sale_line_id.filtered(
            lambda line: line.product_uom_id.compare(line._tts_out_by(self), 0) > 0)

    def _tts_to_take_back(self):
        """Return {move: quantity} of what no return is prepared for yet, in the move's unit."""
        found = {}
        for line, quantity in self._tts_called_back().items():
            moves = self.move_ids.filtered(lambda move, line=line: (
                move.sale_line_id == line and move.state == 'done'))
            for product_moves in moves.grouped('product_id').values():
                found.update(product_moves._tts_share_out(line, quantity))
        return found

    def _tts_open_returns(self):
        return self.move_ids.returned_move_ids.filtered(
            lambda move: move.state not in ('done', 'cancel')).picking_id

    def _tts_prepare_return(self, quantities):
        """Create and confirm the return of some quantities. It is not done: stock is not raised
        before somebody has the goods.

        :param dict quantities: {move: quantity in its unit}
        """
        wizard = self.env['stock.return.picking'].with_context(
            active_id=self.id, active_model=self._name).create({'picking_id': self.id})
        for line in wizard.product_return_moves:
            line.quantity = quantities.get(line.move_id, 0)
        return wizard._create_return()
