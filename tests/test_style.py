"""The hard limits of the house style, so that nobody has to count."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODE = ("ecoasset", "scoring", "surveys", "benchmarks", "tests")
FILE_LINES, FUNCTION_LINES, CLASS_METHODS = 300, 60, 20
FOLDER_LINES = 2500
NAMES = {"utils.py", "helpers.py", "signals.py", "managers.py"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def _files() -> list[Path]:
    found = [path for part in CODE for path in (ROOT / part).rglob("*.py")]
    return [path for path in found if "migrations" not in path.parts]


def _nodes(path: Path) -> Iterator[ast.AST]:
    yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_files_are_short() -> None:
    assert [str(path) for path in _files() if _lines(path) > FILE_LINES] == []


def test_functions_are_short() -> None:
    long = [
        f"{path}:{node.lineno} {node.name}"
        for path in _files()
        for node in _nodes(path)
        if isinstance(node, Function)
        and (node.end_lineno or node.lineno) - node.lineno >= FUNCTION_LINES
    ]
    assert long == []


def test_classes_have_few_methods() -> None:
    large = [
        f"{path}:{node.lineno} {node.name}"
        for path in _files()
        for node in _nodes(path)
        if isinstance(node, ast.ClassDef)
        and sum(isinstance(child, Function) for child in node.body) > CLASS_METHODS
    ]
    assert large == []


def test_folders_are_small() -> None:
    """What stands directly in one folder can be looked over."""
    lines: dict[Path, int] = {}
    for path in _files():
        lines[path.parent] = lines.get(path.parent, 0) + _lines(path)
    assert [str(path) for path, total in lines.items() if total > FOLDER_LINES] == []


def test_no_file_is_named_after_nothing() -> None:
    assert [str(path) for path in _files() if path.name in NAMES] == []


def test_only_one_place_reads_the_environment() -> None:
    """`environ.setdefault` for Django's own variable, and handing ours to a child, are not."""
    wrong = [
        f"{path}:{node.lineno}"
        for part in ("ecoasset", "scoring", "surveys")
        for path in (ROOT / part).rglob("*.py")
        for node in _nodes(path)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in {"os.getenv", "os.environ.get", "environ.get"}
        and path.name != "env.py"
    ]
    assert wrong == []


def test_nobody_spells_a_header_of_htmx() -> None:
    """`request.htmx` and `django_htmx.http` do; a test may ask as a browser does."""
    wrong = [
        f"{path}:{node.lineno}"
        for part in ("ecoasset", "scoring", "surveys")
        for path in (ROOT / part).rglob("*.py")
        for node in _nodes(path)
        if isinstance(node, ast.Constant)
        and str(node.value).casefold().replace("_", "-").startswith(("hx-", "http-hx-"))
    ]
    assert wrong == []


# Types alone, and the ledger that every test of a stage reads.
TESTED_BY_OTHERS = {"arrays.py", "ledger.py"}


def test_each_file_of_the_numeric_package_has_its_tests_beside_it() -> None:
    package = ROOT / "scoring" / "index"
    missing = [
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if not path.name.startswith("__")
        and path.name not in TESTED_BY_OTHERS
        and not (
            ROOT / "tests" / "index" / path.relative_to(package).parent / f"test_{path.name}"
        ).exists()
    ]
    assert missing == []
