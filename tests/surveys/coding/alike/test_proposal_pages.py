"""Proposing from a cluster and confirming on the coding screen, as one coder sees it."""

from __future__ import annotations

import pytest
from django.test import Client

from surveys.evidence.likeness.services import wordings_catch_up
from surveys.models import Answer, Code, CodeProposal, Evidence, Question, Round
from tests.builders import Cast, make_city, make_code, make_question
from tests.surveys.coding.alike.test_cluster_pages import letters
from tests.web.page import visit
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder", "english")]
WORDS = "已成立生态产品价值实现机制工作领导小组"


@pytest.fixture
def rows(survey_round: Round) -> list[Evidence]:
    found = letters(survey_round, [make_city(name) for name in ("南平市", "三明市", "龙岩市")])
    wordings_catch_up(limit=20)
    return found


@pytest.fixture
def question() -> Question:
    return make_question()


@pytest.fixture
def client(cast: Cast) -> Client:
    return browser(cast.coder)


@pytest.fixture
def code(cast: Cast, rows: list[Evidence], question: Question) -> Code:
    first = rows[0]
    return make_code(
        first.edition, first.city, question, cast.coder, evidence=first, quotation=WORDS
    )


def _propose(client: Client, code: Code, status: int = 200, **more: str) -> str:
    citation = code.citations.get()
    address = f"/evidence/{citation.evidence_id}/alike/propose/"
    answer = client.post(address, {"citation": citation.pk, **more})
    assert answer.status_code == status
    return answer.content.decode()


def _screen(row: Evidence) -> str:
    return f"/editions/{row.edition.code}/cities/{row.city.adcode}/code/"


def _decide(client: Client, row: Evidence, question: Question, action: str) -> int:
    return client.post(f"{_screen(row)}{question.code}/", {"action": action}).status_code


def test_from_the_cluster_to_a_draft_of_each_city(
    client: Client, rows: list[Evidence], code: Code, question: Question
) -> None:
    assert "Propose to the other cities" in visit(client, f"/evidence/{rows[1].pk}/alike/").text
    page = _propose(client, code)
    assert "2 cities proposed" in page
    assert page.count("proposed: confirm it on the coding screen") == 2
    text = visit(client, _screen(rows[1])).text
    assert "Proposed by you from Nanping 南平市, not a code yet" in text or "not a code yet" in text
    assert _decide(client, rows[1], question, "take") == 302
    assert Code.objects.get(city=rows[1].city).state == Code.State.DRAFT
    assert "not a code yet" not in visit(client, _screen(rows[1])).text
    assert "not a code yet" in visit(client, _screen(rows[2])).text
    assert not Answer.objects.exists()


def test_send_all_sends_no_proposal(
    client: Client, rows: list[Evidence], code: Code, question: Question
) -> None:
    _propose(client, code)
    client.post(_screen(rows[1]), {"seen": [f"{question.code}:0:0"]})
    assert not Answer.objects.exists()
    assert Code.objects.count() == 1
    assert CodeProposal.objects.count() == 2


def test_dismissed_brought_back_and_undone(
    client: Client, rows: list[Evidence], code: Code, question: Question
) -> None:
    _propose(client, code)
    assert _decide(client, rows[1], question, "dismiss") == 302
    text = visit(client, _screen(rows[1])).text
    assert "You dismissed a proposal" in text
    assert "not a code yet" not in text
    assert _decide(client, rows[1], question, "restore") == 302
    assert "not a code yet" in visit(client, _screen(rows[1])).text
    assert "2 proposals taken back" in _propose(client, code, undo="1")
    assert _decide(client, rows[1], question, "take") == 422
    assert Code.objects.count() == 1


def test_a_proposal_is_its_coder_s_alone(
    cast: Cast, client: Client, rows: list[Evidence], code: Code, question: Question
) -> None:
    _propose(client, code)
    for other in (cast.second_coder, cast.manager):
        theirs = browser(other)
        assert "not a code yet" not in visit(theirs, _screen(rows[1])).text
        assert _decide(theirs, rows[1], question, "take") == 422
        _propose(theirs, code, status=404)
    assert CodeProposal.objects.count() == 2
    assert Code.objects.count() == 1


def test_a_proposal_from_a_document_that_was_closed_is_not_shown(
    client: Client, rows: list[Evidence], code: Code, question: Question
) -> None:
    _propose(client, code)
    Evidence.objects.filter(pk=rows[1].pk).update(personal=True)
    assert "not a code yet" not in visit(client, _screen(rows[1])).text
    assert _decide(client, rows[1], question, "take") == 422
    assert "not a code yet" in visit(client, _screen(rows[2])).text


def test_a_closed_document_is_neither_proposed_to_nor_told_of(
    client: Client, rows: list[Evidence], code: Code
) -> None:
    Evidence.objects.filter(pk=rows[1].pk).update(personal=True)
    page = _propose(client, code)
    assert "1 city proposed" in page
    assert "三明市" not in page


@pytest.mark.parametrize("wrong", ["", "x", "999999"])
def test_a_citation_that_is_none_is_not_there(
    client: Client, rows: list[Evidence], wrong: str
) -> None:
    address = f"/evidence/{rows[0].pk}/alike/propose/"
    assert client.post(address, {"citation": wrong}).status_code == 404
