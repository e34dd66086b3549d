import re
from unittest.mock import patch

from lxml import etree

from odoo.tests import new_test_user, tagged
from odoo.tools.translate import code_translations

from .common import TtsHttpCase, make_catalogue
from .foreign import LANGUAGE, OURS, foreign, translate_screens


@tagged('post_install', '-at_install')
class TestForeignScreens(TtsHttpCase):
    """The screens of who works in another language than English."""

    sandbox_options = {'markets': ('GB',), 'orders': 24}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        messages = translate_screens(cls.env)
        cls.startClassPatcher(
            patch.dict(code_translations.web_translations, {OURS: messages}))
        cls.user = new_test_user(
            cls.env, 'foreigner', 'tiktok_shop.group_manager,base.group_user', tour_enabled=False)
        cls.enterClassContext(foreign(cls.user))

    def test_menus_views_and_fields_are_translated(self):
        menus = self.env['ir.ui.menu'].with_user(self.user).with_context(lang=LANGUAGE)
        ours = menus.search([('id', 'child_of', self.env.ref('tiktok_shop.menu_tts').id)])
        checked = self.env['ir.ui.view']
        for menu in ours:
            self.assertIn('«', menu.name)
            action = menu.sudo().action
            if not action:
                continue
            kinds = action.view_mode.split(',')
            Model = menus.env[action.res_model]
            loaded = Model.get_views([(False, kind) for kind in (*kinds, 'search')])
            for kind in loaded['views']:
                view = self.env['ir.ui.view'].browse(loaded['views'][kind]['id'])
                if (view.xml_id or '').startswith('tiktok_shop.'):
                    with self.subTest(model=Model._name, kind=kind):
                        self.check_labels(loaded['views'][kind]['arch'])
                        checked += view
        self.assertGreater(len(checked), 20)

    def check_labels(self, arch):
        """A view of ours says nothing that is not translated."""
        for node in etree.fromstring(arch).iter('button', 'page', 'group', 'filter', 'label'):
            if re.search('[a-z]{2}', node.get('string') or ''):
                self.assertIn('«', node.get('string'))

    def test_every_menu_and_filter_opens(self):
        self.fetch()
        make_catalogue(self.shop('GB'))
        self.browser_js(
            '/odoo',
            "odoo.loader.modules.get('@web/webclient/clickbot/clickbot_loader')"
            ".startClickEverywhere('tiktok_shop.menu_tts');",
            'odoo.isReady === true', login='foreigner', timeout=180,
            success_signal='clickbot test succeeded',
        )

    def test_blocked_order_comes_through_once_its_sku_is_mapped(self):
        order, _sale = self.order(self.shop('GB'), items=[{'sku': 'S0-GONE-S'}])
        run = self.env['tts.sync'].search([])
        self.start_tour(
            f'/odoo/action-tiktok_shop.action_tts_sync/{run.id}', 'tts_map_sku', login='foreigner')
        self.process('tts.order', '_cron_apply')
        self.assertEqual(order.state, 'applied')
