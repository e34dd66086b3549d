from dataclasses import dataclass, field

from odoo import api, fields, models

from ...client import codes
from ...client.errors import TikTokError
from ...tools import names, values
from ...tools.actions import notification
from ...tools.sentences import explained
from ..engine.tts_guard import needs


@dataclass
class Option:
    """What TikTok has told of a delivery option of a shop.

    :param dict providers: {shipping provider's id: its name}
    :param str state: `listed`, `tiktok` (its own carriers), `unused` by the shop, `refused`
    :param str words: TikTok's, when it refused to tell
    """

    name: str
    providers: dict = field(default_factory=dict)
    state: str = 'listed'
    words: str = ''


class TtsShop(models.Model):
    """Who may carry what a shop's seller ships: TikTok's shipping providers, by delivery option."""

    _inherit = 'tts.shop'

    provider_ids = fields.One2many(
        'tts.provider', 'shop_id', "Shipping Providers", readonly=True)
    provider_options = fields.Json(
        readonly=True, copy=False, help="What TikTok has told of each delivery option.")
    providers_date = fields.Datetime("Providers Loaded on", readonly=True, copy=False)
    provider_report = fields.Text("Delivery Options", compute='_compute_provider_report')
    provider_hint = fields.Char(
        compute='_compute_provider_hint', help="What is missing before shipments are reported.")

    # === COMPUTE METHODS === #

    @api.depends('provider_options')
    @api.depends_context('lang')
    def _compute_provider_report(self):
        for shop in self:
            shop.provider_report = '\n'.join(shop._provider_lines())

    def _provider_lines(self):
        """Return a sentence for each delivery option of one shop."""
        return [self._option_line(**told) for told in (self.provider_options or {}).values()]

    def _option_line(self, name, state, count, words):
        """Return what TikTok has told of a delivery option."""
        if state == 'tiktok':
            return self.env._(
                "%s: TikTok's own carriers take it, there is none to choose.", name)
        if state == 'unused':
            return self.env._("%s: this shop does not use it.", name)
        if state == 'refused':
            return self.env._(
                "%(option)s: TikTok did not tell. %(words)s", option=name, words=words)
        return self.env._("%(option)s: %(count)s shipping provider(s).", option=name, count=count)

    @api.depends('push_tracking', 'providers_date', 'provider_options', 'provider_ids.carrier_ids')
    @api.depends_context('lang')
    def _compute_provider_hint(self):
        for shop in self:
            shop.provider_hint = shop.push_tracking and shop._provider_hint()

    def _provider_hint(self):
        """Return what is missing before one shop's shipments can be reported; False: nothing."""
        if not self.providers_date:
            return self.env._(
                "TikTok's shipping providers are not known yet: press Load Providers.")
        if self.sudo().provider_ids.carrier_ids or not self.provider_ids:
            return False
        return self.env._(
            "No delivery method is one of TikTok's shipping providers yet: press Match Carriers, "
            "or choose them under Shipping Providers. Until then nothing can be reported.")

    # === ACTION METHODS === #

    @needs('user')
    def action_load_providers(self):
        """Button: ask TikTok who may carry what the seller ships, for each delivery option."""
        self.ensure_one()
        with self._tiktok() as client:
            options = self._ask_options(client)
        self.sudo()._take_options(options)
        told = ' '.join(self._provider_lines()) or self.env._(
            "TikTok tells of no delivery option of this shop's warehouses.")
        is_listed = any(option.providers for option in options.values())
        return notification('success' if is_listed else 'warning', told)

    @needs('user')
    def action_match_carriers(self):
        """Button: take delivery methods for the shipping providers whose names they bear."""
        self.ensure_one()
        made = self._match_carriers()
        if made:
            return notification('success', self.env._(
                "Delivery methods chosen by their names: %s", ', '.join(made.mapped('name'))))
        return notification('warning', self.env._(
            "No more delivery method bears the name of one of TikTok's shipping providers. Choose "
            "them under Shipping Providers."))

    @needs('viewer')
    def action_open_providers(self):
        """Button: the shop's shipping providers and the delivery methods that are these."""
        action = self.env['ir.actions.act_window']._for_xml_id('tiktok_shop.action_tts_provider')
        return {**action, 'context': {'search_default_shop_id': self.id}}

    # === WHAT TIKTOK TELLS === #

    def _ask_options(self, client):
        """Return what TikTok tells of the delivery options of one shop's sales warehouses.

        :rtype: dict[str, Option]
        :raises TikTokError: when TikTok cannot be asked now
        """
        cipher, found, asked = self.sudo().cipher, {}, set()
        for warehouse in client.warehouses(cipher):
            if warehouse.get('type') == 'RETURN_WAREHOUSE':
                continue
            region = self._region_of(warehouse)
            for row in client.delivery_options(cipher, values.identity(warehouse.get('id'))):
                ref = values.identity(row.get('id'))
                option = found.setdefault(ref, Option(values.text(row.get('name')) or ref))
                if (ref, region) not in asked:
                    asked.add((ref, region))
                    self._ask_providers(client, ref, region, option)
        return found

    def _region_of(self, warehouse):
        """Return the country that a warehouse of TikTok's is in; the shop's where it is not told.
        """
        address = warehouse.get('address')
        told = values.text(address.get('region_code')) if isinstance(address, dict) else ''
        return told or self.region

    def _ask_providers(self, client, ref, region, option):
        """Ask who carries a delivery option from a region, and note the answer in `option`.

        What TikTok does not tell of one option says nothing of the others.
        """
        try:
            rows = self._providers_of(client, ref, region)
        except TikTokError as error:
            if error.is_for_all:
                raise
            option.state = {
                codes.OWN_CARRIERS: 'tiktok', codes.REGIONS_NEEDED: 'unused',
            }.get(error.code, 'refused')
            option.words = explained(self.env, error) if option.state == 'refused' else ''
        else:
            option.providers.update({row['id']: row['name'] or row['id'] for row in rows})

    def _providers_of(self, client, ref, region):
        """Return the shipping providers of a delivery option.

        In the EU they depend on where it goes, and from where: TikTok then wants both regions, or
        tells of none without them.
        """
        cipher = self.sudo().cipher
        try:
            rows = client.shipping_providers(cipher, ref)
        except TikTokError as error:
            if error.code != codes.REGIONS_NEEDED:
                raise
            rows = []
        return rows or client.shipping_providers(
            cipher, ref, warehouse_region=region, buyer_region=self.region)

    # === WHAT BECOMES OF IT === #

    def _take_options(self, options):
        """Make what TikTok has told of one shop's delivery options what is known.

        :param dict options: see `_ask_options`
        """
        known = self.with_context(active_test=False).provider_ids
        refs, told = set(known.mapped('tiktok_id')), _by_provider(options)
        is_all = all(option.state != 'refused' for option in options.values())
        for provider in known:
            if vals := told.get(provider.tiktok_id):
                kept = {} if is_all else provider.options or {}
                provider._tts_write_changed(
                    {**vals, 'active': True, 'options': {**kept, **vals['options']}})
        self.env['tts.provider'].create([
            {'shop_id': self.id, 'tiktok_id': ref, **vals}
            for ref, vals in told.items() if ref not in refs])
        if is_all:
            known.filtered(lambda provider: provider.tiktok_id not in told)._retire()
        self.write({
            'providers_date': fields.Datetime.now(),
            'provider_options': {
                ref: {'name': option.name, 'state': _state(option), 'words': option.words,
                      'count': len(option.providers)}
                for ref, option in options.items()}})

    def _is_listed(self, option_ref):
        """Tell whether it is known who may carry orders of a delivery option.

        :param str option_ref: TikTok's id
        """
        told = (self.provider_options or {}).get(option_ref)
        return bool(told) and told['state'] == 'listed'

    def _option_name(self, option_ref):
        """Return TikTok's name of a delivery option, its id where it has not told it."""
        told = (self.provider_options or {}).get(option_ref)
        return told['name'] if told else option_ref

    # === WHICH OF ODOO'S THEY ARE === #

    def _match_carriers(self):
        """Choose, for shipping providers that have none, the delivery methods of their names.

        :return: the delivery methods that were chosen
        """
        Carrier, made = self.env['delivery.carrier'], self.env['delivery.carrier']
        by_name = Carrier.search(Carrier._check_company_domain(self.company_id)).grouped(
            lambda carrier: names.key(carrier.name))
        free = self.provider_ids.filtered(lambda provider: not provider.carrier_ids)
        for name, providers in free.grouped(lambda each: names.key(each.name)).items():
            for provider in providers if _are_beside(providers) else ():
                fitting = by_name.get(name, Carrier).filtered(
                    lambda carrier, provider=provider: carrier._tts_may_be(provider))
                provider.carrier_ids = fitting
                made |= fitting
        return made


def _by_provider(options):
    """Return {shipping provider's id: its values}."""
    told = {}
    for ref, option in options.items():
        for provider, name in option.providers.items():
            vals = told.setdefault(provider, {'name': name, 'options': {}})
            vals['options'][ref] = option.name
    return told


def _state(option):
    """Return the state of a delivery option: what is told from one warehouse is listed."""
    return 'listed' if option.providers and option.state != 'refused' else option.state


def _are_beside(providers):
    """Tell whether no two providers of one name could be meant at once."""
    return all(
        one._is_beside(other) for one in providers for other in providers if one != other)
