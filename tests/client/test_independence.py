"""The client is plain Python: it needs `requests`, and nothing of Odoo."""
import ast
import subprocess
import sys
from pathlib import Path

CLIENT = Path(__file__).parents[2] / 'client'


def test_import_without_odoo(tmp_path):
    (tmp_path / 'client').symlink_to(CLIENT)
    script = f"""
import sys
sys.path.insert(0, {str(tmp_path)!r})
sys.modules['odoo'] = None  # any import of it fails
import client
assert client.Client and not [name for name in sys.modules if name.startswith('odoo.')]
"""
    # -I: neither the environment nor the working directory add to the path.
    subprocess.run([sys.executable, '-I', '-B', '-c', script], check=True, timeout=60)


def test_importing_it_changes_nothing_for_others(tmp_path):
    (tmp_path / 'client').symlink_to(CLIENT)
    script = f"""
import logging
import sys
sys.path.insert(0, {str(tmp_path)!r})
import client
log = logging.getLogger('urllib3.connectionpool')
assert not log.filters
client.Client('https://example.com', 'key', 'secret', 'token')
client.Client('https://example.com', 'key', 'secret', 'token')
assert len(log.filters) == 1
"""
    subprocess.run([sys.executable, '-I', '-B', '-c', script], check=True, timeout=60)


def test_import_under_another_name(tmp_path):
    """As Odoo does: `odoo.addons.tiktok_shop.client`."""
    (tmp_path / 'addons' / 'shop').mkdir(parents=True)
    (tmp_path / 'addons' / 'shop' / 'client').symlink_to(CLIENT)
    script = f"""
import sys
sys.path.insert(0, {str(tmp_path)!r})
import addons.shop.client as client
assert client.Client.__module__ == 'addons.shop.client.client'
assert 'client' not in sys.modules
"""
    subprocess.run([sys.executable, '-I', '-B', '-c', script], check=True, timeout=60)


def test_imports():
    allowed = {'requests', 'urllib3'} | set(sys.stdlib_module_names)
    for path in CLIENT.glob('*.py'):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module]
            assert {name.partition('.')[0] for name in names} <= allowed, path
