"""Few, large templates: a page reads from top to bottom, and a fragment says what it is given."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.template import Engine
from django.template.base import FilterExpression, Node, Token, Variable
from django.template.defaulttags import CsrfTokenNode, ForNode, IfNode
from django.template.loader_tags import IncludeNode
from django.template.smartif import TokenBase

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "templates"
TEXTS = {str(path.relative_to(FOLDER)): path.read_text("utf-8") for path in FOLDER.rglob("*.html")}
LINES, WIDTH = 200, 120
INCLUDE = re.compile(r'{% include "([^"]+)"([^%]*)%}')
USE = re.compile(r'{% (?:include|extends) "([^"]+)"')
GIVEN = re.compile(r"(\w+)=")
# Names that every template has.
WORDS = {"forloop", "None", "True", "False"}
# Names of the person who asks, and of the request.
PERSONAL = {"request", "user", "may", "shell", "perms", "messages", "csrf_token"}


def test_templates_and_their_lines_are_short() -> None:
    assert [name for name, text in TEXTS.items() if _lines(text) > LINES] == []
    wide = [
        f"{name}:{number}"
        for name, text in TEXTS.items()
        for number, line in enumerate(text.splitlines(), 1)
        if len(line) > WIDTH
    ]
    assert wide == []


def test_a_fragment_is_used_twice_or_fetched_alone() -> None:
    """Or its page would be too long with it."""
    once = [
        name for name in TEXTS if _is_fragment(name) and uses()[name] < 2 and name not in fetched()
    ]
    assert [name for name in once if not _is_too_much(name)] == []


def test_a_part_of_a_page_has_a_name_because_it_is_fetched_alone() -> None:
    named = {
        f"{name}#{part}"
        for name, text in TEXTS.items()
        for part in re.findall(r"{% partialdef (\w+)", text)
    }
    assert named == {name for name in fetched() if "#" in name}


def test_every_include_names_what_it_gives() -> None:
    wrong = [
        f"{name}: {found[1]}"
        for name, text in TEXTS.items()
        for found in INCLUDE.finditer(text)
        if not found[2].endswith(" only ")
    ]
    assert wrong == []


FRAGMENTS = [name for name in TEXTS if "/_" in f"/{name}"]


@pytest.mark.parametrize("name", FRAGMENTS)
def test_a_fragment_reads_what_it_is_given_and_nothing_else(name: str) -> None:
    """`only` hides a forgotten name without a word."""
    given = {
        argument
        for text in TEXTS.values()
        for found in INCLUDE.finditer(text)
        if found[1] == name
        for argument in GIVEN.findall(re.sub(r'"[^"]*"', "", found[2]))
    }
    read = _read(name)
    if name not in fetched():
        assert read == given
    assert given <= read


KEPT = [
    f"{name}#{part}"
    for name, text in TEXTS.items()
    for part in re.findall(r"{% partialdef (\w+) %}", text)
]


@pytest.mark.parametrize("name", KEPT)
def test_a_part_that_is_kept_for_all_reads_nothing_of_a_person(name: str) -> None:
    """What stands in its page by a name of the context, not `inline`, was rendered without the
    request: there such a name is empty without a word."""
    assert _read(name) & PERSONAL == set()


@cache
def uses() -> Counter[str]:
    return Counter(name for text in TEXTS.values() for name in USE.findall(text))


@cache
def fetched() -> frozenset[str]:
    """What a view renders: templates whole, and parts of them after a `#`."""
    parts = ("ecoasset", "scoring", "surveys")
    sources = (path.read_text("utf-8") for part in parts for path in (ROOT / part).rglob("*.py"))
    return frozenset(
        name for text in sources for name in re.findall(r'"([\w/]+\.html(?:#\w+)?)"', text)
    )


def _lines(text: str) -> int:
    return len(text.splitlines())


def _is_fragment(name: str) -> bool:
    return name.rpartition("/")[2].startswith("_")


def _is_too_much(name: str) -> bool:
    hosts = [text for text in TEXTS.values() if f'{{% include "{name}"' in text]
    return bool(hosts) and _lines(hosts[0]) + _lines(TEXTS[name]) > LINES


def _read(name: str) -> set[str]:
    """Names that a template looks up and has not set itself."""
    nodes = Engine.get_default().get_template(name).nodelist.get_nodes_by_type(Node)
    read = {found for node in nodes for found in _looked_up(node)}
    return read - {found for node in nodes for found in _set_by(node)} - WORDS


def _looked_up(node: Node) -> Iterator[str]:
    if isinstance(node, CsrfTokenNode):
        yield "csrf_token"
    if isinstance(node, IfNode):
        yield from _names([condition for condition, _nodes in node.conditions_nodelists])
    yield from _names([value for value in vars(node).values() if not isinstance(value, Node)])


def _names(value: object) -> Iterator[str]:
    """The first name of every variable in the arguments of a tag."""
    if isinstance(value, Variable):
        yield from (value.lookups or ())[:1]
    elif isinstance(value, FilterExpression):
        yield from _names(value.var)
        for _filter, arguments in value.filters:
            yield from _names([argument for is_name, argument in arguments if is_name])
    elif isinstance(value, TokenBase):
        yield from _names([value.first, value.second, getattr(value, "value", None)])
    elif isinstance(value, Token) and value.token_type.name == "VAR":
        yield re.split(r"[.|]", value.contents)[0]
    elif isinstance(value, dict):
        yield from _names(list(value.values()))
    elif isinstance(value, list | tuple):
        for part in value:
            if not isinstance(part, Node):
                yield from _names(part)


def _set_by(node: Node) -> Iterator[str]:
    if isinstance(node, ForNode):
        yield from node.loopvars
    elif not isinstance(node, IncludeNode):
        yield from getattr(node, "extra_context", None) or ()
    for attribute in ("asvar", "variable", "target_var", "var_name", "countervar"):
        name = getattr(node, attribute, None)
        if isinstance(name, str):
            yield name
