from odoo import models


class TtsSku(models.Model):
    """SKUs whose price TikTok never takes."""

    _inherit = 'tts.sku'

    def _why_never_priced(self):
        """Return why no price is sent of one SKU, whatever it is; nothing if one can be."""
        if self.is_gift:
            return self.env._("TikTok gives this SKU away: its price cannot be changed.")
        if self.is_bundle:
            return self.env._(
                "A virtual bundle: TikTok makes it of other SKUs. Change its price in Seller "
                "Center.")
        if not (self.product_id or self.own_price):
            return self.env._("It has no product in Odoo: choose one on the SKU.")
        return ''
