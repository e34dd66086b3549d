def migrate(cr, version):
    """Accounts speak from one database, by its identity: so far from this one."""
    cr.execute("""
        UPDATE tts_account
           SET database = (SELECT value FROM ir_config_parameter WHERE key = 'database.uuid')
         WHERE state != 'draft' AND database IS NULL
    """)
