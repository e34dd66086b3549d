import copy
from decimal import Decimal

from odoo import api, fields, models

from ...tools import values
from ..engine.tts_guard import check_role, needs

ACTIVITY_TYPE = 'tiktok_shop.mail_activity_type_listing'
# By these it is decided whether TikTok should have anything of its SKUs.
DECIDING = {
    'stock': frozenset(('push_stock', 'is_stopped', 'status')),
    'price': frozenset(('push_prices', 'is_stopped', 'status')),
}
SWITCHES = frozenset(('push_stock', 'push_prices', 'is_stopped'))


class TtsListing(models.Model):
    """What of a listing follows Odoo by itself."""

    _name = 'tts.listing'
    _inherit = ['tts.listing', 'mail.thread', 'mail.activity.mixin']

    push_stock = fields.Boolean(
        "Stock by Itself", default=True, help="If the shop sends stock by itself, see there.")
    push_prices = fields.Boolean(
        "Prices by Themselves", default=True,
        help="If the shop sends prices by itself, see there.")
    is_stopped = fields.Boolean(
        "Stop Everything", help="Neither stock nor prices are sent, by itself or by button.")
    oversale_count = fields.Integer("May Be Oversold", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        """Nothing is told of listings that come by the hundred but what a person has to see to."""
        quiet = self.with_context(tracking_disable=True, mail_create_nosubscribe=True)
        return super(TtsListing, quiet).create(vals_list).with_env(self.env)

    def write(self, vals):
        """What a switch or TikTok's status held back is worked out anew. What is sent by itself is
        for those to say who may send it.
        """
        if not SWITCHES.isdisjoint(vals):
            check_role(self, 'product_manager')
        result = super().write(vals)
        self.env['tts.mark']._add_changed(DECIDING, vals, 'listing', self.ids)
        return result

    # === ACTION METHODS === #

    @needs('product_manager')
    def action_push_stock(self):
        """Button: send the stock of these listings where it differs."""
        return self.sku_ids._push_by_hand('stock')

    @needs('product_manager')
    def action_push_prices(self):
        """Button: send the prices of these listings where they differ."""
        return self.sku_ids._push_by_hand('price')

    @needs('product_manager')
    def action_leave_promotion(self):
        """Button: take these products out of the promotions that hold them, at TikTok."""
        return self.sku_ids.action_leave_promotion()

    # === WHAT MAY BE OVERSOLD === #

    def _agree_oversales(self):
        """Have a to-do for each SKU of these listings that may be oversold, and for no other."""
        todos, users = {}, {}
        for listing in self.sudo():
            skus = listing.sku_ids.filtered('oversale')
            listing._tts_write_changed({'oversale_count': len(skus)})
            todos[listing] = [sku._oversale_todo() for sku in skus]
            users[listing] = listing._responsible()
        self.env['mail.activity']._tts_agree(todos, users, ACTIVITY_TYPE, 'oversale:')

    def _responsible(self):
        """Return the user who gets the to-dos of one listing."""
        shop = self.shop_id
        return next(
            (user for user in (shop.user_id, shop.account_id.user_id)
             if user.active and shop.company_id in user.sudo().company_ids), self.env.user)

    def _take_step(self, step, done):
        """What a promotion locked may be free once the product is not for sale any more."""
        result = super()._take_step(step, done)
        self.sudo().sku_ids._try_again()
        return result

    # === WHAT TIKTOK SHOWS === #

    def _mirror_skus(self):
        """TikTok tells with a product in which of its warehouses each SKU is, and which prices
        somebody has changed there.
        """
        told = self.sku_ids.filtered(
            lambda sku: sku.price_state == 'sent'
            and sku.shop_id.push_prices and sku.listing_id.push_prices)
        had = {sku: sku.pushed_price for sku in told}
        recoded = super()._mirror_skus()
        self.env['tts.drift']._take_shown_prices(had)
        for shop, rows in self.grouped('shop_id').items():
            rows._mirror_warehouses(shop)
        return recoded

    def _mirror_warehouses(self, shop):
        """Have a row for each warehouse that TikTok has assigned to a SKU of these listings. What
        TikTok has there counts as known where nothing was.
        """
        shown = self._shown_stock()
        places = {warehouse for stock in shown.values() for warehouse in stock}
        warehouses = self.env['tts.warehouse']._mirror(shop, [{'id': each} for each in places])
        skus = self.sku_ids.filtered(lambda sku: sku.tiktok_id in shown)
        changed = self.env['tts.stock']._assign({
            sku: {warehouses[place]: quantity for place, quantity in shown[sku.tiktok_id].items()}
            for sku in skus})
        for kind in ('stock', 'price'):
            self.env['tts.mark']._add(kind, 'sku', (changed if kind == 'stock' else skus).ids)
        self.sku_ids._free_refused()

    def _shown_stock(self):
        """Return what TikTok shows: {SKU's TikTok id: {warehouse's TikTok id: units}}."""
        return {
            values.identity(sku.get('id')): {
                values.identity(row.get('warehouse_id')): values.whole(row.get('quantity'))
                for row in values.listed(sku.get('inventory'), dict)
                if values.identity(row.get('warehouse_id'))}
            for listing in self for sku in values.listed(listing._content().get('skus'), dict)
            # What TikTok leaves out is not known to be none.
            if values.listed(sku.get('inventory'), dict)}

    @api.model
    def _note_prices(self, skus):
        """Note in what TikTok shows of products the prices that it has acknowledged since: nobody
        need fetch them again to know.

        :param tts.sku skus: whose `pushed_price` TikTok has
        """
        for listing, listed in skus.grouped('listing_id').items():
            prices = {sku.tiktok_id: sku.shop_id._rounded(
                Decimal(str(sku.pushed_price))) for sku in listed}
            payload = copy.deepcopy(listing.sudo().payload or {})
            for shown in values.listed(payload.get('skus'), dict):
                price = prices.get(values.identity(shown.get('id')))
                if price is not None and isinstance(shown.get('price'), dict):
                    shown['price']['sale_price'] = f'{price:f}'
            if payload != (listing.sudo().payload or {}):
                # What TikTok tells next may be what it told before, and is news all the same.
                listing.write({'payload': payload, 'payload_hash': values.digest(payload)})
