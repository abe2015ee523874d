from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from surveys.coding.codebook import Value
from surveys.coding.services.code import CodeInput, code_save, code_withdraw
from surveys.evidence.services import file_store
from surveys.files.document import DOCX, EML, Document
from surveys.models import Answer, City, Code, Edition, Evidence, Question
from surveys.models.code import Choice
from surveys.seen import seen_word
from tests.builders import QUOTATION, TODAY, Cast, make_answer, make_city, make_question
from tests.surveys.files.samples import zip_file
from tests.web.people import browser

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.engines,
    pytest.mark.usefixtures("evidence_folder"),
]


@pytest.fixture
def answer(cast: Cast, edition: Edition, question: Question) -> Answer:
    return make_answer(edition, make_city("甲市", pinyin="jia"), question, cast.coder)


def verdict(answer: Answer, name: str = "approved", **fields: Any) -> dict[str, Any]:
    return {"verdict": name, "revision": answer.revision, "seen": "as read", **fields}


def decide(answer: Answer) -> str:
    return f"/answers/{answer.pk}/decide/"


def test_the_evidence_stands_beside_the_answer_with_the_quotation_marked(
    cast: Cast, answer: Answer
) -> None:
    page = browser(cast.reviewer).get(f"/answers/{answer.pk}/").content.decode()
    assert f"<mark>{QUOTATION}</mark>" in page
    assert "Approve" in page


def test_a_verdict_leads_to_the_next_answer(cast: Cast, edition: Edition, answer: Answer) -> None:
    client = browser(cast.reviewer)
    other = make_answer(edition, make_city(), answer.question, cast.coder)
    done = client.post(decide(answer), verdict(answer))
    assert done["Location"] == f"/answers/{other.pk}/"
    done = client.post(decide(other), verdict(other, "returned", reason="缺页码"))
    assert done["Location"] == f"/editions/{edition.code}/review/"
    states = Answer.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["approved", "returned"]


def test_the_filters_travel_along(cast: Cast, edition: Edition, answer: Answer) -> None:
    make_answer(edition, make_city(province="乙省"), answer.question, cast.coder)
    same = make_answer(edition, make_city(), answer.question, cast.coder)
    client = browser(cast.reviewer)
    page = client.get(f"/editions/{edition.code}/review/", {"province": "试验省"})
    assert {row.pk for row in page.context["page"].object_list} == {answer.pk, same.pk}
    query = page.context["query"]
    done = client.post(f"{decide(answer)}?{query}", verdict(answer))
    assert done["Location"] == f"/answers/{same.pk}/?{query}"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_provinces_are_named_in_the_reader_s_language(
    cast: Cast, edition: Edition, answer: Answer, language: str
) -> None:
    make_answer(edition, make_city(province="浙江省"), answer.question, cast.coder)
    client = browser(cast.reviewer, language=language)
    named = "Zhejiang 浙江省" if language == "en" else "浙江省"
    queue = client.get(f"/editions/{edition.code}/review/").content.decode()
    assert f'<option value="浙江省">{named}</option>' in queue
    assert f">{named}</a>" in client.get(f"/editions/{edition.code}/").content.decode()


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"verdict": "returned", "reason": " "}, "Say why you return it"),
        ({"verdict": "perhaps"}, "Approve the answer or return it"),
        ({"revision": "x"}, "Approve the answer or return it"),
    ],
)
def test_what_is_no_verdict_is_refused(
    cast: Cast, answer: Answer, fields: dict[str, str], says: str
) -> None:
    done = browser(cast.reviewer).post(decide(answer), {**verdict(answer), **fields})
    assert done.status_code == 422
    assert says in done.content.decode()
    answer.refresh_from_db()
    assert answer.state == Answer.State.IN_REVIEW


def test_an_answer_that_changed_meanwhile_is_shown_both_ways(cast: Cast, answer: Answer) -> None:
    Answer.objects.filter(pk=answer.pk).update(revision=2, choice=Choice.NO)
    done = browser(cast.reviewer).post(decide(answer), verdict(answer, seen="Yes · gelesen"))
    page = done.content.decode()
    assert done.status_code == 409
    assert "Yes · gelesen" in page
    assert "It is now: No" in page
    answer.refresh_from_db()
    assert answer.state == Answer.State.IN_REVIEW


