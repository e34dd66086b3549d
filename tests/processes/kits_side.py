"""What `test_kits.py` does inside an Odoo that has kits and lots that expire."""

import random
from datetime import timedelta

from neighbours_side import product_of, shop_of

from odoo.fields import Command, Datetime

KITS = 60


def selling(env, *references):
    """Return the products of a shop that sends their stock by itself, by their references."""
    shop = shop_of(env, push_stock=True)
    shop.account_id.state = 'connected'
    products = {reference: product_of(env, reference) for reference in references}
    for reference, product in products.items():
        listing = env['tts.listing'].create(
            {'shop_id': shop.id, 'tiktok_id': reference, 'title': reference})
        env['tts.sku'].create({
            'shop_id': shop.id, 'tiktok_id': reference, 'name': reference,
            'listing_id': listing.id, 'product_id': product.id})
    taken(env)
    return products


def taken(env):
    """Return the references of what is marked, and take the marks away."""
    env.cr.flush()
    skus = env['tts.mark']._drain().get('stock', env['tts.sku'])
    return sorted(skus.product_id.mapped('default_code'))


def bom_of(env, product, *parts, **vals):
    return env['mrp.bom'].create({
        'product_tmpl_id': product.product_tmpl_id.id, 'type': 'phantom', 'product_qty': 1,
        'bom_line_ids': [Command.create({'product_id': part.id, 'product_qty': quantity})
                         for part, quantity in parts], **vals})


def kits_marked(env):
    """Change a bill of material in many ways; return what is marked by each."""
    products = selling(env, 'PART', 'KIT', 'SET', 'OTHER')
    part, kit, whole, other = products.values()
    bom = bom_of(env, kit, (part, 2))
    found = [taken(env)]
    bom_of(env, whole, (kit, 1), (other, 1))
    found.append(taken(env))
    place = env['stock.warehouse'].search([], limit=1).lot_stock_id
    for change in (
        lambda: env['stock.quant']._update_available_quantity(part, place, 5),
        lambda: bom.bom_line_ids.write({'product_qty': 3}),
        lambda: bom.write({'code': "Nothing that counts"}),
        lambda: bom.write({'type': 'normal'}),
        lambda: bom.write({'type': 'phantom'}),
        lambda: bom.write({'bom_line_ids': [Command.create({'product_id': other.id})]}),
        lambda: bom.write({'bom_line_ids': [Command.delete(bom.bom_line_ids[-1].id)]}),
        bom.unlink,
    ):
        change()
        found.append(taken(env))
    return found


def expired(env):
    """Have a lot expire by its date being changed, then by the clock; return what is marked."""
    [product] = selling(env, 'PART').values()
    product.write({'tracking': 'lot', 'use_expiration_date': True})
    lot = env['stock.lot'].create({'name': "1", 'product_id': product.id})
    place = env['stock.warehouse'].search([], limit=1).lot_stock_id
    env['stock.quant']._update_available_quantity(product, place, 5, lot_id=lot)
    taken(env)
    lot.removal_date = Datetime.now() - timedelta(minutes=5)
    found = [taken(env)]
    env['tts.mark.clock'].create({'looked': Datetime.now() - timedelta(days=1)})
    for _time in range(2):
        env['tts.mark']._mark_due()
        found.append(taken(env))
    return found


# === AS ODOO DOES === #

def as_odoo(env):
    """Make kits at random, in kits and in units, for variants and companies; return those that
    Odoo takes apart otherwise, and how many of each sort there were.
    """
    rng = random.Random(11)
    companies = env.company | env['res.company'].create({'name': "Other"})
    units = env.ref('uom.product_uom_unit'), env.ref('uom.product_uom_dozen')
    parts = [product_of(
        env, f'P{number}', is_storable=bool(number % 5),
        type='service' if number == 5 else 'consu',
    ) for number in range(12)]
    made = [product for _time in range(KITS) for product in whole_of(env, rng)]
    for product in made:
        # Of those made before it alone: none contains itself.
        below = parts + made[:made.index(product)]
        for _time in range(rng.choice((0, 1, 2, 3))):
            random_bom(env, rng, product, below, companies, units)
    products = env['product.product'].union(*made)
    wrong, kits, nested = [], 0, 0
    for company in companies:
        found = products.with_company(company)._tts_components()
        for product in products:
            theirs = taken_apart(product, company)
            kits += theirs is not None
            if theirs != rounded(found.get(product.id)):
                wrong.append([product.default_code, str(theirs), str(found.get(product.id))])
    nested = env['mrp.bom.line'].search_count([('product_id', 'in', products.ids)])
    return wrong, kits, nested


