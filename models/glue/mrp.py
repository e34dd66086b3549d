"""Kits: products that are sold as one and leave as their components."""

from collections import defaultdict
from typing import NamedTuple

from odoo import models

# Of bills of material these decide what a kit is, and their lines, of which all do.
BOM = frozenset((
    'active', 'type', 'product_tmpl_id', 'product_id', 'product_qty', 'product_uom_id', 'sequence',
    'company_id', 'picking_type_id',
))
LINE = frozenset((
    'product_id', 'product_qty', 'product_uom_id', 'bom_id',
    'bom_product_template_attribute_value_ids',
))


class Base(models.AbstractModel):
    """Whether there are bills of material depends on the database: nothing can be said of their
    models by name.
    """

    _inherit = 'base'

    def modified(self, fnames, create=False, before=False):
        """Odoo calls it for whatever is made, written or deleted; of relations also before."""
        if self._name == 'mrp.bom' and not BOM.isdisjoint(fnames):
            self._tts_mark_kits()
        elif self._name == 'mrp.bom.line' and not LINE.isdisjoint(fnames):
            self.bom_id._tts_mark_kits()
        return super().modified(fnames, create=create, before=before)

    def _tts_mark_kits(self):
        """Mark what these bills of material are for. What is no kit may have been one before."""
        if self and self.env['tts.shop']._is_pushing('stock'):
            boms = self.sudo()
            self.env['tts.mark']._add('stock', 'product', boms.product_id.ids)
            of_all = boms.filtered(lambda bom: not bom.product_id)
            self.env['tts.mark']._add('stock', 'template', of_all.product_tmpl_id.ids)


class ProductProduct(models.Model):
    _inherit = 'product.product'

    def _tts_with_kits(self):
        """Add the kits that contain these, and the kits that contain those."""
        found = new = super()._tts_with_kits()
        if 'bom_line_ids' not in self._fields:
            return found
        while new:
            new = new._tts_kits() - found
            found |= new
        return found

    def _tts_kits(self):
        """Return the kits that contain one of these, in any company."""
        boms = self.env['mrp.bom'].sudo().search_fetch(
            [('type', '=', 'phantom'), ('bom_line_ids.product_id', 'in', self.ids)],
            ['product_id', 'product_tmpl_id'])
        templates = boms.filtered(lambda bom: not bom.product_id).product_tmpl_id
        of_all = self.search([('product_tmpl_id', 'in', templates.ids)]) if templates else self[:0]
        return self.browse(boms.product_id.ids) | of_all

    def _tts_components(self):
        if 'bom_line_ids' not in self._fields:
            return super()._tts_components()
        return Kits(self.env.company).components(self.ids)


class Choice(NamedTuple):
    """By what Odoo chooses among the bills of material of one product: for a kit the company that
    sells it, for the kits in it what its own bill says.
    """

    company_id: int | bool
    picking_type_id: int | bool = False


