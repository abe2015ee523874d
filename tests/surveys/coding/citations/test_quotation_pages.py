"""The mark of a quotation: while it is typed, when it is saved and sent, and to the reviewer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from surveys.evidence.services import file_store
from surveys.files.document import Document
from surveys.models import Answer, City, Code, Edition, Evidence, Question, Reply, Round
from tests.builders import (
    QUOTATION,
    Cast,
    make_answer,
    make_city,
    make_evidence,
    make_question,
    make_reply,
)
from tests.surveys.files.samples import pdf_file
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]
ALTERED = QUOTATION.replace("已", "未")
FOUND, ABSENT = '<span class="badge ok">found</span>', '<span class="badge bad">not found</span>'


@dataclass(frozen=True)
class Desk:
    client: Client
    edition: Edition
    city: City
    question: Question
    letter: Evidence

    def address(self, page: str) -> str:
        return f"/editions/{self.edition.code}/cities/{self.city.adcode}/{page}"

    def ask(self, quotation: str = QUOTATION, **fields: Any) -> str:
        typed = {"evidence": self.letter.pk, "page": "", "quotation": quotation, **fields}
        answer = self.client.post(self.address("quotation/"), typed)
        assert answer.status_code == 200
        return answer.content.decode().strip()

    def save(self, quotation: str, *, script: bool = True, **fields: Any) -> Any:
        typed = {
            "value": "yes",
            "revision": 0,
            "answer_revision": 0,
            "evidence": self.letter.pk,
            "page": "",
            "quotation": quotation,
            **fields,
        }
        headers = {"HX-Request": "true"} if script else {}
        target = self.address(f"code/{self.question.code}/")
        return self.client.post(target, typed, headers=headers, follow=not script)


@pytest.fixture
def desk(cast: Cast, edition: Edition, question: Question) -> Desk:
    city = make_city()
    return Desk(browser(cast.coder), edition, city, question, make_evidence(edition, city))


def test_the_mark_comes_while_typing(desk: Desk, cast: Cast) -> None:
    assert FOUND in desk.ask()
    assert ABSENT in desk.ask(ALTERED)
    assert "data-page" not in desk.ask(), "a text has no pages"
    content = pdf_file("首页", QUOTATION)
    document = Document(name="函.pdf", content=content, media_type="application/pdf")
    stored = file_store(document=document)
    pages = make_evidence(desk.edition, desk.city, name="函.pdf", file=stored)
    assert 'data-page="2"' in desk.ask(evidence=pages.pk), "filled in by the page's script"
    for nothing in ({"quotation": " "}, {"evidence": ""}, {"evidence": "9" * 30}):
        assert "badge" not in desk.ask(**nothing), "nothing to say yet"
    stranger = make_evidence(desk.edition, make_city())
    assert "badge" not in desk.ask(evidence=stranger.pk), "a document of another city"
    secret = make_evidence(desk.edition, desk.city, personal=True, added_by=cast.reviewer)
    assert "badge" not in desk.ask(evidence=secret.pk), "one that this person may not open"


def test_a_draft_is_saved_whatever_it_quotes_and_marked(desk: Desk) -> None:
    page = desk.save(ALTERED)
    assert page.status_code == 200
    assert ABSENT in page.content.decode()
    assert Code.objects.get().citations.get().quotation == ALTERED
    page = desk.save(QUOTATION, revision=1)
    assert FOUND in page.content.decode()


def test_it_is_sent_with_its_mark(desk: Desk) -> None:
    page = desk.save(ALTERED, action="send")
    assert Answer.objects.get().state == Answer.State.IN_REVIEW
    assert ABSENT in page.content.decode()


def test_a_refused_form_keeps_the_marks(desk: Desk) -> None:
    page = desk.save(ALTERED, value="", action="send")
    assert page.status_code == 422
    assert ABSENT in page.content.decode()


def test_without_script_and_with_all_sent_at_once_it_is_told(desk: Desk) -> None:
    text = "1 quotation does not stand where it should"
    assert text in desk.save(ALTERED, script=False).content.decode()
    shown = desk.client.get(desk.address("code/")).content.decode()
    marks = re.findall(r'name="seen" form="send-all" value="([^"]+)"', shown)
    sent = desk.client.post(desk.address("code/"), {"seen": marks}, follow=True).content.decode()
    assert Answer.objects.count() == 1
    assert text in sent
    assert text not in desk.client.get(desk.address("code/")).content.decode()


def test_a_reviewer_sees_the_mark_beside_the_quotation_and_the_verdict(
    desk: Desk, cast: Cast
) -> None:
    bad = make_answer(desk.edition, desk.city, desk.question, cast.coder, quotation=ALTERED)
    good = make_answer(desk.edition, make_city(), desk.question, cast.coder)
    client = browser(cast.reviewer)
    page = client.get(f"/answers/{bad.pk}/").content.decode()
    assert ABSENT in page
    assert "see the mark beside it before you approve" in page
    assert "<mark>" not in page
    done = client.post(f"/answers/{bad.pk}/decide/", {"verdict": "approved", "revision": 1})
    assert done.status_code == 422, "nothing can rest on words that are not there"
    assert "does not stand in its document" in done.content.decode()
    bad.refresh_from_db()
    assert bad.state == Answer.State.IN_REVIEW
    done = client.post(f"/answers/{good.pk}/decide/", {"verdict": "approved", "revision": 1})
    assert done.status_code == 302
    page = client.get(f"/answers/{good.pk}/").content.decode()
    assert FOUND in page
    assert "/pages/" not in page, "a text has no pictures"
    assert "before you approve" not in page
    analyst = browser(cast.outsider).get(f"/answers/{bad.pk}/").content.decode()
    assert ABSENT not in analyst, "who cannot open the document learns nothing of its words"


def test_the_documents_of_the_coding_page_are_not_read_for_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Marks are asked for one by one: a page with twenty letters opens as fast as before."""
    desk.save(ALTERED)

    def never(evidence: Evidence) -> str | None:
        raise AssertionError("the page read a document")

    monkeypatch.setattr("surveys.evidence.citations._letters", never)
    page = desk.client.get(desk.address("code/")).content.decode()
    assert desk.address("quotation/") in page


def test_a_late_letter_is_marked_in_the_choice_of_documents(
    desk: Desk, survey_round: Round
) -> None:
    make_question("reply_quality", kind="ordinal", minimum=0, maximum=4)
    late: Reply = make_reply(survey_round, desk.city, received_on="2027-09-01")
    make_evidence(desk.edition, desk.city, reply=late, name="迟复.txt")
    page = desk.client.get(desk.address("code/")).content.decode()
    assert "2027-09-01 · late" in page
