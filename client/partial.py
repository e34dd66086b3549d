"""What TikTok refuses of a call that it has carried out otherwise: rows of `errors` under code 0.

At most three levels: the row, its `detail` with the id of the thing, and the detail's
`extra_errors`, one for each warehouse or fault. Any of them may be missing, null or of another
kind, and an answer is never refused for that.
"""
from . import refusals
from .pages import dicts


def detail_of(row):
    """Return the `detail` of a row, with the id of what was refused; empty if there is none."""
    detail = row.get('detail')
    return detail if isinstance(detail, dict) else {}


def extra_errors_of(row):
    """Return the errors that explain a row."""
    return dicts(detail_of(row).get('extra_errors'))


def partial_error(row, *extras, call=None):
    """Return a row of `errors` as the error that it would be if the call had failed. Raises none.

    :param str call: TikTok's name of the call
    :param extras: what TikTok says below it, which is more to the point: the row itself is then
        often a mere "Check failed"
    """
    told = [extra for extra in extras if _message(extra) or refusals.code_of(extra)] or [row]
    messages = list(filter(None, map(_message, told))) or [_message(row)]
    code = next(filter(None, map(refusals.code_of, told)), None) or refusals.code_of(row)
    return refusals.refusal(code, '; '.join(messages), '', 200, call=call)


def _message(row):
    message = row.get('message')
    return message if isinstance(message, str) else ''
