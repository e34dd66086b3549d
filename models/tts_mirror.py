import logging
from contextlib import contextmanager
from datetime import timedelta

import psycopg2
from psycopg2 import errorcodes

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.tools import split_every

from ..tools import values
from .tts_guard import needs

_logger = logging.getLogger(__name__)

# As many rows as Odoo applies in one savepoint. Larger batches cost fewer statements per row, but a
# batch with one bad row is done again row by row.
BATCH = 100
# As many payloads as are forgotten in a night per shop.
PURGE = 10_000
# So often in a row others may be faster, before it is left to the next run.
MAX_CONFLICTS = 10
# A blocked row is tried again by itself after 10 minutes, then 20, 40, ... at most once a day.
FIRST_RETRY = timedelta(minutes=10)
LAST_RETRY = timedelta(days=1)
# By these Odoo refuses; their first argument is the sentence that says why.
REFUSALS = UserError, RedirectWarning


class Blocked(Exception):
    """A row cannot be applied: `code` for machines, `message` tells a person how to fix it."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code
        self.message = message


class Payload(fields.Json):
    """JSON as TikTok sent it. It is read often and never changed in place: Odoo need not copy it
    each time.
    """

    def convert_to_record(self, value, record):
        return False if value is None else value


class Overtaken(psycopg2.errors.SerializationFailure):
    """Another worker has just made the row that this one was about to make: begin again."""

    pgcode = errorcodes.SERIALIZATION_FAILURE


@contextmanager
def savepoint(cr):
    """Undo what fails. Two workers that meet have not failed: they raise `OperationalError`.

    We look before we make a row of ours, but cannot see what was made since our transaction began.
    """
    try:
        with cr.savepoint():
            yield
    except psycopg2.errors.UniqueViolation as error:
        if 'tts_' in (error.diag.constraint_name or ''):
            raise Overtaken(str(error)) from error
        raise


def drain(model, work):
    """Do what is due, batch by batch, until nothing is or the time of a scheduled action is over.

    Safe beside other workers and in the middle of a crash: each batch is a transaction.

    :param model: with `_due`, a domain, and `_claim`, which owns and returns some of what is due
    :param work: function that does a batch
    """
    conflicts = 0
    while conflicts < MAX_CONFLICTS:
        try:
            rows = model._claim()
            if not rows:
                return
            work(rows)
            time_left = model.env['ir.cron']._commit_progress(
                len(rows), remaining=model.search_count(model._due()))
            conflicts = 0
        except psycopg2.OperationalError:
            # Another worker was faster with one of these rows: see what is left.
            model.env.cr.rollback()
            conflicts += 1
            continue
        if not time_left:
            return


class TtsMirror(models.AbstractModel):
    """What TikTok says of one thing, kept as TikTok said it; then made true in Odoo.

    Mirroring (`_mirror`) is bulk, idempotent and cannot fail on business grounds. Applying
    (`_apply`) makes Odoo's documents agree with the mirror, whoever asks for it; what agrees
    already costs nothing, and what cannot be applied is blocked alone, with a reason. A kind of
    mirror brings `_mirror_vals` (payload to fields) and `_apply_batch` (rows of one shop to
    documents).
    """

    _name = 'tts.mirror'
    _description = "TikTok Shop Mirror"
    _inherit = ['tts.guard']
    _rec_name = 'tiktok_id'

    shop_id = fields.Many2one(
        'tts.shop', required=True, index=True, ondelete='restrict', readonly=True,
    )
    company_id = fields.Many2one(related='shop_id.company_id', store=True, index=True)
    tiktok_id = fields.Char("TikTok ID", required=True, readonly=True)
    payload = Payload(readonly=True, groups='tiktok_shop.group_manager', prefetch=False)
    payload_hash = fields.Char(readonly=True)
    tiktok_update_time = fields.Datetime("Updated at TikTok", readonly=True)
    state = fields.Selection([
        ('pending', "Waiting"),
        ('applied', "In Odoo"),
        ('blocked', "Blocked"),
        ('ignored', "Not taken"),
    ], required=True, default='pending', index=True, readonly=True)
    # A kind of mirror adds its own.
    reason_code = fields.Selection([
        ('refused', "Refused by Odoo"),
        ('error', "Unexpected error"),
        ('purged', "TikTok's data deleted"),
    ], string="Reason Kind", readonly=True, index='btree_not_null')
    reason = fields.Char(readonly=True)
    attempts = fields.Integer(readonly=True)
    next_attempt = fields.Datetime(readonly=True)

    _unique_per_shop = models.UniqueIndex(
        '(shop_id, tiktok_id)', "TikTok's id must be unique per shop.",
    )

    # === MIRROR METHODS === #

    @api.model
    def _mirror(self, shop, payloads):
        """Write what TikTok sent to its rows.

        An older state never overwrites a newer one. One of the same second does (TikTok's times are
        whole seconds and collide), unless it is the same to the letter.

        :param tts.shop shop: the shop that the payloads belong to
        :param list payloads: dicts as TikTok sent them; repeated ids are allowed
        :return: the rows that are new or have changed, to be applied
        :rtype: recordset
        """
        incoming = {}
        for payload in map(values.storable, payloads):
            vals = self._mirror_vals(shop, payload)
            known = incoming.get(vals['tiktok_id'])
            if not known or self._is_newer(known, vals):
                incoming[vals['tiktok_id']] = vals
        rows = self.search([('shop_id', '=', shop.id), ('tiktok_id', 'in', list(incoming))])
        changed = self.browse()
        for row in rows:
            vals = incoming.pop(row.tiktok_id)
            if row.payload_hash != vals['payload_hash'] and self._is_newer(row, vals):
                row.write(vals)
                changed += row
        return changed + self.create(list(incoming.values()))

    @staticmethod
    def _is_newer(known, vals):
        return (vals['tiktok_update_time'] or fields.Datetime.now()) >= (
            known['tiktok_update_time'] or fields.Datetime.now().min
        )

    @api.model
    def _mirror_vals(self, shop, payload):
        """Return the field values of a payload. Must not fail, whatever is missing or new."""
        return {
            'shop_id': shop.id,
            'tiktok_id': str(payload['id']),
            'payload': payload,
            'payload_hash': values.digest(payload),
            'tiktok_update_time': values.moment(payload.get('update_time')),
            'state': 'pending',
            'reason_code': False,
            'reason': False,
            'attempts': 0,
            'next_attempt': False,
        }

    def _selection_label(self, name, value):
        """Return what a value of a selection is called; one that is new, as TikTok writes it."""
        labels = dict(self._fields[name]._description_selection(self.env))
        return labels.get(value) or values.label(value)

    # === APPLY METHODS === #

    def _apply(self):
        """Make Odoo agree with these rows; what cannot be applied ends `blocked`.

        :raises psycopg2.OperationalError: when another transaction was faster; roll back and repeat
        """
        for shop, rows in self.grouped('shop_id').items():
            for ids in split_every(BATCH, rows.ids):
                rows.browse(ids).with_company(shop.company_id)._apply_safely()

    def _apply_safely(self):
        """Apply a batch in a savepoint; if that fails, row by row: the bad one blocks alone."""
        try:
            with savepoint(self.env.cr):
                self._apply_batch()
        except psycopg2.OperationalError:
            raise
        except Exception as error:
            if len(self) > 1:
                for row in self:
                    row._apply_safely()
            else:
                self._block_on(error)

    def _block_on(self, error):
        """Block one row on an exception that applying it raised."""
        if isinstance(error, Blocked):
            self._block(error.code, error.message)
        elif isinstance(error, REFUSALS):
            self._block('refused', self.env._("Odoo refused: %s", values.text(error.args[0], 500)))
        else:
            _logger.exception("%s %s cannot be applied", self._name, self.tiktok_id)
            self._block('error', self.env._(
                "Unexpected error (%s). The server log tells more; it is tried again by itself.",
                type(error).__name__,
            ))

    def _block(self, code, message):
        """Mark one row as blocked and say when it is tried again."""
        pause = min(FIRST_RETRY * 2 ** min(self.attempts, 10), LAST_RETRY)
        self.write({
            'state': 'blocked',
            'reason_code': code,
            'reason': message,
            'attempts': self.attempts + 1,
            'next_attempt': fields.Datetime.now() + pause,
        })

    def _settle(self, state='applied', code=False, message=False):
        """Mark rows as done with: `applied` or `ignored`, with a reason where that needs one."""
        self.write({
            'state': state,
            'reason_code': code,
            'reason': message,
            'attempts': 0,
            'next_attempt': False,
        })

    # === ACTION METHODS === #

    @needs('user')
    def action_apply(self):
        """Button: apply now, also what is settled already; then show how it went."""
        self.sudo().with_context(tts_by_hand=True)._apply()
        blocked = self.filtered(lambda row: row.state == 'blocked')
        message = blocked[:1].reason or self.env._("Done: %s applied.", len(self))
        if len(blocked) > 1:
            message = self.env._("%(count)s are still blocked. First: %(reason)s",
                                 count=len(blocked), reason=message)
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'warning' if blocked else 'success',
                'message': message,
                'next': {'type': 'ir.actions.client', 'tag': 'soft_reload'},
            },
        }

    # === CRON METHODS === #

    @api.autovacuum
    def _gc_payloads(self):
        """Forget the personal data of what has long been settled; what it has led to stays."""
        shops = self.env['tts.shop'].with_context(active_test=False)
        for shop in shops.search([('payload_days', '>', 0)]) if not self._abstract else ():
            old = fields.Datetime.now() - timedelta(days=shop.payload_days)
            self.search([
                ('shop_id', '=', shop.id),
                ('state', 'in', ('applied', 'ignored')),
                ('payload', '!=', False),
                ('tiktok_update_time', '<', old),
            ], limit=PURGE)._forget()

    def _forget(self):
        self.write({'payload': False})

    @api.model
    def _due(self):
        """Return the domain of rows that the schedule applies."""
        return [
            ('shop_id.active', '=', True),
            '|', ('state', '=', 'pending'),
            '&', ('state', '=', 'blocked'), ('next_attempt', '<=', fields.Datetime.now()),
        ]

    @api.model
    def _cron_apply(self):
        """Apply what is due. Safe beside other workers."""
        drain(self, lambda rows: rows._apply())

    @api.model
    def _claim(self):
        """Own some of what is due until the end of this transaction, which this begins."""
        # More than a batch: what other workers have taken of it must not hide the rest.
        due = self.search(self._due(), order='id', limit=50 * BATCH)
        return due.try_lock_for_update(allow_referencing=True, limit=BATCH)
