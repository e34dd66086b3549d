"""How the rules of a pricelist are found for many products at once."""


class RuleIndex:
    """The rules of pricelists, for a sweep over many products: read once per pricelist, also of
    those that it is built on, and found by what they are for.

    Odoo asks each rule for each product, and for the pricelist that a rule is built on it searches
    once per product. The sweep gives an index as `tts_rules` in the context. Context keys can be
    sent over RPC; this object cannot.

    :param product.product products: of the sweep
    """

    def __init__(self, products):
        self.products = products
        self._ids = set(products._ids)
        self._lists = {}

    def __contains__(self, products):
        return products._name == self.products._name and len(products) == 1 and (
            products.id in self._ids)

    def of(self, key, product, read):
        """Return the rules that may be for a product, in Odoo's order.

        :param key: pricelist and date
        :param read: returns all of a pricelist that are for any product of the sweep
        """
        if key not in self._lists:
            self._lists[key] = _Rules(read())
        return self._lists[key].of(product)


class _Rules:
    """The rules of one pricelist."""

    def __init__(self, items):
        items.fetch()
        self._items = items
        self._variants, self._templates, self._categories, self._rest = {}, {}, {}, []
        self._tails = {}
        for rank, item in enumerate(items):
            self._file(rank, item)

    def _file(self, rank, item):
        if item.product_id:
            # As in Odoo's search, what names a variant and another product is for neither.
            template = item.product_tmpl_id
            if not template or template == item.product_id.product_tmpl_id:
                self._variants.setdefault(item.product_id.id, []).append(rank)
        elif item.product_tmpl_id:
            self._templates.setdefault(item.product_tmpl_id.id, []).append(rank)
        elif item.categ_id:
            self._categories.setdefault(item.categ_id.id, []).append(rank)
        else:
            self._rest.append(rank)

    def of(self, product):
        """Return the rules that may be for a product, in Odoo's order."""
        ranks, tail = self._tail(product.categ_id)
        own = [
            *self._variants.get(product.id, ()),
            *self._templates.get(product.product_tmpl_id.id, ())]
        return self._taken(sorted(own + ranks)) if own else tail

    def _tail(self, category):
        """Return the rules for a category, those above it and all products: ranks, rules."""
        if category.id not in self._tails:
            ranks = list(self._rest)
            for ref in (category.parent_path or '').split('/'):
                ranks += self._categories.get(int(ref or 0), ())
            self._tails[category.id] = ranks, self._taken(sorted(ranks))
        return self._tails[category.id]

    def _taken(self, ranks):
        ids = self._items._ids
        return self._items.browse(ids[rank] for rank in ranks)
