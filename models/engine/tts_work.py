"""How what is due gets done, whatever it is: in batches, beside other workers, past what is bad."""

import logging
from datetime import timedelta

import psycopg2
from psycopg2.errors import DeadlockDetected, LockNotAvailable, SerializationFailure

_logger = logging.getLogger(__name__)

# Another transaction was faster: what is done again after a rollback sees what that has made.
# Others of `OperationalError` are none of that: a value that is too long for an index, say.
CONCURRENT = (SerializationFailure, DeadlockDetected, LockNotAvailable)
# So often in a row a batch may fail, before the rest is left to the next run.
MAX_FAILURES = 10
# Rows that are claimed at once, and that Odoo applies in one savepoint. Larger batches cost fewer
# statements per row, but one with a bad row is done again row by row.
BATCH = 100
# They are applied in bulk: no mail, no tracking, nobody subscribed.
QUIET = {
    'tracking_disable': True,
    'mail_create_nosubscribe': True,
    'sale_no_log_for_new_lines': True,
    'no_vat_validation': True,
}
# TikTok out of order: it is tried again after 1, 2, 4, ... minutes, ten times in a row at most.
FIRST_PAUSE = timedelta(minutes=1)
LAST_PAUSE = timedelta(hours=1)
# However long TikTok asks to wait.
LONGEST_PAUSE = timedelta(days=1)
MAX_ATTEMPTS = 10


def pause(attempts, retry_after=None):
    """Return how long to wait after a number of failures in a row.

    :param float retry_after: seconds that TikTok asks to wait
    :rtype: timedelta
    """
    growing = min(FIRST_PAUSE * 2 ** (attempts - 1), LAST_PAUSE)
    asked = min(retry_after or 0, LONGEST_PAUSE.total_seconds())
    return max(growing, timedelta(seconds=asked))


def interrupted(env, again=True):
    """Return what is said of work whose attempt is noted, but not how it went.

    :param bool again: whether it is tried again by itself
    """
    message = env._(
        "A worker was ended while it was at work on this: by a limit of time or memory, or by "
        "a restart.")
    return f"{message} {env._('It is tried again by itself.')}" if again else message


def is_duplicate(error):
    """Tell whether an exception says that a key of ours is in the database already.

    We look before we make a row, but cannot see what was made since our transaction began: so it
    may be a race. It is none if the next transaction meets it once more.
    """
    return (
        isinstance(error, psycopg2.errors.UniqueViolation)
        and 'tts_' in (error.diag.constraint_name or '')
    )


def is_race(error, again=False):
    """Tell whether another transaction was faster, so that the same is to be done once more.

    :param bool again: whether it has been
    """
    return isinstance(error, CONCURRENT) or (is_duplicate(error) and not again)


def is_lost(error):
    """Tell whether an exception says that there is no database to go on with."""
    return isinstance(error, psycopg2.InterfaceError) or (
        isinstance(error, psycopg2.OperationalError) and not error.pgcode)


def scheduled_actions(env):
    """Return the scheduled actions that come with the app: those whose XML id begins `ir_cron_`."""
    ids = env['ir.model.data'].sudo().search([
        ('module', '=', 'tiktok_shop'), ('model', '=', 'ir.cron'), ('name', '=like', 'ir_cron_%'),
    ]).mapped('res_id')
    return env['ir.cron'].sudo().with_context(active_test=False).browse(ids).exists()


def ring(env, name, at=None):
    """Wake a scheduled action, whoever asks.

    :param str name: what follows `ir_cron_` in its XML id
    :param datetime at: naive UTC; by default now
    """
    env.ref(f'tiktok_shop.ir_cron_{name}').sudo()._trigger(at)


def commit_progress(env, done, remaining):
    """Commit, and return how many seconds a scheduled action has left.

    When they are over, it is rung once more. Told that there is more to do, Odoo would call it ten
    times on end, however long each takes, in a worker that it ends after two minutes.
    """
    cron = env['ir.cron']
    time_left = cron._commit_progress(done, remaining=remaining)
    if remaining and not time_left and env.context.get('cron_id'):
        cron.browse(env.context['cron_id']).sudo()._trigger()
        cron._commit_progress(remaining=0)
    return time_left


def note(env, write):
    """Write and commit what has come of calls: again, if others were faster. It must not be lost.

    :param write: function that writes; each time from the beginning
    """
    for attempt in range(MAX_ATTEMPTS):
        try:
            write()
            commit_progress(env, 1, 1)
            return
        except Exception as error:
            # News may bring at the same moment what this makes.
            if not is_race(error) or attempt == MAX_ATTEMPTS - 1:
                raise
            env.cr.rollback()


def drain(model, work, later=()):
    """Do what is due, batch by batch, until nothing is or the time of a scheduled action is over.

    Safe beside other workers and in the middle of a crash: each batch is a transaction. A batch
    that fails as a whole is done again in smaller ones; a row that fails alone is set aside, so
    that nothing behind it starves.

    :param model: with `_due`, a domain; `_claim(but, limit)`, which owns and returns some of what
        is due; `_let_go()`, which leaves rows to whoever is next; and `_set_aside(exception)`,
        which lets them say why they are left alone
    :param work: function that does a batch
    :param later: models whose turn comes next, if there is time
    :return: whether there is time left
    """
    passed, size, failures = set(), BATCH, 0
    while failures < MAX_FAILURES:
        rows = model.browse()
        try:
            rows = model._claim(passed, size)
            if not rows:
                return True
            work(rows)
            time_left = commit_progress(model.env, len(rows), _count_due(model, *later))
        except Exception as error:
            if is_lost(error):
                raise
            model.env.cr.rollback()
            failures += 1
            is_alone = size == 1 and bool(rows)
            if is_alone:
                passed.update(rows.ids)
                failures = 0
            elif failures > 1 or not isinstance(error, CONCURRENT):
                size = max(1, size // 10)
            _leave(rows, error, is_alone)
            continue
        failures, size = 0, min(BATCH, size * 10)
        if not time_left:
            return False
    return True


def _count_due(*models):
    return sum(model.search_count(model._due()) for model in models)


def _leave(rows, error, is_alone):
    """Let rows alone that could not be worked on: they are tried again, or say why they are not.

    :param bool is_alone: whether one was tried alone
    """
    is_bad = is_alone and not isinstance(error, CONCURRENT)
    try:
        if is_bad:
            rows._set_aside(error)
        else:
            rows._let_go()
        rows.env['ir.cron']._commit_progress(int(is_bad))
    except CONCURRENT:
        rows.env.cr.rollback()  # whoever holds them lets go of them
    except Exception:
        rows.env.cr.rollback()
        _logger.exception("%s cannot be set aside", rows)
