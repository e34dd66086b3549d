"""What a person is told of TikTok: its terms, and its errors."""

import logging

from odoo.exceptions import RedirectWarning, UserError

from ..client import codes, errors
from . import remedies, shipping_remedies, values

_logger = logging.getLogger(__name__)

# By these Odoo refuses; their first argument is the sentence that says why.
REFUSALS = UserError, RedirectWarning


def term(env, labels, code):
    """Return one of TikTok's codes as a person reads it; one that is new, as TikTok writes it.

    :param env: of the user, for his language
    :param dict labels: of `const`: {code: label}
    """
    if code not in labels:
        return values.label(code)
    translate = env._  # of what is marked where it stands
    return translate(labels[code])


def own_words(error):
    """Return what an exception of Odoo's says to people; nothing if it was not made for them.

    :rtype: str
    """
    if not isinstance(error, REFUSALS):
        return ''
    return values.text(error.args[0] if error.args else '', 500) or type(error).__name__


def explained(env, error, repeated=False):
    """Return what a person is told of any exception; what was not made for people is logged.

    :param env: of the user, for his language
    :param bool repeated: what failed is tried again without him
    :rtype: str
    """
    if isinstance(error, errors.TikTokError):
        return sentence(env, error, repeated)
    if isinstance(error, REFUSALS):
        return own_words(error)
    _logger.error("TikTok Shop met with an unexpected error", exc_info=error)
    return env._("Unexpected error (%s). The server log tells more.", type(error).__name__)


def sentence(env, error, repeated=False):
    """Return a sentence that tells a person what to do, with TikTok's own words behind it.

    :param env: of the user, for his language
    :param errors.TikTokError error:
    :param bool repeated: what failed is tried again without him
    :rtype: str
    """
    step = _step_of_code(env, error)
    told = step or _sentence_of_class(env, error) or _sentence_of_kind(env, error)
    if repeated:
        told += ' ' + env._("It is tried again by itself.")
    elif error.transient and not step:
        told += ' ' + env._("Try again in some minutes.")
    return f"{told} [{values.text(error, 300)}]"


def _sentence_of_class(env, error):
    """Return what a person is told of an error of this class; nothing where no class says it."""
    sentences = [
        (errors.InvalidAuthCode, env._(
            "TikTok's authorization code is wrong, used or older than 30 minutes. Press Authorize "
            "again.")),
        (errors.ShopInactive, env._(
            "TikTok has deactivated this shop or seller. See Seller Center for the reason.")),
        (errors.ShopNotAuthorized, env._(
            "The authorization does not cover this shop. Open the account, press Authorize, and "
            "agree with the login of the seller who owns the shop.")),
        (errors.AuthorizationError, env._(
            "TikTok no longer accepts the authorization: it has expired or was withdrawn. Open the "
            "account and press Authorize.")),
        (errors.PermissionMissing, env._(
            "The app lacks a permission: %s. Add the scope to the app in TikTok's Partner Center, "
            "then press Authorize again.", error.scope or env._("not named by TikTok"))),
        (errors.AddressNotAllowed, env._(
            "The app only accepts calls from certain IP addresses. Add this server's address to "
            "the app's IP allow list in TikTok's Partner Center.")),
        (errors.SignatureError, env._(
            "The App Key or the App Secret is wrong. Copy both again from the app's page in "
            "TikTok's Partner Center.")),
        (errors.ClockError, env._(
            "This server's clock is wrong by more than TikTok accepts. Set it by a time server "
            "(NTP).")),
        (errors.RangeTooLarge, env._(
            "There are more orders in this period than TikTok shows. Choose a shorter one.")),
        (errors.OtherCategoryTree, env._(
            "This market has TikTok's other tree of categories. Open the shop, change its Category "
            "Tree, press Download Categories, and map the product categories anew.")),
        (errors.Throttled, env._(
            "TikTok asks for fewer calls just now.")),
        (errors.Unavailable, env._("TikTok does not answer just now.")),
        (errors.Mishap, env._("TikTok could not do it just now.")),
        (errors.BadImage, env._("The image cannot be used.")),
        (errors.BadDocument, env._("What TikTok gives as the document cannot be used.")),
        (errors.ProtocolError, env._(
            "What answered is not TikTok Shop's API. Check the API URL of the account.")),
    ]
    return next((text for kind, text in sentences if isinstance(error, kind)), '')


def _step_of_code(env, error):
    """Return what a person does about a code by which TikTok refuses; nothing where none says it.
    """
    step = None if error.kind in (None, codes.DONE) else _steps(error)
    if not step:
        return ''
    translate = env._  # of what is marked where it stands
    parts = [translate(step)]
    if error.kind != codes.WAIT:
        parts.insert(0, env._("TikTok refused."))
    if error.situation == 'undeliverable':
        parts.append(translate(shipping_remedies.FREE))
    return ' '.join(parts)


def _steps(error):
    """Return the step of the tables for an error, untranslated; None where there is none."""
    code = error.code
    return (
        shipping_remedies.STEPS_FOR.get((error.call, code))
        or shipping_remedies.STEPS.get(code) or remedies.STEPS.get(code))


def _sentence_of_kind(env, error):
    """Return what a person is told of an error that has no sentence of its own."""
    if error.is_bug:
        return env._(
            "TikTok refused what this app has sent, which is a fault of the app. Report it to who "
            "maintains it, with these words, code and request.")
    sentences = {
        codes.DONE: env._("It is so at TikTok already."),
        codes.WAIT: env._("TikTok does not allow it yet: something has to end there first."),
        codes.FIX: env._("TikTok refused. Its own words say what to correct."),
        codes.BUG: env._(  # one code for many faults, of which some are a person's
            "TikTok refused. Its own words say what to correct; where that is nothing of yours, "
            "report it to who maintains this app."),
        codes.NEVER: env._(
            "TikTok refused. This is not possible, however often it is tried."),
    }
    return sentences.get(error.kind) or env._("TikTok refused.")
