"""Buyers and their addresses: many scripts, odd characters, long and short forms."""

from .model import Buyer

# (first name, last name) as people of the market write them; an empty last name is one name.
NAMES = {
    'US': (('Maria', 'Gonzalez'), ('DeShawn', "O'Neil"), ('Li', 'Wei'), ('Anne-Marie', 'Smith')),
    'GB': (('Sam', 'Example'), ('Siân', 'Llewellyn'), ('Zoë', 'Brontë'), ('Mohammed', '')),
    'MY': (('Nurul Aisyah', 'binti Abdullah'), ('陈', '美玲'), ('Siva', 'a/l Raman'), ('Ali', '')),
    'VN': (('Nguyễn Thị', 'Ánh Tuyết'), ('Trần', 'Đức'), ('Lê Hoàng Phương', ''), ('Vũ', 'Ý')),
    'DE': (('Jürgen', 'Groß'), ('Bärbel', 'Müller-Lüdenscheidt'), ('Aylin', 'Şahin')),
    'JP': (('太郎', '山田'), ('さくら', '𠮷野'), ('健一', '髙橋')),
    'ID': (('Siti', 'Nurhaliza'), ('Budi', ''), ('I Gusti Ngurah', 'Rai')),
    'TH': (('สมชาย', 'ใจดี'), ('น้ำทิพย์', 'จงรัชตวิบูลย์'), ('ปู', '')),
    'BR': (('João', 'da Conceição'), ('Antônia', 'Araújo'), ('Kauê', '')),
    'SA': (('محمد', 'الأحمد'), ('فاطمة', 'بنت علي'), ('Noura', 'Al-Saud')),
}
# Names that shops in every market meet.
ODD_NAMES = (
    ('<b>Bobby</b>', "Tables'); --"),
    ('Robert "Bob"', "O'Hara & Sons"),
    ('🌸 Lily 🌸', ''),
    ('محمد', 'الفارسی'),
    ('王小明', ''),
    ('   ', 'Leading Blank'),
    ('', ''),
    ('X', ''),
    ('Wolfeschlegelsteinhausenbergerdorff' * 3, 'Sr.'),
    ('%s {0} $1', '\\n'),
    ('Zalgo̸̢', '\u202edrawkcab'),
)
KANA = (('タロウ', 'ヤマダ'), ('サクラ', 'ヨシノ'), ('ケンイチ', 'タカハシ'))
STREETS = (
    '1 Example Street', '221B Baker Street', 'Lot 7, Jalan Merdeka 3/2', '12/4 Ngõ 95 Chùa Bộc',
    '5th Floor "Tower" <East>', 'Straße des 17. Juni 135', '渋谷1-2-3', 'ถนนสุขุมวิท ซอย 11',
    'Rua dos Pinheiros, 498 - apto. 12', 'شارع العليا 25', 'P.O. Box 9 & Co.',
)
SECOND_LINES = ('', '', '', 'Apt 4', 'c/o Reception', 'Unit #3', 'ชั้น 2', '🏠 blue door')
DROP_OFF = ('', '', 'Front porch', 'Leave with neighbour')
MESSAGES = (
    '', '', '', '', 'Please leave with neighbour', 'Giao giờ hành chính giúp em ạ 🙏',
    '<script>alert("hi")</script> & <b>bold</b>', 'Line one\nLine two\r\n\tLine three',
    "It's a gift: don't include the \"invoice\"", 'من فضلك اتصل قبل التوصيل',
    'Long story. ' * 80,
)
LEVELS = ('Country', 'State', 'City', 'District')


def new_buyer(rng, ids, market):
    """Invent a buyer of a market, about one in eight with a name that breaks careless code."""
    user_id = ids.new('user')
    pool = ODD_NAMES if rng.random() < 0.12 else NAMES[market.region]
    number = rng.randrange(len(pool))
    address = new_address(rng, market, *pool[number])
    if market.region == 'JP':
        kana = KANA[number % len(KANA)]
        address.update(first_name_local_script=kana[0], last_name_local_script=kana[1])
    return Buyer(
        user_id=user_id,
        email=f'v4b{user_id[-9:]}XQ@scs2.tiktok.example',
        nickname=f'{rng.choice(("sam", "lily", "meo_con", "太郎", "x🔥x"))}_{user_id[-4:]}',
        address=address,
    )


def new_address(rng, market, first_name, last_name):
    """Build a recipient address of a market, unmasked, with TikTok's keys."""
    place = rng.choice(market.places)
    name = f'{first_name} {last_name}'.strip()
    address = {
        'name': name,
        # A buyer who gave one name has it as first name and no last name.
        'first_name': first_name if last_name else name,
        'last_name': last_name,
        'phone_number': f'({market.phone}){rng.randrange(10**8, 10**9)}',
        'address_line1': rng.choice(STREETS),
        'address_line2': rng.choice(SECOND_LINES),
        'address_line3': '',
        'address_line4': '',
        'postal_code': place[4],
        'region_code': market.region,
        'district_info': districts(market, place),
        'delivery_preferences': {'drop_off_location': rng.choice(DROP_OFF)},
    }
    if market.region == 'GB':
        address['post_town'] = place[2].upper()
    return completed(address)


def districts(market, place):
    """Return the administrative levels of a place, country first."""
    state, iso_code, city, district, _post_code = place
    names = zip(LEVELS, (market.country, state, city, district), strict=True)
    return [
        {
            'address_level': f'L{level}',
            'address_level_name': title,
            'address_name': name,
            'iso_code': (market.region, iso_code, '', '')[level],
        }
        for level, (title, name) in enumerate(names)
    ]


def completed(address):
    """Fill in the parts of an address that repeat others: its detail and its full text."""
    lines = [address.get(f'address_line{number}') for number in range(1, 5)]
    detail = ' '.join(line for line in lines if line)
    areas = [level['address_name'] for level in address.get('district_info', ())]
    return {**address, 'address_detail': detail, 'full_address': ', '.join([*areas, detail])}


def masked(address):
    """Return an address as TikTok shows it where TikTok ships (pattern seen in Malaysia)."""
    name = ' '.join(_masked_word(word) for word in address['name'].split())
    detail = _stars(address['address_detail'], 2)
    phone = address['phone_number']
    areas = [level['address_name'] for level in address['district_info']]
    return {
        **{key: '' for key in address if key.startswith('address_line')},
        'name': name,
        'first_name': name,
        'last_name': '',
        'phone_number': f'{phone[:-7]}*****{phone[-2:]}',
        'address_line1': detail,
        'address_detail': detail,
        'full_address': f'{", ".join(areas)},{detail}',
        'postal_code': _stars(address['postal_code'], 2),
        'region_code': address['region_code'],
        'district_info': address['district_info'],
        **({'post_town': address['post_town']} if 'post_town' in address else {}),
    }


def _masked_word(word):
    return f'{word[0]}***' if len(word) < 5 else f'{word[0]}***{word[-1]}'


def _stars(text, keep):
    return text[:keep] + '*' * (len(text) - keep)
