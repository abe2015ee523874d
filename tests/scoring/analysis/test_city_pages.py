"""A city's page: its ranks, every indicator with what it rests on, letters and documents."""

from __future__ import annotations

import pytest
from django.db.models import F
from django.test import Client

from scoring.models import CityScore, Indicator, IndicatorValue, PublishedRank
from surveys.models import Answer, City, Question
from surveys.open_edition import edition_touch
from tests.builders import Cast, make_city, make_edition, make_evidence, make_reply
from tests.scoring.inputs.sheets import INDICATORS
from tests.scoring.rows import FIELDS
from tests.scoring.scored import Scored, compute
from tests.web.page import Page, visit
from tests.web.people import browser

# The world keeps its documents in the store of the session, and so do the tests beside it.
pytestmark = pytest.mark.django_db


def _address(scored: Scored, city: City | None = None) -> str:
    return f"/editions/{scored.edition.code}/cities/{(city or scored.cities[0]).adcode}/"


def _row(page: Page, code: str) -> tuple[str, ...]:
    return page.row(f"{code} ")


def test_ranks_and_scores_are_those_of_the_run(scored_world: Scored, analyst: Client) -> None:
    city = scored_world.cities[3]
    score = CityScore.objects.get(run=scored_world.run, city=city)
    context = analyst.get(_address(scored_world, city)).context
    assert [(cell.rank, cell.score) for _label, cell, _way in context["ranks"]] == [
        (getattr(score, f"{field}_rank"), getattr(score, field)) for field in FIELDS
    ]
    text = visit(analyst, _address(scored_world, city)).text
    assert all(f"{getattr(score, field):.2f}" in text for field in FIELDS)
    assert f"rank {score.management_rank}" in text


def test_of_several_runs_the_newest_is_shown(scored: Scored, analyst: Client) -> None:
    city = scored.cities[3]
    rows = IndicatorValue.objects.filter(edition=scored.edition, city=city)
    rows.update(value=F("value") * 2)
    edition_touch(edition=scored.edition)
    newest = CityScore.objects.get(run=compute(scored.edition)["approved"], city=city)
    before = CityScore.objects.get(run=scored.run, city=city)
    assert newest.composite != before.composite
    ranks = analyst.get(_address(scored, city)).context["ranks"]
    assert [cell.score for _label, cell, _way in ranks] == [
        getattr(newest, field) for field in FIELDS
    ]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"source": "年鉴", "reference_year": 2021}, "年鉴 · 2021"),
        ({"source": "年鉴"}, "年鉴"),
        ({"reason": "更正"}, "更正"),
        ({"source": "年鉴", "approved": False}, "年鉴 not signed off"),
    ],
)
def test_where_a_value_comes_from_and_whether_it_counts(
    scored: Scored, cast: Cast, fields: dict[str, object], words: str
) -> None:
    city = scored.cities[3]
    rows = IndicatorValue.objects.filter(edition=scored.edition, city=city)
    rows.filter(indicator__code="R1.1.1").update(source="", reason="", reference_year=None)
    rows.filter(indicator__code="R1.1.1").update(**fields)
    cells = _row(
        visit(browser(cast.manager), _address(scored, city) + "?basis=provisional"), "R1.1.1"
    )
    assert any(" ".join(cell.split()) == words for cell in cells), cells


def test_every_indicator_has_its_line(scored_world: Scored, analyst: Client) -> None:
    page = visit(analyst, _address(scored_world))
    firsts = [row[0].split()[0] for row in page.rows if row and row[0]]
    codes = list(Indicator.objects.values_list("code", flat=True))
    assert len(codes) == INDICATORS
    assert [code for code in firsts if code in set(codes)] == codes


def test_a_statistic_says_where_it_comes_from(scored_world: Scored, analyst: Client) -> None:
    value = IndicatorValue.objects.filter(
        city=scored_world.cities[0], edition=scored_world.edition
    )[0]
    IndicatorValue.objects.filter(pk=value.pk).update(
        value=12.5, source="统计年鉴 2021", reference_year=2020
    )
    edition_touch(edition=scored_world.edition)
    compute(scored_world.edition)
    row = _row(visit(analyst, _address(scored_world)), value.indicator.code)
    assert row[1].split()[0] == "12.5"
    assert row[4].startswith("统计年鉴 2021 · 2020")


def test_what_is_not_there_is_missing(scored_world: Scored, analyst: Client) -> None:
    city = scored_world.cities[0]
    IndicatorValue.objects.filter(city=city, indicator__code="R1.1.1").delete()
    edition_touch(edition=scored_world.edition)
    compute(scored_world.edition)
    row = _row(visit(analyst, _address(scored_world)), "R1.1.1")
    assert row[1].startswith("missing (its weight goes to the other indicators of ")
    assert row[-1] == "–"


def test_an_outlier_shows_what_is_used_instead(scored_world: Scored, analyst: Client) -> None:
    value = IndicatorValue.objects.filter(city=scored_world.cities[0], indicator__code="C2.1.1")
    value.update(value=1e6)
    edition_touch(edition=scored_world.edition)
    compute(scored_world.edition)
    raw, used = _row(visit(analyst, _address(scored_world)), "C2.1.1")[1].split(" → ")
    assert float(raw.replace(",", "")) == 1e6
    assert 0 < float(used.replace(",", "")) < 1e6


