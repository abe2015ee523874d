"""An own code proposed to the other cities of a cluster, and confirmed one by one."""

from __future__ import annotations

import itertools

import pytest
from django.utils import timezone

from surveys.coding.services import proposal as service
from surveys.coding.services.proposal import (
    Fate,
    proposal_confirm,
    proposal_dismiss,
    proposals_make,
    proposals_take_back,
)
from surveys.errors import EditionClosed, Refused, StaleRevision
from surveys.files.quotation import MOST_QUOTATION
from surveys.models import (
    Answer,
    Citation,
    City,
    Code,
    CodeProposal,
    Edition,
    Evidence,
    Question,
    Reply,
    Round,
)
from tests.builders import (
    TODAY,
    Cast,
    make_answer,
    make_city,
    make_code,
    make_evidence,
    make_file,
    make_organ,
    make_question,
    make_reply,
)
from tests.surveys.evidence.likeness.copied import letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]
WORDS = "已成立生态产品价值实现机制工作领导小组"
organs = itertools.count(1)


@pytest.fixture
def question() -> Question:
    return make_question()


@pytest.fixture
def letters(survey_round: Round) -> list[Evidence]:
    return [
        _letter(survey_round, make_city(name), letter(name, number))
        for number, name in enumerate(("南平市", "三明市", "龙岩市"), start=3)
    ]


def _letter(survey_round: Round, city: City, text: str) -> Evidence:
    organ = make_organ(city, name=f"{city.name}人民政府办公室{next(organs)}")
    reply = make_reply(survey_round, organ=organ)
    return make_evidence(survey_round.edition, city, reply=reply, file=make_file(text))


def _cite(cast: Cast, first: Evidence, question: Question, quotation: str = WORDS) -> Citation:
    code = make_code(
        first.edition, first.city, question, cast.coder, evidence=first, quotation=quotation
    )
    return code.citations.get()


def _make(cast: Cast, citation: Citation, letters: list[Evidence]) -> dict[str, Fate]:
    lines = proposals_make(actor=cast.coder, citation=citation, letters=letters)
    return {line.city.name: line.fate for line in lines}


def test_each_other_city_has_a_proposal_and_nothing_counts(
    cast: Cast, letters: list[Evidence], question: Question
) -> None:
    citation = _cite(cast, letters[0], question)
    fates = _make(cast, citation, letters)
    assert fates == {"三明市": Fate.PROPOSED, "龙岩市": Fate.PROPOSED}
    rows = list(CodeProposal.objects.all())
    assert [row.evidence for row in rows] == letters[1:]
    assert {(row.choice, row.quotation, row.coder) for row in rows} == {("yes", WORDS, cast.coder)}
    assert all(row.start is not None and row.prefix for row in rows)
    assert Code.objects.count() == 1
    assert not Answer.objects.exists()


def test_names_of_the_city_are_those_of_the_other_letter(
    cast: Cast, letters: list[Evidence], question: Question
) -> None:
    citation = _cite(cast, letters[0], question, f"南平市{WORDS}")
    assert set(_make(cast, citation, letters).values()) == {Fate.PROPOSED}
    quoted = CodeProposal.objects.values_list("quotation", flat=True)
    assert list(quoted) == [f"三明市{WORDS}", f"龙岩市{WORDS}"]


def test_each_city_that_is_skipped_says_why(
    cast: Cast, survey_round: Round, letters: list[Evidence], question: Question
) -> None:
    edition = survey_round.edition
    others = {
        "甲市": letter("甲市").replace(WORDS, "已成立领导小组"),
        "乙市": letter("乙市") + letter("乙市"),
        "丙市": letter("丙市"),
        "丁市": letter("丁市"),
        "戊市": letter("戊市"),
    }
    rows = {name: _letter(survey_round, make_city(name), text) for name, text in others.items()}
    make_code(edition, rows["丙市"].city, question, cast.coder, "no")
    make_answer(edition, rows["丁市"].city, question, cast.second_coder, state="approved")
    # Another coder's draft, and an answer that waits, are nothing that this one may know.
    make_code(edition, letters[1].city, question, cast.second_coder)
    make_answer(edition, letters[2].city, question, cast.second_coder)
    scan = file = make_file("scan")
    type(file).objects.filter(pk=file.pk).update(media_type="image/jpeg")
    Evidence.objects.filter(pk=rows["戊市"].pk).update(file=scan)
    rows["戊市"].refresh_from_db()
    citation = _cite(cast, letters[0], question)
    assert _make(cast, citation, [*letters, *rows.values()]) == {
        "三明市": Fate.PROPOSED,
        "龙岩市": Fate.PROPOSED,
        "甲市": Fate.ABSENT,
        "乙市": Fate.SEVERAL,
        "丙市": Fate.CODED,
        "丁市": Fate.APPROVED,
        "戊市": Fate.UNREAD,
    }
    assert set(_make(cast, citation, letters).values()) == {Fate.PENDING}
    assert CodeProposal.objects.count() == 2


