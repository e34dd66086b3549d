from odoo import api, models
from odoo.exceptions import ValidationError


class Base(models.AbstractModel):
    """A shop's pricelist is nobody else's: guarded wherever any addon refers to pricelists."""

    _inherit = 'base'

    @api.model
    def _tts_pricelist_fields(self):
        """Return the names of stored fields by which records of this model refer to pricelists."""
        if self._transient or self._name.startswith('tts.'):
            return []
        return [
            name for name, field in self._fields.items()
            if field.comodel_name == 'product.pricelist'
            and field.type in ('many2one', 'many2many') and field.store
        ]

    def _tts_priced_by_shop(self):
        """Return those of these records that may refer to a shop's pricelist."""
        return self.browse()

    @api.constrains(lambda self: self._tts_pricelist_fields())
    def _check_tts_pricelists(self):
        others = self - self._tts_priced_by_shop()
        for record in others:
            for name in self._tts_pricelist_fields():
                of_shops = record.sudo()[name].filtered('tts_shop_id')
                if of_shops:
                    raise ValidationError(self.env._(
                        "The pricelist %(pricelist)s holds the prices of a TikTok shop. Choose "
                        "another one for %(record)s.",
                        pricelist=of_shops[0].display_name, record=record.display_name,
                    ))
