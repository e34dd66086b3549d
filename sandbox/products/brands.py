"""Brands: TikTok's own list, and those that a seller has made."""

from dataclasses import dataclass, field
from typing import NamedTuple

from ..errors import Refusal

DAY = 86400
MOST_PER_DAY, MOST = 50, 1000  # custom brands of a seller


class Brand(NamedTuple):
    """A brand that everybody sees, or only the seller who has made it.

    :param bool t1: internationally renowned: only who is authorized may use it
    :param tuple leaves: categories for which an authorization is good; all if there are none
    :param int owner: number of the seller who has made it
    """

    id: str
    name: str
    t1: bool = False
    authorized: bool = False
    leaves: tuple = ()
    owner: int | None = None


BUILT_IN = (
    Brand('7082427311584347905', 'Northwind', authorized=True),
    Brand('7082427311584347906', 'Thảo Điền', authorized=True),
    Brand('7082427311584347907', 'Camp & Co', authorized=True, leaves=('mugs', 'camping')),
    Brand('7082427311584347908', 'Glowlab', authorized=True, leaves=('serums', 'soaps')),
    Brand('7082427311584347909', 'Tiny Fox'),
    Brand('7082427311584347910', 'Old Mill'),
    Brand('7082427311584347911', 'Sólveig & Søn'),
    Brand('7082427311584347912', 'Volta', t1=True),
    Brand('7082427311584347913', 'Maison Étoile', t1=True),
    Brand('7082427311584347914', 'Kite', t1=True, authorized=True, leaves=('backpacks',)),
)
NAMED = {brand.name: brand for brand in BUILT_IN}


@dataclass
class Brands:
    """All brands of a world; authorizations are given and taken by `authorize`."""

    ids: object
    custom: dict = field(default_factory=dict)
    granted: dict = field(default_factory=dict)
    days: dict = field(default_factory=dict)

    def of(self, seller):
        """Return the brands that a seller (by number) sees, by id."""
        found = {brand.id: brand for brand in BUILT_IN}
        found.update({each.id: each for each in self.custom.values() if each.owner == seller})
        return found

    def is_authorized(self, brand, seller):
        """Tell whether a seller may show a brand."""
        return self.granted.get((seller, brand.id), brand.authorized)

    def serves(self, brand, seller, leaf):
        """Tell whether a seller's authorization of a brand is good for a category."""
        return self.is_authorized(brand, seller) and (not brand.leaves or leaf in brand.leaves)

    def usable(self, brand_id, seller):
        """Tell whether a seller may list products under a brand."""
        brand = self.of(seller).get(brand_id)
        return bool(brand) and (not brand.t1 or self.is_authorized(brand, seller))

    def create(self, seller, name, now):
        """Make a brand of a seller's own; it is not authorized.

        :raise Refusal: 36009004 for a name that there is, and beyond the limits
        """
        own = self.of(seller).values()
        if name.casefold() in {brand.name.casefold() for brand in own}:
            raise Refusal(36009004, f'Invalid parameter. The brand `{name}` exists already.')
        today = (seller, now // DAY)
        made = [each for each in self.custom.values() if each.owner == seller]
        if self.days.get(today, 0) >= MOST_PER_DAY or len(made) >= MOST:
            raise Refusal(
                36009004, f'No more than {MOST_PER_DAY} brands can be created per day, and no '
                f'more than {MOST} in all.',
            )
        self.days[today] = self.days.get(today, 0) + 1
        brand = Brand(self.ids.new('brand'), name, owner=seller)
        self.custom[brand.id] = brand
        return brand
