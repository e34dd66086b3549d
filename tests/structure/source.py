"""The addon's source, read without running it."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ['odoo', 'addons', 'tiktok_shop']
# Attributes of a model that are no fields and no methods: each class may say them anew.
ABOUT = {
    '_auto', '_description', '_inherit', '_inherits', '_log_access', '_name', '_order', '_rec_name',
}


@dataclass(frozen=True)
class Source:
    """A file of ours."""

    path: Path

    def __str__(self):
        return str(self.path.relative_to(ROOT))

    @property
    def parts(self):
        return self.path.relative_to(ROOT).parts

    @property
    def folder(self):
        """Its folder in models/."""
        return self.parts[1]

    @property
    def text(self):
        return self.path.read_text()

    @property
    def tree(self):
        return parsed(self.path)

    def imports(self):
        """Return what it imports: [path], below the addon's root without what stands before it."""
        found = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found += [alias.name.split('.') for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                start = list(self.parts[:-node.level]) if node.level else []
                module = node.module.split('.') if node.module else []
                found += [[*start, *module, alias.name] for alias in node.names]
        return [path[3:] if path[:3] == PACKAGE else path for path in found]

    def strings(self):
        """Return the strings that are no docstrings, each with its line."""
        docstrings = {
            id(node.body[0].value) for node in ast.walk(self.tree)
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
            and node.body and isinstance(node.body[0], ast.Expr)
        }
        return [
            (node.value, node.lineno) for node in ast.walk(self.tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
            and id(node) not in docstrings
        ]

    def functions(self):
        """Return its functions and methods, those inside others too."""
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef)]

    def classes(self):
        return [node for node in self.tree.body if isinstance(node, ast.ClassDef)]

    def models(self):
        """Return [(model's name, its class, whether it is the one that makes the model)]."""
        found = []
        for node in self.classes():
            said = {
                target.id: ast.literal_eval(line.value) for line in node.body
                if isinstance(line, ast.Assign) for target in line.targets
                if target.id in ('_name', '_inherit')
            }
            parents = said.get('_inherit', [])
            parents = [parents] if isinstance(parents, str) else parents
            if name := said.get('_name') or next(iter(parents), None):
                found.append((name, node, name not in parents))
        return found


@cache
def parsed(path):
    return ast.parse(path.read_text())


@cache
def sources(*folders):
    """Return the Python files of these folders of the addon."""
    return [Source(path) for folder in folders for path in sorted((ROOT / folder).rglob('*.py'))]


@cache
def order():
    """Return the folders of models/ in the order in which Odoo loads them."""
    [init] = [source for source in sources('models') if len(source.parts) == 2]
    return [
        alias.name for node in init.tree.body if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]


@cache
def models():
    """Return the files of models/, without what makes packages of them."""
    return [source for source in sources('models') if source.path.name != '__init__.py']


@cache
def homes():
    """Return {name of a model of ours: the folder of models/ that makes it}."""
    return {
        name: source.folder
        for source in models() for name, _node, makes in source.models() if makes
    }


def none(found):
    """Fail, and say what there is that should not be."""
    found = [str(each) for each in found]
    assert not found, '\n'.join(['', *found])


def members(node):
    """Return [(name, line)] of a class's fields, methods, constraints and indexes."""
    found = []
    for line in node.body:
        if isinstance(line, ast.FunctionDef):
            found.append((line.name, line))
        elif isinstance(line, ast.Assign):
            found += [(target.id, line) for target in line.targets if target.id not in ABOUT]
    return found


def calls_super(function):
    """Tell whether a method does its part of what another one of the same name does."""
    return any(
        isinstance(node, ast.Attribute) and node.attr == function.name
        and isinstance(node.value, ast.Call) and ast.unparse(node.value.func) == 'super'
        for node in ast.walk(function))


def decorators(function):
    """Return the names of a function's decorators: `api.depends`, `needs`."""
    return [
        ast.unparse(each.func if isinstance(each, ast.Call) else each)
        for each in function.decorator_list
    ]
