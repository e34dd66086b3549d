from odoo import fields, models, tools

from ...tools import places, values
from ...tools.addresses import (
    CITIES,
    country_code,
    districts,
    is_called,
    place,
    plain,
    recipient,
)
from .res_partner import buyer_key

ADDRESS = ('name', 'street', 'street2', 'city', 'zip', 'state_id', 'country_id', 'phone')
PLACES = ('street', 'street2', 'city', 'zip')
# Codes of countries that are not those of ISO 3166.
OTHER_CODES = {'UK': 'GB', 'EL': 'GR'}


class TtsOrder(models.Model):
    """Who bought an order at TikTok and where it goes.

    Ids, names and addresses can be masked ("A*** F***i") or missing. What is masked is never stored
    as an address and never matched: two buyers can look the same.
    """

    _inherit = 'tts.order'

    tiktok_address_id = fields.Many2one(
        'res.partner', index='btree_not_null', readonly=True,
        help="Where the order goes, as TikTok has told it last. If the sales order has another "
             "address, a person has chosen that.")

    def _ensure_customers(self):
        """Return {order: (customer, delivery address)}; missing contacts are created in bulk.

        A buyer of a shop is one contact, with one child per delivery address. Orders that do not
        tell their buyer (on hold, say) are for the shop's generic customer.
        """
        addresses = {order: order._address() for order in self}
        buyers = self._ensure_buyers(addresses)
        customers = {
            order: buyers.get(order._named_buyer_ref()) or order._known_customer()
            for order in self}
        known = self._known_addresses(addresses, customers)
        new = {}
        for order in self:
            key = order._address_key(customers[order], addresses[order])
            if key and key not in known:
                new.setdefault(key, order._delivery_vals(customers[order], addresses[order]))
        created = self.env['res.partner'].create(list(new.values()))
        known.update(zip(new, created, strict=True))
        return {
            order: (customer, order._known_delivery(addresses[order]) or known.get(
                order._address_key(customer, addresses[order]), customer))
            for order, customer in customers.items()
        }

    def _known_customer(self):
        """Return for whom an order is that does not tell it, now or any more."""
        return self.sale_order_id.partner_id or self.shop_id.generic_partner_id

    def _known_delivery(self, address):
        """Return where an order goes that does not tell its street any more; none if it does."""
        known = self.sale_order_id.partner_shipping_id
        is_told = address['street'] or not known.street
        return known.browse() if is_told or self._is_elsewhere(address, known) else known

    @staticmethod
    def _is_elsewhere(address, known):
        """Tell whether as much of an address as is told is of another place than a contact."""
        return any(
            address[field] and address[field] != known[field].id
            for field in ('country_id', 'state_id') if known[field]
        ) or bool(address['zip'] and known.zip and address['zip'] != known.zip)

    def _ensure_buyers(self, addresses):
        """Return the contacts of the buyers by TikTok's buyer id; missing ones are created."""
        shop = self.shop_id
        telling = {}
        # Who tells a name comes first.
        for order in self.sorted(lambda order: not order._buyer_name()):
            if order._named_buyer_ref():
                telling.setdefault(order.buyer_ref, order)
        known = self.env['res.partner'].with_context(active_test=False).search([
            ('tts_shop_id', '=', shop.id), ('tts_buyer_id', 'in', list(telling)),
        ])
        missing = set(telling) - set(known.mapped('tts_buyer_id'))
        keys = {buyer_key(shop.id, buyer_id): buyer_id for buyer_id in missing}
        merged = {keys[key]: partner for key, partner in self.env['tts.contact.key']._partners(
            keys).items()}
        missing -= set(merged)
        created = known.create([
            order._buyer_vals(addresses[order])
            for buyer_id, order in telling.items() if buyer_id in missing
        ])
        for partner in known:
            telling[partner.tts_buyer_id]._rename(partner)
        return merged | {partner.tts_buyer_id: partner for partner in known + created}

    def _rename(self, partner):
        """Give a contact its name where TikTok had only told a nickname before."""
        name = self._buyer_name()
        if name and partner.name != name and partner.name in (self._nickname(), self._no_name()):
            partner.name = name

    def _named_buyer_ref(self):
        """Return TikTok's id of the buyer if the order tells who he is, whoever is known already:
        what becomes of an order must not depend on which other orders came before it.
        """
        by_buyer = self.shop_id.customer_policy == 'buyer'
        return self.buyer_ref if self.recipient and by_buyer else False

    def _buyer_name(self):
        """Return the name that TikTok tells, False if it is masked or missing."""
        return plain(recipient(self.sudo().payload.get('recipient_address') or {}))

    def _nickname(self):
        return plain(self.sudo().payload.get('buyer_nickname'))

    def _no_name(self):
        return self.env._("TikTok buyer %s", self.buyer_ref[-6:])

    def _buyer_vals(self, address):
        """Return the values of a buyer's contact, without TikTok's relay address for mail."""
        payload = self.sudo().payload
        vals = {
            'name': address['name'] or self._no_name(),
            'company_id': self.company_id.id,
            'tts_shop_id': self.shop_id.id,
            'tts_buyer_id': self.buyer_ref,
            'customer_rank': 1,
            'country_id': address['country_id'],
            'state_id': address['state_id'],
        }
        if payload.get('cpf') and not values.masked(payload['cpf']):
            vals['vat'] = values.text(payload['cpf'], 32)
        return vals

    def _delivery_vals(self, customer, address):
        return {
            **address,
            'name': address['name'] or customer.name,
            'type': 'delivery',
            'parent_id': customer.id,
            'tts_address_key': self._address_digest(customer, address),
            'company_id': self.company_id.id,
        }

    def _known_addresses(self, addresses, customers):
        """Return the delivery addresses that exist already, by their key: they look the same, or
        were made for the same and then corrected by a person.
        """
        made_for = {}
        for order in self:
            key = order._address_key(customers[order], addresses[order])
            if key:
                made_for[order._address_digest(customers[order], addresses[order])] = key
                # As it was before contacts could be merged.
                made_for[values.digest(key)] = key
        streets = {address['street'] for address in addresses.values()}
        parents = self.env['res.partner'].union(*customers.values())
        children = self.env['res.partner'].sudo().search([
            '|', ('tts_address_key', 'in', list(made_for)),
            '&', '&', ('parent_id', 'in', parents.ids), ('type', '=', 'delivery'),
            ('street', 'in', list(streets)),
        ])
        known = {
            self._key(child.parent_id, child.read(ADDRESS, load=None)[0]): child
            for child in children
        }
        merged = self.env['tts.contact.key']._partners(made_for)
        return known | {made_for[digest]: child for digest, child in merged.items()} | {
            made_for[child.tts_address_key]: child
            for child in children if child.tts_address_key in made_for
        }

    def _address_key(self, customer, address):
        """Return what an address is found again by; None when the customer himself will do."""
        region = customer.country_id.id or False, customer.state_id.id or False
        tells_place = any(address[field] for field in PLACES)
        if not tells_place and (
            region == (address['country_id'], address['state_id']) or not address['country_id']
        ):
            return None
        return self._key(customer, {**address, 'name': address['name'] or customer.name})

    def _address_digest(self, customer, address):
        """Return the key under which an address is kept: of the buyer, whose contact may become
        another one.
        """
        _customer, *parts = self._address_key(customer, address)
        return values.digest([self.shop_id.id, self._named_buyer_ref(), *parts])

    @staticmethod
    def _key(customer, address):
        return (customer.id, *(address[field] or False for field in ADDRESS))

    # === ADDRESS === #

    def _address(self):
        """Return TikTok's address in Odoo's fields, without what is masked."""
        address = self.sudo().payload.get('recipient_address') or {}
        country, state, below = self._region(address)
        return {
            **place(address, below),
            'name': self._buyer_name() or self._nickname(),
            'state_id': state.id,
            'country_id': country.id,
        }

    def _region(self, address):
        """Return (country, state, [(level's name, name)] of the districts below the state)."""
        codes = (address.get('region_code'), country_code(address), self.shop_id.region)
        code = next(filter(None, map(values.text, codes)), '').upper()
        country = self.env['res.country'].browse(self._country_id(OTHER_CODES.get(code, code)))
        State, levels = self.env['res.country.state'], districts(address)
        id_, depth = places.state(
            levels, country.code, State._tts_table(country.id)) if country else (False, 0)
        below = [(level, name) for level, name, _iso in levels[depth:]]
        if depth and not any(name for _level, name in below):  # Berlin is state and city
            below = [(level, name) for level, name, _iso in levels[depth - 1:depth]
                     if is_called(level, CITIES)]
        return country, State.browse(id_), below

    @tools.ormcache('code')
    def _country_id(self, code):
        return self.env['res.country'].search([('code', '=', code)], limit=1).id
