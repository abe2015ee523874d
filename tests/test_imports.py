"""The import direction: ecoasset → scoring → surveys; scoring/index stands alone; no circles."""

import ast
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.suite.imports import name_of, targets

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("ecoasset", "scoring", "surveys")
BELOW = {"ecoasset": {"scoring", "surveys"}, "scoring": {"surveys"}, "surveys": set()}
PURE_ALLOWED = {"numpy", "scipy"} | sys.stdlib_module_names


@dataclass(frozen=True)
class Import:
    module: str  # who imports
    target: str  # what is named, as far as it is a module of ours, else the dotted name
    place: str
    inside_function: bool
    for_types_only: bool


FILES = {
    name_of(path.relative_to(ROOT)): path
    for part in PARTS
    for path in sorted((ROOT / part).rglob("*.py"))
}


def _imports(module: str, path: Path) -> Iterator[Import]:
    tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    functions = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    inner = {id(child) for function in functions for child in ast.walk(function)}
    typing = {
        id(child)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for child in ast.walk(block)
    }
    for node in ast.walk(tree):
        for target in targets(node, module, path, FILES):
            line = getattr(node, "lineno", 0)
            place = f"{path.relative_to(ROOT)}:{line} imports {target}"
            yield Import(module, target, place, id(node) in inner, id(node) in typing)


@cache
def _all() -> tuple[Import, ...]:
    """Read by the process that runs these tests, not by each that collects them."""
    return tuple(found for module, path in FILES.items() for found in _imports(module, path))


def _top(name: str) -> str:
    return name.partition(".")[0]


def test_there_is_something_to_check() -> None:
    assert {_top(module) for module in FILES} == set(PARTS)
    assert len(_all()) > 300


def test_parts_import_only_what_is_below_them() -> None:
    wrong = [
        found.place
        for found in _all()
        if _top(found.target) in set(PARTS) - {_top(found.module)} - BELOW[_top(found.module)]
    ]
    assert wrong == []


PAGES = {"views", "forms", "admin"}


def test_scoring_knows_nothing_of_the_pages_of_surveys() -> None:
    """Not of the administration's either; what every page builds on stands in no capability."""
    wrong = [
        found.place
        for found in _all()
        if _top(found.module) == "scoring"
        and _top(found.target) == "surveys"
        and PAGES & set(found.target.split(".")[2:])
    ]
    assert wrong == []


def test_writes_know_nothing_of_pages() -> None:
    """Services and what they build on are used by commands and workers too."""
    pages = PAGES | {"urls", "guards"}
    wrong = [
        found.place
        for found in _all()
        if {"services", "models"} & set(found.module.split("."))
        and _top(found.target) in PARTS
        and pages & set(found.target.split("."))
    ]
    assert wrong == []


def test_the_numeric_package_stands_alone() -> None:
    wrong = [
        found.place
        for found in _all()
        if found.module.startswith("scoring.index")
        and not found.target.startswith("scoring.index")
        and _top(found.target) not in PURE_ALLOWED
    ]
    assert wrong == []


def test_the_clock_stands_alone() -> None:
    """Days in, days out: no cities, no models, no Django."""
    allowed = {"chinese_calendar"} | sys.stdlib_module_names
    wrong = [
        found.place
        for found in _all()
        if found.module.startswith("surveys.clock")
        and not found.target.startswith("surveys.clock")
        and _top(found.target) not in allowed
    ]
    assert wrong == []


def test_the_measures_of_a_round_stand_alone() -> None:
    """Facts in, numbers out; of them the survival curve alone takes SciPy."""
    place = "surveys.statistics.measures"
    wrong = [
        found.place
        for found in _all()
        if found.module.startswith(place)
        and not found.target.startswith(place)
        and _top(found.target) not in PURE_ALLOWED
    ]
    assert wrong == []
    scipy = {found.module for found in _all() if _top(found.target) == "scipy"}
    assert {name for name in scipy if name.startswith("surveys")} == {f"{place}.survival"}


@pytest.mark.parametrize("package", ["surveys.files", "surveys.marks", "surveys.sheets"])
def test_readers_know_neither_cities_nor_indicators_nor_models(package: str) -> None:
    below = () if package == "surveys.files" else ("surveys.files",)
    ours = (
        *(package, "surveys.errors", "surveys.storable", "surveys.byte_store", "surveys.limited"),
        *below,
    )
    wrong = [
        found.place
        for found in _all()
        if found.module.startswith(package)
        and (
            (_top(found.target) in PARTS and not found.target.startswith(ours))
            or found.target.startswith("django.db")
        )
    ]
    assert wrong == []


