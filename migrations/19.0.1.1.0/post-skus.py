"""How SKUs were mapped was not known, and names were folded less; see `tools/names.py`."""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL


def migrate(cr, version):
    say_who_mapped(cr)
    fold_names_again(api.Environment(cr, SUPERUSER_ID, {}))
    name_buyers_once(cr)


def say_who_mapped(cr):
    """What was made in the transaction of its SKU was made for it; where the codes are the same,
    they have found it; what is neither, a person has chosen.
    """
    cr.execute("""
        UPDATE tts_sku s
           SET mapped_by = CASE WHEN p.create_date = s.create_date THEN 'made'
                                WHEN p.tts_code_key = s.code_key THEN 'code'
                                WHEN p.tts_barcode_key = s.barcode_key THEN 'code'
                                ELSE 'hand' END
          FROM product_product p
         WHERE p.id = s.product_id AND s.mapped_by IS NULL
    """)


def fold_names_again(env):
    """Full width and half width letters are the same now."""
    for name in ('tts.attribute', 'tts.attribute.value'):
        env.cr.execute(SQL(
            "SELECT id FROM %s WHERE name !~ '^[ -~]*$'", SQL.identifier(env[name]._table)))
        rows = env[name].browse(row[0] for row in env.cr.fetchall())
        env.add_to_compute(rows._fields['name_key'], rows)
    env.flush_all()


def name_buyers_once(cr):
    """Addresses of people who receive their own parcels were shown as "Sam, Sam"."""
    cr.execute("""
        UPDATE res_partner a SET complete_name = a.name FROM res_partner b
         WHERE a.parent_id = b.id AND a.tts_address_key IS NOT NULL
           AND lower(btrim(a.name)) = lower(btrim(b.name))
    """)
