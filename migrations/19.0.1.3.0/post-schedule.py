"""A scheduled action is off until an account is connected: where one is, the new ones are needed
as much as the others.
"""


def migrate(cr, version):
    cr.execute("""
        UPDATE ir_cron SET active = EXISTS (SELECT FROM tts_account WHERE state = 'connected')
         WHERE id IN (
            SELECT res_id FROM ir_model_data
             WHERE module = 'tiktok_shop' AND model = 'ir.cron' AND name = 'ir_cron_report')
    """)
