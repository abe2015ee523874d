"""Open answers in the order of what they would change."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from scoring.analysis.services import edition_prioritise
from surveys.models import Answer, Edition, ReviewPriority
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
        f"/answers/{answer.pk}/"
    )


def test_old_priorities_are_marked(weighed: Scored, reviewer: Client) -> None:
    words = "new priorities are being computed"
    assert words not in visit(reviewer, ADDRESS).text
    edition_touch(edition=weighed.edition)
    assert words in visit(reviewer, ADDRESS).text


def test_codes_without_an_answer_have_none_to_lead_to(weighed: Scored, reviewer: Client) -> None:
    item = ReviewPriority.objects.all()[0]
    Answer.objects.filter(city=item.city, question=item.question).delete()
    assert visit(reviewer, ADDRESS).rows[0][7] == "Codes not settled"


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
