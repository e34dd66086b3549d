"""A language in which every term of ours has a translation, by which it can be told."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo.tools.translate import code_translations

LANGUAGE = 'fr_FR'


class Marked:
    """Translations as Odoo keeps a language's; every term has one: itself between « and »."""

    def get(self, source, _default=None):
        return f"«{source}»"


@contextmanager
def foreign(user):
    """Have a user work in that language."""
    user.env['res.lang']._activate_lang(LANGUAGE)
    user.lang = LANGUAGE
    terms = {('tiktok_shop', LANGUAGE): Marked()}
    with patch.dict(code_translations.python_translations, terms):
        yield
