"""Workbooks and archives from strangers: names as they like, and as many, by whomever."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from surveys.models import (
    Answer,
    Code,
    Edition,
    Evidence,
    InfoRequest,
    Organ,
    RoundImport,
    User,
)
from surveys.models.code import Choice
from surveys.past import folder
from surveys.past.judging import plan
from surveys.past.services import round_import_work
from tests.builders import make_code, make_edition, make_user
from tests.surveys.past.books import ANSWERS, LETTERS, REPLIES, Book
from tests.surveys.past.small import Small, make_small
from tests.surveys.past.test_past_pages import decide, upload, work, zip_of
from tests.web.people import browser

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.engines,
    pytest.mark.usefixtures("evidence_folder"),
]
LETTER = {"city": "甲市", "organ": "甲市发展和改革委员会", "channel": "政府咨询", "wave": 2}


@pytest.fixture
def small() -> Small:
    return make_small()


def _parcel(files: dict[str, bytes], name: str = "复函.zip") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, zip_of(files))


def _checked(small: Small, *files: SimpleUploadedFile) -> RoundImport:
    return work(upload(browser(small.cast.manager), small, *files))


def _stored(small: Small, *files: SimpleUploadedFile) -> RoundImport:
    client = browser(small.cast.manager)
    batch = work(upload(client, small, *files))
    assert decide(client, batch, "past-store", partial="1") == 302
    return work(RoundImport.objects.get())


def _codes(batch: RoundImport) -> list[str]:
    return [one["problem"]["fault"] for one in batch.report["refused"]]


def _one_reply(small: Small, file: str) -> None:
    small.book.rows, small.book.files = Book().rows, {}
    small.book.put(LETTERS, key="L1", **LETTER)
    facts = {"letter": "L1", "outcome": "实质答复", "received": "2025-04-20"}
    small.book.put(REPLIES, key="R1", file=file, **facts)


def test_two_archives_with_a_file_of_one_name_are_asked_about(small: Small) -> None:
    """Neither stands in silently for the other; with its archive each has a name of its own."""
    parcels = {"一.zip": b"one", "二.zip": b"three"}

    def sent() -> list[SimpleUploadedFile]:
        return [_parcel({"附件.txt": content}, name) for name, content in parcels.items()]

    _one_reply(small, "附件.txt")
    assert "files_alike" in _codes(_checked(small, *sent()))
    RoundImport.objects.all().delete()
    _one_reply(small, "二.zip/附件.txt")
    assert _stored(small, *sent()).state == "stored"
    assert Evidence.objects.get().file.size == len(b"three")


def test_the_name_of_a_document_has_no_signs_that_cannot_be_seen(small: Small) -> None:
    name = "../../复函\u202etxt.\u200bfdp.txt"
    _one_reply(small, name)
    batch = _stored(small, _parcel({name: "本市尚未成立领导小组。".encode()}))
    assert batch.state == "stored", batch.report
    assert Evidence.objects.get().name == "复函txt.fdp.txt"


def test_a_name_too_long_for_its_column_is_refused_by_the_check(small: Small) -> None:
    name = "层/" * 250 + "复函.txt"
    _one_reply(small, name)
    small.book.put(LETTERS, key="L2", **{**LETTER, "wave": 3})
    batch = _stored(small, _parcel({name: b"abc"}))
    assert (batch.state, _codes(batch)) == ("stored", ["file_refused"])
    assert InfoRequest.objects.count() == 2


def test_an_archive_of_too_many_files_is_refused(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "MOST_FILES", 3)
    batch = _checked(small, _parcel({f"{number}.txt": b"a" for number in range(4)}))
    assert (batch.state, batch.counts) == ("checked", {})
    assert "3" in batch.refusal


def test_a_report_keeps_some_remarks_of_a_kind_and_counts_the_rest(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "MOST_NOTED", 2)
    small.book.rows, small.book.files = Book().rows, {"A.txt": b"a"}
    small.book.put(LETTERS, key="L1", **LETTER)
    facts = {"outcome": "实质答复", "received": "2025-04-20"}
    for number in range(5):
        small.book.put(REPLIES, key=f"R{number}", letter="L1", file="a.TXT", **facts)
    batch = _checked(small, _parcel(small.book.files))
    codes = [one["note"] for one in batch.report["remarks"]]
    assert codes.count("file_alike") == 2
    assert [one["details"] for one in batch.report["remarks"] if one["note"] == "more_alike"] == [
        {"count": 3}
    ]


def _reading(small: Small, **more: object) -> None:
    small.book.rows, small.book.files = Book().rows, {"网页.txt": "本市已成立".encode()}
    quoted = {"file": "网页.txt", "quotation": "本市已成立"}
    cell = {"city": "甲市", "question": "leading_group", "answer": "是"}
    small.book.put(ANSWERS, **{**cell, **quoted, "coder": "coder", **more})


@pytest.mark.parametrize("state", [Code.State.DRAFT, Code.State.SUBMITTED])
def test_nobody_approves_by_a_workbook_a_question_that_he_or_she_coded(
    small: Small, state: str
) -> None:
    _reading(small, reviewer="reviewer")
    make_code(small.edition, small.city, small.group, small.cast.reviewer, state=state)
    batch = _checked(small, _parcel(small.book.files))
    assert _codes(batch) == ["own_review"]


def test_nobody_approves_beside_a_reading_of_his_or_her_own(small: Small) -> None:
    _reading(small, reviewer="reviewer")
    quoted = {"file": "网页.txt", "quotation": "本市已成立"}
    cell = {"city": "甲市", "question": "leading_group", "answer": "否"}
    small.book.put(ANSWERS, **cell, **quoted, coder="reviewer")
    batch = _stored(small, _parcel(small.book.files))
    assert _codes(batch) == ["own_review"]
    assert Answer.objects.get().state == Answer.State.IN_REVIEW
    assert Answer.objects.get().choice == Choice.NO


def test_a_demo_account_is_no_coder_of_a_real_round(small: Small) -> None:
    User.objects.filter(pk=small.cast.coder.pk).update(is_demo=True)
    _reading(small)
    batch = _checked(small, _parcel(small.book.files))
    assert _codes(batch) == ["no_person"]
    assert not Code.objects.exists()


def test_what_a_demo_account_may_not_store_is_said_and_not_tried_for_ever(small: Small) -> None:
    """An organ is for all editions, the real ones among them."""
    real = make_edition("2025-real")
    Edition.objects.filter(pk=small.edition.pk).update(synthetic=True)
    small.edition.refresh_from_db()
    demo = make_user("manager", is_demo=True)
    client = browser(demo)
    batch = work(upload(client, small, _parcel(small.book.files)))
    assert batch.state == "checked"
    assert decide(client, batch, "past-store", partial="1") == 302
    batch = work(RoundImport.objects.get())
    assert batch.state == "checked"
    assert "demo" in batch.refusal.lower() or "演示" in batch.refusal
    assert not InfoRequest.objects.exists()
    assert Organ.objects.get() == small.organ
    assert not real.synthetic


def test_what_nobody_expected_is_told_once_and_not_met_for_ever(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store that is away is another matter: the next worker tries again."""
    batch = upload(browser(small.cast.manager), small)
    failing: list[Exception] = [OSError("away"), KeyError("city")]

    def fail(**_facts: object) -> None:
        raise failing[0]

    monkeypatch.setattr(round_import_work, "plan_of", fail)
    for error, state in ((OSError, "checking"), (KeyError, "checked")):
        with pytest.raises(error):
            work(batch)
        batch.refresh_from_db()
        assert batch.state == state
        failing.pop(0)
    assert "KeyError" in batch.refusal
    work(batch)