def test_the_limited_process_loads_no_django() -> None:
    """It starts for each file: readers and what they import of ours stand without it."""
    inside = (
        *("surveys.limited.fault", "surveys.limited.program"),
        *("surveys.files.readers", "surveys.sheets.readers", "surveys.sheets.cells"),
    )
    wrong = [
        found.place
        for found in _all()
        if found.module.startswith(inside)
        and (
            _top(found.target) == "django"
            or (_top(found.target) in PARTS and not found.target.startswith(inside))
        )
    ]
    assert wrong == []


def test_pandas_stands_behind_commands_and_workers_alone() -> None:
    """A web process must not load a second library for arithmetic that NumPy does."""
    frames = {found.module for found in _all() if _top(found.target) == "pandas"}
    assert frames == {"scoring.products.panel", "scoring.products.panel_file"}
    users = {found.module for found in _all() if found.target in frames} - frames
    assert users == {"scoring.management.commands.export_panel"}


def test_the_launcher_needs_nothing_installed() -> None:
    ours = ("ecoasset.launch", "ecoasset.env", "ecoasset.paths")
    wrong = [
        found.place
        for found in _all()
        if found.module.startswith(ours)
        and not found.target.startswith(ours)
        and _top(found.target) not in sys.stdlib_module_names
    ]
    assert wrong == []


def test_no_import_stands_inside_a_function() -> None:
    assert [found.place for found in _all() if found.inside_function] == []


def test_nothing_of_the_product_imports_the_tests() -> None:
    assert [found.place for found in _all() if _top(found.target) in {"tests", "benchmarks"}] == []


def _circle(graph: dict[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


@pytest.mark.parametrize("part", PARTS)
def test_modules_form_no_circle(part: str) -> None:
    """What is imported for its type alone is no dependency when the program runs."""
    graph: dict[str, set[str]] = {module: set() for module in FILES if _top(module) == part}
    for found in _all():
        real = not found.for_types_only and found.target != found.module
        if real and found.module in graph and found.target in graph:
            graph[found.module].add(found.target)
    assert _circle(graph) == []


# What a part is made of, from the bottom upwards: nothing imports what stands later in its line.
# A file directly in a part stands where its imports allow.
ORDER = {
    "surveys": (
        *("limited", "files", "marks", "sheets", "places", "clock", "models", "forms"),
        *("admin_pages", "history", "evidence", "people", "workdays", "rounds", "statistics"),
        *("annual", "coding", "past", "reference"),
        *("templatetags", "management"),
    ),
    "scoring": (
        *("index", "models", "templatetags", "words", "export", "rendered", "runs", "methods"),
        *("reference", "inputs", "analysis", "round_facts", "sensitivity", "products", "board"),
        *("deletion", "editions"),
        *("urls", "management"),
    ),
    "ecoasset": (
        *("launch", "formats", "upkeep", "demo", "doors", "pages", "templatetags", "management"),
    ),
}


def _capability(module: str) -> str:
    """The folder directly in its part that a module stands in; else the module itself."""
    path = FILES[module].relative_to(ROOT).parts
    return module if len(path) < 3 else ".".join(path[:2])


def _between(part: str, place: Callable[[str], str]) -> dict[str, set[str]]:
    """Which places of a part import which others of it, when the program runs."""
    graph: dict[str, set[str]] = {}
    for found in _all():
        if _top(found.module) != part or found.for_types_only or found.target not in FILES:
            continue
        here, there = place(found.module), place(found.target)
        if _top(there) == part and here != there:
            graph.setdefault(here, set()).add(there)
    return graph


@pytest.mark.parametrize("part", PARTS)
def test_capabilities_import_only_what_stands_before_them(part: str) -> None:
    graph = _between(part, _capability)
    assert _circle(graph) == []
    line = [f"{part}.{name}" for name in ORDER[part]]
    folders = {path.parent.name for path in (ROOT / part).glob("*/__init__.py")} - {"migrations"}
    assert folders == set(ORDER[part])
    upward = [
        f"{here} imports {there}"
        for here, theirs in graph.items()
        for there in theirs
        if here in line and there in line and line.index(there) > line.index(here)
    ]
    assert upward == []


def _room(module: str) -> str:
    """The folder that a module stands in; a file directly in a capability is one of its own."""
    parent = module.rpartition(".")[0]
    alone = FILES[module].name == "__init__.py" or parent.count(".") < 2
    return module if alone else parent


@pytest.mark.parametrize("part", PARTS)
def test_folders_form_no_circle(part: str) -> None:
    """Two folders that need each other are one, whatever their files do."""
    assert _circle(_between(part, _room)) == []
