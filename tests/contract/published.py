"""TikTok's published schema, as the models of the package `tiktok-shop-api` have it.

The package is generated from TikTok's Partner Center documentation by somebody else, and is a
dependency of these tests only.
"""
import importlib
import inspect
import re
from enum import Enum

import attrs
from tiktok_shop_api.generated._meta import OPERATIONS

# Of these, but for the list of warehouses, a test of requests holds each call to the schema.
AREAS = ('/product/', '/promotion/', '/fbt/', '/fulfillment/', '/logistics/',
         '/return_refund/')
WAREHOUSES = '/logistics/202309/warehouses'
SCALARS = {'str': str, 'int': int, 'bool': bool, 'float': float}


def operation(method, path):
    """Return what the package knows of an endpoint; None if it knows none there."""
    return next((
        each for each in OPERATIONS
        if (each['method'].upper(), each['path']) == (method, path)
    ), None)


def model(method, path, part):
    """Return the class of the `request` or `response` of an endpoint."""
    name = operation(method, path)['operationId']
    models = importlib.import_module('tiktok_shop_api.generated.models')
    return getattr(models, f'{name[0].upper()}{name[1:]}{part.title()}')


def query_names(method, path):
    """Return the query parameters of an endpoint beside those that every call has."""
    name = operation(method, path)['operationId']
    group = operation(method, path)['group']
    module = importlib.import_module('tiktok_shop_api.generated._groups')
    api = getattr(module, f'{group[0].upper()}{group[1:]}Api')
    function = getattr(api, snake(name))
    in_path = set(re.findall('{(.*?)}', path))
    return set(inspect.signature(function).parameters) - {'self', 'body'} - in_path


def snake(name):
    """Return a name as the package's functions have it: `searchFBTInventory`, with one part FBT."""
    return re.sub('(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])', '_', name).lower()


def problems(method, path, part, value):
    """Yield in what a body or an answer differs from the published schema.

    Lenient as the models are: fields may be missing. Strict beyond them: no key may be unknown, no
    value null, and every type as published.
    """
    parsed = model(method, path, part).from_dict(value)
    yield from differences(parsed, part)
    if parsed.to_dict() != value:
        yield f'{part}: not the same after it was read and written'


def differences(parsed, where):
    for key in parsed.additional_properties:
        yield f'{where}.{key}: unknown'
    for field in attrs.fields(type(parsed)):
        value, kind = getattr(parsed, field.name), str(field.type).removesuffix(' | Unset')
        if field.init and type(value).__name__ != 'Unset':
            yield from _value(value, kind, f'{where}.{field.name}')


def _value(value, kind, where):
    if kind.startswith('list['):
        if not isinstance(value, list):
            yield f'{where}: {kind} expected, not {type(value).__name__}'
            return
        for item in value:
            yield from _value(item, kind[5:-1], f'{where}[]')
    elif kind.startswith('Literal['):
        if kind != f'Literal[{value!r}]':
            yield f'{where}: {kind} expected, not {value!r}'
    elif attrs.has(type(value)):
        yield from differences(value, where)
    elif not isinstance(value, Enum) and type(value) is not SCALARS.get(kind):
        yield f'{where}: {kind} expected, not {type(value).__name__}'


def names(kind):
    """Return the keys of a model as a tree: those of the models inside it by their key."""
    found = {}
    for field in attrs.fields(kind):
        if field.init:
            inner = str(field.type).removesuffix(' | Unset').removeprefix('list[').rstrip(']')
            model_inside = getattr(
                importlib.import_module('tiktok_shop_api.generated.models'), inner, None)
            nested = isinstance(model_inside, type) and attrs.has(model_inside)
            found[field.name.rstrip('_')] = names(model_inside) if nested else {}
    return found