def test_a_quotation_that_is_far_too_long_stands_nowhere(
    cast: Cast, letters: list[Evidence], question: Question
) -> None:
    citation = _cite(cast, letters[0], question, "字" * (MOST_QUOTATION + 46_000))
    assert set(_make(cast, citation, letters).values()) == {Fate.ABSENT}


def test_the_next_go_takes_what_one_go_did_not_read(
    cast: Cast, letters: list[Evidence], question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_READ", 1)
    citation = _cite(cast, letters[0], question)
    assert _make(cast, citation, letters) == {"三明市": Fate.PROPOSED, "龙岩市": Fate.LATER}
    assert _make(cast, citation, letters) == {"三明市": Fate.PENDING, "龙岩市": Fate.PROPOSED}


def test_confirming_makes_a_draft_and_sends_nothing(
    cast: Cast, letters: list[Evidence], question: Question
) -> None:
    _make(cast, _cite(cast, letters[0], question), letters)
    first, other = CodeProposal.objects.all()
    code = proposal_confirm(actor=cast.coder, proposal=first, today=TODAY)
    assert (code.city, code.choice, code.state) == (letters[1].city, "yes", Code.State.DRAFT)
    assert code.citations.get().evidence == letters[1]
    assert code.citations.get().start is not None
    assert list(CodeProposal.objects.all()) == [other]
    assert not Answer.objects.exists()


def test_a_city_that_was_coded_meanwhile_keeps_its_code(
    cast: Cast, letters: list[Evidence], question: Question
) -> None:
    _make(cast, _cite(cast, letters[0], question), letters)
    row = CodeProposal.objects.all()[0]
    make_code(row.edition, row.city, question, cast.coder, "no")
    with pytest.raises(StaleRevision):
        proposal_confirm(actor=cast.coder, proposal=row, today=TODAY)
    assert Code.objects.get(city=row.city).choice == "no"
    assert CodeProposal.objects.count() == 2


@pytest.mark.parametrize("closed", ["personal", "withdrawn"])
def test_a_document_that_was_closed_meanwhile_is_cited_by_nobody(
    cast: Cast, letters: list[Evidence], question: Question, closed: str
) -> None:
    _make(cast, _cite(cast, letters[0], question), letters)
    row = CodeProposal.objects.all()[0]
    if closed == "personal":
        Evidence.objects.filter(pk=row.evidence_id).update(personal=True)
    else:
        Reply.objects.filter(evidence=row.evidence_id).update(withdrawn=True)
    with pytest.raises(Refused, match="引用"):
        proposal_confirm(actor=cast.coder, proposal=row, today=TODAY)
    assert Code.objects.count() == 1


def test_what_is_dismissed_comes_back_and_what_is_taken_back_is_gone(
    cast: Cast, letters: list[Evidence], question: Question
) -> None:
    citation = _cite(cast, letters[0], question)
    _make(cast, citation, letters)
    neighbour = _cite(cast, letters[0], make_question("another"))
    _make(cast, neighbour, letters[:2])
    row = CodeProposal.objects.filter(question=question)[0]
    proposal_dismiss(actor=cast.coder, proposal=row, dismissed=True)
    assert _make(cast, citation, letters)[row.city.name] == Fate.DISMISSED
    proposal_dismiss(actor=cast.coder, proposal=row, dismissed=False)
    assert not CodeProposal.objects.filter(dismissed_at__isnull=False).exists()
    assert proposals_take_back(actor=cast.coder, code=citation.code) == 2
    assert [one.source for one in CodeProposal.objects.all()] == [neighbour.code]


def test_nobody_else_decides_and_a_closed_edition_takes_nothing(
    cast: Cast, letters: list[Evidence], question: Question
) -> None:
    citation = _cite(cast, letters[0], question)
    _make(cast, citation, letters)
    row = CodeProposal.objects.all()[0]
    for who in (cast.second_coder, cast.manager):
        with pytest.raises(Refused):
            proposals_make(actor=who, citation=citation, letters=letters)
        with pytest.raises(Refused):
            proposal_confirm(actor=who, proposal=row, today=TODAY)
        with pytest.raises(Refused):
            proposal_dismiss(actor=who, proposal=row, dismissed=True)
        assert proposals_take_back(actor=who, code=citation.code) == 0
    Edition.objects.filter(pk=row.edition_id).update(frozen=True, frozen_at=timezone.now())
    for call in (
        lambda: proposals_make(actor=cast.coder, citation=citation, letters=letters),
        lambda: proposal_confirm(actor=cast.coder, proposal=row, today=TODAY),
        lambda: proposal_dismiss(actor=cast.coder, proposal=row, dismissed=True),
        lambda: proposals_take_back(actor=cast.coder, code=citation.code),
    ):
        with pytest.raises(EditionClosed):
            call()
    assert CodeProposal.objects.filter(dismissed_at__isnull=True).count() == 2


def test_a_code_without_an_answer_is_not_proposed(
    cast: Cast, letters: list[Evidence], question: Question
) -> None:
    citation = _cite(cast, letters[0], question)
    Code.objects.filter(pk=citation.code_id).update(choice="")
    citation.code.refresh_from_db()
    with pytest.raises(Refused):
        _make(cast, citation, letters)
    assert not CodeProposal.objects.exists()
