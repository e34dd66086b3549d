from . import (
    addresses,
    amounts,
    description,
    identifiers,
    listing_body,
    pictures,
    sentences,
    values,
)
