from datetime import datetime, timedelta

from odoo import fields, models

from ... import const
from ...tools import values
from ...tools.listing import product

# What the schedule does once a day.
DAY = timedelta(days=1)
# SKUs whose stock is asked for, and whose restocking is switched off, by one call.
STOCK, RESTOCK = 600, 500


class TtsSync(models.Model):
    """Runs that read what TikTok has: in its own warehouses, and on offer."""

    _inherit = 'tts.sync'

    kind = fields.Selection(selection_add=[
        ('fbt', "Fetch stock at TikTok (FBT)"),
        ('offers', "Compare stock and prices"),
        ('promotions', "Fetch promotions"),
    ], ondelete={'fbt': 'cascade', 'offers': 'cascade', 'promotions': 'cascade'})

    def _daily(self, shop, kind):
        """Return since when on a run that is done once a day is due; None while it is not."""
        now = fields.Datetime.now()
        done = self.search_count([
            ('shop_id', '=', shop.id), ('kind', '=', kind), ('create_date', '>', now - DAY),
        ], limit=1)
        return None if done else now

    # === STOCK IN TIKTOK'S WAREHOUSES === #

    def _fbt_since(self, shop):
        due = self._daily(shop, 'fbt')
        return due if due and shop._has_fbt() else None

    def _fbt_pages(self, client, _cipher):
        if not self.cursor:
            found = self.shop_id._ask_fbt(client)
            yield [{'id': ref, 'goods': goods} for ref, goods in found.items()], {'asked': True}

    def _fbt_take(self, rows):
        self.env['tts.sku']._note_fbt(self.shop_id, {row['id']: row['goods'] for row in rows})

    def _fbt_done(self):
        shop = self.shop_id.with_company(self.company_id)
        begin = self.create_date.replace(microsecond=0)
        shop._adjust_fbt(self.env['tts.sku'].search([
            ('shop_id', '=', shop.id), ('fbt_date', '>=', begin)]))

    def _fbt_summary(self):
        count = self.env['tts.sku'].search_count(
            [('shop_id', '=', self.shop_id.id), ('is_fbt', '=', True)])
        told = self.env._("SKUs with stock in TikTok's warehouses: %s.", count)
        return ' '.join(filter(None, [told, self.shop_id._fbt_left_alone()]))

    # === STOCK AND PRICES ON OFFER === #

    def _offers_since(self, shop):
        by_itself = (shop.push_stock or shop.push_prices) and not shop.is_stopped
        return self._daily(shop, 'offers') if by_itself else None

    def _offers_pages(self, client, cipher):
        """First what is in stock, then prices, then TikTok's own restocking is switched off."""
        steps = {
            'stock': self._stock_pages, 'price': self._price_pages, 'restock': self._restock_pages}
        names = list(steps)
        for name in names[names.index((self.cursor or {}).get('step', 'stock')):]:
            for rows, cursor in steps[name](client, cipher):
                yield rows, {**cursor, 'step': name}

    def _stock_pages(self, client, _cipher):
        shop, after = self.shop_id, self._after('stock')
        while skus := shop._told_skus('stock', after, STOCK):
            there = shop._ask_stock(client, skus)
            if differences := skus._stock_differences(there):
                shop._catch_up_first(client)
                yield [], {'after': after}
                there = shop._ask_again(client, there, differences)
            known = {each.key: each.known for each in skus._stock_differences(there)}
            after = skus[-1].id
            yield [
                {'id': sku.tiktok_id, 'there': there[sku.tiktok_id], 'known': known}
                for sku in skus if sku.tiktok_id in there
            ], {'after': after, 'left': len(shop._told_skus('stock', after))}

    def _after(self, step):
        """Return the id after which this run goes on with a step."""
        cursor = self.cursor or {}
        return cursor.get('after', 0) if cursor.get('step', 'stock') == step else 0

    def _price_pages(self, client, cipher):
        if not self.shop_id._told_skus('price', limit=1):
            return
        cursor = self.cursor if self.cursor and 'ranges' in self.cursor else {'ranges': [[
            values.epoch(datetime.combine(const.FIRST_ORDERS, datetime.min.time())),
            values.epoch(fields.Datetime.now())]]}
        for products, next_cursor in client.walk_products(cipher, cursor):
            yield [
                {'id': values.identity(sku.get('id')),
                 'price': product.sku_values(sku)['pushed_price']}
                for shown in products for sku in values.listed(shown.get('skus'), dict)
                if values.identity(sku.get('id'))], next_cursor

    def _restock_pages(self, client, _cipher):
        shop, after = self.shop_id, self._after('restock')
        while skus := shop._restocked_skus(after, RESTOCK):
            taken, problem = shop._switch_off_restock(client, skus)
            after = skus[-1].id
            yield [{'id': sku.tiktok_id, 'off': sku.tiktok_id in taken, 'problem': problem}
                   for sku in skus], {'after': after}

    def _offers_take(self, rows):
        Sku = self.env['tts.sku'].with_company(self.company_id)
        by_ref = {row['id']: row for row in rows}
        skus = Sku.search([
            ('shop_id', '=', self.shop_id.id), ('tiktok_id', 'in', list(by_ref))])
        if not skus:
            return
        if 'there' in rows[0]:
            self.shop_id._take_stock(skus, by_ref)
        elif 'price' in rows[0]:
            self.shop_id._take_prices(skus, by_ref)
        else:
            self.shop_id._take_restock(skus, by_ref)

    def _offers_done(self):
        shop = self.shop_id
        shop.offers_checked = fields.Datetime.now()
        if not shop._restocked_skus(0, 1):
            shop.restock_problem = False

    def _offers_summary(self):
        found = self.env['tts.drift'].search([
            ('shop_id', '=', self.shop_id.id), ('date', '>=', self.create_date)])
        told = self.env._(
            "Found otherwise at TikTok: %(found)s, of which to decide: %(left)s.",
            found=len(found), left=len(found.filtered(lambda row: row.state == 'open')))
        return ' '.join(filter(None, [told, self.shop_id.restock_problem]))

    def _offers_failed(self):
        return {run: run.shop_id.drift_count for run in self}

    # === PROMOTIONS === #

    def _promotions_since(self, shop):
        return self._daily(shop, 'promotions') if shop.push_stock or shop.push_prices else None

    def _promotions_pages(self, client, _cipher):
        if not self.cursor:
            found, problem = self.shop_id._ask_promotions(client)
            rows = [{'id': ref, 'payload': payload} for ref, payload in found.items()]
            yield rows, {'asked': True, 'problem': problem}

    def _promotions_take(self, rows):
        self.env['tts.promotion']._mirror(
            self.shop_id, {row['id']: row['payload'] for row in rows})

    def _promotions_done(self):
        problem = (self.cursor or {}).get('problem')
        self.shop_id._note_promotions({}, problem)
        if not problem:
            self.shop_id._end_promotions(self.create_date.replace(microsecond=0))

    def _promotions_summary(self):
        count = self.env['tts.promotion'].search_count([
            ('shop_id', '=', self.shop_id.id), *self.env['tts.promotion']._running()])
        return self.shop_id.promotions_problem or self.env._("Promotions that run: %s.", count)
