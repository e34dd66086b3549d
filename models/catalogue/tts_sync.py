from odoo import fields, models
from odoo.exceptions import UserError

from ...client.errors import OtherCategoryTree, TikTokError
from ...tools import values
from .tts_category import paths

# Categories of a transaction: TikTok has several thousand.
SLICE = 500
# TikTok's codes about products: it refuses one category, and the others are none the worse for it.
ABOUT_PRODUCTS = range(12_000_000, 13_000_000)


class TtsSync(models.Model):
    """Runs that download TikTok's catalogue structure."""

    _inherit = 'tts.sync'

    kind = fields.Selection(selection_add=[
        ('categories', "Download categories"),
        ('attributes', "Download attributes"),
        ('brands', "Download brands"),
    ], ondelete={'categories': 'cascade', 'attributes': 'cascade', 'brands': 'cascade'})

    # === BUSINESS METHODS: categories === #

    def _categories_pages(self, client, cipher):
        """TikTok sends the whole tree at once. A run that goes on asks for it again, and begins
        again if it has changed meanwhile: no category may be missed.
        """
        shop = self.shop_id
        rows = paths(self._fetch_categories(client, cipher, shop.category_version))
        if not rows:
            # Nothing would be left of what is mapped.
            raise UserError(self.env._("TikTok has sent no categories. Try again later."))
        tree = values.digest([row['id'] for row in rows])
        cursor = self.cursor or {}
        begin = cursor['next'] if cursor.get('tree') == tree else 0
        for start in range(begin, len(rows), SLICE):
            end = start + SLICE
            yield rows[start:end], {
                'next': end, 'tree': tree, 'left': max(0, len(rows) - end),
            }

    def _fetch_categories(self, client, cipher, version):
        """Return the categories of a tree. Where the market has the other one, it is noted."""
        locale = self.shop_id._catalogue_locale()
        try:
            return client.categories(cipher, version, locale=locale)
        except OtherCategoryTree:
            other = 'v1' if version == 'v2' else 'v2'
            rows = client.categories(cipher, other, locale=locale)
            self.shop_id.category_version = other
            return rows

    def _categories_take(self, rows):
        self.env['tts.category']._mirror(
            self.shop_id, rows, self.shop_id.category_version, self.id)

    def _categories_done(self):
        """Archive what TikTok no longer has."""
        self.env['tts.category'].search([
            ('shop_id', '=', self.shop_id.id), ('last_download', '!=', self.id),
        ]).active = False

    def _categories_summary(self):
        count = self.env['tts.category'].search_count([('shop_id', '=', self.shop_id.id)])
        return self.env._("%s categories downloaded.", count)

    # === BUSINESS METHODS: attributes === #

    def _attributes_pages(self, client, cipher):
        """One category with each page: two calls."""
        shop = self.shop_id
        options = {'version': shop.category_version, 'locale': shop._catalogue_locale()}
        after = (self.cursor or {}).get('after', 0)
        todo = sorted(
            (category.id, category.tiktok_id)
            for category in self.env['tts.category']._in_use(shop) if category.id > after
        )
        for number, (record_id, tiktok_id) in enumerate(todo, 1):
            try:
                row = {
                    'attributes': client.category_attributes(cipher, tiktok_id, **options),
                    'rules': client.category_rules(cipher, tiktok_id, **options),
                }
            except TikTokError as error:
                if error.transient or error.code not in ABOUT_PRODUCTS:
                    raise
                row = {'error': str(error)}
            yield [{'id': tiktok_id, **row}], {'after': record_id, 'left': len(todo) - number}

    def _attributes_take(self, rows):
        categories = self.env['tts.category'].search([
            ('shop_id', '=', self.shop_id.id),
            ('tiktok_id', 'in', [row['id'] for row in rows]),
        ]).grouped('tiktok_id')
        for row in rows:
            if row['id'] in categories:
                categories[row['id']]._mirror_details(row)

    def _attributes_summary(self):
        used = self.env['tts.category']._in_use(self.shop_id)
        refused = used.filtered('details_error')
        if not used:
            return self.env._(
                "No category is in use. Choose TikTok's category on a product category first.")
        if refused:
            return self.env._(
                "TikTok refused %(count)s of %(all)s categories. First: %(name)s, %(error)s",
                count=len(refused), all=len(used), name=refused[0].complete_name,
                error=refused[0].details_error)
        return self.env._("Attributes of %s categories downloaded.", self.done)

    # === BUSINESS METHODS: brands === #

    def _brands_pages(self, client, cipher):
        """Those that the shop is authorized for: of all brands there are more than anybody needs.
        """
        cursor = self.cursor or {}
        token, seen, ended = cursor.get('page_token', ''), self.done, cursor.get('ended', False)
        while not ended:
            page = client.brands(
                cipher, authorized=True, version=self.shop_id.category_version,
                page_token=token,
            )
            seen += len(page.rows)
            left = max(0, (page.total or 0) - seen) if page.next_token else 0
            ended = page.next_token in ('', token)
            token = page.next_token
            yield page.rows, {'page_token': token, 'ended': ended, 'left': left}

    def _brands_take(self, rows):
        self.env['tts.brand']._mirror(self.shop_id, rows)

    def _brands_summary(self):
        return self.env._("%s brands downloaded.", self.done)
