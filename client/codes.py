"""What TikTok's codes ask of who has made a call: the one place where the meaning of a code is.

Codes: TikTok's error tables of 2025-12, its page "Common errors", answers quoted by integrators.
A code that is in no table here is told in TikTok's own words.
"""

#: The same call succeeds later: it is repeated without a person.
RETRY = 'retry'
#: What was asked for is so already: a success, after which TikTok's state is read back.
DONE = 'done'
#: Something has to end at TikTok first, as a promotion or a review: tried again after hours.
WAIT = 'wait'
#: A person has to correct something; TikTok's own words say what.
FIX = 'fix'
#: What we have sent is wrong, and our program has to be corrected.
BUG = 'bug'
#: Not possible for this thing, however often it is asked for.
NEVER = 'never'

CODES = {
    RETRY: (
        # any call
        105002, 10002014, 10002015, 10037002, 10037003, 10037004, 36009002, 36009003, 36009007,
        36009037,
        # prices
        12052881,
        # fulfilment
        11001027, 11001031, 11005010, 11006005, 11006010, 11006026, 11034023, 11034025, 21001003,
        21001008, 21001011, 21001029, 21001043, 21001055, 21004017, 21008300, 21011008, 21011053,
        21011054, 21022026, 21022028, 21022029, 21022030, 21022032, 21023022, 21023034, 21034006,
        21042001, 21042067, 21042076,
        # cancellations and returns
        25001028, 25001042, 25001058, 25007002, 25020008,
        # promotions
        17027107, 17027802, 17029054, 17029055,
    ),
    DONE: (
        # fulfilment
        11006021, 21008099, 21011006, 21011020, 21011027, 21011040, 21022025, 21030006, 21042056,
        # cancellations and returns
        25001011,
        # promotions
        17029023, 17029024, 17029045,
    ),
    WAIT: (
        # any call
        45101004,
        # products
        12052093,
        # stock
        12052308, 12052371, 12052393,
        # prices
        12019045, 12052038,
        # fulfilment
        10007002, 11034037, 21004020, 21011044, 21030005,
        # cancellations and returns
        25007007, 25011010, 25011035,
        # promotions
        17029047, 17029048,
    ),
    FIX: (
        # any call
        101000, 105005, 10006402, 36004001, 36004004, 36004005, 36009033, 36009043, 36009044,
        # products
        12038014, 12038015, 12052024, 12052026, 12052028, 12052051, 12052054, 12052104, 12052105,
        12052223, 12052560, 12052591, 12052592,
        # stock
        12019022, 12019114, 12052032, 12052037, 12052048, 12052050, 12052055, 12052094, 12052096,
        12052097, 12052115, 12052160, 12052207, 12052260, 12052364, 12052403, 12052465, 12052530,
        12052531, 12052532, 12052535, 12052556, 12052700, 12052703, 12052704, 12052849, 12052901,
        12052990,
        # prices
        12019059, 12019113, 12052023, 12052073, 12052084, 12052092, 12052383, 12052570, 12052572,
        12052861,
        # fulfilment
        11005004, 11006013, 11006014, 11021009, 11021010, 11021011, 11021012, 11021013, 11021014,
        11021015, 11021016, 11021017, 11021018, 11021019, 11021020, 11021021, 11021022, 11021023,
        11021024, 11021025, 11028006, 11034009, 12019116, 12038002, 12038004, 12038005, 21004006,
        21004012, 21004015, 21004016, 21004019, 21004024, 21008044, 21008109, 21011003, 21011007,
        21011012, 21011013, 21011022, 21011025, 21011026, 21011037, 21011046, 21014009, 21021010,
        21034012, 21042057, 21042204,
        # logistics
        21008116,
        # cancellations and returns
        25001020, 25001021, 25005005, 25005011, 25020005,
        # money
        22005007,
        # promotions
        17003203, 17011102, 17029002, 17029003, 17029004, 17029005, 17029006, 17029007, 17029008,
        17029009, 17029014, 17029018, 17029019, 17029020, 17029021, 17029022, 17029025, 17029034,
        17029035, 17029050, 17029051, 17029056, 17029058, 17029060, 17029062, 17029063, 17029065,
        17029073, 17029074, 17029075, 17029076, 17029077, 17029078, 17029079, 17029082, 17029103,
        17029104, 17029107, 17029109, 17029110, 17029111, 17029112, 17029113,
    ),
    BUG: (
        # any call
        106001, 106013, 21001001, 21008111, 36009004, 36009009, 36009010, 36009014, 36009021,
        36009022, 36009023, 98001004,
        # products
        12052180, 12052217, 12052230, 12052722,
        # stock
        12019008, 12019015, 12019024, 12019028, 12019112, 12019120, 12052031, 12052036, 12052533,
        12052553, 12052902,
        # prices
        12052012, 12052376, 12052424, 12052557, 12052910,
        # fulfilment
        11001002, 11003011, 11050001, 21004008, 21011005, 21011028, 21011029, 21011031, 21011033,
        21011043, 21011048, 21023035, 21042104,
        # cancellations and returns
        25001001, 25001014, 25001015, 25001016, 25001057, 25007006, 25020004,
        # promotions
        17029001, 17029013, 17029015, 17029016, 17029017, 17029026, 17029027, 17029028, 17029029,
        17029030, 17029031, 17029032, 17029033, 17029037, 17029038, 17029039, 17029040, 17029041,
        17029042, 17029043, 17029044, 17029046, 17029049, 17029053, 17029059, 17029069, 17029070,
        17029071, 17029072,
    ),
    NEVER: (
        # products
        12052220,
        # stock
        12052141, 12052850, 12052921,
        # prices
        12052163,
        # fulfilment
        11034002, 21004010, 21008017, 21008025, 21008042, 21008043, 21008106, 21011004, 21011030,
        21011035, 21011036, 21011041, 21011042, 21011049, 21011050, 21011051, 21011052, 21023046,
        21023059, 21032001, 21042102, 25001010,
        # logistics
        21008117,
        # cancellations and returns
        25001003, 25001044, 25001045, 25001046, 25001051, 25005010, 25011011, 25011012, 25011013,
        25011023, 25011025, 25011026, 25011032, 25020003, 25020009, 25020010, 25020011, 25020012,
        # promotions
        17029010, 17029011, 17029012, 17029036, 17029052, 17029064, 17029066, 17029067, 17029068,
        17029083, 17029084, 17029085, 17029102, 17029105, 17029106, 17029114,
    ),
}
KINDS = {code: kind for kind, codes in CODES.items() for code in codes}

