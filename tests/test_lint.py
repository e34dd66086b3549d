"""Odoo's own linters (its module `test_lint`), for this addon alone."""

from pathlib import Path
from unittest.mock import patch

from odoo.modules import Manifest
from odoo.tests import BaseCase, tagged

from odoo.addons.test_lint.tests import (
    test_i18n,
    test_index,
    test_jstranslate,
    test_manifests,
    test_onchange_domains,
    test_override_signatures,
    test_pofile,
    test_routes,
)
from odoo.addons.tiktok_shop import tests


class OurAddonCase(BaseCase):
    """Let the linters see no addon but ours."""

    def setUp(self):
        super().setUp()
        ours = [Manifest.for_addon('tiktok_shop')]
        self.startPatcher(patch.object(Manifest, 'all_addon_manifests', return_value=ours))
        self.startPatcher(patch.object(test_pofile, 'get_modules', return_value=['tiktok_shop']))


@tagged('post_install', '-at_install')
class TestManifest(OurAddonCase, test_manifests.ManifestLinter):
    pass


@tagged('post_install', '-at_install')
class TestI18n(OurAddonCase, test_i18n.TestI18n):
    pass


@tagged('post_install', '-at_install')
class TestJsTranslations(OurAddonCase, test_jstranslate.TestJsTranslations):
    pass


@tagged('post_install', '-at_install')
class TestIndex(OurAddonCase, test_index.TestIndex):
    pass


@tagged('post_install', '-at_install')
class TestOnchangeDomains(OurAddonCase, test_onchange_domains.TestOnchangeDomains):
    pass


@tagged('post_install', '-at_install')
class TestOverrideSignatures(OurAddonCase, test_override_signatures.TestLintOverrideSignatures):
    pass


@tagged('post_install', '-at_install')
class TestPoFiles(OurAddonCase, test_pofile.PotLinter):
    pass


@tagged('post_install', '-at_install')
class TestRoutes(OurAddonCase, test_routes.RoutesLinter):
    pass


@tagged('post_install', '-at_install')
class TestLoader(BaseCase):

    def test_odoo_loads_what_pytest_finds(self):
        """All but this file, which needs Odoo's module `test_lint`."""
        here = Path(__file__)
        for path in set(here.parent.rglob('test_*.py')) - {here}:
            if not Path(path.parent, '__init__.py').exists():
                continue  # plain Python, without Odoo
            self.assertTrue(hasattr(tests, path.stem), f"add {path.stem} to tests/__init__.py")
