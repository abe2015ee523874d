"""`2024-demo` explained against `2023-demo`: every sum is exact, and no gap is another's gain."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from ecoasset.demo.fixture import DemoEdition
from ecoasset.demo.making.matrix import demo_matrix
from ecoasset.demo.making.reference import Reference
from scoring.analysis.explanation.summary import summary
from scoring.analysis.explanation.told import Explanation, explain
from scoring.analysis.sides import Side, side_of
from scoring.index.arrays import FloatArray
from scoring.index.chain.chain import compute
from scoring.index.method.method import method_from_json
from scoring.models import ScoreRun
from scoring.runs.block import block_of, block_pack
from scoring.runs.inputs import cities_read, method_of, tree_read
from scoring.templatetags.figures import signed
from tests.builders import load_reference, make_edition

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
Pick = Callable[[ScoreRun, ScoreRun], str]


@pytest.fixture(scope="module")
def runs(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    reference: Reference,
    matrix_2023: FloatArray,
    demo_2024: DemoEdition,
) -> Iterator[tuple[ScoreRun, ScoreRun]]:
    """Of what is approved; 2023 has every value, 2024 lacks some for each city."""
    approved = [answer for answer in demo_2024.answers if answer.state == "approved"]
    later = demo_matrix(reference, replace(demo_2024, answers=tuple(approved)))
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference()
        yield _run("2023-x", matrix_2023), _run("2024-x", later)
        transaction.set_rollback(True)


def _run(code: str, raw: FloatArray) -> ScoreRun:
    edition = make_edition(code, synthetic=True)
    cities, tree, version = cities_read(), tree_read(), method_of(edition)
    result = compute(raw, tree, method_from_json(version.parameters), groups=cities.groups)
    block = block_of(cities.adcodes, cities.groups, tree, raw, result)
    return ScoreRun.objects.create(
        edition=edition,
        basis="approved",
        method=version,
        inputs_version=1,
        input_hash=code,
        code_version="test",
        seconds=0.1,
        cities_ranked=337,
        block=block_pack(block),
    )


@pytest.fixture
def sides(runs: tuple[ScoreRun, ScoreRun]) -> Callable[[str], tuple[Side, Side]]:
    old, new = runs
    return lambda adcode: (side_of(new, adcode), side_of(old, adcode))


def _moves(sides: Callable[[str], tuple[Side, Side]]) -> tuple[tuple[str, ...], np.ndarray]:
    """Places risen by city."""
    new, old = sides("110000")
    return new.run.block.adcodes, old.run.result.ranks[:, 0] - new.run.result.ranks[:, 0]


def city_that(kind: str, sides: Callable[[str], tuple[Side, Side]]) -> str:
    adcodes, moves = _moves(sides)
    row = {
        "fell": int(moves.argmin()),
        "fell a little": int(np.flatnonzero(moves == -1)[0]),
        "rose": int(moves.argmax()),
        "stayed": int(np.flatnonzero(moves == 0)[0]),
    }[kind]
    return adcodes[row]


KINDS = ("fell", "fell a little", "rose", "stayed")


def hundredths(value: float) -> int:
    return round(value * 100)


def check(told: Explanation) -> None:
    """Every sum, to the last digit and as the page shows it."""
    change = told.score - told.other_score
    leaves = [line for line in told.lines if line.is_leaf]
    assert sum(line.effect or 0.0 for line in leaves) + told.rest == pytest.approx(change)
    assert told.gap < 1e-9
    for depth in range(4):
        level = [line.effect or 0.0 for line in told.lines if line.depth == depth]
        assert sum(level) == pytest.approx(change, abs=1e-9)
    causes = told.causes
    assert causes is not None
    parts = (causes.missing, causes.data, causes.coding, causes.method, told.rest)
    assert sum(parts) == pytest.approx(change, abs=1e-9)
    shown = hundredths(round(told.score, 2)) - hundredths(round(told.other_score, 2))
    assert hundredths(told.change) == shown
    assert sum(map(hundredths, told.points.values())) == shown
    assert sum(map(hundredths, told.cause_points.values())) == shown
    gaps = sum(hundredths(told.points[line.code]) for line in told.absent)
    assert gaps == hundredths(told.cause_points["missing"])


@pytest.mark.parametrize("kind", KINDS)
def test_all_adds_up_in_both_directions(
    kind: str, sides: Callable[[str], tuple[Side, Side]]
) -> None:
    new, old = sides(city_that(kind, sides))
    there, back = explain(new, old), explain(old, new)
    check(there)
    check(back)
    for one, other in zip(there.lines, back.lines, strict=True):
        assert one.effect == pytest.approx(-(other.effect or 0.0), abs=1e-9), one.code
    assert there.causes is not None
    assert there.causes.method == 0.0, "both years have one method"


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_gains_but_by_a_better_value(
    kind: str, sides: Callable[[str], tuple[Side, Side]]
) -> None:
    """The weight of what is missing is in its own item, whatever its sign."""
    new, old = sides(city_that(kind, sides))
    told = explain(new, old)
    rise = new.run.result.normalised[new.row] - old.run.result.normalised[old.row]
    by_code = dict(zip(new.run.block.indicator_codes, rise, strict=True))
    gone = [line for line in told.differing if line.is_missing]
    assert len(gone) > 3 or kind not in ("fell", "rose")
    assert told.causes is not None
    assert sum(line.effect or 0.0 for line in gone) == pytest.approx(told.causes.missing)
    for line in told.differing:
        if not line.is_missing:
            assert (line.effect or 0.0) * by_code[line.code] > 0, line.code


@pytest.mark.parametrize(
    ("kind", "says", "first"),
    [
        ("fell", "Fell from rank", "Lost mainly by"),
        ("fell a little", "Fell from rank", "Lost mainly by"),
        ("rose", "Rose from rank", "Gained mainly by"),
        ("stayed", "Stayed at rank", ""),
    ],
)
def test_it_leads_with_ranks_scores_and_direction(
    kind: str, says: str, first: str, sides: Callable[[str], tuple[Side, Side]]
) -> None:
    new, old = sides(city_that(kind, sides))
    told = explain(new, old)
    said = summary(told, "2023", same_run=False)
    assert said[0].startswith(f"{says} {told.other_rank if kind != 'stayed' else told.rank} ")
    assert f"{told.rank} of 337" in said[0]
    assert f"from {told.other_score:.2f} to {told.score:.2f}" in said[0]
    assert [word for word in ("missing values", "data", "coding", "method") if word in said[1]] == [
        *("missing values", "data", "coding", "method")
    ]
    assert said[2].startswith(first or ("Lost" if told.change < 0 else "Gained"))
    sizes = [abs(line.effect or 0.0) for line in told.losses]
    assert sizes == sorted(sizes, reverse=True)


def test_one_value_that_is_missing_in_one_year(
    sides: Callable[[str], tuple[Side, Side]],
) -> None:
    new, old = sides("110000")
    lacking = np.isnan(new.run.block.raw).sum(axis=1)
    row = int(np.flatnonzero(lacking == 1)[0])
    new, old = sides(new.run.block.adcodes[row])
    for told, sign in ((explain(new, old), 1), (explain(old, new), -1)):
        check(told)
        (line,) = [one for one in told.lines if one.is_missing or one.other_is_missing]
        assert told.causes is not None
        assert line.effect == pytest.approx(told.causes.missing)
        x = old.run.result.normalised[row]
        column = old.run.block.indicator_codes.index(line.code)
        siblings = old.run.tree.layout.leaves_below(str(old.run.block.indicator_parents[column]))
        rest = [x[i] for i in siblings if i != column]
        if rest:
            weight = float(old.parts.weights[row, column])
            assert line.effect == pytest.approx(sign * weight * (np.mean(rest) - x[column]))


def test_a_missing_value_is_named_as_one(sides: Callable[[str], tuple[Side, Side]]) -> None:
    told = explain(*sides(city_that("fell", sides)))
    heaviest = told.differing[0]
    assert heaviest.is_missing
    assert heaviest not in told.losses
    words = f"missing value of “{heaviest.name}” ({signed(told.points[heaviest.code])})"
    said = summary(told, "2023", same_run=False)
    assert f"Lost mainly by: {words}" in said[2]
    assert "missing value" not in said[3], "a gap never heads the gains"
    assert any((line.effect or 0.0) > 0 for line in told.absent)
