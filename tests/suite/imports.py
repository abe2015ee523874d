"""Who names whom among the files of the checkout, read from their text."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

# The modules that it uses, and the fixtures that it asks for.
Fixture = tuple[frozenset[str], frozenset[str]]


@dataclass(frozen=True)
class Module:
    """Imports as far as they are files of ours, texts, names of arguments, whether it calls
    commands, and its fixtures."""

    path: Path
    imports: frozenset[str]
    words: frozenset[str]
    arguments: frozenset[str]
    commands: bool
    fixtures: dict[str, Fixture]


def name_of(path: Path) -> str:
    """The dotted name of a file whose path begins at the checkout."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def targets(node: ast.AST, module: str, path: Path, known: Collection[str]) -> Iterator[str]:
    """What an import names: a module of `known`, else the name that stands after `from`."""
    return (target for _name, target in _bound(node, module, path, known))


def _bound(
    node: ast.AST, module: str, path: Path, known: Collection[str]
) -> Iterator[tuple[str, str]]:
    """With the name by which the file knows it."""
    if isinstance(node, ast.Import):
        yield from ((alias.asname or alias.name, alias.name) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        upward = node.level - (path.name == "__init__.py")
        near = module.split(".")[: -upward or None] if node.level else []
        base = ".".join([*near, *([node.module] if node.module else [])])
        for alias in node.names:
            full = f"{base}.{alias.name}"
            yield alias.asname or alias.name, full if full in known else base


def read(root: Path, names: Collection[str]) -> dict[str, Module]:
    """The files and every module below the folders of these names."""
    paths = {
        name_of(path.relative_to(root)): path
        for name in names
        for path in ([root / name] if (root / name).is_file() else (root / name).rglob("*.py"))
    }
    return {name: _parsed(name, path, paths) for name, path in paths.items()}


def _parsed(module: str, path: Path, known: Collection[str]) -> Module:
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"), filename=str(path))))
    found = [pair for node in nodes for pair in _bound(node, module, path, known)]
    ours = [(name, target) for name, target in found if target in known]
    words = (n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str))
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    return Module(
        path,
        frozenset(target for _name, target in ours),
        frozenset(words),
        frozenset(node.arg for node in nodes if isinstance(node, ast.arg)),
        any(name == "call_command" for name, _target in found),
        {f.name: _needs(f, dict(ours)) for f in functions if _is_fixture(f)},
    )


def _is_fixture(function: ast.FunctionDef) -> bool:
    return any("fixture" in ast.unparse(mark) for mark in function.decorator_list)


def _needs(function: ast.FunctionDef, bound: dict[str, str]) -> Fixture:
    used = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    asked = {argument.arg for argument in function.args.args}
    return frozenset(bound[name] for name in used & set(bound)), frozenset(asked)
