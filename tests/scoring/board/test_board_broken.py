"""Answers whose citation is gone: listed, numbered at home, marked in the queue, cited anew."""

from __future__ import annotations

from typing import Any

import pytest

from surveys.coding.services.citation_check import citations_recheck
from surveys.models import Answer, CitationCheck, Edition, Question, User
from tests.builders import Cast, make_answer, make_city, make_edition, make_round
from tests.web.page import Page, visit
from tests.web.people import browser

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.engines,
    pytest.mark.usefixtures("evidence_folder"),
]
GONE = "从未写过"
STEP = "Answers to cite anew"


@pytest.fixture
def answers(cast: Cast, edition: Edition, question: Question) -> dict[str, Answer]:
    """Gone: one in review of the coder, one approved of the other, one returned, one elsewhere."""
    make_round(edition)
    states = Answer.State

    def made(coder: User, edition: Edition = edition, **more: Any) -> Answer:
        return make_answer(edition, make_city(), question, coder, **more)

    found = {
        "good": made(cast.coder),
        "mine": made(cast.coder, quotation=GONE),
        "approved": made(cast.second_coder, quotation=GONE, state=states.APPROVED),
        "returned": made(cast.coder, quotation=GONE, state=states.RETURNED),
        "elsewhere": made(cast.coder, make_edition("2019"), quotation=GONE),
    }
    citations_recheck(limit=10)
    return found


def _listed(person: Any, edition: Edition) -> set[str]:
    page = visit(browser(person), f"/editions/{edition.code}/board/", preset="broken")
    return {row[0].split()[0] for row in page.rows}


def _names(*rows: Answer) -> set[str]:
    """Of their cities, as these pages call them."""
    return {row.city.pinyin.capitalize() for row in rows}


def _home(person: Any, edition: Edition) -> Page:
    return visit(browser(person), "/", edition=edition.code)


def test_they_are_listed_for_who_may_mend_them(
    cast: Cast, edition: Edition, answers: dict[str, Answer]
) -> None:
    """All that count to a reviewer; to a coder the own ones, though others' may be read."""
    assert _listed(cast.reviewer, edition) == _names(answers["mine"], answers["approved"])
    assert _listed(cast.coder, edition) == _names(answers["mine"])
    assert _listed(cast.second_coder, edition) == _names(answers["approved"])
    page = visit(browser(cast.outsider), f"/editions/{edition.code}/board/")
    assert not any("preset=broken" in link.address for link in page.links)


def test_the_number_at_home_is_that_of_the_list(
    cast: Cast, edition: Edition, answers: dict[str, Answer]
) -> None:
    for person, count in ((cast.reviewer, 2), (cast.coder, 1), (cast.manager, 2)):
        assert f"{STEP} {count}" in _home(person, edition).text, person
    CitationCheck.objects.all().delete()
    assert STEP not in _home(cast.reviewer, edition).text


def test_the_queue_marks_them(cast: Cast, edition: Edition, answers: dict[str, Answer]) -> None:
    page = visit(browser(cast.reviewer), f"/editions/{edition.code}/review/")
    marked = {row[0].split()[0]: "broken citation" in row[2] for row in page.rows}
    (good,), (mine,) = _names(answers["good"]), _names(answers["mine"])
    assert marked == {good: False, mine: True}


def test_its_coder_is_led_to_cite_anew(
    cast: Cast, edition: Edition, question: Question, answers: dict[str, Answer]
) -> None:
    mine, approved = answers["mine"], answers["approved"]
    page = visit(browser(cast.coder), f"/answers/{mine.pk}/")
    way = page.link("Cite anew")
    assert way == f"/editions/{edition.code}/cities/{mine.city.adcode}/code/#q-{question.code}"
    assert "Take back and change" in browser(cast.coder).get(way).content.decode()
    held = visit(browser(cast.second_coder), f"/answers/{approved.pk}/").text
    assert "undo the approval" in held
    for person, answer in ((cast.reviewer, mine), (cast.coder, answers["good"])):
        assert "Cite anew" not in visit(browser(person), f"/answers/{answer.pk}/").text
