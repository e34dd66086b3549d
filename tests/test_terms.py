import ast
import os
import re
from pathlib import Path

from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import translation_file_reader

from ..client import errors
from .terms import CODE, ROOT, Terms

# Two words: so are sentences and labels written.
PROSE = re.compile(r'[^\W\d_]{2,} [^\W\d_]{2,}')
# Statements, sort orders, operators, patterns, a precision of Odoo's, names of ours for others.
NO_PROSE = re.compile(
    r'\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b|\^|not in$|.*\b(desc|DESC|asc)$|[a-z_]+, '
    r'|Stock Weight$|TikTok Shop - $')
# For who develops: what TikTok's states are called in the world, why a webhook is refused.
FOR_NOBODY = ('tools/state_names.py', 'models/engine/tts_event.py')
# Odoo translates these with their field or model, or they are for logs alone.
BY_ITSELF = ('fields.', 'models.', '_logger.')
# *TikTok Shop > Orders*
MENU_IN_DOCUMENT = re.compile(
    r'\*((?:TikTok Shop|Sales|Inventory|Invoicing|Settings) > [^*\n]+)\*')
# Menus that are TikTok's.
ELSEWHERE = ('Seller Center', 'Partner Center')


def calls_around(node, parents):
    """Yield the calls and `raise` statements in which a node of the syntax tree stands."""
    while node in parents:
        node = parents[node]
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def untranslated(path):
    """Yield (line, text) of the prose in a file that no call of `_` contains."""
    tree = ast.parse(Path(ROOT, path).read_text(encoding='utf-8'))
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    wrappers = {'_', '_lt', 'execute', 'ValueError', 'RuntimeError', 'TimeoutError', *vars(errors)}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            continue
        if NO_PROSE.match(node.value) or not PROSE.search(node.value):
            continue
        if not isinstance(parents[node], ast.Expr) and not any(
            call.split('.')[-1] in wrappers or call.startswith(BY_ITSELF)
            for call in calls_around(node, parents)
        ):
            yield node.lineno, node.value


@tagged('post_install', '-at_install')
class TestTerms(TransactionCase):
    """All that people read can be translated, and names what there is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.texts = Terms(cls.env).texts()

    def files(self):
        yield 'const.py'
        for folder in CODE:
            for name in sorted(os.listdir(os.path.join(ROOT, folder))):
                if name.endswith('.py') and f'{folder}/{name}' not in FOR_NOBODY:
                    yield f'{folder}/{name}'

    def test_prose_in_the_code_can_be_translated(self):
        # Labels of selections and names of models are terms wherever they stand.
        found = [
            (path, *place) for path in self.files() for place in untranslated(path)
            if place[1] not in self.texts
        ]
        self.assertEqual(found, [])

    def test_all_terms_are_in_the_pot(self):
        with Path(ROOT, 'i18n', 'tiktok_shop.pot').open('rb') as file:
            known = {row['src'] for row in translation_file_reader(file, 'po')}
        self.assertEqual(self.texts - known, set(), "Run ./dev/pot")

    # === NAMES OF MENUS === #

    def menu_problem(self, text, is_strict):
        """Return the end of a path of menus (A > B) in a text that no menu is, '' if all are.

        :param bool is_strict: whether the last step is a menu too; a button or a tab otherwise
        """
        first, *steps = text.split(' > ')
        menus = self.env['ir.ui.menu'].with_context(**{'ir.ui.menu.full_list': True})
        if first.endswith(ELSEWHERE):
            return ''
        at = menus.search([('parent_id', '=', False)]).filtered(
            lambda menu: first.endswith(menu.name))
        for number, step in enumerate(steps):
            children = menus.search([('parent_id', 'in', at.ids)])
            at = children.filtered(lambda menu, step=step: step.startswith(menu.name)).sorted(
                lambda menu: -len(menu.name))[:1]
            if not at:
                return '' if number and number == len(steps) - 1 and not is_strict else step
        return ''

    def test_menus_in_texts_are_there(self):
        paths = [text for text in self.texts if re.search(r'\w > [A-Z]', text)]
        self.assertTrue(paths)
        for text in paths:
            with self.subTest(text):
                self.assertEqual(self.menu_problem(' '.join(text.split()), is_strict=True), '')

    def test_menus_in_the_documentation_are_there(self):
        documents = ['README.md', *(f'doc/{name}' for name in os.listdir(f'{ROOT}/doc'))]
        paths = [
            path for name in documents if name.endswith('.md')
            for path in re.findall(MENU_IN_DOCUMENT, Path(ROOT, name).read_text(encoding='utf-8'))
        ]
        self.assertTrue(paths)
        for path in paths:
            with self.subTest(path):
                self.assertEqual(self.menu_problem(path, is_strict=False), '')
