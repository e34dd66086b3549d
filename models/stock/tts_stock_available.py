from collections import defaultdict

from odoo import api, models

from ...tools.offer import Stand, of_kit

# Products whose quantities are read at once: Odoo's own statements take their ids as parameters.
CHUNK = 30_000


class TtsStock(models.Model):
    """What there is of products, in the places from which TikTok's orders leave.

    Counted by Odoo's own figures, in bulk: `min(free_qty, virtual_available - incoming_qty)`. The
    first one alone would oversell: it does not know what is promised, but not reserved yet. The
    second does, and neither counts lots that have expired. A shop may choose another figure, where
    another addon brings one (`models/glue/stock_available.py`).
    """

    _inherit = 'tts.stock'

    @api.model
    def _stands(self, wanted):
        """Return what there is of products.

        :param dict wanted: {(location, tools.offer.Way): ids of products}
        :return: {(location's id, Way): {product's id: Stand}}
        """
        found = {}
        for company in {self._company_of(location) for location, _way in wanted}:
            mine = {key: ids for key, ids in wanted.items() if self._company_of(key[0]) == company}
            found |= self.with_company(company)._stands_of_company(mine)
        return found

    @api.model
    def _company_of(self, location):
        """Return whose orders take from a place: a worker has places of all companies at once."""
        company = location.warehouse_id.company_id or location.company_id
        return company or self.env.company

    @api.model
    def _stands_of_company(self, wanted):
        """Return what `_stands` does, of places of the current company."""
        products = self.env['product.product'].browse(set().union(*wanted.values()))
        kits = products._tts_components()
        held = self._held(kits)
        return {
            (location.id, way): self._stands_at(
                location.with_env(self.env), way, ids, kits, held)
            for (location, way), ids in wanted.items()}

    @api.model
    def _stands_at(self, location, way, ids, kits, held):
        """Return what there is of products in one place: {product's id: Stand}."""
        single = {each for each in ids if each not in kits}
        single.update(part for each in ids for part in kits.get(each, ()))
        counted = self._counted(location, way, single)
        # What is promised to others is taken from anywhere in the warehouse's stock.
        whole = location.warehouse_id.lot_stock_id
        above = self._counted(whole, way, single) if (
            whole and whole != location) else counted
        stands = {
            each: Stand(counted[each][0], min(counted[each][1], above[each][1]),
                        held[location.id, each] + held[None, each])
            for each in single}
        return {
            each: of_kit(stands, kits[each]) if each in kits else stands[each] for each in ids}

    @api.model
    def _counted(self, location, way, ids):
        """Return (on hand, free) of products in one place, none of them a kit.

        :return: {product's id: (float, float)} in the product's own unit of measure
        """
        found, ids = {}, sorted(ids)
        context = {'location': location.id} | ({} if way.consigned else {'owners': False})
        Product = self.env['product.product'].sudo().with_context(**context)
        for start in range(0, len(ids), CHUNK):
            products = Product.browse(ids[start:start + CHUNK])
            # By themselves these would be read by the thousand.
            products.fetch(['product_tmpl_id'])
            products.product_tmpl_id.fetch(['uom_id'])
            found |= self._figures(products, way.figure)
        return found

    @api.model
    def _figures(self, products, figure):
        """Return what `_counted` does, of products whose context names the place.

        :param str figure: a value of `tts.shop._stock_figures`; Odoo's own stands in for one whose
            addon is gone
        """
        found = {}
        for product_id, row in products._compute_quantities_dict(None, None, None).items():
            promised = row['virtual_available'] - row['incoming_qty']
            found[product_id] = row['qty_available'], min(row['free_qty'], promised)
        return found

    @api.model
    def _held(self, kits):
        """Return the units of TikTok's orders that Odoo's figures do not have yet: {(location's id
        or None for all of them, product's id): units}.
        """
        held = defaultdict(float)
        places = {
            each.id: each._place().id for each in self.env['tts.warehouse'].sudo().search([])}
        for (warehouse, product), units in self.env['tts.order.units'].sudo()._promised().items():
            place = places.get(warehouse) or None
            for part, quantity in kits.get(product, {product: 1}).items():
                held[place, part] += units * quantity
        return held
