"""What the documentation, comments and docstrings name by its path or its dotted name is there."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("benchmarks", "ecoasset", "scoring", "surveys", "tests")
FOLDERS = (*PARTS, "docs", "fixtures", "locale", "static", "templates")
FILES = [
    *(path for path in ROOT.iterdir() if path.is_file()),
    *(path for name in FOLDERS for path in sorted((ROOT / name).rglob("*"))),
]
SOURCES = [path for path in FILES if path.suffix == ".py" and "migrations" not in path.parts]
TEXTS = [path for path in FILES if path.suffix == ".md"]
# Paths, with braces where they are two, and with the name that stands after `: `.
PATH = re.compile(r"(?<![\w/.<>:*…-])((?:[\w.{},-]+/)+[\w.{},-]*|\w+\.(?:py|html))(?:: (\w+))?")
DOTTED = re.compile(rf"(?<![\w/.-])(?:{'|'.join(PARTS)})(?!\.example\.)(?:\.\w+)+(?!\w*/)")
DOCUMENTED = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef, ast.Module)
KINDS = {".py", ".html", ".js", ".css"}
# How the code was laid out before, told beside how it is now.
BEFORE = re.compile(r"^(\|[^|]*\|)[^|]*\|(?=[^|]*\|$)", re.M)


@cache
def places() -> dict[str, Path]:
    """Every file and folder by each of its last parts, as a text near it names it."""
    found: dict[str, Path] = {}
    for path in (*FILES, *(ROOT / name for name in FOLDERS)):
        parts = path.relative_to(ROOT).parts
        for start in range(len(parts)):
            found.setdefault("/".join(parts[start:]), path)
    return found


def is_ours(path: str) -> bool:
    """A file of a kind that we write, or a path that begins in a folder of the checkout."""
    return Path(path).suffix in KINDS or path.partition("/")[0] in FOLDERS


def spelled_out(path: str) -> list[str]:
    """`{one,two}/` is two paths."""
    pieces = [piece.split(",") for piece in re.split(r"\{([^}]*)\}", path)]
    return ["".join(choice) for choice in product(*pieces)]


def paths_gone(text: str) -> Iterator[str]:
    for path, name in PATH.findall(text):
        for one in spelled_out(path.rstrip(".,")):
            place = places().get(one.rstrip("/"))
            if is_ours(one) and place is None:
                yield one
            elif name and place and place.suffix == ".py" and not _holds(place, name):
                yield f"{one}: {name}"


def names_gone(text: str) -> Iterator[str]:
    """A module or what stands in it; else a name that code says whole, as a task's or a log's."""
    for dotted in DOTTED.findall(text):
        module, *rest = _module(dotted)
        source = places().get(f"{module}.py") or ROOT / module / "__init__.py"
        if rest and not (source.exists() and _holds(source, rest[0])) and not _is_said(dotted):
            yield dotted


@cache
def _is_said(name: str) -> bool:
    sources = (path for path in SOURCES if PARTS[-1] not in path.parts)
    return any(f'"{name}"' in path.read_text("utf-8") for path in sources)


def _module(dotted: str) -> list[str]:
    """The longest beginning that is a file or folder of ours, as a path, and what follows."""
    names = dotted.split(".")
    for end in range(len(names), 1, -1):
        path = "/".join(names[:end])
        if (ROOT / path).is_dir() or (ROOT / f"{path}.py").is_file():
            return [path, *names[end:]]
    return names


def _holds(source: Path, name: str) -> bool:
    return re.search(rf"\b{name}\b", source.read_text("utf-8")) is not None


def told(source: Path) -> str:
    """Comments and docstrings of a module."""
    text = source.read_text("utf-8")
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    comments = [token.string for token in tokens if token.type == tokenize.COMMENT]
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, DOCUMENTED)]
    return "\n".join([*comments, *(ast.get_docstring(node) or "" for node in nodes)])


def gone(text: str) -> list[str]:
    return [*paths_gone(text), *names_gone(text)]


@pytest.mark.parametrize("page", TEXTS, ids=lambda page: page.name)
def test_the_documentation_names_what_is_there(page: Path) -> None:
    text = page.read_text("utf-8")
    assert gone(BEFORE.sub(r"\1|", text) if page.stem == "decisions" else text) == []


def test_comments_and_docstrings_name_what_is_there() -> None:
    suspects = [path for path in SOURCES if gone(path.read_text("utf-8"))]
    wrong = {path.name: found for path in suspects if (found := gone(told(path)))}
    assert wrong == {}


def test_a_name_that_is_gone_is_seen() -> None:
    assert gone("`surveys/permissions.py: can` and `rules/{means,treat}.py`, surveys.errors") == []
    assert gone("`surveys/services/reply.py`") == ["surveys/services/reply.py"]
    assert gone("surveys/permissions.py: may_not") == ["surveys/permissions.py: may_not"]
    assert gone("`rules/{means,none}.py`") == ["rules/none.py"]
    assert gone("`scoring.selectors.ranking`") == ["scoring.selectors.ranking"]
