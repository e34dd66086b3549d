"""One endpoint of the open API."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Endpoint:
    """One row of the table.

    :param str path: with `{name}` where an id stands; the second part is the version
    :param handler: function of a `Call`, returns `data`
    :param str scope: what the seller must have granted
    :param bool form: whether it is an upload: multipart/form-data
    :param bool cipher: whether the call names a shop; where it does not it must not
    """

    method: str
    path: str
    handler: object
    scope: str
    cipher: bool = True
    query: dict = field(default_factory=dict)
    body: dict = field(default_factory=dict)
    form: bool = False

    def match(self, parts):
        """Return what stands for the names in the path, or None if the path is another."""
        own = self.path.split('/')
        if len(own) != len(parts):
            return None
        found = {}
        for mine, other in zip(own, parts, strict=True):
            if mine.startswith('{') and other:
                found[mine[1:-1]] = other
            elif mine != other:
                return None
        return found
