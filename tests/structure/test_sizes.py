"""Files and functions are as large as a reader can hold."""

import ast
import statistics
from collections import defaultdict
from dataclasses import dataclass

import pytest
from source import ROOT, Source, models, none, order, sources

CODE = ('client', 'controllers', 'dev', 'models', 'tools', 'wizards')
FILE_LINES, LINES, COMPLEXITY = 300, 40, 10
# A comment that begins so, above a function that is longer or more complex, says why.
REASON = '# In one piece: '


@dataclass(frozen=True)
class Function:
    """A function of ours, with how large it is."""

    source: Source
    node: ast.FunctionDef

    def __str__(self):
        return f'{self.source}:{self.node.lineno} {self.node.name}'

    @property
    def lines(self):
        """Lines of its body, its docstring left out."""
        body = self.node.body[ast.get_docstring(self.node) is not None:]
        return body[-1].end_lineno - body[0].lineno + 1 if body else 0

    @property
    def complexity(self):
        """How many ways lead through it, counted as radon counts them (ruff leaves out those in
        comprehensions and conditions).
        """
        return 1 + sum(map(ways, ast.walk(self.node)))

    @property
    def is_explained(self):
        lines = self.source.text.splitlines()
        line = min([self.node, *self.node.decorator_list], key=lambda node: node.lineno).lineno - 2
        while lines[line].lstrip().startswith('#'):
            if lines[line].lstrip().startswith(REASON):
                return True
            line -= 1
        return False


def ways(node):
    match node:
        case ast.If() | ast.IfExp() | ast.Assert():
            return 1
        case ast.For() | ast.While():
            return 1 + bool(node.orelse)
        case ast.Try():
            return len(node.handlers) + bool(node.orelse)
        case ast.BoolOp():
            return len(node.values) - 1
        case ast.comprehension():
            return 1 + len(node.ifs)
        case ast.Match():
            return len(node.cases)
    return 0


def functions():
    return [Function(source, node) for source in sources(*CODE) for node in source.functions()]


def test_files():
    paths = [path for folder in CODE for path in (ROOT / folder).rglob('*')
             if path.is_file() and '__pycache__' not in path.parts]
    sizes = {path.relative_to(ROOT): path.read_text().count('\n') for path in paths}
    none(f'{path}: {size}' for path, size in sizes.items() if size > FILE_LINES)


def test_most_functions_are_short():
    lines = [function.lines for function in functions()]
    assert statistics.median(lines) <= 7
    assert statistics.quantiles(lines, n=10)[-1] <= 15


def test_none_is_long_without_a_reason():
    none(f'{each}: {each.lines}' for each in functions()
         if each.lines > LINES and not each.is_explained)


def test_none_is_complex_without_a_reason():
    none(f'{each}: {each.complexity}' for each in functions()
         if each.complexity > COMPLEXITY and not each.is_explained)


def test_no_reason_outlives_its_cause():
    said = sum(source.text.count(REASON) for source in sources(*CODE))
    assert said == sum(
        each.is_explained and (each.lines > LINES or each.complexity > COMPLEXITY)
        for each in functions())


@pytest.mark.parametrize('folder', order())
def test_a_folder_of_models_is_flat_and_worth_it(folder):
    inside = [path for path in (ROOT / 'models' / folder).iterdir() if path.name != '__pycache__']
    assert not [path.name for path in inside if path.is_dir()]
    assert len(inside) - 1 >= 3  # beside what makes it a package


def test_a_file_of_models_is_named_after_its_model():
    """With a suffix where it is one of several. Not in glue/, where files are other addons'."""
    none(
        source for source in models() if source.folder != 'glue' and source.models()
        and not any(f'{source.path.stem}_'.startswith(f'{name.replace(".", "_")}_')
                    for name, _node, _makes in source.models()))


def test_a_model_is_cut_only_where_it_is_too_long():
    """In each folder a model has one file. (R8180 of pylint-odoo would have one in the addon.)"""
    files = defaultdict(list)
    for source in models():
        for name in {name for name, _node, _makes in source.models()}:
            files[source.folder, name].append(source)
    none(
        f'{folder}, {name}' for (folder, name), slices in files.items()
        if len(slices) > 1 and folder != 'glue'
        and sum(source.text.count('\n') for source in slices) <= FILE_LINES)
