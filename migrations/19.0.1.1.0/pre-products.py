"""What ends in `_id` is a link: numbers and names that do not link are called otherwise."""

from odoo.tools import SQL
from odoo.tools.sql import column_exists, rename_column

RENAMED = (
    ('tts.sku', 'tts_sku', 'tiktok_product_id', 'product_ref'),
    ('tts.category', 'tts_category', 'download_id', 'last_download'),
)


def migrate(cr, version):
    for model, table, old, new in RENAMED:
        if not column_exists(cr, table, old):
            continue
        rename_column(cr, table, old, new)
        cr.execute(SQL(
            "ALTER INDEX IF EXISTS %s RENAME TO %s",
            SQL.identifier(f'{table}__{old}_index'), SQL.identifier(f'{table}__{new}_index')))
        # Whatever refers to the field goes on to do so.
        cr.execute(
            "UPDATE ir_model_fields SET name = %s WHERE model = %s AND name = %s",
            [new, model, old])
        cr.execute(
            """
                UPDATE ir_model_data SET name = %s
                 WHERE module = 'tiktok_shop' AND model = 'ir.model.fields' AND name = %s
            """,
            [f'field_{table}__{new}', f'field_{table}__{old}'])
