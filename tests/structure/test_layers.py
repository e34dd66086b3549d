"""Arrows point one way: who imports, overrides and names whom."""

import ast
from collections import defaultdict

import pytest
from source import ROOT, calls_super, homes, members, models, none, order, sources

# Folder of the addon: what of ours it may import.
MAY_IMPORT = {
    'client': {'client'},
    'tools': {'client', 'const', 'tools'},
    'models': {'client', 'const', 'models', 'tools'},
    'wizards': {'client', 'const', 'models', 'tools', 'wizards'},
    'controllers': {'client', 'const', 'controllers', 'models', 'tools', 'wizards'},
}
# All work is a shop's: what does it may say so.
SHOPS = {'tts.account', 'tts.shop'}
# (File, model): what is named all the same.
NAMED = {
    # One sentence tells a person what waited for a mapping, orders and listings.
    ('models/products/tts_sku_waiting.py', 'tts.order'),
}
OURS = {path.stem for path in ROOT.iterdir() if path.name != '__init__.py'}


def rank(folder):
    return order().index(folder)


def test_each_folder_of_models_is_loaded():
    folders = {path.name for path in (ROOT / 'models').iterdir() if path.is_dir()}
    assert sorted(order()) == sorted(folders - {'__pycache__'})
    assert order()[-1] == 'glue'


@pytest.mark.parametrize('folder', MAY_IMPORT)
def test_nothing_imports_from_below_it(folder):
    none(
        f'{source} imports {".".join(path)}' for source in sources(folder)
        for path in source.imports() if path[0] in OURS - MAY_IMPORT[folder]
    )


def test_the_client_is_plain_python():
    none(source for source in sources('client') for path in source.imports() if path[0] == 'odoo')


def test_tools_have_no_environment():
    none(
        f'{source}:{node.lineno}' for source in sources('tools') for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and node.attr == 'env'
    )


def test_no_folder_of_models_imports_from_one_below_it():
    none(
        f'{source} imports {".".join(path)}' for source in models() for path in source.imports()
        if path[0] == 'models' and path[1] in order() and rank(path[1]) > rank(source.folder)
    )


def test_no_folder_of_models_extends_what_one_below_it_makes():
    none(
        f'{source}: {name}' for source in models() for name, _node, _makes in source.models()
        if name in homes() and rank(homes()[name]) > rank(source.folder)
    )


def test_the_order_of_files_decides_nothing():
    """In one folder a method or a field of a model is said once."""
    places = defaultdict(list)
    for source in models():
        for name, node, _makes in source.models():
            for member, line in members(node):
                places[source.folder, name, member].append(f'{source}:{line.lineno}')
    none([key, where] for key, where in places.items() if len(where) > 1)


def test_no_folder_of_models_names_what_one_below_it_makes():
    none(
        f'{source}:{line} {text}' for source in models() for text, line in source.strings()
        if rank(homes().get(text, source.folder)) > rank(source.folder)
        and not (source.folder == 'engine' and text in SHOPS)
        and (str(source), text) not in NAMED
    )


def test_no_folder_of_models_calls_what_only_those_below_it_have():
    """What others do their part of is declared where it is called."""
    folders, of_shops = defaultdict(set), set()
    for source in models():
        for name, node, _makes in source.models():
            methods = {
                member for member, line in members(node) if isinstance(line, ast.FunctionDef)}
            of_shops |= methods if name in SHOPS else set()
            for method in methods:
                folders[method].add(source.folder)
    overridden = {
        node.name for source in models() for node in source.functions() if calls_super(node)}
    none(
        f'{source}:{node.lineno} {node.attr}' for source in models()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and node.attr.startswith('_')
        and node.attr in folders.keys() - overridden
        and not (source.folder == 'engine' and node.attr in of_shops)
        and all(rank(folder) > rank(source.folder) for folder in folders[node.attr])
    )