# Of a delivery option's carriers: TikTok ships by its own, there is no list; and the list depends
# on both regions (the EU), or, told both, the shop does not use the option.
OWN_CARRIERS, REGIONS_NEEDED = 21008117, 21008116

# One code for many faults: TikTok's documentation says to look at the message as well.
AMBIGUOUS = (36009004, 98001004)

# What is impossible for one call is done already for another. By TikTok's names of the calls.
DONE_FOR = {
    'create-packages': (21008042,),  # its label exists
    'create-return': (25001010,),  # it is finished, or its order cancelled
    'deactivate-activity': (17029010, 17029012),  # deactivated, or over
}

# What has to end first, TikTok's day of sales included, takes hours; these take less. In seconds.
LONG = 3 * 3600.0
SOON = {
    11034037: 300.0,  # the carrier makes the label
    21030005: 300.0,  # the label is being bought
    21004020: 900.0,  # the Brazilian invoice is looked at
    21011044: 900.0,  # on hold, for an hour at most
}

# What keeps a parcel from being shipped, where people or we do something about it.
SITUATIONS = {
    # The pickup cannot be had any more: slots are fetched, and another is taken.
    'slot': (21004017, 21011053, 21011054),
    # A request of the buyer's, to cancel or to return, has to be decided first.
    'request': (21008044, 21011007),
    # The order is cancelled: the parcel is pulled out.
    'cancelled': (21011041, 21011042, 21023059),
    # Too much for one parcel: the order is split.
    'split': (11006013, 11006014, 11021018),
    # No carrier takes it: correct what it is or where it goes.
    'carrier': (11021009, 11021012, 21011037, 21042204),
    # No carrier takes it: so, or cancelled free of penalty, as not deliverable.
    'undeliverable': (
        11021010, 11021011, 11021013, 11021014, 11021015, 11021016, 11021017, 11021019, 11021020,
        11021021, 11021022, 11021023, 11021024, 11021025, 21014009, 21021010,
    ),
    # The number or its carrier is wrong, or stands for too many orders.
    'number': (
        11028006, 21004012, 21004015, 21004016, 21011022, 21011025, 21011026, 21034012,
    ),
    # The number may not be corrected, or not any more.
    'corrected': (21011004, 21011030, 21011049, 21011050, 21011051, 21011052),
    # In Brazil the invoice comes first.
    'invoice': (21004006, 21004019),
    # There is no label of TikTok's, or it is not given out any more.
    'no_label': (11034002, 21008017, 21008043, 21023046, 21042102),
    # Documents come when shipping has been arranged.
    'early': (21008109, 21023035, 21042104),
    # TikTok's own warehouse sends it.
    'fbt': (21008025,),
    # On hold: the buyer may still cancel.
    'on_hold': (21011044,),
}
_SITUATIONS = {code: name for name, codes in SITUATIONS.items() for code in codes}
# What is another situation for some calls, or one for these alone.
SITUATIONS_FOR = {
    ('get-package-shipping-document', 21021010): 'request',
    ('update-package-shipping-info', 25001010): 'corrected',
    ('update-shipping-info', 25001010): 'corrected',
}


def pause_of(code):
    """Return after how many seconds a call is worth making again that has to wait for something."""
    return SOON.get(code, LONG)


def situation_of(code, call=None):
    """Return what keeps a parcel from being shipped, one of `SITUATIONS`; '' for anything else.

    :param int code:
    :param str call: TikTok's name of the call that was answered so
    """
    return SITUATIONS_FOR.get((call, code)) or _SITUATIONS.get(code, '')


def kind_of(code, call=None):
    """Return what a code asks of us; None for a code that is not known.

    :param int code:
    :param str call: TikTok's name of the call that was answered so, see `Endpoint.call`
    """
    return DONE if code in DONE_FOR.get(call, ()) else KINDS.get(code)
