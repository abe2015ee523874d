"""`./test --changed`: the test files that belong to what differs from a base.

A test file belongs to the files that it imports, directly or through others, and to what it
reaches without an import: its fixtures, commands by name, files by name. Pages are reached by
their address: tests of pages belong to all that an address leads to.
"""

from __future__ import annotations

import fnmatch
import subprocess
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ecoasset.env import BASE_DIR
from ecoasset.launch.messages import Refusal
from tests.suite import selection
from tests.suite.imports import Fixture, Module, name_of, read

SOURCES = ("ecoasset", "scoring", "surveys", "benchmarks", "tests", "run", "manage.py")
# What these say holds everywhere.
WHOLE = (
    *("pyproject.toml", "requirements*.txt", "constraints.txt", "*/migrations/*"),
    *("ecoasset/settings.py", "ecoasset/env.py", "tests/settings.py", "tests/conftest.py"),
)
# Of the checkout as a whole, and quick: style, imports, words, guides.
ALWAYS = "tests/test_*.py"
# Folders by the node that stands for all of them.
LOOKS, SCRIPTS = "templates", "static"
FOLDERS = {"templates": LOOKS, "locale": LOOKS, "static": SCRIPTS}
SETTINGS, ADDRESSES = "ecoasset.settings", "ecoasset.urls"
# Django finds these by their place.
BY_PLACE = ("*.admin", "*.admin.*", "*.templatetags.*")
# A real start, by the text of a command.
STARTS = {"tests.infra.launching": ("run", "manage")}


class NoBase(Refusal):
    """Git cannot say what has changed."""


@dataclass(frozen=True)
class Change:
    """`files` differ from `base`; no `tests` means that all belong to them."""

    base: str
    files: tuple[str, ...]
    tests: tuple[str, ...] | None

    def line(self) -> str:
        belongs = "all tests belong" if self.tests is None else f"{len(self.tests)} test files"
        return f"changed since {self.base[:12]}: {len(self.files)} files, {belongs}"


def find(base: str = "", root: Path = BASE_DIR) -> Change:
    """Against the point where the branch left `main`, or the commit named, with what is not
    committed yet."""
    start = _git(root, "rev-parse", "--verify", f"{base}^{{commit}}") if base else _left_main(root)
    differing = _git(root, "diff", "--name-only", "--no-renames", "-z", start)
    new = _git(root, "ls-files", "--others", "--exclude-standard", "-z")
    files = tuple(sorted({name for name in (differing + new).split("\0") if name}))
    return Change(start, files, belonging(files, root))


def belonging(files: Collection[str], root: Path = BASE_DIR) -> tuple[str, ...] | None:
    """The test files, as paths; None where a file concerns them all."""
    if any(fnmatch.fnmatch(file, pattern) for file in files for pattern in WHOLE):
        return None
    modules = read(root, SOURCES)
    reached = _backwards(_needs(modules, root), _touched(files, modules))
    tests = {path.relative_to(root).as_posix() for path in root.glob(ALWAYS)}
    for name, module in modules.items():
        path = module.path.relative_to(root)
        if path.match("test_*.py") and reached & {name, f"{name}:pages"}:
            tests.add(path.as_posix())
    return tuple(sorted(tests))


def _left_main(root: Path) -> str:
    for name in ("main", "origin/main"):
        try:
            return _git(root, "merge-base", name, "HEAD")
        except NoBase:
            continue
    raise NoBase(
        "--changed：没有可以比较的 main 分支；请指明一个提交，如 --changed=HEAD~3",
        "--changed: no branch main to compare with; name a commit, as --changed=HEAD~3",
    )


