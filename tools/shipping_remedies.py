"""What a person does about parcels that TikTok does not take, code by code."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

#: Behind the step of what may be cancelled free of penalty (situation `undeliverable`).
FREE = _lt("If that cannot be done, the order can be cancelled without penalty.")

WAREHOUSE = _lt("TikTok has no such warehouse. Press Load Warehouses on the shop, correct which "
                "warehouse is which, then press Retry.")
WEIGHT = _lt("No carrier takes this weight to this address. Correct the weight on the listing, or "
             "have the buyer correct the address, then press Retry.")
ADDRESS = _lt("The carrier does not find the buyer's address. Ask the buyer to correct it at "
              "TikTok, then press Retry.")
SIZE = _lt("The product is too large for the carrier. Correct its measures on the listing, then "
           "press Retry.")
PARCEL_SIZE = _lt("The parcel is too large for the carrier. Correct the measures on the listings, "
                  "or split the order, then press Retry.")
NAME = _lt("The carrier does not take the product by this name. Change the name on the listing, "
           "then press Retry.")
UNDELIVERABLE = _lt("No carrier can bring it to this address. Ask the buyer for another address at "
                    "TikTok, then press Retry.")
NUMBER = _lt("The tracking number or the carrier is wrong. Correct it on the transfer: it is sent "
             "again then.")
USED = _lt("The tracking number was used before. Enter another on the transfer: it is sent again "
           "then.")
INVOICE = _lt(
    "The invoice (NF-e) of its order is missing. Press Upload Invoice on its sales order.")
REQUEST = _lt("The buyer has an open request to cancel or to return. Decide it in Seller Center, "
              "then press Retry.")
SLOT = _lt("The pickup time is over, taken or missing. Press Arrange Shipment and choose one of "
           "those that there are now.")
SERVICE = _lt("The shipping service cannot be had for it. Press Arrange Shipment once more.")
CANCELLED = _lt("The order is cancelled. Pull the parcel out of the pile: it must not leave.")
OWN_LABEL = _lt("The seller ships this order himself, so TikTok has no label. Print the carrier's "
                "own.")
NOT_HERE = _lt("TikTok does not offer this in the shop's market. Ship it in Seller Center.")
GIVEN_OUT = _lt("The carrier has it: TikTok gives the document out no more. See Seller Center if "
                "it is needed.")
UNCHANGED = _lt("Its number can no longer be changed. Tell the buyer the right one, or write to "
                "TikTok's support.")
CHANGED = _lt("Its number was corrected as often as TikTok allows. Tell the buyer the right one, "
              "or write to TikTok's support.")
LOOK = _lt("TikTok does not wait for it to be shipped now. Look at the order in Seller Center, "
           "then press Retry.")
OTHER_REASON = _lt("TikTok does not take this reason now. Choose another, of those that it tells.")
FILE = _lt("TikTok does not take the file. Choose another.")

#: Next steps by TikTok's code, by its error tables of 2025-12.
STEPS = {
    # what it is, how heavy, how large, where it goes
    11021009: WEIGHT, 21011037: WEIGHT,
    11021010: _lt("The postcode of the buyer's address is wrong. Ask the buyer to correct it at "
                  "TikTok, then press Retry."),
    11021011: NAME, 11021021: NAME,
    11021012: ADDRESS, 11021024: ADDRESS,
    11021013: _lt("The buyer's address is too long for the carrier. Ask the buyer to shorten it at "
                  "TikTok, then press Retry."),
    11021014: SIZE, 11021017: SIZE,
    11021015: _lt("The parcel is too heavy for the carrier. Split the order, or correct the "
                  "weights on the listings, then press Retry."),
    11021016: _lt("The product is too heavy for the carrier. Correct its weight on the listing, "
                  "then press Retry."),
    11021019: PARCEL_SIZE, 11021020: PARCEL_SIZE,
    11021022: _lt("The longest side of the parcel is too long for the carrier. Correct the "
                  "measures on the listing, then press Retry."),
    11021023: _lt("The carrier does not take the warehouse's address, or the buyer's. Correct the "
                  "one in Seller Center, have the buyer correct the other, then press Retry."),
    11021025: _lt("The carrier does not take the warehouse's address. Correct it in Seller Center, "
                  "then press Retry."),
    21014009: UNDELIVERABLE, 21021010: UNDELIVERABLE,
    21042204: _lt("No shipping service takes it. Correct weight and measures on the listing, then "
                  "press Retry."),
    # what has to travel apart
    11006013: _lt("Phones and tablets travel apart from other goods. Split the order, then press "
                  "Retry."),
    11006014: _lt("Each phone or tablet needs a parcel of its own. Split the order, then press "
                  "Retry."),
    11021018: _lt("These are too many units for one parcel. Split the order, then press Retry."),
    21011035: _lt("TikTok does not allow this order to be split. Send all of it in one parcel."),
    21011036: _lt("Units of one SKU may not be split here. Send them in one parcel."),
    21011046: _lt("The order is in one parcel with others. Take it out of that first, then press "
                  "Retry."),
    # number and carrier
    11028006: _lt("No carrier of TikTok's has such tracking numbers. Correct number or carrier on "
                  "the transfer: it is sent again then."),
    21004012: _lt("The tracking number has characters that TikTok does not take. Correct it on the "
                  "transfer: it is sent again then."),
    21004015: _lt("The tracking number is none of this carrier's. Correct number or carrier on the "
                  "transfer: it is sent again then."),
    21004016: _lt("TikTok knows no carrier for this tracking number. Correct number or carrier on "
                  "the transfer: it is sent again then."),
    21011022: NUMBER, 21011025: USED, 21034012: USED,
    21011026: _lt("The tracking number stands for as many orders as TikTok allows. Enter another "
                  "on the transfer: it is sent again then."),
    21011004: _lt("The seller has not shipped it by himself, so its number cannot be changed. The "
                  "carrier's own number counts: leave it."),
    21011030: UNCHANGED, 21011050: UNCHANGED,
    21011049: _lt("TikTok's rules forbid changing this number. Write to TikTok's support."),
    21011051: CHANGED, 21011052: CHANGED,
    # when it is picked up, by whom it is sent
    21004017: SLOT, 21011053: SLOT, 21011054: SLOT,
    11003011: SERVICE, 21004008: SERVICE,
    11005004: WAREHOUSE, 11034009: WAREHOUSE,
    21004010: NOT_HERE, 21008106: NOT_HERE,
    21008025: _lt("TikTok's own warehouse sends this order. Cancel the transfer here."),
    21032001: _lt("Weight and measures can no longer be changed. Ship it in Seller Center."),
    # what comes first
    21004006: INVOICE, 21004019: INVOICE,
    21004020: _lt("TikTok looks at the Brazilian invoice of its order first."),
    21008044: REQUEST, 21011007: REQUEST,
    21008109: _lt("There are documents once shipping is arranged: press Arrange Shipment."),
    21011044: _lt("The order is on hold: the buyer may still cancel it."),
    21030005: _lt("TikTok is making the label."),
    10007002: _lt("The status of the order does not allow its number to be changed yet."),
    11034037: _lt("The carrier is still making the label."),
    # what ends it
    21011041: CANCELLED, 21011042: CANCELLED, 21023059: CANCELLED,
    21004024: _lt("A limit of TikTok's for this shop forbids it. See Seller Center, then press "
                  "Retry."),
    21011012: _lt("A rule of TikTok's about trade forbids it. See Seller Center, then press "
                  "Retry."),
    21011013: _lt("A rule of TikTok's about shipping forbids it. See Seller Center, then press "
                  "Retry."),
    21011003: LOOK, 21042057: LOOK,
    # labels and files
    11034002: OWN_LABEL, 21008017: OWN_LABEL,
    21008042: _lt("Its label of TikTok's is printed already: the seller can no longer ship it "
                  "himself. Send it with that label."),
    21008043: _lt("TikTok's own warehouse prints this label: leave it."),
    21023046: GIVEN_OUT, 21042102: GIVEN_OUT,
    12019116: _lt("The image must measure 100 to 20,000 pixels a side. Choose another."),
    12038002: FILE,
    12038004: _lt("TikTok does not take files of this format. Choose another."),
    12038005: _lt("The file is too large for TikTok. Choose a smaller one."),
    # cancelled as what cannot be delivered
    25001020: OTHER_REASON, 25001021: OTHER_REASON, 25001014: OTHER_REASON,
    25001015: OTHER_REASON,
    25001045: _lt("It has left, and the carrier cannot be stopped. Wait for it to come back."),
    25001046: _lt("TikTok looks at this order for risks. See Seller Center."),
    25001051: _lt("The order is over. Press Fetch Orders on the shop, to see how."),
    25005010: _lt("Here an order is cancelled as a whole. Cancel all of it."),
    # who carries what
    21008116: _lt("The shop does not use this delivery option. See Seller Center, then press Load "
                  "Providers on the shop."),
    21008117: _lt("TikTok's own carriers take this delivery option: there is none to choose. Press "
                  "Arrange Shipment on the transfer."),
}

#: Where a code says something else, or something at all, to one call alone: (TikTok's name of the
#: call, code).
STEPS_FOR = {
    ('get-package-shipping-document', 21021010): REQUEST,
    ('mark-package-as-shipped', 21011030): LOOK,
    ('ship-package', 21011030): LOOK,
    ('update-package-shipping-info', 25001010): UNCHANGED,
    ('update-shipping-info', 25001010): UNCHANGED,
}
