"""What `test_reinstall.py` does inside an Odoo from which the addon was uninstalled."""


def leftovers(env):
    """Return what is there of ours that could not work any more, or would get in the way."""
    def named(model, *domain):
        records = env[model].with_context(active_test=False).search(list(domain))
        return records.mapped('display_name')

    return [
        *named('ir.cron', ('name', 'ilike', 'tiktok')),
        *named('ir.model', ('model', '=like', 'tts.%')),
        *named('ir.model.fields', ('name', '=like', 'tts_%')),
        *named('mail.activity.type', ('name', 'ilike', 'tiktok')),
        *named('ir.attachment', ('res_model', '=like', 'tts.%')),
        *named('product.pricelist', ('name', 'ilike', 'tiktok'), ('active', '=', True)),
    ]


def own_todos(env):
    """Return what is to be done on customers and sales orders."""
    return env['mail.activity'].search(
        [('res_model', 'in', ('sale.order', 'res.partner'))]).mapped('summary')
