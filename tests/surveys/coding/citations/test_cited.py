"""Places of quotations: chosen before they are sent, looked for again, and what is broken."""

from __future__ import annotations

import pytest

from surveys.coding.codebook import Value
from surveys.coding.services.citation_check import citations_recheck
from surveys.coding.services.code import CitationInput, CodeInput, code_save, code_submit
from surveys.coding.services.review import review_decide
from surveys.errors import Refused
from surveys.evidence.readers import READERS
from surveys.evidence.services import file_store
from surveys.files.document import Document
from surveys.files.quotation import Anchor, letters_of, place_meant, places_of
from surveys.models import (
    Answer,
    CitationCheck,
    City,
    Code,
    Edition,
    Evidence,
    Question,
    SubmissionCitation,
)
from tests.builders import QUOTATION, TODAY, Cast, make_answer, make_city, make_evidence
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]
TWICE = "甲方案已印发。乙方案已印发。"
WORDS = "方案已印发"


@pytest.fixture
def city() -> City:
    return make_city()


@pytest.fixture
def letter(edition: Edition, city: City) -> Evidence:
    content = TWICE.encode()
    document = Document(name="函.txt", content=content, media_type="text/plain")
    return make_evidence(edition, city, name="函.txt", file=file_store(document=document))


def _save(cast: Cast, letter: Evidence, question: Question, anchor: Anchor) -> Code:
    cited = CitationInput(letter, WORDS, anchor=anchor)
    return code_save(
        actor=cast.coder,
        edition=letter.edition,
        city=letter.city,
        question=question,
        typed=CodeInput(Value(choice="yes"), citations=(cited,)),
        revision=0,
        today=TODAY,
    )


@pytest.mark.parametrize(
    ("anchor", "page", "start"),
    [
        (Anchor(), None, None),
        (Anchor(1), None, 1),
        (Anchor(8), None, 8),
        (Anchor(7), None, None),
        (Anchor(None, "乙"), None, 8),
        (Anchor(None, "", "。乙"), None, 1),
        (Anchor(1, "乙"), None, 8),
        (Anchor(None, "丙"), None, None),
        (Anchor(None, "此前的甲"), None, None),
        (Anchor(None, "", "。"), None, None),
    ],
)
def test_which_of_two_places_is_meant(anchor: Anchor, page: int | None, start: int | None) -> None:
    places = places_of(letters_of(TWICE), WORDS)
    meant = place_meant(places, anchor, page)
    assert (meant.anchor.start if meant else None) == start


@pytest.mark.parametrize(("page", "start"), [(None, None), (1, 1), (2, 8), (3, None)])
def test_a_page_tells_places_apart(page: int | None, start: int | None) -> None:
    places = places_of(letters_of("\f甲方案已印发。\f乙方案已印发。"), WORDS)
    meant = place_meant(places, Anchor(), page)
    assert (meant.anchor.start if meant else None) == start


def test_several_places_are_asked_about_before_it_is_sent(
    cast: Cast, letter: Evidence, question: Question
) -> None:
    code = _save(cast, letter, question, Anchor())
    with pytest.raises(Refused, match="出现 2 次"):
        code_submit(actor=cast.coder, code=code, answer_revision=0)
    assert not Answer.objects.exists()
    assert Code.objects.get().state == Code.State.DRAFT


def test_the_chosen_place_is_sent_and_looked_for(
    cast: Cast, letter: Evidence, question: Question
) -> None:
    anchor = Anchor(8, "甲方案已印发。乙", "。")
    code_submit(actor=cast.coder, code=_save(cast, letter, question, anchor), answer_revision=0)
    sent = SubmissionCitation.objects.get()
    assert sent.anchor == anchor
    assert (sent.look.state, sent.look.reader) == ("found", READERS)


def test_the_screen_asks_and_keeps_the_choice(
    cast: Cast, letter: Evidence, question: Question
) -> None:
    client = browser(cast.coder)
    base = f"/editions/{letter.edition.code}/cities/{letter.city.adcode}"
    typed = {"evidence": letter.pk, "page": "", "quotation": WORDS}
    asked = client.post(f"{base}/quotation/", typed).content.decode()
    assert 'name="start" data-place' in asked
    assert '<option value="8"' in asked
    form = {**typed, "value": "yes", "revision": 0, "answer_revision": 0, "action": "send"}
    refused = client.post(f"{base}/code/{question.code}/", form, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert "choose the place" in refused.content.decode()
    form |= {"revision": 1, "start": "8"}
    done = client.post(f"{base}/code/{question.code}/", form, headers={"HX-Request": "true"})
    assert done.status_code == 200
    assert SubmissionCitation.objects.get().anchor == Anchor(8, "甲方案已印发。乙", "。")


def test_a_broken_quotation_keeps_its_answer_from_being_approved(
    cast: Cast, edition: Edition, question: Question
) -> None:
    good = make_answer(edition, make_city(), question, cast.coder, quotation=QUOTATION)
    bad = make_answer(edition, make_city(), question, cast.coder, quotation="从未写过")
    with pytest.raises(Refused, match="不在所引文件中"):
        review_decide(actor=cast.reviewer, answer=bad, verdict="approved", revision=1)
    bad.refresh_from_db()
    assert bad.state == Answer.State.IN_REVIEW
    assert not CitationCheck.objects.exists(), "a refusal keeps nothing"
    review_decide(actor=cast.reviewer, answer=good, verdict="approved", revision=1)
    review_decide(actor=cast.reviewer, answer=bad, verdict="returned", revision=1, reason="断")


def test_it_is_looked_for_again_when_the_readers_changed(
    cast: Cast, edition: Edition, question: Question
) -> None:
    answers = [make_answer(edition, make_city(), question, cast.coder) for _ in range(3)]
    assert citations_recheck(limit=2) == 2
    assert CitationCheck.objects.count() == 2
    assert citations_recheck(limit=2, known=False) == 1
    assert citations_recheck(limit=5, known=False) == 0, "all are known"
    assert citations_recheck(limit=5) == 3, "at night each in turn"
    first = CitationCheck.objects.get(citation__submission=answers[0].submission)
    CitationCheck.objects.filter(pk=first.pk).update(reader="older", state="absent")
    review_decide(actor=cast.reviewer, answer=answers[0], verdict="approved", revision=1)
    assert citations_recheck(limit=5, known=False) == 1
    first.refresh_from_db()
    assert (first.state, first.reader) == ("found", READERS)


def test_what_is_known_is_not_read_again(
    cast: Cast, edition: Edition, question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = make_answer(edition, make_city(), question, cast.coder)
    citations_recheck(limit=5)

    def never(*_given: object) -> object:
        raise AssertionError("a known quotation was read")

    monkeypatch.setattr("surveys.coding.cited.reading_of_document", never)
    review_decide(actor=cast.reviewer, answer=answer, verdict="approved", revision=1)
    answer.refresh_from_db()
    assert answer.state == Answer.State.APPROVED
