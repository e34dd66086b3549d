from . import (
    amounts,
    description,
    identifiers,
    listing_body,
    pictures,
    sentences,
    values,
)
