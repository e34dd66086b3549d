"""Once the new models are there: what the old ones had left wrong. One function per topic."""


def migrate(cr, version):
    ask_for_purged_listings_again(cr)
    apply_every_kind(cr)
    name_fetched_orders(cr)
    give_todos_their_codes(cr)
    tell_invoices_their_orders(cr)


def ask_for_purged_listings_again(cr):
    """Payloads of listings were purged like orders', and their hash kept them from coming back.
    What has not changed at TikTok since is asked for by the next scheduled fetch.
    """
    cr.execute("""
        UPDATE tts_listing SET payload_hash = NULL, fetched = NULL
         WHERE payload IS NULL AND tiktok_id IS NOT NULL
     RETURNING shop_id
    """)
    shops = {row[0] for row in cr.fetchall()}
    cr.execute("""
        UPDATE tts_shop SET products_watermark = '2021-01-01' WHERE id = ANY(%s)
    """, [list(shops)])


def apply_every_kind(cr):
    """The scheduled action, which is not updated with the data, applied orders alone."""
    cr.execute("""
        UPDATE ir_act_server a SET model_id = m.id
          FROM ir_cron c, ir_model_data d, ir_model m
         WHERE a.id = c.ir_actions_server_id AND c.id = d.res_id AND d.model = 'ir.cron'
           AND d.module = 'tiktok_shop' AND d.name = 'ir_cron_apply' AND m.model = 'tts.mirror'
           AND a.code = 'model._cron_apply()'
    """)


def name_fetched_orders(cr):
    """Runs know by now which orders they have fetched; of those before, their period tells.

    Each of the three ways finds its orders by an index: a shop has a run every ten minutes, and in
    one condition for all of them each would be compared with each order.
    """
    cr.execute("""
        WITH run AS (SELECT * FROM tts_sync WHERE kind IN ('orders', 'news') AND done > 0)
        INSERT INTO tts_sync_order_rel (sync_id, order_id)
             SELECT run.id, o.id FROM run JOIN tts_order o ON o.shop_id = run.shop_id
                AND o.tiktok_id = ANY(string_to_array(run.order_ref, ','))
         UNION SELECT run.id, o.id FROM run JOIN tts_order o ON o.shop_id = run.shop_id
                AND o.create_time >= run.date_from AND o.create_time < run.date_to
              WHERE run.order_ref IS NULL AND run.date_field = 'create_time'
         UNION SELECT run.id, o.id FROM run JOIN tts_order o ON o.shop_id = run.shop_id
                AND o.tiktok_update_time >= run.date_from AND o.tiktok_update_time < run.date_to
              WHERE run.order_ref IS NULL AND run.date_field IS DISTINCT FROM 'create_time'
        ON CONFLICT DO NOTHING
    """)


# To-dos as they were worded; `models/engine/mail_activity.py` knows them by these codes.
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


def tell_invoices_their_orders(cr):
    """Lines of invoices and credit notes had a link to the sales order's line, no more.

    The clearing accounts 101990 and 201990 (or the next) that the first version made in every chart
    stay as they are: there are entries on them. Their codes can be changed under Chart of Accounts.
    """
    cr.execute("""
        UPDATE account_move_line l
           SET tts_order_id = s.tts_order_id, tts_kind = sold.tts_kind,
               tts_code = CASE WHEN sold.tts_kind != 'item' THEN sold.tts_item_ids ->> 0 END
          FROM sale_order_line_invoice_rel r
          JOIN sale_order_line sold ON sold.id = r.order_line_id
          JOIN sale_order s ON s.id = sold.order_id
         WHERE r.invoice_line_id = l.id AND l.tts_price_included AND sold.tts_kind IS NOT NULL
    """)
    cr.execute("""
        UPDATE account_move m SET tts_order_id = l.tts_order_id
          FROM account_move_line l WHERE l.move_id = m.id AND l.tts_order_id IS NOT NULL
    """)
