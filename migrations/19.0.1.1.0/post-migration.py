"""Once the new models are there: what the old ones had left wrong. One function per topic."""


def migrate(cr, version):
    ask_for_purged_listings_again(cr)
    give_todos_their_codes(cr)


def ask_for_purged_listings_again(cr):
    """Payloads of listings were purged like orders', and their hash kept them from coming back."""
    cr.execute("UPDATE tts_listing SET payload_hash = NULL WHERE payload IS NULL")


# To-dos as they were worded; `models/mail_activity.py` knows them by these codes.
TODOS = {
    'units_invoiced': "TikTok cancelled units that are invoiced. Credit them.",
    'amounts': "TikTok cancelled units, but its amounts do not add up. Check shipping and other "
               "lines that are not for goods.",
    'left': "TikTok cancelled this order after goods have left. Stop the parcel, or expect a "
            "return.",
    'picked': "TikTok cancelled this order after goods were picked. Put them back.",
    'invoiced': "TikTok cancelled this order after its invoice. Credit the invoice.",
    'cancel_requested':
        "The buyer asks to cancel. Answer the request in TikTok's Seller Center.",
    'departed': "TikTok says that this parcel has left. Validate its transfer, or cancel it.",
    'invoice': "The invoice could not be made. Make it by hand.",
}
DELIVERED = "TikTok cancelled units of {} that are delivered."
AUTHORIZATION = "TikTok Shop needs a new authorization"


def give_todos_their_codes(cr):
    """They were known by their words, which were English alone: other words are a person's."""
    for code, summary in TODOS.items():
        cr.execute("""
            UPDATE mail_activity a SET tts_code = %s FROM sale_order s
             WHERE a.res_model = 'sale.order' AND a.res_id = s.id AND s.tts_order_id IS NOT NULL
               AND a.summary = %s AND a.automated
        """, [code, summary])
    begin, end = DELIVERED.split('{}')
    cr.execute("""
        UPDATE mail_activity a SET tts_code = 'delivered:' || l.id FROM sale_order_line l
         WHERE a.res_model = 'sale.order' AND a.res_id = l.order_id AND l.tts_kind = 'item'
           AND a.summary = %s || l.name || %s AND a.automated
    """, [begin, end])
    cr.execute("""
        UPDATE mail_activity a
           SET tts_code = CASE c.state WHEN 'connected' THEN 'authorization_ends'
                                       ELSE 'authorization_lost' END
          FROM tts_account c
         WHERE a.res_model = 'tts.account' AND a.res_id = c.id
           AND a.summary = %s AND a.automated AND a.active
    """, [AUTHORIZATION])
