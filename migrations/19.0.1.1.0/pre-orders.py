def migrate(cr, version):
    """TikTok's id of a buyer is a text of theirs, no id of ours: it ends as such texts do."""
    cr.execute("ALTER TABLE tts_order RENAME COLUMN buyer_id TO buyer_ref")
    cr.execute("""
        ALTER INDEX IF EXISTS tts_order__buyer_id_index RENAME TO tts_order__buyer_ref_index
    """)
    cr.execute("""
        UPDATE ir_model_fields SET name = 'buyer_ref'
         WHERE model = 'tts.order' AND name = 'buyer_id'
    """)
    cr.execute("""
        UPDATE ir_model_data SET name = 'field_tts_order__buyer_ref'
         WHERE module = 'tiktok_shop' AND name = 'field_tts_order__buyer_id'
    """)
