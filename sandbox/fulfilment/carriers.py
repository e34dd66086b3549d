"""Who carries parcels: the carriers of each market, and the delivery options that have them."""

import hashlib
import re
from typing import NamedTuple

from ..world.markets import EU

ANY = r'[A-Z0-9]{8,30}'
DHL = ('DHL', r'(JJD\d{14,18}|\d{12,20})')
GLS = ('GLS', r'\d{11,12}|[A-Z0-9]{8}')
DPD = ('DPD', r'\d{14}')
# Names, and what their numbers look like.
CARRIERS = {
    'US': (('USPS', r'9\d{21}'), ('UPS', r'1Z[A-Z0-9]{16}'), ('FedEx', r'\d{12}|\d{15}')),
    'GB': (('Royal Mail', r'[A-Z]{2}\d{9}GB'), ('Evri', r'[HT]\d{15}|\d{16}'), DPD),
    'DE': (DHL, ('Hermes', r'H\d{19}'), DPD, GLS),
    'FR': (('Colissimo', r'[68][A-Z]\d{11}'), ('Chronopost', r'[A-Z]{2}\d{9}FR'), DPD, GLS),
    'IT': (('Poste Italiane', r'[A-Z]{2}\d{9}IT'), ('BRT', r'\d{12}'), GLS),
    'ES': (('Correos', r'[A-Z]{2}\d{9}ES|[A-Z0-9]{23}'), ('SEUR', r'\d{14}'), GLS),
    'IE': (('An Post', r'[A-Z]{2}\d{9}IE'), DPD),
    'JP': (('ヤマト運輸', r'\d{12}'), ('佐川急便', r'\d{10}|\d{12}'), ('日本郵便', r'\d{11,13}')),
    'MY': (('J&T Express', r'(JT|60)\d{10,13}'), ('Pos Malaysia', r'[A-Z]{2}\d{9}MY')),
    'VN': (('Giao Hàng Nhanh', r'G[A-Z0-9]{7,11}'), ('Viettel Post', r'\d{10,13}')),
    'ID': (('J&T Express', r'J[A-Z]\d{10}'), ('JNE', r'\d{15,16}')),
    'TH': (('Flash Express', r'TH[A-Z0-9]{11,14}'), ('Thailand Post', r'[A-Z]{2}\d{9}TH')),
    'BR': (('Correios', r'[A-Z]{2}\d{9}BR'), ('Loggi', ANY)),
    'SA': (('SMSA Express', r'\d{12}'), ('Aramex', r'\d{10,11}')),
}
EUROPEAN = (DHL, DPD, GLS)


class Carrier(NamedTuple):
    """A carrier as TikTok knows it."""

    id: str
    name: str
    pattern: str

    def knows(self, number):
        """Tell whether a tracking number looks like one of this carrier's."""
        return bool(re.fullmatch(self.pattern, number))


class Option(NamedTuple):
    """A delivery option of a shop; of the type `SEND_BY_SELLER` the carriers are the seller's."""

    id: str
    name: str
    type: str

    @property
    def is_sellers(self):
        """Whether the seller ships under it."""
        return self.type == 'SEND_BY_SELLER'


def carriers(market, warehouse_region=None, buyer_region=None):
    """List the carriers of a market; in the EU, those of a way from one country to another.

    :param Market market:
    :rtype: list[Carrier]
    """
    home = warehouse_region or market.region
    rows = CARRIERS.get(home, EUROPEAN if home in EU else ((market.provider, ANY),))
    if buyer_region and buyer_region != home:
        rows = [row for row in rows if row in EUROPEAN]
    return [carrier(name, pattern) for name, pattern in rows]


def carrier(name, pattern=ANY):
    """Return a carrier by its name; the same name has the same id everywhere."""
    number = int(hashlib.sha256(name.encode()).hexdigest()[:16], 16) % 10**15
    return Carrier(f'7117{number:015d}', name, pattern)


def find(market, key):
    """Return a carrier of a market by its id or name, or None. In the EU it may be any country's.
    """
    regions = [market.region, *(EU if market.region in EU else ())]
    return next((
        each for region in regions for each in carriers(market, region)
        if key in (each.id, each.name)), None)


def warning(market, chosen, number):
    """Return what TikTok finds odd about the number of a parcel, under code 0; '' for nothing."""
    if chosen.knows(number):
        return ''
    others = [each.name for each in carriers(market) if each.knows(number)]
    if not others:
        return "The tracking number does not match the format of any shipping provider."
    if len(others) > 1:
        return f"The tracking number matches several shipping providers: {', '.join(others)}."
    return (
        f"The tracking number does not match {chosen.name}. We recommend that you select "
        f"{others[0]} as the shipping provider."
    )


def options(shop):
    """List the delivery options of a shop: first the seller's own, then TikTok's.

    :rtype: list[Option]
    """
    first = int(f'7057{shop.id[4:]}')
    rows = (
        ('Standard Shipping', 'SEND_BY_SELLER'), ('Standard Shipping', 'STANDARD'),
        ('Express Shipping', 'EXPRESS'),
    )
    return [Option(str(first + number), *row) for number, row in enumerate(rows)]


def option_of(order):
    """Return the delivery option of an order."""
    own, standard, _express = options(order.shop)
    return own if order.shipping_type == 'SELLER' else standard
