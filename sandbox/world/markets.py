"""What differs between the markets of TikTok Shop, as far as orders can show it."""

from decimal import Decimal
from typing import NamedTuple

CENT = Decimal('0.01')
UNIT = Decimal(1)
SEA = ('MY', 'VN', 'ID', 'TH', 'PH', 'SG')
EU = ('DE', 'ES', 'FR', 'IE', 'IT', 'PL', 'NL', 'BE', 'CZ', 'AT', 'GR', 'PT', 'HU')


class Market(NamedTuple):
    """One market: its money, its habits and what its addresses look like.

    :param str region: the two letters that TikTok uses (`GB`, not `UK`)
    :param Decimal step: the smallest amount of the currency that TikTok sends
    :param Decimal rate: local price of goods that cost one dollar
    :param Decimal sales_tax: rate added on top of the prices; zero where prices include the tax
    :param bool splits_units: units of one SKU may travel in several parcels
    :param tuple places: (level 1 name, its ISO code, city, district, post code)
    """

    region: str
    currency: str
    step: Decimal
    rate: Decimal
    country: str
    phone: str
    places: tuple
    sales_tax: Decimal = Decimal(0)
    cod: bool = False
    fbt: bool = False
    splits_units: bool = False
    part_cancel: bool = False
    provider: str = 'J&T Express'


MARKETS = {
    market.region: market
    for market in (
        Market(
            'US', 'USD', CENT, Decimal(1), 'United States', '+1',
            (
                ('California', 'CA', 'Los Angeles', 'Los Angeles County', '90012'),
                ('Colorado', 'CO', 'Denver', 'Denver County', '80203'),
                ('Texas', 'TX', 'Austin', 'Travis County', '78701-2208'),
            ),
            sales_tax=Decimal('0.0825'), fbt=True, splits_units=True,
            part_cancel=True, provider='USPS',
        ),
        Market(
            'GB', 'GBP', CENT, Decimal('0.8'), 'United Kingdom', '+44',
            (
                ('England', 'ENG', 'Leeds', 'West Yorkshire', 'LS1 1AA'),
                ('Scotland', 'SCT', 'Glasgow', 'Glasgow City', 'G2 1DY'),
                ('Wales', 'WLS', "St David's", "Sir Benfro", 'SA62 6SD'),
            ),
            fbt=True, splits_units=True, part_cancel=True,
            provider='Royal Mail',
        ),
        Market(
            'MY', 'MYR', CENT, Decimal('4.5'), 'Malaysia', '+60',
            (
                ('Perak', '08', 'Manjung', 'Lumut', '32000'),
                ('Selangor', '10', 'Petaling', 'Subang Jaya', '47500'),
                ('Pulau Pinang', '07', 'Timur Laut', 'George Town', '10200'),
            ),
            cod=True, fbt=True,
        ),
        Market(
            'VN', 'VND', UNIT, Decimal(25000), 'Việt Nam', '+84',
            (
                ('Hà Nội', 'HN', 'Quận Đống Đa', 'Phường Láng Hạ', '100000'),
                ('Hồ Chí Minh', 'SG', 'Quận Bình Thạnh', 'Phường 25', '700000'),
                ('Thừa Thiên Huế', '26', 'Thành phố Huế', 'Phường Vỹ Dạ', ''),
            ),
            cod=True, provider='Giao Hàng Nhanh',
        ),
        Market(
            'DE', 'EUR', CENT, Decimal('0.9'), 'Deutschland', '+49',
            (
                ('Bayern', 'BY', 'München', 'Schwabing', '80801'),
                ('Nordrhein-Westfalen', 'NW', 'Köln', 'Ehrenfeld', '50823'),
                ('Berlin', 'BE', 'Berlin', 'Mitte', '10115'),
            ),
            splits_units=True, provider='DHL',
        ),
        Market(
            'JP', 'JPY', UNIT, Decimal(150), '日本', '+81',
            (
                ('東京都', '13', '渋谷区', '神宮前', '150-0001'),
                ('大阪府', '27', '大阪市北区', '梅田', '530-0001'),
                ('北海道', '01', '札幌市中央区', '大通西', '060-0042'),
            ),
            splits_units=True, provider='ヤマト運輸',
        ),
        Market(
            'ID', 'IDR', UNIT, Decimal(16000), 'Indonesia', '+62',
            (
                ('DKI Jakarta', 'JK', 'Jakarta Selatan', 'Kebayoran Baru', '12110'),
                ('Papua', 'PA', 'Kota Jayapura', 'Abepura', '99351'),
                ('Jawa Timur', 'JI', 'Surabaya', 'Wonokromo', '60243'),
            ),
            cod=True, fbt=True,
        ),
        Market(
            'TH', 'THB', CENT, Decimal(35), 'ประเทศไทย', '+66',
            (
                ('กรุงเทพมหานคร', '10', 'ปทุมวัน', 'ลุมพินี', '10330'),
                ('เชียงใหม่', '50', 'เมืองเชียงใหม่', 'สุเทพ', '50200'),
                ('ภูเก็ต', '83', 'กะทู้', 'ป่าตอง', '83150'),
            ),
            cod=True, provider='Flash Express',
        ),
        Market(
            'BR', 'BRL', CENT, Decimal('5.5'), 'Brasil', '+55',
            (
                ('São Paulo', 'SP', 'São Paulo', 'Vila Madalena', '05443-000'),
                ('Rio de Janeiro', 'RJ', 'Niterói', 'Icaraí', '24230-060'),
                ('Bahia', 'BA', 'Salvador', 'Rio Vermelho', '41940-340'),
            ),
            splits_units=False, provider='Correios',
        ),
        Market(
            'SA', 'SAR', CENT, Decimal('3.75'), 'السعودية', '+966',
            (
                ('الرياض', '01', 'الرياض', 'العليا', '12211'),
                ('مكة المكرمة', '02', 'جدة', 'الروضة', '23434'),
                ('الشرقية', '04', 'الدمام', 'الشاطئ', '32413'),
            ),
            cod=True, provider='SMSA Express',
        ),
    )
}
DEFAULT_MARKETS = ('US', 'GB', 'MY', 'VN')
