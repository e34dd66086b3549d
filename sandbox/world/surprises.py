"""What TikTok may send tomorrow: nulls, gaps, and words and keys that nobody has documented."""

import random

NEW_WORDS = (
    ('order_type', 'TELEPATHY'), ('delivery_type', 'DRONE'), ('need_upload_invoice', 'PERHAPS'),
    ('commerce_platform', 'MOON_SHOP'), ('payment_method_name', '💳'),
)
NULLABLE = (
    'seller_note', 'buyer_message', 'buyer_nickname', 'packages', 'split_or_combine_tag',
    'tracking_number', 'shipping_provider', 'delivery_option_name', 'rts_sla_time',
)


def surprise(shown, order_id):
    """Change an order's payload, differently for each order but always the same for one.

    Nothing changes of who buys what for how much: a reader must get along with all of it.
    """
    rng = random.Random(order_id)
    shown['a_key_of_tomorrow'] = {'nested': [1, None, {'deep': True}]}
    for name in rng.sample(NULLABLE, 3):
        if name in shown:
            shown[name] = None
    for name in rng.sample(NULLABLE, 2):
        shown.pop(name, None)
    word = rng.choice(NEW_WORDS)
    shown.update([word])
    for figures in (shown['payment'], *shown['line_items']):
        figures['a_fee_of_tomorrow'] = '0'
        for name in [name for name, value in figures.items() if value == '0']:
            _blank(rng, figures, name)
    return shown


def _blank(rng, figures, name):
    """Say "nothing" in one of the ways in which it can be said."""
    way = rng.randrange(4)
    if way == 0:
        del figures[name]
    elif way < 3:
        figures[name] = (None, '')[way - 1]