def test_a_coded_indicator_leads_to_its_answer(scored_world: Scored, analyst: Client) -> None:
    city = scored_world.cities[0]
    answer = Answer.objects.get(city=city, question__code="leading_group")
    page = visit(analyst, _address(scored_world))
    assert page.leads_to(f"/answers/{answer.pk}/")
    assert _row(page, "G1.1.1")[1] == str({"yes": 1, "no": 0}[answer.choice])


def test_an_undecided_answer_is_for_those_who_decide(scored_world: Scored, cast: Cast) -> None:
    """Its value stands in the provisional run, and a fellow coder must not read it there."""
    question = Question.objects.get(code="gep_standard")
    answer = Answer.objects.get(city=scored_world.cities[0], question=question)
    Answer.objects.filter(pk=answer.pk).update(state=Answer.State.IN_REVIEW)
    edition_touch(edition=scored_world.edition)
    compute(scored_world.edition)
    address = _address(scored_world)
    blind = visit(browser(cast.outsider), address, basis="provisional")
    assert _row(blind, "G3.1.1")[1].startswith("missing")
    assert not blind.leads_to(f"/answers/{answer.pk}/")
    seeing = visit(browser(cast.reviewer), address, basis="provisional")
    assert _row(seeing, "G3.1.1")[1] == str({"yes": 1, "no": 0}[answer.choice])
    assert seeing.leads_to(f"/answers/{answer.pk}/")
    html = browser(cast.reviewer).get(f"{address}?basis=provisional").content.decode()
    source = html.partition(f"/answers/{answer.pk}/")[2].partition("</td>")[0]
    assert '<span class="badge wait">In review</span>' in source
    assert '<span class="badge ok">Approved</span>' in html
    assert 'badge ok">In review' not in html
    approved = visit(browser(cast.reviewer), address)
    assert _row(approved, "G3.1.1")[1].startswith("missing")


def test_letters_and_documents_lead_to_their_files(scored_world: Scored, cast: Cast) -> None:
    city = scored_world.cities[1]
    reply = make_reply(scored_world.edition.rounds.get(), city, number="甲函〔2025〕1 号")
    letter = make_evidence(scored_world.edition, city, reply=reply, name="复函.pdf")
    page = make_evidence(scored_world.edition, city, name="网页.txt")
    seen = visit(browser(cast.coder), _address(scored_world, city))
    assert seen.link("复函.pdf") == f"/evidence/{letter.pk}/"
    assert seen.leads_to(f"/evidence/{page.pk}/")
    assert "甲函〔2025〕1 号" in seen.text
    unseen = visit(browser(cast.outsider), _address(scored_world, city))
    assert not any(link.address.startswith("/evidence/") for link in unseen.links)


@pytest.mark.parametrize(
    ("role", "frozen", "may"),
    [("coder", False, True), ("coder", True, False), ("outsider", False, False)],
)
def test_work_is_offered_to_who_may_do_it(
    scored_world: Scored, cast: Cast, role: str, frozen: bool, may: bool
) -> None:
    if frozen:
        at = scored_world.edition.opened_at
        type(scored_world.edition).objects.update(frozen=True, frozen_at=at)
    address = _address(scored_world)
    page = visit(browser(getattr(cast, role)), address)
    words = {link.text for link in page.links}
    assert ("Log a reply" in words) is may
    assert ("Code the answers" in words) is may
    assert page.leads_to(
        f"/runs/{scored_world.run.pk}/cities/{scored_world.cities[0].adcode}/explain/"
    )


def test_changed_inputs_are_announced(scored_world: Scored, analyst: Client) -> None:
    assert "Inputs have changed" not in visit(analyst, _address(scored_world)).text
    edition_touch(edition=scored_world.edition)
    assert "Inputs have changed" in visit(analyst, _address(scored_world)).text


def test_printed_ranks_stand_alone(analyst: Client) -> None:
    edition, city = make_edition("2023-printed", ranks_only=True), make_city()
    ranks = {field: 41 + number for number, field in enumerate(FIELDS)}
    beside = make_edition("2022-printed", ranks_only=True)
    PublishedRank.objects.create(edition=beside, city=city, **dict.fromkeys(FIELDS, 7))
    PublishedRank.objects.create(edition=edition, city=city, **ranks)
    page = visit(analyst, f"/editions/{edition.code}/cities/{city.adcode}/")
    assert all(str(rank) in page.text for rank in ranks.values())
    assert page.rows == []


def test_a_city_before_the_first_run_or_unknown(analyst: Client) -> None:
    edition, city = make_edition("2026-new"), make_city()
    page = visit(analyst, f"/editions/{edition.code}/cities/{city.adcode}/")
    assert "Nothing has been computed yet" in page.text
    assert "No reply has been logged" in page.text
    visit(analyst, f"/editions/{edition.code}/cities/000000/", status=404)
    visit(analyst, f"/editions/2099-none/cities/{city.adcode}/", status=404)
