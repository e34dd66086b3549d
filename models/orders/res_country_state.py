from odoo import api, models, tools

from ...tools import places


class ResCountryState(models.Model):
    _inherit = 'res.country.state'

    @api.model
    @tools.ormcache('country_id')
    def _tts_table(self, country_id):
        """Return what the states of a country are found by, see `tools/places.py`."""
        country = self.env['res.country'].browse(country_id)
        states = self.sudo().search([('country_id', '=', country_id)], order='id')
        return places.table(
            [(state.id, state.code, state.name) for state in states], country.code)

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
