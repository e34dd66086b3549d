"""A language in which every term of ours has a translation: itself between « and »."""

import io
from contextlib import contextmanager
from unittest.mock import patch

from odoo.tools.translate import TranslationFileWriter, TranslationImporter, code_translations

from .terms import Terms

LANGUAGE = 'fr_FR'
OURS = ('tiktok_shop', LANGUAGE)


def mark(term):
    return f'«{term}»'


class Marked:
    """Translations of what the code says, as Odoo keeps them."""

    def get(self, source, _default=None):
        return mark(source)


@contextmanager
def foreign(user):
    """Have a user work in that language; screens stay as they are."""
    user.env['res.lang']._activate_lang(LANGUAGE)
    user.lang = LANGUAGE
    with patch.dict(code_translations.python_translations, {OURS: Marked()}):
        yield


def translate_screens(env):
    """Translate menus, views, fields and selections. Return what the web client gets to know."""
    env['res.lang']._activate_lang(LANGUAGE)
    terms = Terms(env)
    file = io.BytesIO()
    file.name = f'{LANGUAGE}.po'
    TranslationFileWriter(file, 'po', LANGUAGE).write_rows([
        (module, kind, name, res_id, source, mark(source), comments)
        for module, kind, name, res_id, source, _value, comments in terms
    ])
    importer = TranslationImporter(env.cr, verbose=False)
    importer.load(file, 'po', LANGUAGE)
    importer.save(overwrite=True, force_overwrite=True)
    env.registry.clear_all_caches()
    return {'messages': tuple({'id': text, 'string': mark(text)} for text in terms.texts())}