def _git(root: Path, *words: str) -> str:
    try:
        done = subprocess.run(
            ["git", *words], cwd=root, capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise NoBase(f"--changed：{error}", f"--changed: {error}") from None
    if done.returncode != 0:
        said = done.stderr.strip()
        raise NoBase(f"--changed：git {words[0]} 失败", f"--changed: git {words[0]}: {said}")
    return done.stdout.strip("\n")


def _touched(files: Iterable[str], modules: dict[str, Module]) -> set[str]:
    """Nodes that the files stand for, or that name them."""
    found = set()
    for file in files:
        path = Path(file)
        if name_of(path) in modules:
            found.add(name_of(path))
            found |= {f"{name_of(path)}:{one}" for one in modules[name_of(path)].fixtures}
        elif path.parts[0] in FOLDERS:
            found.add(FOLDERS[path.parts[0]])
        else:
            found |= _naming(path, modules)
    return found


def _naming(path: Path, modules: dict[str, Module]) -> set[str]:
    """Who names the file, or else its folder."""
    for words in ({path.as_posix(), path.name, path.stem}, {path.parent.name}):
        found = {name for name, module in modules.items() if words & module.words}
        if found:
            return found
    return set()


def _needs(modules: dict[str, Module], root: Path) -> dict[str, set[str]]:
    """Every node, and each fixture of a conftest as a node of its own."""
    shared = {name: modules[name].fixtures for name in modules if _is_plugin(name)}
    needs = {
        f"{name}:{fixture}": {*used, *_fixtures(name, asked, shared)}
        for name, fixtures in shared.items()
        for fixture, (used, asked) in fixtures.items()
    }
    for name, module in modules.items():
        needs[name] = {*module.imports, *_by_name(name, module, modules)}
        if name.startswith("tests."):
            needs[name] |= set(_fixtures(name, module.arguments, shared))
            # Not the module's own: another test may import it for a text.
            looked_at = _looked_at(module.path.relative_to(root), modules)
            needs[f"{name}:pages"] = set(looked_at)
    for name, started in STARTS.items():
        needs.setdefault(name, set()).update(started)
    return needs


def _is_plugin(name: str) -> bool:
    return name == "tests.fixtures" or name.endswith(".conftest")


def _fixtures(
    name: str, arguments: Collection[str], shared: dict[str, dict[str, Fixture]]
) -> Iterator[str]:
    """The shared fixtures that stand behind these names in a module."""
    for plugin, fixtures in shared.items():
        if name.startswith(f"{plugin.rpartition('.')[0]}."):
            yield from (f"{plugin}:{one}" for one in fixtures if one in arguments)


def _by_name(name: str, module: Module, modules: dict[str, Module]) -> Iterator[str]:
    """Modules named by a text: in settings and addresses, and in tests, also commands."""
    if not (name.startswith("tests.") or name == SETTINGS or name.endswith(".urls")):
        return
    calls = name.startswith("tests.") and (module.commands or "manage.py" in module.words)
    for word in module.words:
        dotted = word.partition(":")[0]
        for found in (dotted, dotted.rpartition(".")[0]):
            if found in modules and "." in found and found not in (SETTINGS, "tests.settings"):
                yield found
        if calls:
            yield from (one for one in modules if one.endswith(f".management.commands.{word}"))


def _looked_at(path: Path, modules: dict[str, Module]) -> Iterator[str]:
    """What a test of pages needs unseen; one in a browser only what the browser reads."""
    if not selection.is_page(path) or not path.match("test_*.py"):
        return
    yield LOOKS
    if "browser" in path.parts:
        yield SCRIPTS
        return
    yield from (ADDRESSES, SETTINGS)
    yield from (one for one in modules if any(fnmatch.fnmatch(one, place) for place in BY_PLACE))


def _backwards(needs: dict[str, set[str]], touched: set[str]) -> set[str]:
    """Everything that needs one of these, through whatever others."""
    needed_by: dict[str, set[str]] = {}
    for name, needed in needs.items():
        for one in needed:
            needed_by.setdefault(one, set()).add(name)
    found, waiting = set(touched), list(touched)
    while waiting:
        for name in needed_by.get(waiting.pop(), set()) - found:
            found.add(name)
            waiting.append(name)
    return found
