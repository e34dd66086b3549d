"""Types and bounds of parameters; a value that does not fit is refused as TikTok does (36009004).

Query values arrive as text, body values as JSON: `parse` takes either, but never one as another.
"""

import re
from dataclasses import dataclass, field

from .errors import Refusal

MAX_TIME = 2**33


def refuse(name, problem):
    """Refuse a parameter in TikTok's words: they always name it."""
    return Refusal(36009004, f'Invalid parameter. The value of the `{name}` parameter {problem}.')


@dataclass(frozen=True)
class Param:
    """A parameter of any kind.

    :param bool required: whether a call without it is refused
    """

    required: bool = False

    def parse(self, name, value, in_query):
        """Return the value in the type that handlers work with."""
        raise NotImplementedError


@dataclass(frozen=True)
class Integer(Param):
    """A whole number within bounds."""

    low: int = 0
    high: int = MAX_TIME

    def parse(self, name, value, in_query):
        if in_query and re.fullmatch(r'[0-9]{1,18}', value):
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            raise refuse(name, 'must be an integer')
        if not self.low <= value <= self.high:
            raise refuse(name, f'must be between {self.low} and {self.high}')
        return value


@dataclass(frozen=True)
class Text(Param):
    """Some text."""

    most: int = 255

    def parse(self, name, value, in_query):
        if not isinstance(value, str):
            raise refuse(name, 'must be a string')
        if len(value) > self.most:
            raise refuse(name, f'must not be longer than {self.most} characters')
        return value


@dataclass(frozen=True)
class Choice(Param):
    """One of several words, exactly as written."""

    words: tuple = ()

    def parse(self, name, value, in_query):
        if value not in self.words:
            raise refuse(name, f'must be one of {", ".join(self.words)}')
        return value


@dataclass(frozen=True)
class Flag(Param):
    """True or false."""

    def parse(self, name, value, in_query):
        if in_query and value in ('true', 'false'):
            return value == 'true'
        if not isinstance(value, bool):
            raise refuse(name, 'must be a boolean')
        return value


@dataclass(frozen=True)
class IdList(Param):
    """Ids: joined by commas in a query, a list of strings in a body."""

    most: int = 50

    def parse(self, name, value, in_query):
        ids = value.split(',') if in_query else value
        if not isinstance(ids, list) or not all(isinstance(each, str) for each in ids):
            raise refuse(name, 'must be a list of strings')
        if not all(re.fullmatch('[0-9]{1,20}', each) for each in ids):
            raise refuse(name, 'must contain ids')
        if len(ids) > self.most:
            raise refuse(name, f'must not have more than {self.most} elements')
        return ids


@dataclass(frozen=True)
class Strings(Param):
    """A list of texts; joined by commas in a query."""

    most: int = 100
    longest: int = 255

    def parse(self, name, value, in_query):
        value = value.split(',') if in_query else value
        if not isinstance(value, list):
            raise refuse(name, 'must be a list of strings')
        if len(value) > self.most:
            raise refuse(name, f'must not have more than {self.most} elements')
        text = Text(most=self.longest)
        return [text.parse(f'{name}[{n}]', each, False) for n, each in enumerate(value)]


@dataclass(frozen=True)
class Words(Strings):
    """A list of words out of several, exactly as written."""

    words: tuple = ()

    def parse(self, name, value, in_query):
        found = super().parse(name, value, in_query)
        choice = Choice(words=self.words)
        return [choice.parse(f'{name}[{n}]', each, False) for n, each in enumerate(found)]


@dataclass(frozen=True)
class Struct(Param):
    """An object in a body, with parameters of its own."""

    fields: dict = field(default_factory=dict)

    def parse(self, name, value, in_query):
        if not isinstance(value, dict):
            raise refuse(name, 'must be an object')
        return read_all(self.fields, value, False, prefix=f'{name}.')


@dataclass(frozen=True)
class Structs(Struct):
    """A list of such objects in a body."""

    least: int = 0
    most: int = 10_000

    def parse(self, name, value, in_query):
        if not isinstance(value, list):
            raise refuse(name, 'must be a list of objects')
        if not self.least <= len(value) <= self.most:
            raise refuse(name, f'must have {self.least} to {self.most} elements')
        return [
            super(Structs, self).parse(f'{name}[{n}]', each, False) for n, each in enumerate(value)
        ]


def read_all(params, values, in_query, ignore_unknown=False, prefix=''):
    """Check the parameters of a call and return those that were given, typed.

    :param dict params: name -> Param
    :param dict values: name -> what was sent
    :param bool ignore_unknown: leave out what is unknown instead of refusing it, at any depth
    :param str prefix: where in the body they stand
    """
    if ignore_unknown:
        values = _known(params, values)
    unknown = sorted(set(values) - set(params))
    if unknown:
        raise refuse(prefix + unknown[0], 'is not expected: the endpoint has no such parameter')
    for name, param in params.items():
        if param.required and name not in values:
            raise Refusal(
                36009004, f'Missing parameter. The `{prefix}{name}` parameter is required.'
            )
    return {
        name: param.parse(prefix + name, values[name], in_query)
        for name, param in params.items() if name in values
    }


def _known(params, values):
    """Return values without those that nobody asks for."""
    return {name: _pruned(params[name], value) for name, value in values.items() if name in params}


def _pruned(param, value):
    if isinstance(param, Struct) and isinstance(value, dict):
        return _known(param.fields, value)
    if isinstance(param, Structs) and isinstance(value, list):
        return [_known(param.fields, each) if isinstance(each, dict) else each for each in value]
    return value
