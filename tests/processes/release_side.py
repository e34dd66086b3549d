"""What `test_release.py` does inside an Odoo that has a release, and not this checkout."""

import sys
from pathlib import Path

from odoo.addons import tiktok_shop


def folder(_env):
    """Return where the addon was loaded from."""
    return str(Path(tiktok_shop.__file__).parent)


def foreign_modules(_env):
    """Return what was imported of that which a release leaves out."""
    left_out = ('benchmarks', 'dev', 'sandbox', 'tests')
    return [name for name in sys.modules
            if name.startswith(tuple(f'{tiktok_shop.__name__}.{part}' for part in left_out))]


def there(env):
    """Return the names of our models, menus, scripts and styles."""
    menus = env['ir.ui.menu'].search([])
    paths = [path for path, *_rest in env['ir.asset']._get_asset_paths('web.assets_backend', {})]
    ours = [path for path in paths if path.startswith('/tiktok_shop/')]
    return {
        'models': [name for name in env.registry if name.startswith('tts.')],
        'menus': menus.mapped('complete_name'),
        'scripts': [path for path in ours if path.endswith('.js')],
        'styles': [path for path in ours if path.endswith('.scss')],
    }
