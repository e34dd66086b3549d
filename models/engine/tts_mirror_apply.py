import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import split_every

from ...tools import values
from ...tools.actions import notification
from ...tools.sentences import REFUSALS, own_words
from .tts_guard import needs
from .tts_mirror import Blocked
from .tts_work import BATCH, CONCURRENT, drain, is_duplicate, ring

_logger = logging.getLogger(__name__)

# A blocked row is tried again by itself after 10 minutes, then 20, 40, ... at most once a day.
FIRST_RETRY = timedelta(minutes=10)
LAST_RETRY = timedelta(days=1)


class TtsMirror(models.AbstractModel):
    """How Odoo is made to agree with the mirror: what agrees already costs nothing, and what cannot
    be applied is blocked alone, with a reason, until that is gone or the schedule tries it again.
    """

    _inherit = 'tts.mirror'

    # Reason: the fields of each model that free what it holds back, as soon as one of them changes.
    _freed_by = {}
    # Reasons from which no change in Odoo frees.
    _not_freed = (
        'purged',  # the data is gone, and comes back when it is fetched again
        'unreadable',  # the data is read again when it is fetched again
        'conflict',  # the schedule tries it again: what is in the way is no setting
    )

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

    def _apply_batch(self):
        """Make Odoo's documents agree with rows of one shop. Each kind brings its own.

        :raises Blocked: for what cannot be applied
        """
        raise NotImplementedError

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
        elif is_duplicate(error):
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
    def _codes_freed(self, model, changed):
        """Return the reasons from which a change frees: what they hold back is applied again.

        :param str model: whose records have changed
        :param changed: names of the fields that have
        :rtype: set
        """
        names = set(changed)
        return {
            code for kind in self._kinds() for code, models in kind._freed_by.items()
            if names.intersection(models.get(model, ()))
        }

    @api.model
    def _free(self, shops, codes, also=()):
        """Have applied, soon, what these shops have not taken for one of these reasons.

        :param codes: of `reason_code`, see `_codes_freed`
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
        ring(self.env, 'apply')

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

    # === THE SCHEDULE === #

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