def test_a_return_does_not_undo_the_approval_of_a_moment_ago(cast: Cast, answer: Answer) -> None:
    """Both reviewers read the answer while it was open; a verdict leaves its revision."""
    client = browser(cast.reviewer)
    assert 'name="state" value="in_review"' in client.get(f"/answers/{answer.pk}/").content.decode()
    Answer.objects.filter(pk=answer.pk).update(state=Answer.State.APPROVED)
    late = verdict(answer, "returned", reason="缺页码")
    for said in ({}, {"state": "in_review"}, {"state": "returned"}):
        assert client.post(decide(answer), late | said).status_code == 409
    answer.refresh_from_db()
    assert answer.state == Answer.State.APPROVED
    assert client.post(decide(answer), late | {"state": "approved"}).status_code == 302


def test_a_refused_return_waits_for_its_reason(cast: Cast, answer: Answer) -> None:
    client = browser(cast.reviewer)
    refused = client.post(decide(answer), verdict(answer, "returned", reason=" "))
    assert 'data-key="r" autofocus' in refused.content.decode()
    assert 'data-key="r">' in client.get(f"/answers/{answer.pk}/").content.decode()


def test_nobody_decides_on_the_own_answer(cast: Cast, edition: Edition, question: Question) -> None:
    own = make_answer(edition, make_city(), question, cast.manager)
    client = browser(cast.manager)
    page = client.get(f"/editions/{edition.code}/review/")
    assert list(page.context["page"].object_list) == []
    assert page.context["counts"]["own"] == 1
    assert 'name="verdict"' not in client.get(f"/answers/{own.pk}/").content.decode()
    assert client.post(decide(own), verdict(own)).status_code == 422


def test_a_closed_edition_offers_no_verdict(cast: Cast, edition: Edition, answer: Answer) -> None:
    Edition.objects.filter(pk=edition.pk).update(frozen=True, frozen_at=timezone.now())
    client = browser(cast.reviewer)
    assert 'name="verdict"' not in client.get(f"/answers/{answer.pk}/").content.decode()
    assert client.post(decide(answer), verdict(answer)).status_code == 422


def test_a_fellow_coder_finds_it_once_it_is_approved(cast: Cast, answer: Answer) -> None:
    client = browser(cast.second_coder)
    assert client.get(f"/answers/{answer.pk}/").status_code == 404
    assert client.post(decide(answer), verdict(answer)).status_code == 403
    Answer.objects.filter(pk=answer.pk).update(state=Answer.State.APPROVED)
    page = client.get(f"/answers/{answer.pk}/").content.decode()
    assert 'name="verdict"' not in page
    assert "History" not in page


def test_an_analyst_reads_the_quotation_and_opens_no_document(cast: Cast, answer: Answer) -> None:
    client, letter = browser(cast.outsider), Evidence.objects.get()
    assert client.get(f"/answers/{answer.pk}/").status_code == 404
    Answer.objects.filter(pk=answer.pk).update(state=Answer.State.APPROVED)
    page = client.get(f"/answers/{answer.pk}/").content.decode()
    assert QUOTATION in page.partition("<blockquote>")[2].partition("</blockquote>")[0]
    assert letter.name in page
    assert "only coders and reviewers can open it" in page
    assert f"/evidence/{letter.pk}/" not in page
    assert client.get(f"/evidence/{letter.pk}/").status_code in (403, 404)


def test_personal_material_is_named_to_no_analyst(cast: Cast, answer: Answer) -> None:
    Answer.objects.filter(pk=answer.pk).update(state=Answer.State.APPROVED)
    Evidence.objects.update(personal=True, name="私人来函.txt")
    page = browser(cast.outsider).get(f"/answers/{answer.pk}/").content.decode()
    assert QUOTATION not in page
    assert "私人来函" not in page
    assert "rests on 1 document that is marked as holding personal data" in page


def test_a_document_marked_personal_while_it_is_cited_is_told_of(
    cast: Cast, answer: Answer
) -> None:
    told = "rests on 1 document that is marked as holding personal data"
    assert told not in browser(cast.reviewer).get(f"/answers/{answer.pk}/").content.decode()
    Evidence.objects.update(personal=True, added_by=cast.second_coder)
    own = browser(cast.coder).get(f"/answers/{answer.pk}/").content.decode()
    assert told in own
    assert QUOTATION not in own
    reviewer = browser(cast.reviewer).get(f"/answers/{answer.pk}/").content.decode()
    assert told not in reviewer
    assert QUOTATION in reviewer


def test_a_missing_file_is_said_and_not_a_failure(cast: Cast, answer: Answer) -> None:
    row = Evidence.objects.get()
    row.file.sha256 = "0" * 64
    row.file.save()
    page = browser(cast.reviewer).get(f"/answers/{answer.pk}/").content.decode()
    assert "missing or damaged" in page


