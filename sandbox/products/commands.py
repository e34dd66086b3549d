"""What can be done to products by hand: as the seller in Seller Center, as TikTok, as the clock."""

from decimal import Decimal

from ..errors import NotAllowed, NotFound
from ..world.lock import locked
from . import seller_center
from .committed import Committed
from .levels import BY_SELLER, Levels
from .model import LIVE, Product
from .shelf import CHECK_ITEMS, Shelves
from .state import of_product
from .steps import Steps, by_hand


class ProductCommands:
    """The commands of `World` that are about products: given by themselves or by their id."""

    def stock_shelves(self):
        """Give every shop the products that it begins with."""
        self.shelves = Shelves(self)
        self.committed = Committed(self.shelves)
        self.levels = Levels(self)
        self.steps = Steps(self)

    def review_falls_due(self, product):
        """End a review whose time has come; what was ended or begun anew has another time."""
        if product.due and product.due <= self.clock.now():
            self.steps.decide(product, product.due)

    # === LOOKING === #

    @locked
    def product(self, key, shop=None):
        """Find a product by itself, its id, or a seller SKU in a shop (the first by default)."""
        if isinstance(key, Product) or str(key).isdecimal():
            return self.shelves.find(key)
        for product in self.shelves.of(self.shop(0 if shop is None else shop)).products.values():
            if any(sku.get('seller_sku') == key for sku in product.content['skus']):
                return product
        raise NotFound(f"There is no product {key!r}.")

    @locked
    def products(self, shop=None):
        """Return the products of a shop, of all by default, the oldest first."""
        shops = self.shops if shop is None else [self.shop(shop)]
        return [each for found in shops for each in self.shelves.of(found).products.values()]

    @locked
    def product_truth(self, shop=None):
        """State every product as it truly is; see `state.of_product`."""
        return [of_product(product) for product in self.products(shop)]

    # === THE SELLER, IN SELLER CENTER === #

    @locked
    def edit_product(self, product, review=False, **changes):
        """Change a product, at once unless it shall be reviewed.

        :param changes: `title`, `description`, `image` (any word: another picture is drawn from
            it), `category` (id or leaf), `brand` (id or name, '' for none), `weight` (in the unit
            that it has)
        """
        product = self.product(product)
        content = seller_center.edited(self, product, changes)
        return self._change(product, content, review)

    @locked
    def add_sku(self, product, seller_sku, options, price=None, quantity=100, review=False):
        """Add a variant.

        :param options: the value of each sales attribute by name, such as {'Color': 'Pink'}
        """
        product = self.product(product)
        content, offer = seller_center.with_sku(self, product, seller_sku, options, price, quantity)
        product.offers[content['skus'][-1]['id']] = offer
        return self._change(product, content, review)

    @locked
    def remove_sku(self, product, sku, review=False):
        """Remove a variant, given by id or seller SKU; not the last one."""
        product = self.product(product)
        return self._change(product, seller_center.without_sku(product, sku), review)

    @locked
    def create_product(self, shop=0, review=False, **what):
        """List a product of the seller's making; see `seller_center.created`."""
        product = seller_center.created(self, self.shop(shop), **what)
        self.shelves.put(product)
        self.steps.tell_created(product)
        if review:
            self.steps.submit(product, self.clock.now())
        else:
            product.audit = 'AUDITING'
            self.steps.decide(product, self.clock.now(), [])
        return product

    @locked
    def stock_up(self, shop, number, quantity=100):
        """Let a shop have many more live products, of which nobody is told: BULK-000000, ...

        :return: the products
        :rtype: list
        """
        if int(number) < 1:
            raise NotAllowed("At least one product is needed.")
        shop = self.shop(shop)
        made, shelf = [], self.shelves.of(shop)
        for _ in range(int(number)):
            product = seller_center.created(
                self, shop, title=f'Spare part {shelf.bulk} of a large assortment',
                seller_sku=f'BULK-{shelf.bulk:06d}', quantity=quantity)
            product.status, product.audit, product.listed = 'ACTIVATE', 'APPROVED', True
            self.shelves.put(product)
            shelf.bulk += 1
            made.append(product)
        return made

    @locked
    def set_stock(self, product, quantity, sku=None, warehouse=None):
        """Set what a product has in its warehouses, or in one of them; of one SKU or of all."""
        product = self.product(product)
        wanted = [seller_center.sku_id(product, sku)] if sku else product.sku_ids
        stocks = [product.offers[each].stock for each in wanted]
        if warehouse and any(warehouse not in stock for stock in stocks):
            raise NotFound(f"Nothing of {product.id} is in warehouse {warehouse!r}.")
        with self.levels.telling(product, wanted, BY_SELLER):
            for stock in stocks:
                stock.update(dict.fromkeys([warehouse] if warehouse else stock, int(quantity)))
        product.update_time = self.clock.now()
        return product

    @locked
    def set_price(self, product, price, sku=None):
        """Set the price of a SKU, or of all."""
        product = self.product(product)
        for each in [seller_center.sku_id(product, sku)] if sku else product.sku_ids:
            product.offers[each].price = Decimal(str(price))
        product.update_time = self.clock.now()
        self.shelves.put(product)
        return product

    @locked
    def activate_sku(self, product, sku, active=True, source='SELLER'):
        """Switch a single variant on or off.

        :param str source: who does it: SELLER or PLATFORM
        """
        product = self.product(product)
        which = seller_center.sku_id(product, sku)
        product.offers[which].off = '' if active else source
        product.update_time = self.clock.now()
        row = {'sku_id': which, 'status': 'ACTIVATED' if active else 'DEACTIVATED'}
        self.steps.tell_skus(product, [row if active else {**row, 'deactivation_source': source}])
        return product

    def deactivate_product(self, product):
        """The seller takes a product off the shelf."""
        return self._product_step('deactivate', product)

    def activate_product(self, product):
        """The seller puts a product back on the shelf, which TikTok reviews."""
        return self._product_step('activate', product)

    def delete_product(self, product):
        """The seller deletes a product."""
        return self._product_step('delete', product)

    def recover_product(self, product):
        """The seller wants a deleted product back."""
        return self._product_step('recover', product)

    # === TIKTOK === #

    @locked
    def finish_review(self, product, approve=None, reason='The listing was turned down.'):
        """End the review of a product now.

        :param bool approve: the result; what the rules of `review` find by default
        :param str reason: why it is turned down
        """
        failures = {None: None, True: [], False: by_hand(reason)}[approve]
        return self._product_step('decide', product, failures)

    def suspend_product(self, product, reason='The listing violates a policy.'):
        """TikTok takes a product off the shelf."""
        return self._product_step('suspend', product, reason)

    def freeze_product(self, product, reason='The listing violates a policy.'):
        """TikTok freezes a product: it cannot be edited any more."""
        return self._product_step('freeze', product, reason)

    def unfreeze_product(self, product):
        """TikTok lets go of a frozen product; it is deactivated then."""
        return self._product_step('unfreeze', product)

    @locked
    def approve_category(self, leaf, shop=0):
        """Let a shop into a restricted category; what waits for it is listed."""
        shop = self.shop(shop)
        shelf = self.shelves.of(shop)
        shelf.approved.add(leaf)
        for product in list(shelf.products.values()):
            if product.audit == 'PRE_APPROVED':
                self.steps.decide(product, self.clock.now())

    @locked
    def authorize_brand(self, brand, seller=0, allowed=True):
        """Let a seller use a brand (id or name), or no longer."""
        found = seller_center.find_brand(self, brand, seller)
        self.shelves.brands.granted[seller, found.id] = bool(allowed)

    @locked
    def fail_prerequisite(self, item, reason='', shop=0):
        """Let a shop fail a prerequisite of listing, or meet it again (without a reason)."""
        if item not in CHECK_ITEMS:
            raise NotAllowed(f"There is no prerequisite {item!r}: {', '.join(CHECK_ITEMS)}.")
        failing = self.shelves.of(self.shop(shop)).failing
        failing[item] = [reason] if reason else []

    @locked
    def _product_step(self, name, product, *arguments):
        product = self.product(product)
        getattr(self.steps, name)(product, self.clock.now(), *arguments)
        return product

    def _change(self, product, content, review):
        """Let the seller's new content count, or send it to its review."""
        if product.status not in (*LIVE, 'DRAFT', 'FAILED'):
            raise NotAllowed(f"A product in {product.status} cannot be edited.")
        product.source = 'SELLER_CENTER'
        if not review or product.status == 'DRAFT':
            self.steps.publish(product, content, self.clock.now())
        elif product.status in LIVE:
            self.steps.revise(product, content, self.clock.now())
        else:
            product.content = content
            self.steps.submit(product, self.clock.now())
        return product
