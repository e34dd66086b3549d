"""What was not taken of TikTok's, and what frees it: one table for all kinds of mirror."""

# Settings of a shop by which its documents are made: what Odoo has refused may have been for them.
DOCUMENTS = (
    'auto_confirm', 'auto_transfer', 'charge_product_id', 'currency_id', 'customer_policy',
    'fiscal_position_id', 'generic_partner_id', 'invoice_policy', 'passthrough_product_id',
    'platform_product_id', 'pricelist_id', 'shipping_product_id', 'tag_ids', 'team_id', 'user_id',
)

# What makes a product one that can be sold, or that is found, or not.
PRODUCTS = {
    'product.product': ('active', 'type', 'default_code', 'barcode'),
    'product.template': ('type',),
    'product.uom': ('barcode',),
}

# Reason: the fields of each model that free what it holds back, as soon as one of them changes.
FREED_BY = {
    # Orders that are not wanted yet
    'review': {'tts.shop': ('auto_create',)},
    'unpaid': {'tts.shop': ('import_unpaid',)},
    'on_hold': {'tts.shop': ('on_hold_policy',)},
    'shipped': {'tts.shop': ('import_shipped',)},
    'collection': {'tts.shop': ('platform_shipping_from_collection',)},
    'history': {'tts.shop': ('go_live_date', 'timezone')},
    # Orders that lack something
    'product': {
        'tts.shop': ('missing_product', 'fallback_product_id'),
        'tts.sku': ('product_id', 'quantity', 'ships_nothing'),
        **PRODUCTS,
    },
    'warehouse': {'tts.warehouse': ('warehouse_id',)},
    'currency': {
        'tts.shop': ('currency_id', 'pricelist_id'),
        'product.pricelist': ('currency_id',),
        'res.currency': ('active',),
    },
    'rate': {
        'tts.shop': ('currency_id',),
        'res.currency': ('active',),
        'res.currency.rate': ('currency_id', 'company_id', 'name', 'rate'),
    },
    'total': {'tts.shop': ('money_policy', 'tax_policy', 'fiscal_position_id')},
    'stock': {
        'tts.shop': ('shipped_policy', 'shipped_location_id', 'fbt_location_id'),
        'stock.move': ('state',),
    },
    'double': {'tts.shop': ('money_policy', 'missing_product', 'fallback_product_id')},
    # Listings
    'sku': {
        'tts.shop': ('create_products',), 'tts.sku': ('product_id', 'ships_nothing'), **PRODUCTS,
    },
    'variants': {'tts.shop': ('create_products',), 'tts.sku': ('product_id',), **PRODUCTS},
    # Whatever it is
    'refused': {'tts.shop': DOCUMENTS},
    'error': {'tts.shop': DOCUMENTS},
}

# Reason: why no change in Odoo frees it.
NOT_FREED = {
    'cancelled': "it is cancelled at TikTok, unless TikTok says otherwise",
    'deleted': "a person has deleted it: it is made again by button",
    'cancelled_by_hand': "a person has cancelled it: it is made again by button",
    'incomplete': "TikTok has not sent all of it, and sends news when it is complete",
    'status': "what TikTok's new status means follows from its next one",
    'purged': "TikTok's data is gone, and comes back when it is fetched again",
    'unreadable': "TikTok's data cannot be read, and is read again when it is fetched again",
    'conflict': "the schedule tries it again: what is in the way is no setting",
}


def codes_freed(model, changed):
    """Return the reasons from which a change frees.

    :param str model: whose records have changed
    :param changed: names of the fields that have
    :rtype: set
    """
    names = set(changed)
    return {
        code for code, models in FREED_BY.items() if names.intersection(models.get(model, ()))
    }
