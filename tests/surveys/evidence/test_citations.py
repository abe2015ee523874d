"""What coder and reviewer are told of a quotation, by what its document is."""

from __future__ import annotations

import pytest

from surveys.evidence import citations
from surveys.evidence.citations import MOST_KEPT, Check, State, reading_of_document, wrong_ones
from surveys.evidence.services import file_store
from surveys.evidence.store import path_of
from surveys.files.document import PDF, TEXT, Document
from surveys.files.quotation import MOST_QUOTATION
from surveys.files.readers.words import MOST_CHARACTERS
from surveys.models import Edition, Evidence
from tests.builders import make_city, make_evidence, make_file
from tests.surveys.files.samples import pdf_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]
WORDS = "已成立专项领导小组"


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    citations._kept.clear()


def _stored(edition: Edition, content: bytes, media_type: str = TEXT.media_type) -> Evidence:
    document = Document(name="复函", content=content, media_type=media_type)
    return make_evidence(edition, make_city(), file=file_store(document=document))


def _check(evidence: Evidence, quotation: str = WORDS, page: int | None = None) -> Check:
    return reading_of_document(evidence).check(quotation, page)


def test_words_are_found_or_not(edition: Edition) -> None:
    letter = _stored(edition, f"经查，我市{WORDS}。".encode())
    assert _check(letter) == Check(State.FOUND, 1)
    assert _check(letter, page=7) == Check(State.FOUND, 1, page=7), "a text has no pages"
    assert _check(letter, "未成立专项领导小组") == Check(State.ABSENT)
    assert _check(letter, "我" * (MOST_QUOTATION + 1)).state == State.ABSENT
    other = _stored(edition, "另一市的来函，尚未成立。".encode())
    assert _check(other).state == State.ABSENT


def test_the_page_must_be_one_where_it_stands(edition: Edition) -> None:
    letter = _stored(edition, pdf_file("封面", f"经查，⼈⺠政府{WORDS}", "附件"), PDF.media_type)
    assert _check(letter, "人民政府" + WORDS, page=2) == Check(State.FOUND, 1, (2,), 2)
    assert _check(letter) == Check(State.FOUND, 1, (2,)), "no page was given"
    wrong = _check(letter, page=3)
    assert wrong == Check(State.ELSEWHERE, 1, (2,), 3)
    assert (wrong.is_wrong, wrong.page_words) == (True, "2")


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(pdf_file("", ""), PDF.media_type), (b"\x89PNG\r\n\x1a\nscan", "image/png")],
)
def test_a_scan_cannot_be_checked(edition: Edition, content: bytes, media_type: str) -> None:
    check = _check(_stored(edition, content, media_type), page=1)
    assert (check.state, check.is_wrong) == (State.UNREADABLE, False)


def test_behind_the_end_of_what_is_read_nothing_is_said_to_be_missing(edition: Edition) -> None:
    letter = _stored(edition, f"{WORDS}{'甲' * MOST_CHARACTERS}末尾的话".encode())
    assert _check(letter).state == State.FOUND
    late = _check(letter, "末尾的话")
    assert (late.state, late.is_wrong) == (State.CUT, False)


def test_what_is_gone_or_changed_cannot_be_checked_any_more(edition: Edition) -> None:
    """Even of a document whose words were read just now."""
    letter = _stored(edition, WORDS.encode())
    assert _check(letter).state == State.FOUND
    path = path_of(letter.file.sha256)
    path.chmod(0o600)
    path.write_bytes(b"something else")
    assert _check(letter).state == State.DAMAGED
    path.unlink()
    assert _check(letter).state == State.DAMAGED


def test_a_document_is_read_once_and_few_are_kept(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    words_of = citations.evidence_words

    def noted(evidence: Evidence) -> str | None:
        read.append(evidence.pk)
        return words_of(evidence)

    monkeypatch.setattr(citations, "evidence_words", noted)
    letter = _stored(edition, WORDS.encode())
    again = make_evidence(edition, make_city(), file=letter.file)
    for row in (letter, letter, again):
        assert _check(row).state == State.FOUND
    assert read == [letter.pk], "the same bytes are the same words"
    for number in range(MOST_KEPT):
        _check(make_evidence(edition, make_city(), file=make_file(f"第 {number} 份")))
    assert len(citations._kept) == MOST_KEPT
    assert letter.file.sha256 not in citations._kept


def test_only_what_stands_elsewhere_or_nowhere_is_wrong() -> None:
    wrong = [State.ELSEWHERE, State.ABSENT, State.NO_BOX]
    assert [state for state in State if Check(state).is_wrong] == wrong
    assert wrong_ones([None, Check(State.ABSENT), Check(State.FOUND), Check(State.ELSEWHERE)]) == 2
    assert Check(State.FOUND, 9, (1, 2, 3, 4, 5, 6)).page_words == "1, 2, 3, 4, 5…"
