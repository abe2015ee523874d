"""The two matrices of an edition: what enters which, and that they are of one version."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.index.method.method import method_from_json, method_to_json
from scoring.models import Basis, EditionMethod, Indicator
from scoring.reference.services import method_load
from scoring.runs.inputs import ATTEMPTS, UnsettledInputs, inputs_read
from surveys.models import Answer, City, Edition, Question
from tests.builders import (
    AFTER_CUTOFF,
    Cast,
    make_answer,
    make_city,
    make_reply,
    make_round,
)
from tests.scoring.inputs.sheets import INDICATORS
from tests.scoring.rows import make_index, make_value, touching

GROUP, PLAN, QUALITY, ANSWERED = "G1.1.1", "G4.1.1", "G1.3.2", "G1.3.1"
APPROVED, PROVISIONAL = Basis.APPROVED.value, Basis.PROVISIONAL.value


@pytest.fixture
def cities(db: None) -> list[City]:
    make_index()
    return [make_city() for _ in range(5)]


def _cell(edition: Edition, city: City, code: str) -> tuple[float, float]:
    """(approved, provisional)."""
    inputs = inputs_read(edition.pk)
    row = inputs.cities.ids.index(city.pk)
    column = inputs.tree.leaf_codes.index(code)
    return float(inputs.raw[APPROVED][row, column]), float(inputs.raw[PROVISIONAL][row, column])


def _question(code: str) -> Question:
    return Question.objects.get(code=code)


def _same(found: tuple[float, float], expected: tuple[float | None, float | None]) -> bool:
    wanted = [np.nan if value is None else value for value in expected]
    return bool(np.array_equal(found, wanted, equal_nan=True))


def test_the_matrix_has_every_city_and_indicator(cities: list[City], edition: Edition) -> None:
    inputs = inputs_read(edition.pk)
    assert inputs.cities.adcodes == tuple(city.adcode for city in cities)
    assert inputs.tree.leaf_codes == tuple(Indicator.objects.values_list("code", flat=True))
    for matrix in inputs.raw.values():
        assert matrix.shape == (5, INDICATORS)
        assert np.isnan(matrix).all(), "nothing is known yet, and nothing is taken for zero"


@pytest.mark.parametrize(
    ("state", "choice", "expected"),
    [
        ("approved", "yes", (1.0, 1.0)),
        ("approved", "no", (0.0, 0.0)),
        ("in_review", "yes", (None, 1.0)),
        ("returned", "yes", (None, None)),
        ("approved", "unknown", (None, None)),
        ("approved", "in_preparation", (0.0, 0.0)),
    ],
)
def test_an_answer_by_state_and_basis(
    cities: list[City],
    edition: Edition,
    cast: Cast,
    state: str,
    choice: str,
    expected: tuple[float | None, float | None],
) -> None:
    make_answer(edition, cities[1], _question("leading_group"), cast.coder, choice, state)
    assert _same(_cell(edition, cities[1], GROUP), expected)
    assert _same(_cell(edition, cities[2], GROUP), (None, None))


def test_a_value_by_its_flags_and_basis(cities: list[City], edition: Edition) -> None:
    make_value(edition, cities[0], "R1.1.1", 1.0)
    make_value(edition, cities[1], "R1.1.1", 2.0, approved=False)
    make_value(edition, cities[2], "R1.1.1", 3.0, current=False)
    make_value(edition, cities[3], "R1.1.1", 4.0, current=False, approved=False)
    make_value(edition, cities[4], "R1.1.1", 5.0, current=False)
    make_value(edition, cities[4], "R1.1.1", 6.0, approved=False)
    expected = [(1.0, 1.0), (None, 2.0), (3.0, None), (None, None), (5.0, 6.0)]
    for city, pair in zip(cities, expected, strict=True):
        assert _same(_cell(edition, city, "R1.1.1"), pair)


def test_a_value_overrides_the_answer(cities: list[City], edition: Edition, cast: Cast) -> None:
    make_answer(edition, cities[0], _question("leading_group"), cast.coder, "yes", "approved")
    override = make_value(edition, cities[0], GROUP, 0.0, approved=False)
    assert _same(_cell(edition, cities[0], GROUP), (1.0, 0.0))
    type(override).objects.filter(pk=override.pk).update(approved=True)
    assert _same(_cell(edition, cities[0], GROUP), (0.0, 0.0))


def test_values_of_another_edition_stay_there(
    cities: list[City], edition: Edition, cast: Cast
) -> None:
    other = Edition.objects.create(code="2024", year=2024)
    make_value(other, cities[0], "R1.1.1", 1.0)
    make_answer(other, cities[0], _question("leading_group"), cast.coder, "yes", "approved")
    assert all(np.isnan(matrix).all() for matrix in inputs_read(edition.pk).raw.values())


def test_silence_is_missing_until_the_round_is_closed(
    cities: list[City], edition: Edition, cast: Cast
) -> None:
    survey_round = make_round(edition)
    make_reply(survey_round, cities[0])
    make_answer(edition, cities[1], _question("reply_quality"), cast.coder, 3)
    assert _same(_cell(edition, cities[4], QUALITY), (None, None))
    type(survey_round).objects.update(closed_on=AFTER_CUTOFF)
    for code in (QUALITY, ANSWERED):
        assert _same(_cell(edition, cities[4], code), (0.0, 0.0))
        assert _same(_cell(edition, cities[0], code), (None, None)), "it replied, uncoded yet"
    assert _same(_cell(edition, cities[1], QUALITY), (None, 3.0))
    assert _same(_cell(edition, cities[1], ANSWERED), (None, 1.0))
    assert _same(_cell(edition, cities[4], PLAN), (None, None)), "silence answers nothing else"


def test_a_count_becomes_a_share_of_its_total(
    cities: list[City], edition: Edition, cast: Cast
) -> None:
    question = _question("two_mountains_bases")
    for city, bases in zip(cities[:3], (3, 1, 0), strict=True):
        make_answer(edition, city, question, cast.coder, bases, Answer.State.APPROVED)
    share = [100 * bases / (3 + 1 + 0) for bases in (3, 1, 0)]
    for city, percent in zip(cities[:3], share, strict=True):
        assert _cell(edition, city, "G4.4.1") == pytest.approx((percent, percent))
    assert _same(_cell(edition, cities[3], "G4.4.1"), (None, None))


def test_shares_of_nothing_are_missing_and_said_so(
    cities: list[City], edition: Edition, cast: Cast
) -> None:
    question = _question("two_mountains_bases")
    make_answer(edition, cities[0], question, cast.coder, 0, Answer.State.APPROVED)
    assert _same(_cell(edition, cities[0], "G4.4.1"), (None, None))
    findings = inputs_read(edition.pk).findings[APPROVED]
    assert "division_by_zero" in {finding.code for finding in findings}
    assert {finding.subject for finding in findings} == {"G4.4.1"}


def test_a_change_during_the_reading_is_read_again(
    cities: list[City], edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings = touching(edition, 2, monkeypatch)
    inputs = inputs_read(edition.pk)
    edition.refresh_from_db()
    assert inputs.version == edition.inputs_version == 2
    assert len(readings) == 3


def test_an_edition_that_never_rests_is_left_for_later(
    cities: list[City], edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings = touching(edition, ATTEMPTS, monkeypatch)
    with pytest.raises(UnsettledInputs):
        inputs_read(edition.pk)
    assert len(readings) == ATTEMPTS


def test_the_method_is_the_chosen_one_else_the_newest_default(
    cities: list[City], edition: Edition
) -> None:
    first = inputs_read(edition.pk).method_version
    parameters = method_to_json(method_from_json(first.parameters))
    changed = method_from_json({**parameters, "treat": {"rule": "none"}})
    second = method_load(method=changed)
    assert inputs_read(edition.pk).method_version == second
    EditionMethod.objects.create(edition=edition, version=first)
    assert inputs_read(edition.pk).method_version == first
