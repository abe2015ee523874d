"""Nobody who may not read an open answer is sent a score from which it could be computed."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scoring.analysis.blind import withheld
from scoring.analysis.city_sheet import city_sheet
from scoring.index.method.method import method_from_json
from scoring.methods.form import fields_from_method
from scoring.methods.outline import outline_read
from scoring.models import Basis, Indicator, ScoreRun
from scoring.runs.block import block_unpack
from scoring.runs.questions import indicators_fed
from surveys.models import Answer, City, Question, User
from surveys.models.user import Role
from tests.builders import make_user
from tests.scoring.rows import make_value
from tests.scoring.scored import Scored, compute, make_scored
from tests.web.people import browser

pytestmark = pytest.mark.django_db
QUESTION, INDICATOR = "gep_standard", "G3.1.1"
ABOVE = ("INDEX", "G", "G3", "G3.1")


@pytest.fixture
def scored(evidence_folder: Path) -> Scored:
    """One answer of the first city is open; the others are approved."""
    found = make_scored()
    question = Question.objects.get(code=QUESTION)
    Answer.objects.filter(city=found.cities[0], question=question).update(
        state=Answer.State.IN_REVIEW
    )
    found.edition.inputs_version += 1
    found.edition.save()
    return Scored(found.edition, found.cities, found.coder, compute(found.edition))


@pytest.fixture
def run(scored: Scored) -> ScoreRun:
    return scored.runs[Basis.PROVISIONAL.value]


@pytest.fixture(params=[Role.ASSISTANT, Role.ANALYST])
def outsider(request: pytest.FixtureRequest) -> User:
    return make_user(str(request.param), "outsider")


def _scores(run: ScoreRun, city: City) -> list[str]:
    """The composite and the domain's score that are withheld, as pages and files print them."""
    block = block_unpack(ScoreRun.objects.values_list("block", flat=True).get(pk=run.pk))
    row = block.adcodes.index(city.adcode)
    scores = [block.scores[row, block.node_codes.index(code)] for code in ABOVE[:2]]
    return [f"{mark}{score:.{n}f}" for score in scores for mark in (">", "→ ", ",") for n in (2, 3)]


def _addresses(scored: Scored, run: ScoreRun) -> list[str]:
    place, edition = scored.cities[0].adcode, scored.edition.code
    return [
        f"/editions/{edition}/ranking/?basis=provisional&q={place}",
        f"/editions/{edition}/cities/{place}/?basis=provisional",
        f"/editions/{edition}/types/?basis=provisional",
        f"/runs/{run.pk}/",
        f"/runs/{run.pk}/cities/{place}/explain/",
        f"/runs/{run.pk}/cities/{place}/explain.csv",
        f"/runs/{run.pk}/cities/{scored.cities[1].adcode}/explain/?against={place}",
        f"/runs/{run.pk}/cities/{scored.cities[1].adcode}/explain.csv?against={place}",
        f"/runs/compare/?old={scored.run.pk}&new={run.pk}",
    ]


def test_no_page_and_no_export_tells_the_scores_above(
    scored: Scored, run: ScoreRun, outsider: User
) -> None:
    client = browser(outsider)
    secret = _scores(run, scored.cities[0])
    *single, both = _addresses(scored, run)
    for address in single:
        sent = client.get(address).content.decode()
        assert [score for score in secret if score in sent] == [], address
    moves = {move.city.pk: move for move in client.get(both).context["page"]}
    assert moves[scored.cities[0].pk].new_score is None
    assert moves[scored.cities[1].pk].new_score is not None


def test_the_refused_explanation_leads_to_the_approved_one(
    scored: Scored, run: ScoreRun, outsider: User
) -> None:
    client, place = browser(outsider), scored.cities[0].adcode
    sent = client.get(f"/runs/{run.pk}/cities/{place}/explain/").content.decode()
    assert f'href="/runs/{scored.run.pk}/cities/{place}/explain/?against=median"' in sent
    approved = client.get(f"/runs/{scored.run.pk}/cities/{place}/explain/?against=nobody")
    assert "Show the approved basis" not in approved.content.decode()


