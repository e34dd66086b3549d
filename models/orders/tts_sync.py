from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_datetime

from ...client.errors import NotFound
from ...tools import values
from ..engine.tts_guard import needs
from ..engine.tts_sync import OPEN


class TtsSync(models.Model):
    """Runs that fetch orders: of a period or by id, and what has changed."""

    _inherit = 'tts.sync'

    kind = fields.Selection(selection_add=[
        ('orders', "Fetch orders"),
        ('news', "Fetch what has changed"),
    ], ondelete={'orders': 'cascade', 'news': 'cascade'})
    date_from = fields.Datetime("From", readonly=True)
    date_to = fields.Datetime("To", readonly=True)
    date_field = fields.Selection([
        ('create_time', "Ordered"),
        ('update_time', "Changed"),
    ], default='create_time', readonly=True)
    period = fields.Char(compute='_compute_period', help="In the time zone of the shop.")
    order_ref = fields.Char("Order ID", readonly=True)
    sale_order_count = fields.Integer(compute='_compute_sale_order_count')
    fetched_order_ids = fields.Many2many(
        'tts.order', 'tts_sync_order_rel', 'sync_id', 'order_id', readonly=True)

    # === COMPUTE METHODS === #

    @api.depends('date_from', 'date_to', 'shop_id')
    def _compute_period(self):
        """In the time zone of the shop: it is its days that a person has chosen."""
        for sync in self:
            sync.period = ' – '.join(
                format_datetime(self.env, moment, sync.shop_id.timezone or 'UTC', 'short')
                for moment in (sync.date_from, sync.date_to) if moment
            )

    def _compute_sale_order_count(self):
        self.sale_order_count = 0
        for sync in self._of_orders():
            # Of what he may not see, a viewer is told how many there are.
            sales = self.env['sale.order'].sudo()
            sync.sale_order_count = sales.search_count(sync._sale_order_domain())

    def _of_orders(self):
        return self.filtered(lambda sync: sync.kind in ('orders', 'news'))

    # === ACTION METHODS === #

    @needs('viewer')
    def action_open_orders(self):
        """Button: the orders that this run has fetched, or those of them that are blocked."""
        action = self.env['ir.actions.act_window']._for_xml_id('tiktok_shop.action_tts_order')
        context = {'search_default_blocked': 1} if self.env.context.get('tts_blocked') else {}
        return {**action, 'domain': list(self._order_domain()), 'context': context}

    @needs('viewer')
    def action_open_sale_orders(self):
        """Button: the sales orders of what this run has fetched."""
        action = self.env['ir.actions.act_window']._for_xml_id(
            'sale.action_quotations_with_onboarding'
        )
        return {
            **action, 'name': self.display_name, 'domain': list(self._sale_order_domain()),
            'context': {},
        }

    def _order_domain(self):
        """Return the domain of the orders that this run has fetched."""
        return Domain('run_ids', 'in', self.ids)

    def _sale_order_domain(self):
        return Domain('tts_order_id', 'any', self._order_domain())

    # === BUSINESS METHODS: orders === #

    def _orders_pages(self, client, cipher):
        if self.order_ref:
            if not self.cursor:
                yield self._orders_named(client, cipher, self.order_ref.split(',')), {'ranges': []}
            return
        cursor = self.cursor or {
            'ranges': [[values.epoch(self.date_from), values.epoch(self.date_to)]]
        }
        yield from client.walk_orders(cipher, self.date_field, cursor)

    def _orders_named(self, client, cipher, refs):
        """Return orders by id, those that TikTok knows: of several it may refuse all for one."""
        try:
            return client.order_details(cipher, refs)
        except NotFound:
            if len(refs) == 1:
                return []
            return [row for ref in refs for row in self._orders_named(client, cipher, [ref])]

    def _orders_take(self, payloads):
        orders = self.env['tts.order'].with_company(self.company_id)
        orders._mirror(self.shop_id, payloads)._apply()
        self._note_fetched(payloads)

    def _note_fetched(self, payloads):
        """Note which orders a page had, in plain SQL: a long run has many."""
        self.env['tts.order'].flush_model(['shop_id', 'tiktok_id'])
        self.env.cr.execute("""
            INSERT INTO tts_sync_order_rel (sync_id, order_id)
                 SELECT %s, id FROM tts_order WHERE shop_id = %s AND tiktok_id = ANY(%s)
            ON CONFLICT DO NOTHING
        """, [self.id, self.shop_id.id, [values.identity(row['id']) for row in payloads]])
        self.invalidate_recordset(['fetched_order_ids'], flush=False)

    def _orders_summary(self):
        lost = self._lost_refs()
        if lost:
            return self.env._("TikTok does not know: %s", values.text(', '.join(lost), 500))
        if not self.done:
            return self.env._("TikTok has no order that matches.") if not self.order_ref else (
                self.env._("Not an order of this shop."))
        return self.env._(
            "%(done)s orders fetched, %(blocked)s of them blocked.",
            done=self.done, blocked=self.failed,
        )

    def _orders_is_incomplete(self):
        return bool(self._lost_refs())

    def _orders_failed(self):
        return {
            run: self.env['tts.order'].search_count(
                [*run._order_domain(), ('state', '=', 'blocked')])
            for run in self}

    def _lost_refs(self):
        """Return the ids that were asked for and did not come, in no shop that was asked. The last
        of the runs that were started together tells.
        """
        if not self.order_ref:
            return []
        runs = self.search([
            ('order_ref', '=', self.order_ref), ('create_date', '=', self.create_date)])
        if any(run.state in OPEN for run in runs - self):
            return []
        found = set(runs.fetched_order_ids.mapped('tiktok_id'))
        return [ref for ref in self.order_ref.split(',') if ref not in found]

    # === BUSINESS METHODS: what has changed === #

    def _news_pages(self, client, cipher):
        yield from self._orders_pages(client, cipher)

    def _news_take(self, payloads):
        self.env['tts.order'].with_company(self.company_id)._take_news(self.shop_id, payloads)
        self._note_fetched(payloads)

    def _news_summary(self):
        return self._orders_summary()

    def _news_failed(self):
        return self._orders_failed()

    def _news_done(self):
        self.shop_id.orders_watermark = self.date_to

    def _news_since(self, shop):
        return shop.orders_watermark
