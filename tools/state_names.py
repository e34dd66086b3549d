"""What TikTok calls states that Odoo knows in another language, by ISO code of the country.

Names of ISO 3166-2 and common English ones; last seen on 2026-11-27.
"""

_JAPAN = (
    "Hokkaido, Aomori, Iwate, Miyagi, Akita, Yamagata, Fukushima, Ibaraki, Tochigi, Gunma, "
    "Saitama, Chiba, Tokyo, Kanagawa, Niigata, Toyama, Ishikawa, Fukui, Yamanashi, Nagano, "
    "Gifu, Shizuoka, Aichi, Mie, Shiga, Kyoto, Osaka, Hyogo, Nara, Wakayama, Tottori, "
    "Shimane, Okayama, Hiroshima, Yamaguchi, Tokushima, Kagawa, Ehime, Kochi, Fukuoka, Saga, "
    "Nagasaki, Kumamoto, Oita, Miyazaki, Kagoshima, Okinawa"
)

_THAILAND = {
    10: "Bangkok, Samut Prakan, Nonthaburi, Pathum Thani, Phra Nakhon Si Ayutthaya, Ang Thong, "
        "Lop Buri, Sing Buri, Chai Nat, Saraburi",
    20: "Chon Buri, Rayong, Chanthaburi, Trat, Chachoengsao, Prachin Buri, Nakhon Nayok, Sa Kaeo",
    30: "Nakhon Ratchasima, Buri Ram, Surin, Si Sa Ket, Ubon Ratchathani, Yasothon, Chaiyaphum, "
        "Amnat Charoen, Bueng Kan, Nong Bua Lam Phu",
    40: "Khon Kaen, Udon Thani, Loei, Nong Khai, Maha Sarakham, Roi Et, Kalasin, Sakon Nakhon, "
        "Nakhon Phanom, Mukdahan",
    50: "Chiang Mai, Lamphun, Lampang, Uttaradit, Phrae, Nan, Phayao, Chiang Rai, Mae Hong Son",
    60: "Nakhon Sawan, Uthai Thani, Kamphaeng Phet, Tak, Sukhothai, Phitsanulok, Phichit, "
        "Phetchabun",
    70: "Ratchaburi, Kanchanaburi, Suphan Buri, Nakhon Pathom, Samut Sakhon, Samut Songkhram, "
        "Phetchaburi, Prachuap Khiri Khan",
    80: "Nakhon Si Thammarat, Krabi, Phangnga, Phuket, Surat Thani, Ranong, Chumphon",
    90: "Songkhla, Satun, Trang, Phatthalung, Pattani, Yala, Narathiwat",
}

# Country -> name -> code without the country's.
STATE_NAMES = {
    'DE': {
        "Bavaria": 'BY', "Hesse": 'HE', "Lower Saxony": 'NI', "North Rhine-Westphalia": 'NW',
        "Rhineland-Palatinate": 'RP', "Saxony": 'SN', "Saxony-Anhalt": 'ST', "Thuringia": 'TH',
        "Mecklenburg-Western Pomerania": 'MV',
    },
    'ES': {
        "Seville": 'SE', "Biscay": 'BI', "Balearic Islands": 'PM', "Saragossa": 'Z', "Coruña": 'C',
        "Principado de Asturias": 'O', "Comunidad Foral de Navarra": 'NA',
        "Castellón de la Plana": 'CS',
    },
    'ID': {
        "West Java": 'JB', "Central Java": 'JT', "East Java": 'JI', "West Sumatra": 'SB',
        "North Sumatra": 'SU', "South Sumatra": 'SS', "West Kalimantan": 'KB',
        "Central Kalimantan": 'KT', "East Kalimantan": 'KI', "North Kalimantan": 'KU',
        "South Kalimantan": 'KS', "West Sulawesi": 'SR', "Central Sulawesi": 'ST',
        "North Sulawesi": 'SA', "South Sulawesi": 'SN', "Southeast Sulawesi": 'SG',
        "Riau Islands": 'KR', "North Maluku": 'MU', "West Nusa Tenggara": 'NB',
        "East Nusa Tenggara": 'NT', "West Papua": 'PB', "Bangka Belitung Islands": 'BB',
        "Kepulauan Bangka Belitung": 'BB', "Special Region of Yogyakarta": 'YO',
        "Special Capital Region of Jakarta": 'JK', "Jakarta Raya": 'JK',
        "Kep. Bangka Belitung": 'BB', "Kep. Riau": 'KR', "Nanggroe Aceh Darussalam": 'AC',
        "South Papua": 'PS', "Central Papua": 'PT', "Highland Papua": 'PE', "Southwest Papua": 'PD',
    },
    'IT': {
        "Milan": 'MI', "Rome": 'RM', "Naples": 'NA', "Turin": 'TO', "Florence": 'FI',
        "Venice": 'VE', "Genoa": 'GE', "Padua": 'PD', "Mantua": 'MN', "Syracuse": 'SR',
        "Monza e della Brianza": 'MB', "Reggio nell'Emilia": 'RE', "Reggio di Calabria": 'RC',
        "Roma Capitale": 'RM', "Bozen": 'BZ',
    },
    'JP': {name: f'{place:02d}' for place, name in enumerate(_JAPAN.split(', '), start=1)},
    'MX': {
        "Mexico City": 'CMX', "Distrito Federal": 'CMX', "CDMX": 'CMX', "Edomex": 'MEX',
        "Querétaro de Arteaga": 'QUE', "Coahuila de Zaragoza": 'COA',
        "Michoacán de Ocampo": 'MIC', "Veracruz de Ignacio de la Llave": 'VER',
    },
    'MY': {"Penang": '07', "Malacca": '04'},
    'PH': {
        "Metro Manila": '00', "NCR": '00', "Compostela Valley": 'COM', "Western Samar": 'WSA',
        "Occidental Mindoro": 'MDC', "Oriental Mindoro": 'MDR', "North Cotabato": 'NCO',
    },
    'SA': {
        "Mecca": 'MAK', "Makkah Al Mukarramah": 'MAK', "Medina": 'MED', "Al Madinah": 'MED',
        "Al Madinah Al Munawwarah": 'MED', "Ar Riyadh": 'RUH', "Al Qassim": 'ELQ', "Qassim": 'ELQ',
        "Jazan": 'GIZ', "Al Jouf": 'LJW',
    },
    'TH': {
        "Krung Thep": '10', "Krung Thep Maha Nakhon": '10', "Bangkok Metropolis": '10',
        "Ayutthaya": '14',
    } | {
        name: str(place)
        for first, text in _THAILAND.items()
        for place, name in enumerate(text.split(', '), start=first)
    },
    'US': {"Washington DC": 'DC', "Washington, D.C.": 'DC'},
    'VN': {
        "Ho Chi Minh City": 'SG', "Ha Noi City": 'HN', "Da Nang City": 'DN', "Hai Phong City": 'HP',
        "Can Tho City": 'CT', "Hue": '26', "Hue City": '26',
    },
}
