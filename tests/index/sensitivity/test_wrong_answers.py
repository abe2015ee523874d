"""Answers that are wrong in some draws: one step off, and what follows from them."""

import numpy as np

from scoring.index.sensitivity.wrong_answers import CodedCells, changed_cells, wrong_values
from tests.index.sample import TREE


def test_wrong_answer_is_one_step_off_within_its_scale() -> None:
    five = np.full(5, 4.0)
    cells = CodedCells(np.arange(5), np.zeros(5, int), np.ones(5), np.zeros(5), five)
    values = np.array([0.0, 1.0, 2.0, 3.0, 4.0])
    up = np.ones((5, 1), dtype=bool)
    assert wrong_values(cells, values, up)[:, 0].tolist() == [1, 2, 3, 4, 3]
    assert wrong_values(cells, values, ~up)[:, 0].tolist() == [1, 0, 1, 2, 3]


def test_a_cell_that_follows_from_a_wrong_answer_changes_with_it() -> None:
    """Grades 1 and 2 of a reply, of which 2 counts as answered."""
    raw = np.full((2, len(TREE.leaf_codes)), 1.0)
    raw[:, 3], raw[:, 4] = [1.0, 2.0], [0.0, 1.0]
    two = np.array([0, 1])
    cells = CodedCells(
        two, two * 0 + 3, np.ones(2), np.zeros(2), np.full(2, 4.0), two * 0 + 4, np.full(2, 2.0)
    )
    wrong = np.ones((2, 2), dtype=bool)
    upward = np.array([[True, False], [True, False]])
    found = changed_cells(raw, cells, wrong, upward)
    for draw, expected in ((0, [[2.0, 1.0], [3.0, 1.0]]), (1, [[0.0, 0.0], [1.0, 0.0]])):
        changed = raw.copy()
        at = found.draw == draw
        changed[found.row[at], found.column[at]] = found.value[at]
        assert changed[:, 3:5].tolist() == expected
