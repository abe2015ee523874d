"""Grammar of derivation formulas: parsed into a tree of nodes, never evaluated as code.

sum     = product (("+" | "-") product)*
product = factor (("*" | "/") factor)*
factor  = ("+" | "-") factor | number | name | "total" "(" name ")" | "(" sum ")"
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scoring.index.codes import Reason
from scoring.index.refusals import FormulaError

DEEPEST, LONGEST = 50, 200
"""Nesting and number of operations beyond these are refused, long before they could exhaust
the stack of whoever walks the tree."""


@dataclass(frozen=True)
class Number:
    """A plain number without a unit."""

    value: float


@dataclass(frozen=True)
class Name:
    """A base variable of the same unit; ``total`` sums it over all units."""

    name: str
    total: bool = False


@dataclass(frozen=True)
class Negative:
    """The sign in front of a factor."""

    operand: "Node"


@dataclass(frozen=True)
class Operation:
    """``left operator right`` with operator one of + - * /."""

    operator: str
    left: "Node"
    right: "Node"


Node = Number | Name | Negative | Operation

_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z_0-9]*)|(?P<sign>[-+*/()]))",
    re.ASCII,
)


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    place: int


def parse_formula(text: str) -> Node:
    """Read a formula; raises FormulaError naming the character (from 1) at fault."""
    reader = _Reader(list(_tokens(text)))
    node = reader.sum(0)
    reader.expect("end")
    signs = [token for token in reader.tokens if token.text in ("+", "-", "*", "/")]
    if len(signs) > LONGEST:
        raise FormulaError(Reason.TOO_LONG, place=signs[LONGEST].place, most=LONGEST)
    return node


def formula_names(node: Node) -> frozenset[str]:
    """Names of all base variables that a formula reads."""
    if isinstance(node, Name):
        return frozenset([node.name])
    if isinstance(node, Negative):
        return formula_names(node.operand)
    if isinstance(node, Operation):
        return formula_names(node.left) | formula_names(node.right)
    return frozenset()


def _tokens(text: str) -> Iterator[_Token]:
    place = 0
    while text[place:].strip():
        match = _TOKEN.match(text, place)
        if match is None:
            at = place + len(text[place:]) - len(text[place:].lstrip())
            raise FormulaError(Reason.SIGN, place=at + 1, text=repr(text[at]))
        kind = str(match.lastgroup)
        yield _Token(kind, match.group(kind), match.start(kind) + 1)
        place = match.end()
    yield _Token("end", "the end", len(text) + 1)


class _Reader:
    """Recursive descent over the tokens; ``depth`` counts nesting."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.at = 0

    def sum(self, depth: int) -> Node:
        node = self.product(depth)
        while self.next.text in ("+", "-"):
            node = Operation(self.take().text, node, self.product(depth))
        return node

    def product(self, depth: int) -> Node:
        node = self.factor(depth)
        while self.next.text in ("*", "/"):
            node = Operation(self.take().text, node, self.factor(depth))
        return node

    def factor(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise FormulaError(Reason.TOO_DEEP, place=self.next.place)
        token = self.take()
        if token.kind == "number":
            return _number(token)
        if token.kind == "name":
            return self.name(token)
        if token.text in ("+", "-"):
            operand = self.factor(depth + 1)
            return Negative(operand) if token.text == "-" else operand
        if token.text == "(":
            node = self.sum(depth + 1)
            self.expect(")")
            return node
        raise FormulaError(Reason.VALUE_EXPECTED, place=token.place, text=repr(token.text))

    def name(self, token: _Token) -> Node:
        if self.next.text != "(":
            return Name(token.text)
        if token.text != "total":
            raise FormulaError(Reason.NO_FUNCTION, place=token.place, text=repr(token.text))
        self.expect("(")
        inner = self.take()
        if inner.kind != "name":
            raise FormulaError(Reason.TOTAL_OF_NAME, place=inner.place)
        self.expect(")")
        return Name(inner.text, total=True)

    @property
    def next(self) -> _Token:
        return self.tokens[self.at]

    def take(self) -> _Token:
        token = self.tokens[self.at]
        self.at = min(self.at + 1, len(self.tokens) - 1)
        return token

    def expect(self, wanted: str) -> None:
        token = self.take()
        if wanted not in (token.text, token.kind):
            at, text = token.place, repr(token.text)
            if wanted == "end":
                raise FormulaError(Reason.END_EXPECTED, place=at, text=text)
            raise FormulaError(Reason.SIGN_EXPECTED, place=at, text=text, wanted=repr(wanted))


def _number(token: _Token) -> Number:
    value = float(token.text)
    if value == float("inf"):
        raise FormulaError(Reason.NUMBER_TOO_LARGE, place=token.place, text=token.text)
    return Number(value)
