"""What a button returns to the web client."""


def notification(kind, message):
    """Return the action that shows a message, and the form with what has changed.

    :param str kind: `success`, `warning` or `danger`
    :param str message: plain text
    :rtype: dict
    """
    return {
        'type': 'ir.actions.client',
        'tag': 'display_notification',
        'params': {
            'type': kind,
            'message': message,
            'next': {'type': 'ir.actions.client', 'tag': 'soft_reload'},
        },
    }
