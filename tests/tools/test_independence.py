"""The tools are pure functions: they need neither Odoo nor the models."""
import ast
from pathlib import Path

TOOLS = Path(__file__).parents[2] / 'tools'
# Tell people of errors, in their language and by Odoo's own exceptions; read PDFs, by the library
# that Odoo has found.
OF_ODOO = {'documents.py', 'remedies.py', 'sentences.py', 'shipping_remedies.py'}


def imported(path):
    """Return what a file imports from elsewhere, as written: `..const` too."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add('.' * node.level + (node.module or ''))
    return names


def test_imports():
    found = {
        path.relative_to(TOOLS).as_posix()
        for path in TOOLS.rglob('*.py')
        if any(name.split('.')[0] == 'odoo' or 'models' in name.split('.')
               or name.strip('.') == 'const' for name in imported(path))
    }
    assert found <= OF_ODOO
