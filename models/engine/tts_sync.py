from odoo import api, fields, models
from odoo.exceptions import UserError

from .tts_guard import check_role, needs
from .tts_work import ring

OPEN = ('pending', 'running')


class TtsSync(models.Model):
    """A long run, done by a scheduled action page by page, that survives a crash. How it is done:
    `tts_sync_work.py`.

    A kind of run is a value of `kind`, and brings what is named after it: `_<kind>_pages(client,
    cipher)` yields (rows, cursor), `_<kind>_take(rows)` makes something of a page, or of some of
    its rows, `_<kind>_summary()` tells how it went. And where there is need: `_<kind>_done()` is
    called in the end, `_<kind>_is_incomplete()` tells whether not all came that was asked for,
    `_<kind>_failed()` counts for runs what a person has to see to, `_<kind>_role` is who may stop
    it and start it again, and `_<kind>_since(shop)` has the schedule start it (`_news_of`).
    """

    _name = 'tts.sync'
    _description = "TikTok Shop Run"
    _inherit = ['tts.guard']
    _order = 'id desc'

    shop_id = fields.Many2one(
        'tts.shop', required=True, index=True, ondelete='cascade', readonly=True,
    )
    company_id = fields.Many2one(related='shop_id.company_id', store=True, index=True)
    kind = fields.Selection([], required=True, readonly=True)
    state = fields.Selection([
        ('pending', "Waiting"),
        ('running', "Running"),
        ('done', "Done"),
        ('failed', "Failed"),
        ('cancelled', "Cancelled"),
    ], required=True, default='pending', index=True, readonly=True)
    cursor = fields.Json(readonly=True)
    total = fields.Integer(readonly=True)
    done = fields.Integer("Fetched", readonly=True)
    progress = fields.Integer(compute='_compute_progress')
    failed = fields.Integer("Blocked", compute='_compute_failed')
    message = fields.Char(readonly=True)
    set_aside = fields.Json(
        readonly=True, help="What could not be taken: the number of it, and the first ones of it "
                            "with their reasons.")
    has_problems = fields.Boolean(readonly=True, help="It ended, but not all of it went well.")
    attempts = fields.Integer(readonly=True)
    next_attempt = fields.Datetime(readonly=True)
    date_done = fields.Datetime("Ended", readonly=True)

    _one_at_a_time = models.UniqueIndex(
        "(shop_id, kind) WHERE state IN ('pending', 'running')",
        "A run of this kind is at work for this shop already.",
    )

    # === COMPUTE METHODS === #

    @api.depends('shop_id', 'kind')
    def _compute_display_name(self):
        kinds = dict(self._fields['kind']._description_selection(self.env))
        for sync in self:
            sync.display_name = f"{kinds.get(sync.kind, '')} - {sync.shop_id.name}"

    @api.depends('total', 'done', 'state')
    def _compute_progress(self):
        for sync in self:
            sync.progress = 100 if sync.state == 'done' else 100 * sync.done // max(
                sync.total, sync.done, 1,
            )

    def _compute_failed(self):
        for kind, runs in self.grouped('kind').items():
            counts = getattr(runs, f'_{kind}_failed', dict)()
            for run in runs:
                run.failed = counts.get(run, 0)

    # === ACTION METHODS === #

    @needs('user')
    def action_cancel(self):
        """Button: stop after the page that is being worked on. What came in stays."""
        self._refuse_others()
        self.sudo().filtered(lambda sync: sync.state in OPEN)._cancel(
            self.env._("Cancelled by %s. What was fetched stays.", self.env.user.name),
        )

    @needs('user')
    def action_retry(self):
        """Button: go on where the run stopped."""
        self._refuse_others()
        for sync in self.sudo():
            sync._refuse_a_second(sync.shop_id, sync.kind)
            sync.write({
                'state': 'pending', 'message': False, 'has_problems': False, 'attempts': 0,
                'next_attempt': False,
            })
        self._ring()

    @needs('viewer')
    def action_open(self):
        """Return the action that shows these runs, a single one with its progress."""
        action = self.env['ir.actions.act_window']._for_xml_id('tiktok_shop.action_tts_sync')
        if len(self) == 1:
            return {**action, 'res_id': self.id, 'view_mode': 'form', 'views': [(False, 'form')]}
        return {**action, 'domain': [('id', 'in', self.ids)], 'context': {}}

    def _refuse_others(self):
        """:raises AccessError: when one of these runs is none of this user's business"""
        for kind in set(self.mapped('kind')):
            if role := getattr(self, f'_{kind}_role', None):
                check_role(self, role)

    # === BUSINESS METHODS === #

    @api.model
    def _news_of(self, shop):
        """Return which runs the schedule starts for a shop, and from when on: {kind: moment}. They
        are done in this order.
        """
        # Those of higher folders first: orders do not wait for products, whose images take long.
        kinds = reversed(self._fields['kind'].get_values(self.env))
        news = {
            kind: getattr(self, f'_{kind}_since')(shop)
            for kind in kinds if hasattr(self, f'_{kind}_since')}
        return {kind: since for kind, since in news.items() if since is not None}

    @api.model
    def _start(self, shop, kind, vals):
        """Create a run, ring the scheduled action that does it, and return it.

        :raises UserError: when the shop is not connected or a run of this kind is at work
        """
        if shop.account_id.state != 'connected':
            raise UserError(self.env._(
                "The shop %(shop)s is not connected to TikTok. Open the account %(account)s and "
                "press Authorize.",
                shop=shop.name, account=shop.account_id.name,
            ))
        self._refuse_a_second(shop, kind)
        sync = self.sudo().create({'shop_id': shop.id, 'kind': kind, **vals})
        self._ring()
        return sync.with_env(self.env)

    @api.model
    def _refuse_a_second(self, shop, kind):
        at_work = [('shop_id', '=', shop.id), ('kind', '=', kind), ('state', 'in', OPEN)]
        if self.sudo().search_count(at_work, limit=1):
            names = dict(self._fields['kind']._description_selection(self.env))
            raise UserError(self.env._(
                "\"%(run)s\" is at work for %(shop)s just now. See TikTok Shop > Runs: wait for "
                "that run, or cancel it.", run=names[kind], shop=shop.name,
            ))

    @api.model
    def _ring(self, at=None):
        ring(self.env, 'sync', at)

    def _cancel(self, message):
        self.write({'state': 'cancelled', 'message': message, 'date_done': fields.Datetime.now()})
