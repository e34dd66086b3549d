"""What the benchmark of products runs inside Odoo: the import and its floor."""

import json
from pathlib import Path

from measuring import Meter, analyze, counts, plain, run  # noqa: F401 told to be called

from odoo.fields import Command
from odoo.tools import split_every

from odoo.addons.tiktok_shop.client.transport import Transport
from odoo.addons.tiktok_shop.models.engine.tts_work import QUIET

# As many as there are on a page.
BATCH = 100
# All that we tell Odoo of a product, but for what only TikTok has.
TEMPLATE = (
    'name', 'description_sale', 'type', 'is_storable', 'list_price', 'company_id', 'tts_brand',
    'tts_weight', 'tts_length', 'tts_width', 'tts_height',
)
VARIANT = ('default_code', 'barcode')
ITEM = ('applied_on', 'compute_price', 'fixed_price')


def hurry(_env):
    """Have the client keep to no pace: what is waited for is not our work."""
    Transport._wait = lambda _self, _seconds: None


def import_products(env, period):
    """Import the products that were last changed in a period, with a turn after each page."""
    shop = env['tts.shop'].search([])
    env['tts.sync']._start(shop, 'products', {'cursor': {'ranges': [period]}})
    run(env)


def describe(env, path, count):
    """Write down the latest products as plain values for `create`, and return their number."""
    templates = env['product.template'].search([], order='id desc', limit=count).sorted('id')
    Path(path).write_text(json.dumps([
        {
            'template': plain(template, TEMPLATE),
            'lines': [
                [line.attribute_id.id, line.value_ids.mapped('name')]
                for line in template.attribute_line_ids
            ],
            'variants': [
                [plain(variant, VARIANT), [
                    [value.attribute_id.id, value.name]
                    for value in variant.product_template_attribute_value_ids
                ]]
                for variant in template.product_variant_ids.sorted('id')
            ],
            'items': [
                [plain(item, ITEM), item.product_id.default_code]
                for item in env['product.pricelist.item'].search(
                    [('product_tmpl_id', '=', template.id)], order='id')
            ],
        }
        for template in templates
    ]))
    return len(templates)


def make_products(env, path):
    """The floor: the same products as plain bulk `create` makes them, with a turn per batch.

    As quiet as ours: no mail, no tracking.
    """
    env = env(context={**env.context, **QUIET})
    products = json.loads(Path(path).read_text())
    pricelist = env['tts.shop'].search([]).pricelist_id
    values = {
        (value.attribute_id.id, value.name): value.id
        for value in env['product.attribute.value'].search([])
    }
    meter = Meter(env)
    for batch in split_every(BATCH, products):
        find_or_create_values(env, values, batch)
        templates = env['product.template'].create([
            {**each['template'], 'attribute_line_ids': [
                Command.create({
                    'attribute_id': attribute,
                    'value_ids': [Command.set([values[attribute, name] for name in names])],
                })
                for attribute, names in each['lines']
            ]}
            for each in batch
        ])
        variants = make_variants(env, templates, batch)
        env['product.pricelist.item'].create([
            {
                **vals, 'pricelist_id': pricelist.id, 'product_tmpl_id': template.id,
                'product_id': variants.get(code),
            }
            for each, template in zip(batch, templates, strict=True)
            for vals, code in each['items']
        ])
        env.cr.commit()
        env.invalidate_all()
        meter.turn(len(batch))


def find_or_create_values(env, values, batch):
    new = list(dict.fromkeys(
        (attribute, name)
        for each in batch for attribute, names in each['lines'] for name in names
        if (attribute, name) not in values
    ))
    made = env['product.attribute.value'].create([
        {'attribute_id': attribute, 'name': name} for attribute, name in new])
    values.update(zip(new, made.ids, strict=True))


def make_variants(env, templates, batch):
    """Create the variants of products, and return their ids by internal reference."""
    chosen = {
        (value.product_tmpl_id.id, value.attribute_id.id, value.name): value.id
        for value in templates.attribute_line_ids.product_template_value_ids
    }
    variants = env['product.product'].create([
        {
            **vals, 'product_tmpl_id': template.id,
            'product_template_attribute_value_ids': [Command.set([
                chosen[template.id, attribute, name] for attribute, name in combination])],
        }
        for each, template in zip(batch, templates, strict=True)
        for vals, combination in each['variants']
    ])
    return {variant.default_code: variant.id for variant in variants}
