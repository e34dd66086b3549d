"""All packages there ever were: those that orders have, and those that are no more."""

from ..errors import NotFound


class Registry:
    """Packages by shop and id; they are what is searched, in no order of their own."""

    def __init__(self):
        self._by_shop = {}
        self._seen = {}

    def of(self, shop):
        """Return the packages of a shop by id."""
        return self._by_shop.setdefault(shop.id, {})

    def find(self, key):
        """Find a package by itself or its id."""
        package_id = getattr(key, 'id', key)
        for packages in self._by_shop.values():
            if package_id in packages:
                return packages[package_id]
        raise NotFound(f"There is no package {package_id!r}.")

    def note(self, order, before):
        """Note what has become of an order's packages, with the time of its change.

        :param Facts before: the order before it changed, None if it is new
        """
        packages = self.of(order.shop)
        packages.update((each.id, each) for each in order.packages)
        for package_id in {*order.facts.parcels, *(before.parcels if before else ())}:
            package = packages[package_id]
            if not package.units:
                package.status = 'CANCELLED'
            looks = _looks(package)
            if self._seen.get(package_id) != looks:
                self._seen[package_id] = looks
                package.update_time = max(package.update_time, order.update_time)


def _looks(package):
    return (
        package.status, package.provider_id, package.tracking_number, package.handover_method,
        package.pickup_slot, tuple(order.id for order in package.orders),
        tuple((unit.id, bool(unit.cancelled)) for unit in package.units),
    )