def test_a_reviewer_sees_them(scored: Scored, run: ScoreRun) -> None:
    client, secret = browser(make_user("reviewer")), _scores(run, scored.cities[0])
    for number in (0, 1, 3, 4, 8):
        sent = client.get(_addresses(scored, run)[number]).content.decode()
        assert any(score in sent for score in secret), number


def test_the_ranks_and_the_other_cities_stay(scored: Scored, run: ScoreRun, outsider: User) -> None:
    client, other = browser(outsider), scored.cities[1]
    page = client.get(f"/editions/{scored.edition.code}/ranking/?basis=provisional")
    rows = {row.city.pk: row for row in page.context["rows"]}
    mine = rows[scored.cities[0].pk]
    assert all(cell.rank for cell in mine.cells)
    assert [cell.score is None for cell in mine.cells] == [True, False, True, False, False]
    assert all(cell.score is not None for cell in rows[other.pk].cells)
    assert client.get(f"/runs/{run.pk}/cities/{other.adcode}/explain/").context["case"].explanation


def test_the_sheet_has_no_score_above_the_cell(
    scored: Scored, run: ScoreRun, outsider: User
) -> None:
    city = scored.cities[0]
    sheet = city_sheet(run, city, outsider, withheld(run, outsider, city))
    domains = {domain.node.code: domain for domain in sheet}
    assert domains["G"].score is None
    assert domains["R"].score is not None
    groups = {group.node.code: group for group in domains["G"].groups}
    cells = {cell.indicator.code: cell for cell in groups["G3.1"].cells}
    assert groups["G3.1"].score is None
    assert cells[INDICATOR].hidden
    assert cells[INDICATOR].score is None


def test_a_stored_value_stands_over_the_answer(
    scored: Scored, run: ScoreRun, outsider: User
) -> None:
    """From the next run on; the run before it still holds the answer."""
    value = make_value(scored.edition, scored.cities[0], INDICATOR, 1.0)
    assert withheld(run, outsider)
    type(value).objects.filter(pk=value.pk).update(entered_at=run.computed_at)
    assert not withheld(run, outsider)


def test_finds_every_question_of_a_formula_and_of_a_derived_rule(scored: Scored) -> None:
    fed = indicators_fed()
    assert fed[QUESTION] == {INDICATOR}
    codes = set(Indicator.objects.coded().values_list("code", flat=True))
    assert set().union(*fed.values()) == codes
    assert len(fed["reply_quality"]) > 1


def test_takes_the_same_queries_for_many_cities(
    scored: Scored, run: ScoreRun, outsider: User
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            withheld(run, outsider)
        return len(captured)

    count()
    few = count()
    Answer.objects.filter(edition=scored.edition).update(state=Answer.State.IN_REVIEW)
    assert count() == few <= 6
    assert len(withheld(run, outsider).indicators) == len(scored.cities)


@pytest.mark.parametrize("page", ["check", "preview", "weights"])
def test_a_method_is_tried_on_approved_data(page: str, scored: Scored, run: ScoreRun) -> None:
    method = method_from_json(run.method.parameters)
    body = {
        **fields_from_method(method, outline_read().tree),
        "ground": scored.edition.code,
        "basis": "provisional",
        "scheme": "entropy",
        "scope": "G3.1",
    }
    address = f"/methods/{run.method.pk}/{page}/"
    answers = {
        role: browser(make_user(role, role)).post(address, body)
        for role in (Role.ANALYST, Role.MANAGER)
    }
    assert {answer.status_code for answer in answers.values()} == {200}
    told = {role: answer.content.decode() for role, answer in answers.items()}
    assert told[Role.ANALYST] != told[Role.MANAGER]
    approved = browser(User.objects.get(username=Role.MANAGER)).post(
        address, {**body, "basis": "approved"}
    )
    assert told[Role.ANALYST] == approved.content.decode()
