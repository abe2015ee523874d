"""From a rank to the answer that it rests on, and from the answer back to the ranks it moves."""

from __future__ import annotations

import pytest
from django.test import Client

from scoring.models import Basis, CityScore, IndicatorValue
from surveys.models import Answer, City, Question
from surveys.open_edition import edition_touch
from tests.builders import Cast, make_answer
from tests.scoring.scored import Scored, compute
from tests.web.page import Page, read, visit
from tests.web.people import browser

pytestmark = pytest.mark.django_db


def _answer(scored: Scored, code: str = "leading_group", city: City | None = None) -> Answer:
    rows = Answer.objects.filter(edition=scored.edition, question__code=code)
    return rows.get(city=city or scored.cities[3])


def _ranks(client: Client, answer: Answer) -> Page:
    return visit(client, f"/answers/{answer.pk}/ranks/")


def _score(scored: Scored, city: City) -> CityScore:
    return CityScore.objects.get(run=scored.run, city=city)


def test_every_rank_leads_to_what_it_rests_on(scored_world: Scored, analyst: Client) -> None:
    """A composite rank to its explanation, a domain's to its indicators with their answers."""
    edition, run, city = scored_world.edition.code, scored_world.run, scored_world.cities[3]
    here = f"/editions/{edition}/cities/{city.adcode}/"
    explained = f"/runs/{run.pk}/cities/{city.adcode}/explain/"
    ranking = visit(analyst, f"/editions/{edition}/ranking/")
    assert ranking.leads_to(explained)
    links = [link.address for link in ranking.links if f"/{city.adcode}/" in link.address]
    domains = [f"{here}#domain-{code}" for code in "RGCM"]
    assert links == [here, explained, *domains]
    page = visit(analyst, here)
    assert page.leads_to(explained)
    assert [a for link in page.links if "?basis=approved#d" in (a := link.address)] == [
        f"{here}?basis=approved#domain-{code}" for code in "RGCM"
    ]
    answer = f"/answers/{_answer(scored_world, city=city).pk}/"
    assert page.leads_to(answer)
    assert visit(analyst, explained).leads_to(answer)
    assert visit(analyst, answer).status == 200


def test_the_filters_of_a_ranking_go_along(scored_world: Scored, analyst: Client) -> None:
    address = f"/editions/{scored_world.edition.code}/ranking/"
    page = visit(analyst, address, province="省0", sort="market")
    domain = [link.address for link in page.links if link.address.endswith("#domain-M")]
    assert domain
    assert all("province=" in a and "sort=market#domain-M" in a for a in domain)


@pytest.mark.parametrize("code", ["leading_group", "horizontal_policy", "national_park"])
def test_another_value_moves_what_a_recomputation_moves(
    scored: Scored, analyst: Client, code: str
) -> None:
    answer = _answer(scored, code)
    field = {"horizontal_policy": "compensation", "national_park": "management"}.get(code)
    field = f"{field or 'management'}_rank"
    page = _ranks(analyst, answer)
    before = _score(scored, answer.city)
    now, other = page.rows
    assert now[1:3] == (str(before.composite_rank), str(getattr(before, field)))
    Answer.objects.filter(pk=answer.pk).update(choice="no" if answer.choice == "yes" else "yes")
    edition_touch(edition=scored.edition)
    run = compute(scored.edition)[Basis.APPROVED.value]
    after = CityScore.objects.get(run=run, city=answer.city)
    old = dict(scored.run.cities.values_list("city", "composite_rank"))
    moved = [c for c in run.cities.all() if c.composite_rank != old[c.city_id]]
    assert other[1:] == (str(after.composite_rank), str(getattr(after, field)), str(len(moved)))


def test_a_share_of_a_total_and_a_grade_are_moved_too(scored: Scored, analyst: Client) -> None:
    for place, code in enumerate(("reply_quality", "two_mountains_bases")):
        question = Question.objects.get(code=code)
        for number, city in enumerate(scored.cities):
            value = float((number * (place + 2)) % 5)
            row = make_answer(scored.edition, city, question, scored.coder, value)
            Answer.objects.filter(pk=row.pk).update(state=Answer.State.APPROVED)
    edition_touch(edition=scored.edition)
    compute(scored.edition)
    grade = _ranks(analyst, _answer(scored, "reply_quality"))
    assert len(grade.rows) == 5, "the grade and the four others"
    assert {link.address.partition("#")[2] for link in grade.links} >= {"i-G1.3.1", "i-G1.3.2"}
    # Without a base of its own the share of one is told by the other cities.
    count = _ranks(analyst, _answer(scored, "two_mountains_bases", scored.cities[5]))
    assert [row[0] for row in count.rows] == ["0", "if 1"]


def test_it_leads_back_to_the_city(scored_world: Scored, analyst: Client) -> None:
    answer = _answer(scored_world)
    page = _ranks(analyst, answer)
    here = f"/editions/{scored_world.edition.code}/cities/{answer.city.adcode}/"
    addresses = [link.address for link in page.links]
    assert f"{here}?basis=approved#i-G1.1.1" in addresses
    assert f"{here}?basis=approved#domain-G" in addresses
    assert f"/runs/{scored_world.run.pk}/cities/{answer.city.adcode}/explain/" in addresses
    frame = analyst.get(f"/answers/{answer.pk}/").content.decode()
    assert f'hx-get="/answers/{answer.pk}/ranks/"' in frame


def test_an_answer_that_does_not_count_moves_nothing(scored: Scored, cast: Cast) -> None:
    """One in review counts on the provisional basis, which its coder does not see."""
    answer, other = _answer(scored), _answer(scored, city=scored.cities[4])
    Answer.objects.filter(pk=answer.pk).update(
        state=Answer.State.IN_REVIEW, choice="no" if answer.choice == "yes" else "yes"
    )
    edition_touch(edition=scored.edition)
    runs = compute(scored.edition)
    coder = _ranks(browser(scored.coder), answer)
    assert len(coder.rows) == 1
    assert "do not rest on this answer" in coder.text
    assert f"Run {runs['approved'].pk}," in coder.text
    assert len(_ranks(browser(scored.coder), other).rows) == 2
    reviewer = _ranks(browser(cast.reviewer), answer)
    assert len(reviewer.rows) == 2
    assert f"Run {runs['provisional'].pk}," in reviewer.text


def test_a_value_in_its_place_is_told(scored: Scored, analyst: Client) -> None:
    answer = _answer(scored)
    value = IndicatorValue.objects.filter(edition=scored.edition)[0]
    column = answer.question.code
    value.pk = None
    value.indicator = type(value.indicator).objects.get(derivation=column)
    value.city, value.value = answer.city, 0.5
    value.save()
    edition_touch(edition=scored.edition)
    compute(scored.edition)
    assert "do not rest on this answer" in _ranks(analyst, answer).text


def test_a_question_of_no_indicator_says_so(scored_world: Scored, analyst: Client) -> None:
    answer = _answer(scored_world, "leading_group_head")
    assert "no indicator rests" in _ranks(analyst, answer).text


def test_nothing_computed_is_told(scored: Scored, analyst: Client) -> None:
    answer = _answer(scored)
    CityScore.objects.filter(run__edition=scored.edition).delete()
    scored.edition.runs.all().delete()
    page = read(analyst.get(f"/answers/{answer.pk}/ranks/").content.decode())
    assert "Nothing has been computed yet." in page.text
