import logging
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import split_every

from ...tools import values
from ...tools.actions import notification
from ...tools.sentences import REFUSALS, own_words
from .tts_guard import needs
from .tts_work import CONCURRENT, drain, is_lost, is_taken

_logger = logging.getLogger(__name__)

# As many rows as Odoo applies in one savepoint. Larger batches cost fewer statements per row, but a
# batch with one bad row is done again row by row.
BATCH = 100
# As many payloads as are forgotten in one transaction.
PURGE = 10_000
# A blocked row is tried again by itself after 10 minutes, then 20, 40, ... at most once a day.
FIRST_RETRY = timedelta(minutes=10)
LAST_RETRY = timedelta(days=1)


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


class TtsMirror(models.AbstractModel):
    """What TikTok says of one thing, kept as TikTok said it; then made true in Odoo.

    Mirroring (`_mirror`) is bulk, idempotent and cannot fail on business grounds. Applying
    (`_apply`) makes Odoo's documents agree with the mirror, whoever asks for it; what agrees
    already costs nothing, and what cannot be applied is blocked alone, with a reason. A kind of
    mirror brings `_holds_buyers_data`, `_mirror_vals` (payload to fields) and `_apply_batch` (rows
    of one shop to documents); `tests/engine/test_mirror_contract.py` tells what holds of each.
    """

    _name = 'tts.mirror'
    _description = "TikTok Shop Mirror"
    _inherit = ['tts.guard']
    _rec_name = 'tiktok_id'

    # Whether its payloads tell of buyers: only these are forgotten after a time. Each kind says so
    # of itself; there is no default that could be forgotten.
    _holds_buyers_data: bool

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
        ('conflict', "Made twice"),
        ('unreadable', "Cannot be read"),
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
        for payload in payloads:
            vals = self._readable_vals(shop, payload)
            known = vals and incoming.get(vals['tiktok_id'])
            if vals and (not known or self._is_newer(known, vals)):
                incoming[vals['tiktok_id']] = vals
        rows = self.search([('shop_id', '=', shop.id), ('tiktok_id', 'in', list(incoming))])
        known = {row.tiktok_id: row for row in rows}
        # Whatever the hash says: what is not here is news.
        empty = self.search([('id', 'in', rows.ids), ('payload', '=', False)])
        changed = self._store(known, [
            vals for tiktok_id, vals in incoming.items()
            if tiktok_id not in known or known[tiktok_id]._is_news(vals, empty)])
        return changed.filtered(lambda row: row.reason_code != 'unreadable')

    def _is_news(self, vals, empty):
        is_other = self.payload_hash != vals['payload_hash'] or (
            self in empty and vals.get('payload'))
        return is_other and self._is_newer(self, vals)

    @api.model
    def _store(self, known, news):
        """Write values to their rows, all at once; if that fails, one by one: what the database
        refuses is blocked alone.

        :param dict known: TikTok's id to row
        :param list news: values, those of unknown ids make new rows
        :return: the rows
        """
        if not news:
            return self.browse()
        try:
            with self.env.cr.savepoint():
                rows = [(known[vals['tiktok_id']], vals) for vals in news
                        if vals['tiktok_id'] in known]
                for row, vals in rows:
                    row.write({**vals, **row._still_known(vals)})
                new = self.create([vals for vals in news if vals['tiktok_id'] not in known])
                return self.browse(row.id for row, _vals in rows) + new
        except CONCURRENT:
            raise
        except Exception as error:
            if is_taken(error) or is_lost(error):
                raise
            if len(news) > 1:
                return self.browse().union(*(self._store(known, [vals]) for vals in news))
            if news[0].get('reason_code') == 'unreadable':
                raise
            return self._store(known, [self._unreadable_vals(news[0], error)])

    @api.model
    def _readable_vals(self, shop, payload):
        """Return the field values of a payload; of one that cannot be read, those of a row that
        says so; None for one whose id is none.
        """
        tiktok_id = values.identity(payload.get('id'))
        if not tiktok_id:
            _logger.warning("TikTok Shop %s sent a %s without an id", shop.id, self._name)
            return None
        try:
            return self._mirror_vals(shop, {**values.storable(payload), 'id': tiktok_id})
        except psycopg2.Error:
            raise
        except Exception as error:
            return self._unreadable_vals({
                'shop_id': shop.id,
                'tiktok_id': tiktok_id,
                'tiktok_update_time': values.moment(payload.get('update_time')),
            }, error)

    @api.model
    def _unreadable_vals(self, vals, error):
        """Return the values of a blocked row for what cannot be read, or not be stored."""
        _logger.error("%s %s cannot be read", self._name, vals['tiktok_id'], exc_info=error)
        return {
            'shop_id': vals['shop_id'],
            'tiktok_id': vals['tiktok_id'],
            'tiktok_update_time': vals['tiktok_update_time'],
            'payload_hash': False,
            'state': 'blocked',
            'reason_code': 'unreadable',
            'reason': self.env._(
                "What TikTok has sent cannot be read (%s). The server log tells more; it is read "
                "again when it is fetched again.", type(error).__name__),
            'next_attempt': False,
        }

    def _still_known(self, vals):
        """Return values that stay as they were, since TikTok now tells less of them than before."""
        return {}

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
            'tiktok_id': payload['id'],
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
        self._apply_rows()
        self._freed_along()._apply_rows()

    def _freed_along(self):
        """Return rows, owned, that may be applied too, by what these have told."""
        return self.browse()

    def _apply_rows(self):
        for shop, rows in self.grouped('shop_id').items():
            for ids in split_every(BATCH, rows.ids):
                batch = rows.browse(ids).with_company(shop.company_id)
                unknown = batch.filtered(lambda row: row._is_unknown_here())
                unknown._settle_unknown()
                if batch - unknown:
                    (batch - unknown)._apply_safely()

    def _apply_safely(self):
        """Apply a batch in a savepoint; if that fails, row by row: the bad one blocks alone."""
        try:
            with self.env.cr.savepoint():
                self._apply_batch()
        except CONCURRENT:
            raise
        except Exception as error:
            if len(self) > 1:
                for row in self:
                    row._apply_safely()
            else:
                self._set_aside(error)

    def _set_aside(self, error):
        """Block one row on an exception that applying it raised."""
        if isinstance(error, Blocked):
            self._block(error.code, error.message)
        elif is_taken(error):
            self._meet(error)
        elif isinstance(error, REFUSALS):
            self._block('refused', self.env._("Odoo refused: %s", own_words(error)))
        else:
            _logger.error("%s %s cannot be applied", self._name, self.tiktok_id, exc_info=error)
            self._block('error', self.env._(
                "Unexpected error (%s). The server log tells more; it is tried again by itself.",
                type(error).__name__,
            ))

    def _meet(self, error):
        """Something that one row is to make is there already. If another worker was faster, the
        next transaction sees what it has made; what is still in the way then is no race.
        """
        sentence = self.env._(
            "Something else in Odoo bears this TikTok ID already: %s Delete it there, or take the "
            "ID from it.", values.text(error.diag.message_detail, 300))
        if self.reason_code == 'conflict':
            self._block('conflict', sentence)
            return
        self.write({'state': 'pending', 'reason_code': 'conflict', 'reason': sentence})
        self._ring()

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

    # === WHAT IS NOT KNOWN === #

    def _is_unknown_here(self):
        """Tell whether what TikTok says of one row is not here: nothing may follow from that."""
        return bool(self.tiktok_id) and (
            self.reason_code == 'unreadable' or not self.sudo().payload)

    def _settle_unknown(self):
        """Say of rows that have no payload that this is so. Where the schedule was to apply them,
        it has nothing left to do; what a person has to see to stays blocked.
        """
        for row in self.filtered(lambda row: row.reason_code != 'unreadable'):
            state = 'ignored' if row.state == 'pending' else row.state
            row._settle(state, 'purged', self.env._(
                "TikTok's data of this was deleted here. Fetch it again to bring it up to date."))

    # === WHAT FREES === #

    @api.model
    def _kinds(self):
        """Return the kinds of mirror, as models; of a kind itself, that one alone."""
        if not self._abstract:
            return [self]
        names = self.env.registry.descendants(['tts.mirror'], '_inherit')
        return [self.env[name] for name in sorted(names) if not self.env[name]._abstract]

    @api.model
    def _free(self, shops, codes, also=()):
        """Have applied, soon, what these shops have not taken for one of these reasons.

        :param codes: of `reason_code`; see `tts_freed.py`
        :param also: domain of those that are meant
        """
        freed = False
        for kind in self.sudo()._kinds() if shops and codes else ():
            rows = kind.search([
                ('shop_id', 'in', shops.ids), ('reason_code', 'in', list(codes)),
                ('state', '!=', 'pending'), *also,
            ])
            rows.write({'state': 'pending', 'attempts': 0, 'next_attempt': False})
            freed = freed or bool(rows)
        if freed:
            self._ring()

    @api.model
    def _ring(self):
        """Wake the scheduled action that applies."""
        self.env.ref('tiktok_shop.ir_cron_apply').sudo()._trigger()

    # === ACTION METHODS === #

    @needs('user')
    def action_apply(self):
        """Button: apply now, also what is settled already; then show how it went."""
        self.sudo().with_context(tts_by_hand=True)._apply()
        blocked = self.filtered(
            lambda row: row.state in ('blocked', 'pending') or row.reason_code == 'purged')
        message = blocked[:1].reason or self.env._("Done: %s applied.", len(self))
        if len(blocked) > 1:
            message = self.env._("%(count)s are still blocked. First: %(reason)s",
                                 count=len(blocked), reason=message)
        return notification('warning' if blocked else 'success', message)

    # === CRON METHODS === #

    @api.autovacuum
    def _gc_payloads(self):
        """Forget what TikTok told of buyers a set time ago; what it has led to stays. Also of what
        could never be applied, which then says so.

        :return: (rows forgotten, rows that are left to forget)
        """
        if self._abstract or not self._holds_buyers_data:
            return 0, 0
        shops = self.env['tts.shop'].with_context(active_test=False)
        old = Domain('payload', '!=', False) & Domain.OR(
            Domain('shop_id', '=', shop.id)
            & self._older_than(fields.Datetime.now() - timedelta(shop.payload_days))
            for shop in shops.search([('payload_days', '>', 0)]))
        rows = self.search(old, limit=PURGE)
        rows._forget()
        return len(rows), self.search_count(old)

    @api.model
    def _older_than(self, moment):
        """Return the domain of rows that TikTok has not changed since. People have as much time
        for what is not done with, however old it was when it came.
        """
        changed = Domain('tiktok_update_time', '<', moment)
        came = Domain('create_date', '<', moment)
        is_done = Domain('state', 'in', ('applied', 'ignored'))
        return (changed | (Domain('tiktok_update_time', '=', False) & came)) & (is_done | came)

    def _forget(self):
        """Forget the payload of rows. Without the hash, the same fetched once more is news."""
        self.write({'payload': False, 'payload_hash': False})
        self.filtered(lambda row: row.state in ('blocked', 'pending'))._settle_unknown()

    @api.model
    def _due(self):
        """Return the domain of rows that the schedule applies."""
        return [
            ('shop_id.active', '=', True),
            '|', ('state', '=', 'pending'),
            '&', ('state', '=', 'blocked'), ('next_attempt', '<=', fields.Datetime.now()),
        ]

    @api.model
    def _cron_apply(self, later=()):
        """Apply what is due, of every kind or of this one. Safe beside other workers.

        :param later: kinds whose turn comes next
        :return: whether there is time left
        """
        if not self._abstract:
            return drain(self, lambda rows: rows._apply(), later)
        kinds = self._kinds()
        return all(
            kind._cron_apply(kinds[number:]) for number, kind in enumerate(kinds, start=1))

    @api.model
    def _claim(self, but=(), limit=BATCH):
        """Own some of what is due until the end of this transaction, which this begins.

        :param but: ids of rows that are left to the next time
        """
        # More than a batch: what other workers have taken of it must not hide the rest.
        due = self.search(
            [*self._due(), ('id', 'not in', list(but))], order='id', limit=50 * BATCH)
        return due.try_lock_for_update(allow_referencing=True, limit=limit)

    def _let_go(self):
        """Rows are owned by their locks, which are gone with the transaction."""
