"""The terms of the addon, as translators get them."""

import os
from unittest.mock import patch

from odoo.modules import get_module_path
from odoo.tools.translate import TranslationModuleReader

ROOT = get_module_path('tiktok_shop')
CODE = ('models', 'tools', 'wizards', 'controllers')
# What the addon consists of; the rest of the checkout is no part of it.
PARTS = {*CODE, 'client', 'data', 'i18n', 'migrations', 'security', 'static', 'views'}


class Terms(TranslationModuleReader):
    """All terms of the addon, as Odoo exports them: of its own files alone."""

    def __init__(self, env):
        walk = os.walk

        def parts(top, **options):
            for folder, folders, files in walk(top, **options):
                if os.path.realpath(folder) == os.path.realpath(ROOT):
                    folders[:] = [name for name in folders if name in PARTS]
                yield folder, folders, files

        with patch('os.walk', parts):
            super().__init__(env.cr, ['tiktok_shop'])

    def texts(self):
        return {source for _module, _type, _name, _id, source, _value, _comments in self}
