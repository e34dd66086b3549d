"""How what is due gets done, whatever it is: in batches, beside other workers, past what is bad."""

import logging

import psycopg2
from psycopg2.errors import DeadlockDetected, LockNotAvailable, SerializationFailure

_logger = logging.getLogger(__name__)

# Another transaction was faster: what is done again after a rollback sees what that has made.
# Others of `OperationalError` are none of that: a value that is too long for an index, say.
CONCURRENT = (SerializationFailure, DeadlockDetected, LockNotAvailable)
# So often in a row a batch may fail, before the rest is left to the next run.
MAX_FAILURES = 10
# Rows (of events: what they are about) that are claimed at once.
BATCH = 100


def is_taken(error):
    """Tell whether an exception says that a key of ours is in the database already.

    We look before we make a row, but cannot see what was made since our transaction began: so it
    may be a race. It is none if the next transaction meets it once more.
    """
    return (
        isinstance(error, psycopg2.errors.UniqueViolation)
        and 'tts_' in (error.diag.constraint_name or '')
    )


def is_lost(error):
    """Tell whether an exception says that there is no database to go on with."""
    return isinstance(error, psycopg2.InterfaceError) or (
        isinstance(error, psycopg2.OperationalError) and not error.pgcode)


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


def drain(model, work, later=()):
    """Do what is due, batch by batch, until nothing is or the time of a scheduled action is over.

    Safe beside other workers and in the middle of a crash: each batch is a transaction. A batch
    that fails as a whole is done again in smaller ones; a row that fails alone is set aside, so
    that nothing behind it starves.

    :param model: with `_due`, a domain; `_claim(but, limit)`, which owns and returns some of what
        is due; and `_set_aside(exception)`, which lets rows say why they are left alone
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
            left = sum(each.search_count(each._due()) for each in (model, *later))
            time_left = commit_progress(model.env, len(rows), left)
        except Exception as error:
            if is_lost(error):
                raise
            model.env.cr.rollback()
            failures += 1
            if size == 1 and rows:
                passed.update(rows.ids)
                failures = 0
                _set_aside(rows, error)
            elif failures > 1 or not isinstance(error, CONCURRENT):
                size = max(1, size // 10)
            continue
        failures, size = 0, min(BATCH, size * 10)
        if not time_left:
            return False
    return True


def _set_aside(rows, error):
    """Let rows alone that cannot be worked on: who holds them lets go of them, or they say why."""
    if isinstance(error, CONCURRENT):
        return
    try:
        rows._set_aside(error)
        rows.env['ir.cron']._commit_progress(1)
    except Exception:
        rows.env.cr.rollback()
        _logger.exception("%s cannot be set aside", rows)
