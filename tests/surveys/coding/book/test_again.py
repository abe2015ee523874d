"""A later version in a running round: nothing that was sent is lost, and what is open is told."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from surveys.coding.book.again import submissions_again
from surveys.coding.book.services.version import edition_set_codebook
from surveys.coding.next_city import cities_to_code
from surveys.coding.selectors import decided_values
from surveys.coding.services.code import code_submit, code_withdraw
from surveys.errors import ChangedMeanwhile, EditionClosed, Refused
from surveys.models import Answer, CodebookVersion, Edition, Question, Submission, TrailEntry
from tests.builders import (
    Cast,
    make_answer,
    make_city,
    make_code,
    make_edition,
    make_organ,
    make_reply,
    make_round,
)
from tests.surveys.coding.book.shelf import added, first_version, next_version, ruled_otherwise
from tests.web.page import visit
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]


@pytest.fixture
def first() -> CodebookVersion:
    return first_version()


@pytest.fixture
def edition(first: CodebookVersion) -> Edition:
    return make_edition("2025", codebook=first)


def _group() -> Question:
    return Question.objects.get(code="leading_group")


def _move(cast: Cast, edition: Edition, version: CodebookVersion) -> None:
    seen = edition.codebook.number if edition.codebook else 0
    edition_set_codebook(actor=cast.manager, edition=edition, version=version, seen=seen)


def _rows() -> list[dict[str, Any]]:
    return list(Submission.objects.order_by("pk").values())


def test_each_sending_keeps_its_version(cast: Cast, edition: Edition) -> None:
    answer = make_answer(edition, make_city(), _group(), cast.coder)
    assert answer.submission.codebook_number == 1
    next_version(ruled_otherwise("leading_group", "no"))
    still = make_answer(edition, make_city(), _group(), cast.coder)
    assert still.submission.codebook_number == 1, "its edition has not moved"
    other = make_answer(make_edition(), make_city(), _group(), cast.coder)
    assert other.submission.codebook_number == 2, "it follows the newest"


def test_a_marked_rule_lists_what_was_sent_before_and_changes_none_of_it(
    cast: Cast, edition: Edition, first: CodebookVersion
) -> None:
    neighbour = make_edition("2026", codebook=first)
    answers = [
        make_answer(edition, make_city(), _group(), cast.coder),
        make_answer(edition, make_city(), _group(), cast.second_coder),
    ]
    other = Question.objects.get(code="gep_standard")
    make_answer(edition, make_city(), other, cast.coder)
    make_answer(neighbour, make_city(), _group(), cast.coder)
    before = _rows()
    version = next_version(ruled_otherwise("leading_group", "no"), again=("leading_group",))
    assert not submissions_again(edition), "the edition is coded by version 1 still"
    assert submissions_again(edition, upto=2).count() == 2
    _move(cast, edition, version)
    assert set(submissions_again(edition)) == {answer.submission for answer in answers}
    assert list(submissions_again(edition, cast.coder)) == [answers[0].submission]
    assert not submissions_again(neighbour)
    assert _rows() == before
    assert {answer.state for answer in Answer.objects.all()} == {Answer.State.IN_REVIEW}


def test_a_mere_wording_asks_for_nothing(cast: Cast, edition: Edition) -> None:
    make_answer(edition, make_city(), _group(), cast.coder)
    _move(cast, edition, next_version(ruled_otherwise("leading_group", "no")))
    assert not submissions_again(edition)


def test_coded_again_it_leaves_the_list(cast: Cast, edition: Edition) -> None:
    answer = make_answer(edition, make_city(), _group(), cast.coder)
    _move(cast, edition, next_version(ruled_otherwise("leading_group"), again=("leading_group",)))
    client = browser(cast.coder)
    page = visit(client, f"/editions/{edition.code}/coding/", show="again")
    assert f"{answer.city.label} · Dedicated leading group established" in page.text
    assert "Code again by changed rules" in visit(client, "/").text
    assert "sent by version 1" in page.text
    code = answer.submission.code
    code = code_withdraw(actor=cast.coder, code=code, revision=code.revision)
    code_submit(actor=cast.coder, code=code, answer_revision=answer.revision)
    assert not submissions_again(edition)
    assert [row["codebook_number"] for row in _rows()] == [1, 2]
    answer.refresh_from_db()
    assert answer.state == Answer.State.IN_REVIEW


def test_the_answer_says_what_was_changed_since(cast: Cast, edition: Edition) -> None:
    answer = make_answer(edition, make_city(), _group(), cast.coder)
    address = f"/answers/{answer.pk}/"
    client = browser(cast.reviewer)
    text = visit(client, address).text
    assert "version 1 of the codebook" in text
    assert "was changed since" not in text
    _move(cast, edition, next_version(ruled_otherwise("leading_group"), again=("leading_group",)))
    page = visit(client, address)
    assert "The question or a rule of it was changed since this answer was sent" in page.text
    assert "It is to be coded again." in page.text
    difference = page.link("Version 1 and version 2 compared")
    assert difference == "/codebook/diff/?a=1&b=2#d-leading_group"


def test_a_question_added_in_mid_round(cast: Cast, edition: Edition) -> None:
    city = make_city()
    survey_round = make_round(edition)
    make_reply(survey_round, city, organ=make_organ(city), logged_by=cast.coder)
    for question in Question.objects.exclude(kind=Question.Kind.DERIVED):
        value = "yes" if question.kind == Question.Kind.BINARY else 1.0
        make_answer(edition, city, question, cast.coder, value)
    counted = set(decided_values(edition, approved_only=False))
    before = _rows()
    version = next_version(added("added_flag"))
    assert cities_to_code(edition, cast.coder) == [], "not asked before the edition moves"
    _move(cast, edition, version)
    [row] = cities_to_code(edition, cast.coder)
    assert (row.city, row.open_questions) == (city, 1)
    page = visit(browser(cast.coder), f"/editions/{edition.code}/cities/{city.adcode}/code/")
    assert "Version 2 of the codebook added this question: answer it too." in page.text
    assert _rows() == before
    assert set(decided_values(edition, approved_only=False)) == counted


def test_the_desk_shows_the_rules_of_the_day(cast: Cast, edition: Edition) -> None:
    city = make_city()
    late = datetime.date(2026, 3, 2)
    make_reply(make_round(edition), city, organ=make_organ(city))
    address = f"/editions/{edition.code}/cities/{city.adcode}/code/"
    text = visit(browser(cast.coder), address).text
    assert "National guide used (before the national standard)" in text
    assert "National standard GB/T 46869-2025 adopted" not in text
    later = make_edition("2026", codebook=edition.codebook)
    make_round(later, cutoff=late)
    text = visit(browser(cast.coder), f"/editions/{later.code}/cities/{city.adcode}/code/").text
    assert "National standard GB/T 46869-2025 adopted" in text
    assert "National guide used (before the national standard)" not in text


def test_a_skipped_question_keeps_what_was_typed(cast: Cast, edition: Edition) -> None:
    city = make_city()
    head = Question.objects.get(code="leading_group_head")
    make_code(edition, city, _group(), cast.coder, "no")
    make_code(edition, city, head, cast.coder, "in_preparation", detail="市长任组长")
    response = browser(cast.coder).get(f"/editions/{edition.code}/cities/{city.adcode}/code/")
    text = response.content.decode()
    assert "What is typed here stays." in text
    assert "市长任组长" in text
    assert response.context["progress"].of == 17, "of 18 questions one is not asked"


def test_moving_is_refused_where_it_makes_no_sense(cast: Cast, edition: Edition) -> None:
    first = edition.codebook
    assert first is not None
    with pytest.raises(Refused, match="第 1 版编码"):
        _move(cast, edition, first)
    second = next_version(ruled_otherwise("leading_group"))
    with pytest.raises(ChangedMeanwhile):
        edition_set_codebook(actor=cast.manager, edition=edition, version=second, seen=7)
    closed = make_edition("2027", codebook=first, frozen=True)
    with pytest.raises(EditionClosed):
        _move(cast, closed, second)
    assert set(Edition.objects.values_list("codebook", flat=True)) == {first.pk}
    assert not TrailEntry.objects.exists()


def test_a_manager_moves_an_edition_after_a_look(cast: Cast, edition: Edition) -> None:
    neighbour = make_edition("2026", codebook=edition.codebook)
    make_answer(edition, make_city(), _group(), cast.coder)
    client = browser(cast.manager)
    address = f"/editions/{edition.code}/codebook/"
    assert "There is no newer version." in visit(client, address).text
    next_version(ruled_otherwise("leading_group"), again=("leading_group",))
    next_version(added("added_flag"))
    text = visit(client, address).text
    assert "1 answer to code again" in text
    assert "1 city that was coded has an open question again" in text
    stale = client.post(address, {"version": "3", "seen": "2"})
    assert stale.status_code == 409
    assert client.post(address, {"version": "9", "seen": "1"}).status_code == 422
    moved = client.post(address, {"version": "3", "seen": "1"}, follow=True)
    assert "2025 is coded by version 3 from now on." in moved.content.decode()
    edition.refresh_from_db()
    neighbour.refresh_from_db()
    assert (edition.codebook and edition.codebook.number) == 3
    assert (neighbour.codebook and neighbour.codebook.number) == 1
    [entry] = TrailEntry.objects.all()
    assert (entry.action, entry.changes) == ("edition.codebook", {"codebook": [1, 3]})
    assert browser(cast.coder).post(address, {"version": "3", "seen": "1"}).status_code == 403