def whole_of(env, rng):
    """Return the variants of a new product: one or two."""
    template = env['product.template'].create({'name': "Whole", 'is_storable': True})
    if rng.random() < 0.4:
        attribute = env['product.attribute'].create({
            'name': "Size", 'value_ids': [Command.create({'name': name}) for name in "SL"]})
        template.attribute_line_ids = [Command.create({
            'attribute_id': attribute.id, 'value_ids': [Command.set(attribute.value_ids.ids)]})]
    return template.product_variant_ids


def random_bom(env, rng, product, below, companies, units):
    template = product.product_tmpl_id
    values = template.attribute_line_ids.product_template_value_ids
    of_variant = bool(values) and rng.random() < 0.4
    below = [each for each in below if each.product_tmpl_id != template]
    env['mrp.bom'].create({
        'product_tmpl_id': template.id, 'product_id': product.id if of_variant else False,
        'type': rng.choice(('phantom', 'phantom', 'phantom', 'normal')),
        'sequence': rng.choice((0, 1, 2)), 'product_qty': rng.choice((1, 1, 2, 3)),
        'product_uom_id': rng.choice(units).id, 'active': rng.random() < 0.9,
        'company_id': rng.choice((False, *companies.ids)),
        'bom_line_ids': [Command.create({
            'product_id': part.id, 'product_qty': rng.choice((0, 1, 2, 5)),
            'product_uom_id': rng.choice(units).id,
            'bom_product_template_attribute_value_ids': [Command.set(
                rng.choice(values).ids if values and not of_variant and rng.random() < 0.5 else [],
            )],
        }) for part in rng.sample(below, min(3, len(below)))],
    })


def taken_apart(product, company):
    """Return what Odoo takes for one of a product, or nothing if it is no kit there."""
    Bom = product.env['mrp.bom']
    bom = Bom._bom_find(product, company_id=company.id, bom_type='phantom')[product]
    if not bom:
        return None
    factor = product.uom_id._compute_quantity(1, bom.product_uom_id) / bom.product_qty
    _boms, lines = bom.explode(product, factor, picking_type=bom.picking_type_id)
    found = {}
    for line, done in lines:
        part = line.product_id
        if part.is_storable and done['qty']:
            quantity = line.product_uom_id._compute_quantity(done['qty'], part.uom_id, round=False)
            found[part.id] = found.get(part.id, 0) + quantity
    return rounded(found)


def rounded(found):
    return found if found is None else {part: round(each, 6) for part, each in found.items()}


def statements(env, count):
    """Return how many statements it takes to take a number of kits apart."""
    parts = env['product.product'].create(
        [{'name': "Part", 'is_storable': True} for _time in range(20)])
    kits = env['product.product'].create([{'name': "Kit"} for _time in range(count)])
    env['mrp.bom'].create([{
        'product_tmpl_id': kit.product_tmpl_id.id, 'type': 'phantom', 'product_qty': 1,
        'bom_line_ids': [Command.create({'product_id': part.id}) for part in parts[:3]],
    } for kit in kits])
    env.cr.flush()
    env.invalidate_all()
    before = env.cr.sql_log_count
    assert len(env['product.product'].browse(kits.ids)._tts_components()) == count
    return env.cr.sql_log_count - before


def loop(env):
    """Return what a kit consists of that contains itself, which only a statement can bring about.
    """
    first, second = product_of(env, 'A'), product_of(env, 'B')
    bom = bom_of(env, first, (second, 1))
    bom_of(env, second, (product_of(env, 'C'), 1))
    env.flush_all()
    line = second.bom_ids.bom_line_ids
    env.cr.execute("UPDATE mrp_bom_line SET product_id = %s WHERE id = %s", [first.id, line.id])
    env.invalidate_all()
    return first._tts_components() == {first.id: {first.id: 1.0}} and bool(bom)
