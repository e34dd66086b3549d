from . import (
    actions,
    addresses,
    amounts,
    description,
    identifiers,
    listing_body,
    pictures,
    sentences,
    values,
)
