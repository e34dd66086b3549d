"""What a person does about stock, prices and promotions that TikTok refuses, code by code."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

GONE = _lt("TikTok has no such product or SKU any more. Press Fetch Products on the shop; if it is "
           "gone, list the product again.")
ASSIGN = _lt("Assign a warehouse to the product in Seller Center, then press Fetch from TikTok "
            "on the listing.")
MAPPING = _lt("Its warehouses at TikTok are not those that Odoo knows. Press Load Warehouses on "
              "the shop and Fetch from TikTok on the listing, then push again.")
OTHER = _lt("Choose another warehouse for this product in Seller Center, then press Fetch from "
            "TikTok on the listing.")
SELLER = _lt("Something is to be settled about the seller's account: see Seller Center.")
PRICE = _lt("Correct the price: the SKU's own, or the shop's pricelist.")
STATUS = _lt("TikTok takes nothing of the product in its present status. Activate it, or wait for "
             "the end of the review.")
NOT_THIS_TYPE = _lt("Promotions of this type cannot be changed from Odoo: see Seller Center.")
RELOAD = _lt("The promotion is no longer as Odoo knows it. Press Fetch Promotions on the shop.")

#: Next steps by TikTok's code, by its error tables of 2025-12. Other codes are told by their kind.
STEPS = {
    # stock
    12019022: ASSIGN,
    12019114: _lt("Check in TikTok's Partner Center that the app has the scope, and authorize the "
                  "shop again."),
    12052032: GONE, 12052048: GONE, 12052260: GONE, 12052556: GONE,
    12052037: MAPPING, 12052097: MAPPING, 12052403: MAPPING, 12052530: MAPPING, 12052532: MAPPING,
    12052050: _lt("Divide the product: it has more SKUs than TikTok takes."),
    12052055: _lt("Set At Most on the SKU or the shop: TikTok does not take so many units."),
    12052094: _lt("The shop may not sell from several warehouses: leave one, or apply for it in "
                  "Seller Center."),
    12052096: ASSIGN,
    12052115: _lt("Add a warehouse in Seller Center, then press Load Warehouses on the "
                  "shop."),
    12052141: _lt("Its stock is kept at the global product: change it there, and set the SKU's "
                  "Stock to Do Not Send."),
    12052160: _lt("A product without variants may have one SKU only: correct it in Seller Center."),
    12052207: OTHER, 12052364: OTHER, 12052465: OTHER,
    12052531: _lt("Enable the warehouse in Seller Center, then push again."),
    12052535: _lt("Add a return warehouse in Seller Center, then push again."),
    12052700: SELLER,
    12052703: _lt("Correct the seller's tax number in Seller Center."),
    12052704: _lt("Authorize the shop again."),
    12052849: _lt("Apply in Seller Center for the right to edit bundles."),
    12052850: _lt("The stock of a bundle follows its parts: set the SKU's Stock to Do Not Send."),
    12052901: STATUS,
    12052921: _lt("It shares the stock of its source shop: change it there, and set the SKU's "
                  "Stock to Do Not Send."),
    12052990: _lt("One of its warehouses is refused: each on the SKU says why."),
    # prices
    12019059: _lt("Correct the seller SKU on the listing."),
    12019113: STATUS,
    12052023: _lt("Its category no longer exists: choose another on the listing."),
    12052073: PRICE, 12052092: PRICE, 12052570: PRICE, 12052572: PRICE,
    12052084: _lt("The shop does not sell in this currency: choose another pricelist for it."),
    12052163: _lt("A gift has no price that can be changed: switch off Prices on its listing."),
    12052383: _lt("Lower its list price in Seller Center: it is above TikTok's limit."),
    12052861: _lt("Lower its price: a bundle may not cost more than its parts."),
    # promotions
    17029009: RELOAD, 17029010: RELOAD, 17029011: RELOAD, 17029012: RELOAD,
    17029036: NOT_THIS_TYPE, 17029052: NOT_THIS_TYPE, 17029102: NOT_THIS_TYPE,
    17029074: _lt("The gift of the promotion is this product: choose another gift in Seller "
                  "Center."),
    17029079: _lt("It is in a second promotion: take it out there first, in Seller Center."),
}
