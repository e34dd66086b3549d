from odoo import api, fields, models


class TtsProvider(models.Model):
    """A shipping provider of TikTok's, as a shop may use it for what it ships itself.

    TikTok lists them per delivery option (`tts_shop_providers.py`); which of Odoo's delivery
    methods each of them is, a person says, here or on the delivery method.
    """

    _name = 'tts.provider'
    _description = "TikTok Shop Shipping Provider"
    _inherit = ['tts.guard']
    _check_company_auto = True
    _order = 'shop_id, name, id'
    _rec_names_search = ['name', 'shop_id', 'tiktok_id']

    shop_id = fields.Many2one(
        'tts.shop', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='shop_id.company_id', store=True, index=True)
    tiktok_id = fields.Char("TikTok ID", required=True, readonly=True)
    name = fields.Char(required=True, readonly=True)
    active = fields.Boolean(
        default=True, readonly=True, help="Off: TikTok no longer offers it. What is chosen stays.")
    options = fields.Json(
        readonly=True, help="TikTok's delivery options that it serves: their ids and names.")
    option_names = fields.Char(
        "Delivery Options", compute='_compute_option_names',
        help="What TikTok lets it be used for: an order names one of them.")
    carrier_ids = fields.Many2many(
        'delivery.carrier', 'delivery_carrier_tts_provider_rel',
        'tts_provider_id', 'delivery_carrier_id', string="Delivery Methods", check_company=True,
        context={'active_test': False},
        help="What goes by one of these is told TikTok as sent by this provider.")

    _unique_per_shop = models.UniqueIndex(
        '(shop_id, tiktok_id)', "TikTok's id must be unique per shop.",
    )

    # === COMPUTE METHODS === #

    @api.depends('name', 'shop_id.name')
    def _compute_display_name(self):
        for provider in self:
            provider.display_name = f"{provider.name} ({provider.shop_id.name})"

    @api.depends('options')
    def _compute_option_names(self):
        for provider in self:
            provider.option_names = ', '.join(dict.fromkeys((provider.options or {}).values()))

    # === CONSTRAINT METHODS === #

    @api.constrains('carrier_ids')
    def _check_carrier_ids(self):
        self.sudo().carrier_ids._check_tts_provider_ids()

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        providers = super().create(vals_list)
        providers.sudo().carrier_ids._tts_free_shipments()
        return providers

    def write(self, vals):
        """Parcels that waited for the mapping are told."""
        result = super().write(vals)
        self.sudo().carrier_ids._tts_free_shipments()
        return result

    # === BUSINESS METHODS === #

    def _serves(self, option_ref):
        """Tell whether one provider may carry orders of a delivery option.

        :param str option_ref: TikTok's id
        """
        return option_ref in (self.options or ())

    def _is_beside(self, other):
        """Tell whether two providers of a shop never compete: they serve different options."""
        mine, theirs = self.options or {}, other.options or {}
        return bool(mine and theirs) and mine.keys().isdisjoint(theirs)

    def _retire(self):
        """These are no longer TikTok's: what a person has chosen stays, the others go."""
        chosen = self.filtered('carrier_ids')
        chosen.write({'active': False, 'options': {}})
        (self - chosen).unlink()
