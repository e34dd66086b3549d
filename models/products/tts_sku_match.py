from odoo import api, models


class TtsSku(models.Model):
    """How a SKU finds its product. Codes decide where they are valid, unique and not contradicted;
    what several products fit is shown, not guessed.
    """

    _inherit = 'tts.sku'

    # === MATCHING === #

    def _match(self, recoded=None):
        """Give SKUs without product the one whose internal reference is their seller SKU; else the
        one whose barcode, or that of a package of it, is theirs.

        :param tts.sku recoded: SKUs that TikTok has given other codes. What codes had found for
            them is looked for again; where nothing fits, TikTok's id still says what they are
        """
        skus = self.filtered(lambda sku: not sku.product_id)
        if recoded:
            skus |= recoded.filtered(lambda sku: sku._is_found())
        found, units = {}, {}
        for mine in skus.grouped('company_id').values():
            for sku, candidates in mine._candidates().items():
                if len(candidates) == 1 and all(candidates.values()):
                    (found[sku], units[sku]), = candidates.items()
                else:
                    sku._note_ambiguous(bool(candidates))
        self._map(found, 'code', units)
        for sku in recoded or ():
            if sku.mapped_by == 'made':
                sku._give_codes(sku.product_id)

    def _is_found(self):
        """Tell whether codes alone say which product one SKU is of: none that a person has chosen,
        or that has its options.
        """
        options = self.product_id.product_template_attribute_value_ids
        return self.mapped_by == 'code' or (self.mapped_by == 'made' and not options)

    def _note_ambiguous(self, ambiguous):
        """Have a person choose; what no code says anything of stays as it is."""
        if self.ambiguous != ambiguous or (ambiguous and self.product_id):
            self.with_context(tts_mapping=True).write({
                'ambiguous': ambiguous,
                **({'product_id': False, 'mapped_by': False} if ambiguous else {}),
            })

    @api.model
    def _map(self, products, mapped_by, units=None):
        """Map SKUs to products, and look once for all of them at what waited for that.

        :param dict products: tts.sku to product.product
        :param str mapped_by: how they were found: `code`, `options` or `made`
        :param dict units: tts.sku to the units of its product, where these are not one for all
        """
        skus = self.browse(sku.id for sku in products if sku.product_id != products[sku])
        for sku in skus.with_context(tts_mapping=True):
            vals = {'product_id': products[sku].id, 'mapped_by': mapped_by, 'ambiguous': False}
            if units and sku.quantity == 1 != units[sku]:
                vals['quantity'] = units[sku]
            sku.write(vals)
        Mirror = self.env['tts.mirror']
        Mirror._free(skus.shop_id, Mirror._codes_freed(self._name, ['product_id']))

    # === WHAT CODES FIT === #

    def _candidates(self):
        """Return what fits the codes of SKUs of one company.

        :return: {tts.sku: {product.product: units of it in one SKU}}, 0 units where that is unknown
        """
        by_code = self._products_by('tts_code_key', 'code_key')
        by_barcode = self._products_by('tts_barcode_key', 'barcode_key')
        packages = self._packages_by_barcode()
        peers = self._peers()
        found = {}
        for sku in self:
            others = peers[sku]
            candidates = sku._fitting_code(by_code, others)
            if sku._is_barcode_unique(others):
                for product in by_barcode.get(sku.barcode_key, ()):
                    candidates.setdefault(product, 1)
                package = packages.get(sku.barcode_key)
                if package and sku._is_usable(package.product_id):
                    # Its reference says one unit: which of them is right is not known.
                    known = package.product_id in candidates
                    candidates[package.product_id] = 0 if known else package._tts_units()
            found[sku] = candidates
        return found

    def _fitting_code(self, by_code, others):
        """Return the products that the seller SKU of one SKU fits: {product.product: units}.

        :param dict by_code: products by folded reference
        :param tts.sku others: of the shop, that share a code with it
        """
        products = by_code.get(self.code_key) or self.env['product.product']
        exact = products.filtered(
            lambda product: (product.default_code or '').strip() == self.seller_sku)
        same = others.filtered(lambda other: other.code_key == self.code_key)
        if not exact and any(other.seller_sku != self.seller_sku for other in same):
            return {}  # TikTok tells M from m
        is_shared = self.listing_id and self.listing_id in same.filtered(
            lambda other: other.seller_sku == self.seller_sku).listing_id
        return dict.fromkeys(exact or products, 0 if is_shared else 1)

    def _is_barcode_unique(self, others):
        """Tell whether the barcode of one SKU is of no other article of the shop."""
        return bool(self.barcode_key) and not any(
            other.barcode_key == self.barcode_key
            and (other.code_key != self.code_key or not self.code_key)
            for other in others)

    def _is_usable(self, product):
        """Tell whether a product is of the company of these SKUs, or of all."""
        return bool(product.filtered_domain(product._check_company_domain(self.company_id)))

    def _products_by(self, field, own_field):
        """Return the products that share a code with these SKUs: {code: product.product}.

        Archived ones are found where no other is: what is archived is not made once more.
        """
        codes = self._keys(own_field)
        if not codes:
            return {}
        Product = self.env['product.product'].with_context(active_test=False)
        found = Product.search([
            (field, 'in', codes), *Product._check_company_domain(self.company_id)])
        return {
            code: products.filtered('active') or products
            for code, products in found.with_env(self.env).grouped(field).items()
        }

    def _packages_by_barcode(self):
        """Return what is bought or sold by the package: {barcode: product.uom}."""
        codes = self._keys('barcode_key')
        return self.env['product.uom'].sudo().search([
            ('tts_barcode_key', 'in', codes)]).grouped('tts_barcode_key') if codes else {}

    def _peers(self):
        """Return the others of its shop with which each of these shares a code: {SKU: SKUs}."""
        among = self.search_fetch([
            ('shop_id', 'in', self.shop_id.ids),
            '|', ('code_key', 'in', self._keys('code_key')),
            ('barcode_key', 'in', self._keys('barcode_key')),
        ], ['shop_id', 'listing_id', 'seller_sku', 'code_key', 'barcode_key'])
        # Of many SKUs each would otherwise be compared with each.
        by_key = {}
        for name in ('code_key', 'barcode_key'):
            for sku in among.filtered(name):
                by_key.setdefault((sku.shop_id, name, sku[name]), []).append(sku.id)
        return {
            sku: among.browse(dict.fromkeys(
                peer for name in ('code_key', 'barcode_key')
                for peer in by_key.get((sku.shop_id, name, sku[name]), ()))) - sku
            for sku in self
        }

    def _keys(self, field):
        return list({sku[field] for sku in self} - {False})

    # === CODES OF PRODUCTS === #

    def _codes(self):
        """Return the codes that a product of each of these SKUs of one company is to be known by:
        a barcode that several have, or that another product has, is not among them.

        :return: {tts.sku: values of product.product}
        """
        used = {
            *self._products_by('tts_barcode_key', 'barcode_key'), *self._packages_by_barcode()}
        peers = self._peers()
        codes = {}
        for sku in self:
            others = peers[sku]
            is_free = sku._is_barcode_unique(others) and sku.barcode_key not in used
            codes[sku] = {
                'default_code': sku.seller_sku, 'barcode': sku.identifier if is_free else False}
            # Of two that are alike to the letter, made together, one has the barcode.
            used |= {sku.barcode_key} if is_free else set()
        return codes

    def _give_codes(self, product, codes=None):
        """Give a product that was made for one SKU, or that its options name, codes it lacks."""
        codes = codes or self._codes()[self]
        lacking = {name: value for name, value in codes.items() if value and not product[name]}
        if lacking:
            product.write(lacking)

    # === PRODUCTS MADE FOR ORDERS === #

    def _create_products(self):
        """Create the products of unknown SKUs (policy `create`): stocked, without a price.

        One by one: the second of two with one seller SKU finds what was made for the first.
        """
        for sku in self:
            sku._match()
            if sku.state == 'missing':
                self._map({sku: self.env['product.product'].create({
                    'name': sku.name,
                    **sku._codes()[sku],
                    'type': 'consu',
                    'is_storable': True,
                    'list_price': 0,
                    'company_id': sku.company_id.id,
                })}, 'made')
