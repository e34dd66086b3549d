"""Names tell the truth, and what is public says what it is for."""

import ast

from source import calls_super, decorators, members, none, sources

RELATIONS = {'fields.Many2one', 'fields.One2many', 'fields.Many2many', 'fields.Many2oneReference'}
# Fields whose names end like those of relations and are none.
IDS = {
    # Identifiers that TikTok calls so, and that other code relies on.
    'notification_id', 'open_id', 'service_id', 'tiktok_id',
    'tts_buyer_id', 'tts_item_ids',
}


def test_what_ends_like_a_relation_is_one():
    none(
        f'{source}:{line.lineno} {name}' for source in sources('models', 'wizards')
        for _model, node, _makes in source.models() for name, line in members(node)
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Call)
        and (kind := ast.unparse(line.value.func)).startswith('fields.') and name not in IDS
        and name.endswith(('_id', '_ids')) != (kind in RELATIONS)
    )


def test_each_exception_is_one():
    names = {
        name for source in sources('models', 'wizards')
        for _model, node, _makes in source.models() for name, _line in members(node)}
    assert names >= IDS


def test_what_checks_is_a_constraint():
    """Whatever else checks says by its name what it does with what it finds, or what it returns."""
    none(
        f'{source}:{node.lineno} {node.name}'
        for source in sources('client', 'controllers', 'models', 'tools', 'wizards')
        for node in source.functions()
        if node.name.startswith('_check_') != ('api.constrains' in decorators(node))
    )


def test_what_is_public_is_documented():
    none(
        f'{source}:{node.lineno} {node.name}'
        for source in sources('client', 'controllers', 'models', 'tools', 'wizards')
        for scope in (source.tree, *source.classes()) for node in scope.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith('_')
        and not ast.get_docstring(node) and not calls_super(node)
    )
