"""The calls about TikTok's catalogue: categories, their attributes and rules, brands."""

from .pages import page_of, rows_of, without_none


class CatalogueCalls:
    """What products can and must be. Part of `Client`, whose `call` it uses."""

    def categories(self, cipher, version, *, locale=None):
        """Return all categories: id, parent_id (`0` at the top), local_name, is_leaf, ...

        :param str version: `v1` or `v2`, see `category_version` of the market.
        :param str locale: language of the names, as `en-US`; None for the shop's own.
        """
        data = self.call('categories', cipher, query={
            'category_version': version, 'locale': locale,
        })
        return rows_of(data, 'categories')

    def category_attributes(self, cipher, category_id, version, *, locale=None):
        """Return the attributes that products of a leaf category have, with their values."""
        data = self.call('category_attributes', cipher, category_id=category_id, query={
            'category_version': version, 'locale': locale,
        })
        return rows_of(data, 'attributes')

    def category_rules(self, cipher, category_id, version, *, locale=None):
        """Return what products of a leaf category need: certifications, size chart, package, ..."""
        return self.call('category_rules', cipher, category_id=category_id, query={
            'category_version': version, 'locale': locale,
        })

    def brands(self, cipher, *, category_id=None, name=None, version=None, authorized=None,
               page_token='', page_size=100):
        """Return one page of brands: id, name, authorized_status.

        :param str category_id: only brands that products of this category may have.
        :param str name: only brands of this name.
        :param bool authorized: only brands that the shop is, or is not, authorized for.
        :rtype: Page
        """
        data = self.call('brands', cipher, query={
            'category_id': category_id,
            'brand_name': name,
            'category_version': version,
            'is_authorized': None if authorized is None else str(bool(authorized)).lower(),
            'page_token': page_token or None,
            'page_size': page_size,
        })
        return page_of(data, 'brands')

    def recommend_category(self, cipher, title, *, description=None, images=None, version=None,
                           locale=None):
        """Return the id of the leaf category that TikTok recommends for a product, or None.

        :param list images: uris of images that were uploaded.
        """
        data = self.call('category_recommend', cipher, body=without_none({
            'product_title': title,
            'description': description or None,
            'images': [{'uri': uri} for uri in images] if images else None,
            'category_version': version,
            'locale': locale,
        }))
        return str(data.get('leaf_category_id') or '') or None
