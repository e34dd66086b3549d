import logging
from datetime import datetime

import psycopg2

from odoo import api, fields, models

from ...tools import values
from .tts_work import is_lost, is_race

_logger = logging.getLogger(__name__)


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
        """Return the value itself: the same dict each time."""
        return False if value is None else value


class TtsMirror(models.AbstractModel):
    """What TikTok says of one thing, kept as TikTok said it; then made true in Odoo.

    Mirroring (`_mirror`) is bulk, idempotent and cannot fail on business grounds. Applying
    (`_apply`, in `tts_mirror_apply.py`) makes Odoo's documents agree with the mirror, whoever asks
    for it.

    A kind of mirror brings `_holds_buyers_data`, `_mirror_vals` (payload to fields), `_apply_batch`
    (rows of one shop to documents), its reasons and what frees from them (`_freed_by`). The
    schedule, retries and the purge find it by what it inherits;
    `tests/engine/test_mirror_contract.py` tells what holds of each.
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
        # Whatever the hash says: what is not here has changed.
        empty = self.search([('id', 'in', rows.ids), ('payload', '=', False)])
        changed = self._store(known, [
            vals for tiktok_id, vals in incoming.items()
            if tiktok_id not in known or known[tiktok_id]._is_changed_by(vals, empty)])
        return changed.filtered(lambda row: row.reason_code != 'unreadable')

    def _is_changed_by(self, vals, empty):
        is_other = self.payload_hash != vals['payload_hash'] or (
            self in empty and vals.get('payload'))
        return is_other and self._is_newer(self, vals)

    @api.model
    def _store(self, known, changes):
        """Write values to their rows, all at once; if that fails, one by one: what the database
        refuses is blocked alone.

        :param dict known: TikTok's id to row
        :param list changes: values, those of unknown ids make new rows
        :return: the rows
        """
        if not changes:
            return self.browse()
        try:
            with self.env.cr.savepoint():
                return self._write_or_create(known, changes)
        except Exception as error:
            if is_race(error) or is_lost(error):
                raise
            if len(changes) > 1:
                return self.browse().union(*(self._store(known, [vals]) for vals in changes))
            if changes[0].get('reason_code') == 'unreadable':
                raise
            return self._store(known, [self._unreadable_vals(changes[0], error)])

    @api.model
    def _write_or_create(self, known, changes):
        rows, new = self.browse(), []
        for vals in changes:
            row = known.get(vals['tiktok_id'])
            if row:
                row.write({**vals, **row._still_known(vals)})
                rows += row
            else:
                new.append(vals)
        return rows + self.create(new)

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
            known['tiktok_update_time'] or datetime.min)

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