class Kits:
    """Kits taken apart as Odoo does when one of each is sold (`stock.move.action_explode`), but all
    of them at once: a few statements for each level of kits in kits, however many there are.
    """

    def __init__(self, company):
        self._sold = Choice(company.id)
        self._env = company.env(su=True, context={})
        # What is known by now: choice to {product: its bill of material, or none}, and their lines.
        self._boms = defaultdict(dict)
        self._lines = {}

    def components(self, ids):
        """Return what `product.product._tts_components` does.

        :param ids: of the products
        """
        products = self._env['product.product'].browse(ids)
        kits = {product: bom for product, bom in self._find(self._sold, products).items() if bom}
        boms = defaultdict(list)
        for bom in kits.values():
            boms[self._inner(bom)].append(bom)
        new = {choice: self._inside(group) for choice, group in boms.items()}
        while any(new.values()):
            new = {choice: self._find_inside(choice, inside) for choice, inside in new.items()}
        return {product.id: self._parts(product, bom) for product, bom in kits.items()}

    # === WHAT THERE IS === #

    def _inner(self, bom):
        return Choice(bom.company_id.id, bom.picking_type_id.id)

    def _inside(self, boms):
        ids = dict.fromkeys(line.product_id.id for bom in boms for line in self._lines[bom])
        return self._env['product.product'].browse(ids)

    def _find_inside(self, choice, products):
        """Look for kits among the components of others; return what is in these, if it is new."""
        boms = filter(None, self._find(choice, products).values())
        known = self._boms[choice]
        return self._inside(boms).filtered(lambda product: product not in known)

    def _find(self, choice, products):
        """Return {product: its bill of material, or none}, as `mrp.bom._bom_find` does, and read
        their lines.
        """
        self._read(products)
        Bom = self._env['mrp.bom']
        goods = products.filtered(lambda product: product.product_tmpl_id.type != 'service')
        boms = Bom.search_fetch(
            Bom._bom_find_domain(
                goods, self._env['stock.picking.type'].browse(choice.picking_type_id or ()),
                choice.company_id, 'phantom'),
            ['product_id', 'product_tmpl_id', 'product_qty', 'product_uom_id', 'company_id',
             'picking_type_id'],
            order='sequence, product_id, id')
        ranks = {bom: rank for rank, bom in enumerate(boms)}
        first = {bom.product_id or bom.product_tmpl_id: bom for bom in reversed(boms)}
        found = {product: min(
            filter(None, (first.get(product), first.get(product.product_tmpl_id))),
            key=ranks.get, default=Bom,
        ) for product in goods}
        self._boms[choice] |= dict.fromkeys(products, Bom) | found
        self._read_lines(Bom.union(*found.values()))
        return found

    def _read(self, products):
        products.fetch(['product_tmpl_id'])
        templates = self._env['product.template'].browse(products.product_tmpl_id.ids)
        templates.fetch(['type', 'is_storable', 'uom_id'])

    def _read_lines(self, boms):
        new = [bom.id for bom in boms if bom not in self._lines]
        lines = self._env['mrp.bom.line'].search_fetch([('bom_id', 'in', new)], [
            'bom_id', 'product_id', 'product_qty', 'product_uom_id',
            'bom_product_template_attribute_value_ids'])
        self._lines |= dict.fromkeys(boms.browse(new), lines.browse()) | lines.grouped('bom_id')

    # === TAKEN APART === #

    def _parts(self, kit, bom):
        """Return {id of a component: quantity of it in one kit}."""
        found = defaultdict(float)
        factor = kit.product_tmpl_id.uom_id._compute_quantity(1, bom.product_uom_id)
        for part, quantity in self._explode(self._inner(bom), bom, factor, (kit,)):
            found[part.id] += quantity
        return {kit.id: 1.0} if kit.id in found else dict(found)

    def _explode(self, choice, bom, quantity, above):
        """Yield the components of a quantity of a kit, in its bill's unit, each with its quantity.

        :param above: the kits in which this one is, and itself
        """
        for line in self._lines[bom]:
            product = line.product_id
            needed = quantity / bom.product_qty * line.product_qty
            if not needed or self._is_skipped(line, above[-1]):
                continue
            inner = self._boms[choice][product]
            if product in above:
                yield above[0], 1.0
            elif inner:
                inner_quantity = line.product_uom_id._compute_quantity(
                    needed, inner.product_uom_id, round=False)
                yield from self._explode(choice, inner, inner_quantity, (*above, product))
            elif product.product_tmpl_id.is_storable:
                # Odoo takes whole units of measure: so many are gone with one kit.
                rounded = line.product_uom_id.round(needed, rounding_method='UP')
                yield product, line.product_uom_id._compute_quantity(
                    rounded, product.product_tmpl_id.uom_id, round=False)

    def _is_skipped(self, line, kit):
        """Tell whether a line is for other variants. Most name none: to ask costs a statement."""
        return bool(line.bom_product_template_attribute_value_ids) and line._skip_bom_line(kit)
