"""What a part of a method may choose, beside what the method itself may."""

from __future__ import annotations

import pytest

from scoring.index.method.method import Method
from scoring.index.method.rules import RULES
from scoring.methods.board import Board
from scoring.methods.fields import fields_from_method
from scoring.methods.outline import outline_read
from tests.scoring.rows import make_index

pytestmark = pytest.mark.django_db


def test_a_part_may_do_as_the_method_and_the_method_may_not() -> None:
    make_index()
    board = Board.of(
        fields_from_method(Method.default(), outline_read().tree), Method.default(), outline_read()
    )
    for step in board.steps():
        assert [value for value, _words in step.rule.choices] == list(RULES[step.name])
        part = board.step(f"i:R1.1.1:{step.name}", step.name)
        assert [value for value, _words in part.rule.choices] == ["", *RULES[step.name]]
