"""What the product can say, read without gettext: calls in Python, tags in templates."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("ecoasset", "scoring", "surveys")

# Which arguments of a call are the context, the message and its plural.
PLACES: dict[str, tuple[int | None, int, int | None]] = {
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
# The only other name under which makemessages sees a call.
SHORT = "_"
_MODULE = "django.utils.translation"
_CALL = re.compile(r"(?<![\w.])(?:_|n?p?gettext)\(")
_MARKUP = re.compile(
    r"{% comment %}.*?{% endcomment %}"
    r"|{% block (?:page_class|bodyclass|coltype) %}.*?{% endblock %}"
    r"|{% blocktranslate\b.*?{% endblocktranslate %}"
    r"|{#.*?#}|{%.*?%}|{{.*?}}|<!--.*?-->|<(script|style|code|pre|kbd)\b.*?</\1>|&\w+;",
    re.DOTALL,
)
_READ_ALOUD = re.compile(r"\b(?:placeholder|title|alt|aria-label)=\"([^\"]*)\"")


@dataclass(frozen=True)
class Message:
    """The key of a catalogue entry."""

    text: str
    plural: str = ""
    context: str = ""


@dataclass(frozen=True)
class Said:
    """A call found in the source; `message` is None where its text is not a plain string."""

    message: Message | None
    place: str


def python_files() -> list[Path]:
    return [path for part in PARTS for path in sorted((ROOT / part).rglob("*.py"))]


def template_files() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


def messages() -> Iterator[Said]:
    """Every translatable message of the product's own sources."""
    for path in python_files():
        yield from said_in_python(path.read_text(encoding="utf-8"), _shown(path))
    for path in template_files():
        yield from said_in_template(path.read_text(encoding="utf-8"), _shown(path))


def said_in_python(source: str, place: str) -> Iterator[Said]:
    """Calls of the functions imported from `django.utils.translation`, under any name."""
    tree = ast.parse(source, filename=place)
    names = {alias: name for name, alias in imported(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            name = names.get(node.func.id)
            if name in PLACES:
                yield Said(_message(node, PLACES[name]), f"{place}:{node.lineno}")


def imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The translation functions a module imports, with the names it calls them by."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == _MODULE:
            yield from ((alias.name, alias.asname or alias.name) for alias in node.names)


def said_in_template(source: str, place: str) -> Iterator[Said]:
    """Django turns the tags into calls among blanks; each call is then read as Python."""
    blanked = templatize(source, origin=place)
    for found in _CALL.finditer(blanked):
        call = _call_at(blanked, found.start())
        name = ast.unparse(call.func).replace(SHORT, "gettext") if call else ""
        if call and name in PLACES:
            yield Said(_message(call, PLACES[name]), place)


def unmarked_words(source: str) -> list[str]:
    """Words of a template that a reader sees or hears and no tag translates."""
    bare = _MARKUP.sub(" ", source)
    spoken = " ".join(_READ_ALOUD.findall(bare))
    text = re.sub(r"<[^<>]*>", " ", bare)
    return re.findall(r"[A-Za-z][A-Za-z'-]{2,}|[\u3400-\u9fff]+", f"{text} {spoken}")


def _call_at(text: str, start: int) -> ast.Call | None:
    """The shortest text from `start` to a closing bracket that reads as an expression."""
    end = text.find(")", start)
    while end != -1:
        try:
            node = ast.parse(text[start : end + 1], mode="eval").body
        except SyntaxError:
            end = text.find(")", end + 1)
        else:
            return node if isinstance(node, ast.Call) else None
    return None


def _message(call: ast.Call, places: tuple[int | None, int, int | None]) -> Message | None:
    context, text, plural = (
        "" if at is None else _constant(call.args[at] if at < len(call.args) else None)
        for at in places
    )
    if context is None or not text or plural is None:
        return None
    return Message(text, plural, context)


def _constant(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
