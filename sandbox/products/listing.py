"""A product that somebody wants to list, before it is checked."""

from dataclasses import dataclass, field

from . import taxonomy


@dataclass
class Listing:
    """A product that somebody wants to list.

    :param dict content: as `filing` has made it
    :param list entries: its SKUs with what they cost and how many there are
    :param dict old: the content before, None if the product is new
    :param bool whole: whether it must be complete; a draft need not be
    :param set others: identifier codes of the shop's other products
    """

    world: object
    shop: object
    content: dict
    entries: list
    old: dict | None = None
    whole: bool = True
    others: set = field(default_factory=set)

    @property
    def region(self):
        return self.shop.market.region

    @property
    def category(self):
        return taxonomy.ALL.get(self.content.get('category_id'))

    def is_new(self, key):
        """Tell whether a field is not as it was before."""
        return not self.old or self.old.get(key) != self.content.get(key)


def wrong(name, problem):
    """Return a problem for which no code is public."""
    return 36009004, f'Invalid parameter. The value of the `{name}` parameter {problem}.'


def check_picture(listing, uri):
    """Yield a problem unless a picture has been uploaded by this seller."""
    if not listing.world.shelves.media.picture(uri, listing.shop.seller.index):
        yield 12052722, uri
