"""What ends in `_id` is a link: numbers and names that do not link are called otherwise."""

from odoo.tools import SQL
from odoo.tools.sql import column_exists, rename_column

RENAMED = (
    ('tts.order', 'buyer_id', 'buyer_ref'),
    ('tts.sku', 'tiktok_product_id', 'product_ref'),
    ('tts.category', 'download_id', 'last_download'),
    ('product.template', 'tts_product_ids', 'tts_product_refs'),
    ('sale.order', 'tts_tiktok_id', 'tts_order_ref'),
    ('stock.picking', 'tts_tiktok_id', 'tts_order_ref'),
    ('account.move', 'tts_tiktok_id', 'tts_order_ref'),
)


def migrate(cr, version):
    for model, old, new in RENAMED:
        table = model.replace('.', '_')
        if column_exists(cr, table, old):
            _rename_column(cr, table, old, new)
        _rename_field(cr, model, old, new)
        _rename_in_what_users_saved(cr, model, old, new)


def _rename_column(cr, table, old, new):
    rename_column(cr, table, old, new)
    cr.execute(SQL(
        "ALTER INDEX IF EXISTS %s RENAME TO %s",
        SQL.identifier(f'{table}__{old}_index'), SQL.identifier(f'{table}__{new}_index')))


def _rename_field(cr, model, old, new):
    """Rename Odoo's row of a field, to which others may refer."""
    cr.execute(
        "UPDATE ir_model_fields SET name = %s WHERE model = %s AND name = %s", [new, model, old])
    table = model.replace('.', '_')
    cr.execute(
        """
            UPDATE ir_model_data SET name = %s
             WHERE module = 'tiktok_shop' AND model = 'ir.model.fields' AND name = %s
        """,
        [f'field_{table}__{new}', f'field_{table}__{old}'])


def _rename_in_what_users_saved(cr, model, old, new):
    """Rename a field in favourite searches and export templates of its model."""
    word = rf'\m{old}\M'
    cr.execute(
        """
            UPDATE ir_filters
               SET domain = regexp_replace(domain, %(word)s, %(new)s, 'g'),
                   context = regexp_replace(context, %(word)s, %(new)s, 'g'),
                   sort = regexp_replace(sort, %(word)s, %(new)s, 'g')
             WHERE model_id = %(model)s
        """,
        {'word': word, 'new': new, 'model': model})
    cr.execute(
        """
            UPDATE ir_exports_line line
               SET name = regexp_replace(line.name, %(word)s, %(new)s)
              FROM ir_exports export
             WHERE export.id = line.export_id AND export.resource = %(model)s
        """,
        {'word': word, 'new': new, 'model': model})
