"""Studies: the same numbers whoever computes which block when, cancelled, resumed, refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from django.utils import translation

from scoring.index.method.method import IndicatorRules, Method
from scoring.index.method.rules import make_step
from scoring.index.sensitivity.design import error_rate
from scoring.methods.services import method_create
from scoring.models import Basis, EditionMethod, ScoreRun, Study, StudyBlock
from scoring.runs.arrays import arrays_unpack
from scoring.runs.block import block_unpack
from scoring.runs.reproduction import reproduce
from scoring.runs.services import runs_thin
from scoring.sensitivity.coding_error import disagreements
from scoring.sensitivity.plan import StudyParameters, parameters_from_json
from scoring.sensitivity.result import flip, monte_carlo, replay_draw, sobol
from scoring.sensitivity.services.study import study_cancel, study_request
from scoring.sensitivity.services.study_work import study_block_compute
from scoring.words.reasons import kept_words
from surveys.errors import Refused
from surveys.models import Question, TrailEntry
from tests.builders import make_code, make_user
from tests.scoring.scored import Scored, compute

pytestmark = pytest.mark.django_db
# Arithmetic on arrays that are read once: no database computes them.
numbers = pytest.mark.one_engine


@pytest.fixture(scope="module")
def scored_world(scored_world: Scored) -> Scored:
    """A second coder disagrees on one of four doubly coded answers to one question."""
    question = Question.objects.get(code="leading_group")
    second = make_user()
    for number, city in enumerate(scored_world.cities[:4]):
        first = scored_world.edition.codes.get(city=city, question=question)
        turned = "no" if first.choice == "yes" else "yes"
        value = turned if number == 0 else first.choice
        make_code(scored_world.edition, city, question, second, value, state="submitted")
    return scored_world


def _request(scored: Scored, kind: str = "monte_carlo", **parameters: object) -> Study:
    return study_request(
        actor=make_user("analyst"),
        run=scored.run,
        kind=kind,
        parameters=StudyParameters(**parameters),  # type: ignore[arg-type]
    )


def _ranks(study: Study) -> np.ndarray:
    blocks = study.blocks.order_by("number")
    return np.concatenate([arrays_unpack(bytes(block.content))["ranks"] for block in blocks])


def test_the_order_of_blocks_does_not_matter(scored: Scored) -> None:
    one, other = _request(scored, draws=2000, seed=7), _request(scored, draws=2000, seed=7)
    for number in (0, 1):
        study_block_compute(study_id=one.pk, number=number)
    for number in (1, 0, 0):
        study_block_compute(study_id=other.pk, number=number)
    one.refresh_from_db()
    other.refresh_from_db()
    assert one.state == other.state == Study.State.DONE
    assert np.array_equal(_ranks(one), _ranks(other))
    assert StudyBlock.objects.filter(study=other).count() == 2
    assert bytes(one.summary or b"") == bytes(other.summary or b"")


@numbers
def test_intervals_hold_the_median_and_pairs_are_complementary(scored: Scored) -> None:
    study = _request(scored, draws=1000)
    study_block_compute(study_id=study.pk, number=0)
    study.refresh_from_db()
    result = monte_carlo(study)
    assert all(row.low <= row.median <= row.high for row in result.intervals)
    assert [row.nominal for row in result.intervals] == list(range(1, 13))
    ranks = _ranks(study)
    a, b = sorted(scored.cities, key=_adcode)[:2]
    above, below = result.beat(a.adcode, b.adcode), result.beat(b.adcode, a.adcode)
    assert above == pytest.approx((ranks[:, 0] < ranks[:, 1]).mean(), abs=1e-6)
    assert below == pytest.approx((ranks[:, 0] > ranks[:, 1]).mean(), abs=1e-6)
    assert above + below == pytest.approx(1.0 - (ranks[:, 0] == ranks[:, 1]).mean(), abs=1e-6)
    assert above > 0
    assert result.moving[5] >= result.moving[10] >= result.moving[20]


@numbers
def test_any_draw_is_replayed(scored: Scored) -> None:
    study = _request(scored, draws=1000, seed=3)
    study_block_compute(study_id=study.pk, number=0)
    ranks = _ranks(study)
    order = {city.adcode: row for row, city in enumerate(sorted(scored.cities, key=_adcode))}
    flipped = 0
    for number in (0, 17, 999):
        draw = replay_draw(study, number)
        flipped += draw.flipped
        for city, _nominal, rank in draw.ranks:
            assert rank == ranks[number, order[city.adcode]]
    assert replay_draw(study, 17) == replay_draw(study, 17)
    with pytest.raises(ValueError, match="0 to 999"):
        replay_draw(study, 1000)


def _adcode(city: object) -> str:
    return str(getattr(city, "adcode", ""))


def test_coding_error_comes_from_the_pairs(scored: Scored) -> None:
    found = disagreements(scored.edition, Basis.APPROVED)
    assert found["leading_group"].pairs == 4
    assert found["leading_group"].unequal == 1
    study = _request(scored)
    cells = arrays_unpack(bytes(study.coding or b""))
    # Eight of twelve cities are singly coded; the four compared ones are not flipped.
    assert len(cells["row"]) == 8
    assert cells["probability"] == pytest.approx(error_rate(1 / 4))
    # d = 2e(1 - e) with d = 1/4
    error = cells["probability"][0]
    assert 2 * error * (1 - error) == pytest.approx(0.25)


def test_a_cancelled_study_takes_no_more_blocks(scored: Scored) -> None:
    actor = make_user("analyst")
    parameters = StudyParameters(draws=2000)
    study = study_request(actor=actor, run=scored.run, kind="monte_carlo", parameters=parameters)
    study_block_compute(study_id=study.pk, number=0)
    study_cancel(actor=actor, study=study)
    study_block_compute(study_id=study.pk, number=1)
    assert study.state == Study.State.CANCELLED
    assert not StudyBlock.objects.filter(study=study).exists()
    with pytest.raises(Refused):
        study_cancel(actor=actor, study=study)
    actions = TrailEntry.objects.filter(subject_id=str(study.pk), subject_type="scoring.study")
    assert set(actions.values_list("action", flat=True)) == {"study.request", "study.cancel"}


@numbers
def test_sobol_and_flip_have_results(scored: Scored) -> None:
    first = scored.run.cities.get(composite_rank=1).city
    second = scored.run.cities.get(composite_rank=2).city
    study = _request(scored, "sobol", samples=32, city=first.adcode)
    study_block_compute(study_id=study.pk, number=0)
    study.refresh_from_db()
    rows = sobol(study)
    assert {row.factor for row in rows} >= {"treatment", "scale", "weights"}
    assert all(len(row.total) == 2 for row in rows)
    swap = _request(scored, "flip", city=second.adcode, rival=first.adcode)
    study_block_compute(study_id=swap.pk, number=0)
    swap.refresh_from_db()
    found = flip(swap)
    assert found.possible
    assert sum(new for _code, _old, new in found.weights) == pytest.approx(1.0)
    moved = sum(abs(new - old) for _code, old, new in found.weights)
    assert found.change == pytest.approx(moved)


@pytest.mark.parametrize(
    ("field", "value"),
    [("draws", 5), ("samples", 100), ("weight_noise", 1.5), ("seed", -1), ("places", -2)],
)
def test_bad_parameters_are_refused_at_their_field(field: str, value: float) -> None:
    with pytest.raises(Refused) as refusal:
        StudyParameters(**{field: value})  # type: ignore[arg-type]
    assert refusal.value.field == field


def test_unknown_parameters_are_named() -> None:
    with pytest.raises(ValueError, match="unknown parameter colour"):
        parameters_from_json({"colour": "red"})


def test_a_flip_needs_a_rival_or_a_place(scored: Scored) -> None:
    with pytest.raises(Refused):
        _request(scored, "flip", city=scored.cities[0].adcode)
    with pytest.raises(Refused):
        _request(scored, "flip", city=scored.cities[0].adcode, rival=scored.cities[0].adcode)


@pytest.mark.usefixtures("english")
def test_one_person_has_three_studies_at_once(scored: Scored) -> None:
    actor = make_user("analyst")
    arguments = {"run": scored.run, "kind": "monte_carlo", "parameters": StudyParameters()}
    for _number in range(3):
        study_request(actor=actor, **arguments)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="You have 3 studies under way"):
        study_request(actor=actor, **arguments)  # type: ignore[arg-type]
    # Another person has three of his own.
    other = make_user("analyst")
    assert study_request(actor=other, **arguments).requested_by == other  # type: ignore[arg-type]


def test_a_cited_run_is_never_thinned(scored: Scored) -> None:
    _request(scored)
    before = set(scored.edition.runs.values_list("pk", flat=True))
    runs_thin(edition=scored.edition, keep=0)
    assert scored.run.pk in before & set(scored.edition.runs.values_list("pk", flat=True))


@numbers
def test_a_method_that_rescales_nodes_can_be_studied(scored: Scored) -> None:
    """Rescaled to 0..100 a node has no geometric mean: that scale is not drawn."""
    run = _with_method(scored, replace(Method(), renormalise=make_step("renormalise", "minmax")))
    parameters = StudyParameters(draws=1000)
    study = study_request(
        actor=make_user("analyst"), run=run, kind="monte_carlo", parameters=parameters
    )
    study_block_compute(study_id=study.pk, number=0)
    study.refresh_from_db()
    assert study.state == Study.State.DONE, study.fault


def test_what_varies_nothing_is_refused_before_it_is_stored(scored: Scored) -> None:
    still = dict.fromkeys(("vary_treatment", "vary_scale", "vary_missing", "coding_error"), False)
    with pytest.raises(Refused):
        _request(scored, "sobol", weight_noise=0.0, **still)
    assert not Study.objects.exists()


def test_a_block_that_the_study_does_not_have_is_refused(scored: Scored) -> None:
    study = _request(scored, draws=1000)
    for number in (-1, 1):
        with pytest.raises(ValueError, match="has blocks 0 to 0"):
            study_block_compute(study_id=study.pk, number=number)
    study.refresh_from_db()
    assert study.state == Study.State.RUNNING


@numbers
def test_a_draw_that_cannot_be_computed_names_city_and_indicator(scored: Scored) -> None:
    """The worst value of one indicator lies on its lower post, which has no geometric mean."""
    post = {"lower": -1.0, "upper": 9.0}
    method = Method(
        normalise=make_step("normalise", "minmax", {"lower": 1.0, "upper": 100.0}),
        aggregate=make_step("aggregate", "geometric"),
        indicators={"R1.1.1": IndicatorRules(normalise=make_step("normalise", "goalposts", post))},
    )
    run = _with_method(scored, method)
    block = block_unpack(bytes(ScoreRun.objects.values_list("block", flat=True).get(pk=run.pk)))
    block.raw[2, block.indicator_codes.index("R1.1.1")] = -5.0
    still = dict.fromkeys(("vary_treatment", "vary_scale", "vary_missing", "coding_error"), False)
    study = study_request(
        actor=make_user("analyst"),
        run=run,
        kind="monte_carlo",
        parameters=StudyParameters(**still),  # type: ignore[arg-type]
    )
    with pytest.MonkeyPatch.context() as patch:
        again = replace(reproduce(run), block=block)
        patch.setattr("scoring.sensitivity.services.study_work.reproduce", lambda _run: again)
        study_block_compute(study_id=study.pk, number=0)
    study.refresh_from_db()
    assert study.state == Study.State.FAILED
    assert study.fault == "undefined_in_draw"
    assert study.fault_details["rule"] == "geometric"
    with translation.override("en"):
        said = kept_words(study.fault, study.fault_details)
    assert said.startswith(f"{scored.cities[2]}, R1.1.1: the mean (Geometric mean)")


def _with_method(scored: Scored, method: Method) -> ScoreRun:
    version = method_create(actor=make_user("analyst"), method=method, name="other", note="test")
    EditionMethod.objects.create(edition=scored.edition, version=version)
    return compute(scored.edition)["approved"]