def test_a_letter_of_word_is_read_beside_the_answer(cast: Cast, answer: Answer) -> None:
    row = Evidence.objects.get()
    body = f"<d><p><t>{QUOTATION[:3]}</t></p><p><t>{QUOTATION[3:]}</t></p></d>"
    content = zip_file({"word/document.xml": body})
    file = file_store(document=Document("a.docx", content, DOCX.media_type))
    Evidence.objects.filter(pk=row.pk).update(file=file)
    page = browser(cast.reviewer).get(f"/answers/{answer.pk}/").content.decode()
    assert f"<mark>{QUOTATION[:3]}\n{QUOTATION[3:]}</mark>" in page


def test_a_document_that_defeats_its_reader_is_no_failure(cast: Cast, answer: Answer) -> None:
    row = Evidence.objects.get()
    content = b"Content-Type: message/rfc822\n\n" * 5000
    file = file_store(document=Document("a.eml", content, EML.media_type))
    Evidence.objects.filter(pk=row.pk).update(file=file)
    page = browser(cast.reviewer).get(f"/answers/{answer.pk}/")
    assert page.status_code == 200
    assert "download it" in page.content.decode()


def test_an_open_draft_of_somebody_is_not_in_the_history(cast: Cast, answer: Answer) -> None:
    """A reviewer reads what was sent, never what a coder is still at."""
    client = browser(cast.coder)
    question = make_question("gep_standard")
    city: City = answer.city
    target = f"/editions/{answer.edition.code}/cities/{city.adcode}/code/{question.code}/"
    client.post(target, {"value": "yes", "detail": "未完成", "revision": 0, "answer_revision": 0})
    assert Code.objects.filter(detail="未完成").exists()
    assert "未完成" not in browser(cast.reviewer).get("/trail/").content.decode()


def test_an_answer_that_its_coder_took_back_is_read_as_sent_and_not_approved(
    cast: Cast, answer: Answer
) -> None:
    code_withdraw(actor=cast.coder, code=answer.submission.code, revision=1)
    client = browser(cast.reviewer)
    queue = client.get(f"/editions/{answer.edition.code}/review/")
    assert list(queue.context["page"].object_list) == []
    assert queue.context["counts"]["taken_back"] == 1
    assert "taken back by its coder" in queue.content.decode()
    typed = CodeInput(Value(choice="no"), detail="没送的细节")
    code_save(
        actor=cast.coder,
        edition=answer.edition,
        city=answer.city,
        question=answer.question,
        typed=typed,
        revision=2,
        today=TODAY,
    )
    page = client.get(f"/answers/{answer.pk}/").content.decode()
    assert "being changed by its coder" in page
    assert 'value="approved"' not in page
    assert "没送的细节" not in page
    assert QUOTATION in page


def test_the_place_in_the_queue_and_the_way_back(cast: Cast, answer: Answer) -> None:
    rows = [make_answer(answer.edition, make_city(), answer.question, cast.coder) for _ in "ab"]
    page = browser(cast.reviewer).get(f"/answers/{rows[0].pk}/?province=试验省")
    place = page.context["place"]
    assert (place.number, place.of) == (2, 3)
    assert (place.previous, place.next) == (answer.pk, rows[1].pk)
    assert "2 of 3, filtered" in page.content.decode()


def test_an_approval_names_the_answer_and_can_be_undone(cast: Cast, answer: Answer) -> None:
    client = browser(cast.reviewer)
    page = client.post(decide(answer), verdict(answer), follow=True).content.decode()
    assert f'data-draft-done="review-{answer.pk}-{cast.reviewer.pk}"' in page
    decision = answer.decisions.get()
    assert f'action="/decisions/{decision.pk}/undo/"' in page
    answer.refresh_from_db()
    done = client.post(f"/decisions/{decision.pk}/undo/", {"seen": seen_word(answer)}, follow=True)
    assert "is in review again" in done.content.decode()
    answer.refresh_from_db()
    assert answer.state == Answer.State.IN_REVIEW


def test_the_grade_stands_in_words(cast: Cast, edition: Edition) -> None:
    graded = make_question(
        "reply_quality",
        kind="ordinal",
        minimum=0,
        maximum=4,
    )
    row = make_answer(edition, make_city("甲市"), graded, cast.coder, 1)
    page = browser(cast.reviewer).get(f"/answers/{row.pk}/").content.decode()
    assert "甲市 · reply_quality · 1 · grade 1</h1>" in page
