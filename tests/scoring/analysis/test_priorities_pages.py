"""Open answers in the order of what they would change."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from scoring.analysis.services import edition_prioritise
from surveys.models import Answer, Code, Edition, ReviewPriority
from surveys.models.user import Role
from surveys.open_edition import edition_touch
from tests.builders import Cast, make_edition, make_user
from tests.scoring.scored import Scored
from tests.web.page import Page, visit
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
ADDRESS = "/editions/2025-scored/priorities/"
PAGE = 50


@pytest.fixture(scope="module")
def weighed(scored_world: Scored, django_db_blocker: DjangoDbBlocker) -> Iterator[Scored]:
    """Every answer to the question of a leading group, and more, waits for its review."""
    with django_db_blocker.unblock(), transaction.atomic():
        Answer.objects.filter(edition=scored_world.edition).exclude(
            question__code__in=("leading_group_head", "gep_standard")
        ).update(state=Answer.State.IN_REVIEW)
        edition_touch(edition=scored_world.edition)
        edition_prioritise(edition_id=scored_world.edition.pk)
        yield scored_world


@pytest.fixture
def reviewer(db: None) -> Client:
    return browser(make_user(Role.REVIEWER))


def _places(page: Page) -> list[tuple[int, int]]:
    """Places of the city, and cities that move."""
    return [(int(row[3]), int(row[6])) for row in page.rows]


def test_the_largest_effect_comes_first(weighed: Scored, reviewer: Client) -> None:
    first = visit(reviewer, ADDRESS)
    pages = [first, visit(reviewer, ADDRESS, page=2), visit(reviewer, ADDRESS, page=3)]
    shown = [places for page in pages for places in _places(page)]
    assert [len(page.rows) for page in pages[:2]] == [PAGE, PAGE]
    assert len(shown) == ReviewPriority.objects.count()
    assert shown == sorted(shown, reverse=True)
    assert shown[0][0] > 0
    assert first.link("Next page") == "?page=2"


def test_a_row_says_what_would_change_and_leads_to_the_answer(
    weighed: Scored, reviewer: Client
) -> None:
    item = ReviewPriority.objects.select_related("city", "question")[0]
    page = visit(reviewer, ADDRESS)
    row = page.rows[0]
    answer = Answer.objects.get(city=item.city, question=item.question, edition=weighed.edition)
    assert item.city.name in row[0]
    assert row[4:6] == (
        f"{item.rank} → {item.other_rank}",
        f"{item.domain_rank} → {item.other_domain_rank}",
    )
    words = {0.0: "no", 1.0: "yes"}
    for shown, value in zip(row[2].split(" → "), (item.value, item.other_value), strict=True):
        assert value is not None
        assert shown.lower() in (f"{value:.0f}", words.get(value))
    assert item.rank is not None
    assert item.other_rank is not None
    assert int(row[3]) == abs(item.rank - item.other_rank)
    assert page.links[[link.text for link in page.links].index("In review")].address == (
        f"/answers/{answer.pk}/?by=effect"
    )


def test_old_priorities_are_marked(weighed: Scored, reviewer: Client) -> None:
    words = "new priorities are being computed"
    assert words not in visit(reviewer, ADDRESS).text
    edition_touch(edition=weighed.edition)
    assert words in visit(reviewer, ADDRESS).text


def test_codes_without_an_answer_have_none_to_lead_to(weighed: Scored, reviewer: Client) -> None:
    item = ReviewPriority.objects.all()[0]
    Answer.objects.filter(city=item.city, question=item.question).delete()
    assert visit(reviewer, ADDRESS, all=1).rows[0][7] == "Sent, waits for the second coder"
    shown = visit(reviewer, ADDRESS)
    assert "Sent, waits" not in shown.text
    assert visit(reviewer, ADDRESS, all=1).text.count("Sent, waits") == 1


def test_it_is_for_those_who_decide(weighed: Scored, cast: Cast) -> None:
    statuses = {
        role: browser(getattr(cast, role)).get(ADDRESS).status_code
        for role in ("coder", "outsider", "reviewer", "manager")
    }
    assert statuses == {"coder": 403, "outsider": 403, "reviewer": 200, "manager": 200}


def test_nothing_open_is_said(reviewer: Client) -> None:
    edition: Edition = make_edition("2026-new")
    page = visit(reviewer, f"/editions/{edition.code}/priorities/")
    assert "No answer is open" in page.text
    visit(reviewer, "/editions/2099-none/priorities/", status=404)


def _queue(edition: Edition) -> list[int]:
    """Keys of the answers in the order of the list."""
    answers = {(row.city_id, row.question_id): row.pk for row in edition.answers.in_review()}
    items = ReviewPriority.objects.filter(edition=edition)
    return [
        answers[item.city_id, item.question_id]
        for item in items
        if (item.city_id, item.question_id) in answers
    ]


def test_a_decision_leads_to_the_next_in_this_order(weighed: Scored, reviewer: Client) -> None:
    """Not to the next of the ordinary queue, which goes by the day of sending."""
    queue = _queue(weighed.edition)
    assert queue != sorted(queue)
    page = visit(reviewer, ADDRESS)
    assert page.link("Start with the first") == f"/answers/{queue[0]}/?by=effect"
    shown = reviewer.get(f"/answers/{queue[0]}/?by=effect")
    place = shown.context["place"]
    assert (place.number, place.of) == (1, len(queue))
    assert f"1 of {len(queue)} by effect" in shown.content.decode()
    assert (place.previous, place.next) == (queue[-1], queue[1])
    for at, (verdict, reason) in enumerate((("approved", ""), ("returned", "引文不符"))):
        address = f"/answers/{queue[at]}/decide/?by=effect"
        data = {"verdict": verdict, "reason": reason, "revision": 1}
        done = reviewer.post(address, data)
        assert done["Location"] == f"/answers/{queue[at + 1]}/?by=effect"
    left = visit(reviewer, ADDRESS)
    assert int(left.text.partition("Waiting for you")[2].split()[0]) == len(queue) - 2
    plain = reviewer.get(f"/answers/{queue[2]}/").context["place"]
    assert plain.next != queue[3]


def test_the_order_is_kept_within_a_filter_and_leads_back(
    weighed: Scored, reviewer: Client
) -> None:
    region = weighed.cities[0].region
    answers = {row.pk: row for row in weighed.edition.answers.select_related("city")}
    here = [pk for pk in _queue(weighed.edition) if answers[pk].city.region == region]
    page = visit(reviewer, ADDRESS, region=region)
    assert len(here) > 1
    first = page.link("Start with the first")
    assert first is not None
    shown = reviewer.get(first)
    assert (shown.context["place"].of, shown.context["place"].next) == (len(here), here[1])
    back = shown.context["list"]
    assert visit(reviewer, back).rows == page.rows
    # The last one of a narrowed queue leads back to the list.
    name = answers[here[0]].city.adcode
    only = weighed.edition.answers.in_review().filter(city=answers[here[0]].city)
    only.exclude(pk=here[0]).update(state=Answer.State.RETURNED)
    done = reviewer.post(
        f"/answers/{here[0]}/decide/?by=effect&city={name}", {"verdict": "approved", "revision": 1}
    )
    assert done["Location"] == f"{ADDRESS}?q={name}"


def test_own_answers_are_nobody_s_turn(weighed: Scored) -> None:
    """They stand in the list of all that is open, and not in the queue of who coded them."""
    queue = _queue(weighed.edition)
    mine = Answer.objects.select_related("submission__code").get(pk=queue[0])
    manager = make_user(Role.MANAGER)
    Code.objects.filter(pk=mine.submission.code_id).update(coder=manager)
    page = visit(browser(manager), ADDRESS)
    assert page.link("Start with the first") == f"/answers/{queue[1]}/?by=effect"
    text = page.text
    assert int(text.partition("Waiting for you")[2].split()[0]) == len(queue) - 1
    assert int(text.partition("All that is open")[2].split()[0]) == len(queue)
