from odoo import api, fields, models
from odoo.tools import split_every
from odoo.tools.translate import LazyTranslate

from ...tools.sentences import term
from ..engine.mail_activity import Todo
from ..engine.tts_work import BATCH, CONCURRENT

_lt = LazyTranslate(__name__)

# What people are told of what is decided (`tools/order_decision.py`), by its codes.
# Why an order goes no further
REASONS = {
    'cancelled': _lt("Cancelled at TikTok before it came to Odoo."),
    'deleted': _lt("Its sales order was deleted. Press Create to have it again."),
    'review': _lt("Waits for a person to press Create."),
    'unpaid': _lt("Not paid yet. It is taken once the buyer has paid."),
    'on_hold': _lt(
        "On hold: the buyer may still cancel. It is taken once TikTok releases it."),
    'collection': _lt(
        "Shipped by TikTok's carrier: it is taken once it awaits collection."),
    'shipped': _lt(
        "It had left before it came to Odoo. Press Create to have it all the same."),
    'history': _lt(
        "From before the shop's go-live date: recorded as a quotation, neither shipped nor "
        "invoiced."),
    'cancelled_by_hand': _lt(
        "The sales order is cancelled here, but not at TikTok. Press Create to have it back."),
}
# What a person has to see to
TODOS = {
    'cancel_requested': _lt(
        "The buyer asks to cancel. Answer the request in TikTok's Seller Center."),
    'left': _lt(
        "TikTok cancelled this order after goods have left. Stop the parcel, or expect a return."),
    'picked': _lt("TikTok cancelled this order after goods were picked. Put them back."),
}

# How the codes of to-dos about wrong goods begin.
REPAIR = 'repair:'
ACTIVITY_TYPE = 'tiktok_shop.mail_activity_type_order'
# Documents in Odoo may be written by a transaction that began before it was looked at them.
OVERLAP = '10 minutes'
# As many orders with to-dos as are looked at in one run of the schedule.
MAX_CHECKS = 500


class TtsOrder(models.Model):
    """What a person has to see to: to-dos on the sales order that go when their cause goes."""

    _inherit = 'tts.order'

    todo_time = fields.Datetime(
        readonly=True, help="When the to-dos of the sales order were last compared with it.",
    )

    def _responsible(self):
        """Return the user who gets the to-dos of a shop's orders."""
        shop = self.shop_id
        return self._who_reads(shop.user_id, shop.account_id.user_id)

    def _who_reads(self, *users):
        """Return the first one of these who is still there to read what concerns the orders."""
        company = self.shop_id.company_id
        return next(
            (user for user in users if user.active and company in user.sudo().company_ids),
            self.env.user)

    def _agree_todos(self, todos, among=''):
        """Make the to-dos of sales orders agree with what there is to see to: beside what applying
        them has found, wrong goods that a person was asked to put right.

        :param dict todos: {order: [Todo]}, for all orders to look at
        :param str among: how the codes begin that are looked at
        """
        todos = {
            order: [todo for todo in (*todos[order], *order._repair_todos())
                    if todo.code.startswith(among)]
            for order in todos}
        sales = {order.sale_order_id: order for order in todos if order.sale_order_id}
        self.env['mail.activity']._tts_agree(
            {sale: todos[order] for sale, order in sales.items()},
            {sale: order._who_reads(sale.user_id, order._responsible())
             for sale, order in sales.items()},
            ACTIVITY_TYPE, among,
        )
        concerned = self.browse(order.id for order in todos if todos[order])
        concerned.todo_time = fields.Datetime.now()

    # === WORDS === #

    def _decided_todos(self, decision):
        """Return the to-dos that follow from what is decided.

        :param order_decision.Decision decision:
        """
        return [Todo(code, term(self.env, TODOS, code)) for code in decision.todos]

    def _money_todo(self, gap):
        """Return the to-do for amounts that are not TikTok's."""
        if self.is_reduced and self.money_problem:
            return Todo('amounts', self.env._(
                "TikTok cancelled units, but its amounts do not add up. Check shipping and other "
                "lines that are not for goods."), gap)
        return Todo('amounts', self.env._("The total is not TikTok's. Correct it."), gap)

    def _invoice_todos(self):
        """Return the to-do for what is invoiced although TikTok does not pay it (any more)."""
        gap = self._invoice_gap()
        if not gap:
            return []
        if self.is_reduced:
            return [Todo('units_invoiced', self.env._(
                "TikTok cancelled units that are invoiced. Credit them."), gap)]
        return [Todo('overinvoiced', self.env._(
            "More is invoiced than TikTok's figure. Credit the difference."), gap)]

    def _repair_todos(self):
        """Return the to-dos about wrong goods of one order: a person was asked to put them right,
        and they still are wrong.

        :rtype: list of Todo
        """
        lines = self.sale_order_id.order_line.filtered(
            lambda line: line.tts_is_to_repair and line._tts_is_other())
        return [Todo(f'{REPAIR}{line.id}', self.env._(
            "%(wrong)s stands for %(right)s. Put goods, invoice and stock right.",
            wrong=line.product_id.display_name, right=line.tts_sku_id.product_id.display_name))
            for line in lines]

    def _why_status(self):
        """Return what a person is told of a status that nobody knows."""
        return self.env._(
            "TikTok's status is new to Odoo: %s. Its units do not tell what that means: see the "
            "order in Seller Center. It follows by itself with TikTok's next status; its goods "
            "stay until then.", self.status or '-')

    # === CRON METHODS === #

    @api.model
    def _cron_apply(self, later=()):
        """Apply what is due; then see whether people have done their to-dos."""
        return super()._cron_apply(later) and self._apply_changed()

    @api.model
    def _apply_changed(self):
        """Apply again what has an open to-do and has changed in Odoo: TikTok says nothing then.

        :return: whether there is time left
        """
        for ids in split_every(BATCH, self._with_changed_todos().ids):
            try:
                rows = self.browse(ids).try_lock_for_update(allow_referencing=True)
                rows._apply()
                time_left = self.env['ir.cron']._commit_progress(len(rows))
            except CONCURRENT:
                # Another worker was faster with one of them: the next run looks at the rest.
                self.env.cr.rollback()
                continue
            if not time_left:
                return False
        return True

    @api.model
    def _with_changed_todos(self):
        """Return orders with open to-dos whose documents were written since they were compared."""
        self.env.flush_all()
        self.env.cr.execute("""
            SELECT o.id
              FROM tts_order o
              JOIN sale_order s ON s.id = o.sale_order_id
             WHERE o.state = 'applied' AND o.payload IS NOT NULL
               AND EXISTS (
                   SELECT FROM mail_activity a
                    WHERE a.res_model = 'sale.order' AND a.res_id = s.id AND a.active
                      AND a.tts_code IS NOT NULL)
               AND o.todo_time - %(overlap)s::interval < GREATEST(
                   s.write_date,
                   (SELECT max(m.write_date)
                      FROM stock_move m JOIN sale_order_line l ON m.sale_line_id = l.id
                     WHERE l.order_id = s.id),
                   (SELECT max(i.write_date)
                      FROM sale_order_line l
                      JOIN sale_order_line_invoice_rel r ON r.order_line_id = l.id
                      JOIN account_move_line il ON il.id = r.invoice_line_id
                      JOIN account_move i ON i.id = il.move_id
                     WHERE l.order_id = s.id))
          ORDER BY o.todo_time
             LIMIT %(limit)s
        """, {'overlap': OVERLAP, 'limit': MAX_CHECKS})
        return self.browse(row[0] for row in self.env.cr.fetchall())
