"""A round that was written out and is brought in again changes nothing."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from scoring.products.round_file import round_export, round_export_files
from surveys.coding.codebook import Value
from surveys.coding.services.code import CodeInput, code_save
from surveys.models import Answer, Edition, Evidence, Reply, RequestEvent, Submission, User
from surveys.past.personal import without_numbers
from tests.builders import TODAY, make_edition
from tests.surveys.past.books import ANSWERS, EVENTS, REPLIES
from tests.surveys.past.small import Small, make_small
from tests.surveys.past.test_import_round import bring, counts, picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]


@pytest.fixture
def small(tmp_path: Path) -> Small:
    """Brought in, with what a workbook may say in an awkward way."""
    made = make_small()
    book = made.book
    book.put(
        EVENTS, key="L1", kind="telephone", call="asked_purpose", date="3月7日", note="- 问用途"
    )
    book.put(EVENTS, key="L1", kind="telephone", call="not_our_matter", date="3月7日")
    told = {"letter": "L2", "outcome": "实质答复", "received": "2025-05-05", "number": "@1"}
    book.put(REPLIES, key="R7", summary="+ 第一行\n第二行", contact="李某 010-1", **told)
    search = {"place": "网站", "words": "@小组", "searched": "2025-05-06", "answer": "0"}
    quality = {"city": "乙市", "question": "reply_quality", "form": "印章、request restated"}
    book.put(ANSWERS, note="-", coder="coder", **quality, **search)
    _status, report = bring(book.save(tmp_path / "first"), made)
    assert report["findings"] == []
    [checked] = Submission.objects.filter(checklist__isnull=False)
    assert {name for name, there in checked.checklist.items() if there} == {"sealed", "restated"}
    return made


def out(edition: Edition, person: User, folder: Path, *, files: bool) -> Path:
    folder.mkdir()
    if not files:
        export = round_export(edition, person)
        (folder / export.name).write_bytes(export.content)
        return folder
    export = round_export_files(edition, person)
    zipfile.ZipFile(io.BytesIO(export.content)).extractall(folder)
    return folder


@pytest.mark.parametrize("files", [True, False], ids=["with files", "the workbook alone"])
def test_the_way_out_and_in_changes_nothing(small: Small, tmp_path: Path, files: bool) -> None:
    """Without the files they are known by their SHA-256."""
    before = picture()
    folder = out(small.edition, small.cast.manager, tmp_path / "out", files=files)
    status, report = bring(folder, small)
    assert (status, report["findings"]) == (0, [])
    for what, number in (("letters", 3), ("replies", 3), ("answers", 5), ("files", 3)):
        assert counts(report, what) == (number, 0, number, 0)
    assert picture() == before


def test_another_installation_gets_the_same(small: Small, tmp_path: Path) -> None:
    """Into an edition without letters, where nothing is there yet."""
    folder = out(small.edition, small.cast.manager, tmp_path / "out", files=True)
    other = make_edition("2024-other")
    small.round.pk = None
    small.round.edition = other
    small.round.save()
    answers = Answer.objects.filter(edition=small.edition).values_list
    held = list(answers("city", "question", "choice", "number", "state"))
    small.edition = other
    status, report = bring(folder, small)
    assert (status, report["findings"]) == (0, [])
    assert counts(report, "answers") == (5, 5, 0, 0)
    came = Answer.objects.filter(edition=other)
    assert list(came.values_list("city", "question", "choice", "number", "state")) == held


def test_what_is_personal_stays_out(small: Small) -> None:
    Evidence.objects.filter(name="邮件.txt").update(personal=True)
    Reply.objects.update(contact="李某 010-1")
    text = everything(round_export_files(small.edition, small.cast.manager).content)
    assert "甲发改〔2025〕1号" in text
    assert "李某" not in text
    assert "邮件.txt" not in text
    assert "尚未成立" not in text


def test_numbers_of_people_in_free_texts_stay_out(small: Small, tmp_path: Path) -> None:
    """The texts stay where they are: brought in again, the empty cells change nothing."""
    mobile, identity = "１３８-0013 8000", "11010119900307123x"
    Reply.objects.filter(summary="+ 第一行\n第二行").update(summary=f"找李某 {mobile}")
    RequestEvent.objects.filter(note="- 问用途").update(note=f"证件{identity}。")
    Evidence.objects.filter(name="邮件.txt").update(name=f"李{mobile}.txt")
    Evidence.objects.filter(name="乙.txt").update(name="公报010-12345678.txt")
    before = picture()
    text = everything(round_export_files(small.edition, small.cast.manager).content)
    for words in (mobile, "0013", identity, "李某", "12345678"):
        assert words not in text
    assert "甲发改〔2025〕1号" in text
    folder = out(small.edition, small.cast.manager, tmp_path / "out", files=True)
    status, report = bring(folder, small)
    assert (status, report["findings"]) == (0, [])
    assert picture() == before


@pytest.mark.parametrize(
    "text",
    [
        "2025-05-06 至 2025-06-07",
        "甲发改〔2025〕13800号",
        "1380013800",
        "第123456789012345678901号",
        "12345",
    ],
)
def test_other_numbers_are_told(text: str) -> None:
    assert without_numbers(text) == text


def test_a_coder_gets_no_reading_of_another(small: Small) -> None:
    """Neither the value nor the words, before the answer is approved."""
    code_save(
        actor=small.cast.second_coder,
        edition=small.edition,
        city=small.city,
        question=small.quality,
        typed=CodeInput(Value(number=1), note="我的草稿"),
        revision=0,
        today=TODAY,
    )
    own = everything(round_export(small.edition, small.cast.second_coder).content)
    assert "乙市公报" in own
    assert "尚未成立领导小组" not in own
    assert "我的草稿" not in own
    all_of_it = everything(round_export(small.edition, small.cast.reviewer).content)
    assert "尚未成立领导小组" in all_of_it


def everything(content: bytes) -> str:
    """All text of a workbook, and of those inside an archive, with the names of its parts."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    found = []
    for name in archive.namelist():
        part = archive.read(name)
        inner = everything(part) if name.endswith(".xlsx") else part.decode("utf-8", "ignore")
        found += [name, inner]
    return "\n".join(found)


def test_made_up_rows_come_into_no_real_edition(small: Small, tmp_path: Path) -> None:
    small.edition.synthetic = True
    small.edition.save()
    folder = out(small.edition, small.cast.manager, tmp_path / "out", files=False)
    assert [path.name for path in folder.iterdir()] == ["2025-past-round（合成）.xlsx"]
    assert "演示数据（合成）" in everything(next(folder.iterdir()).read_bytes())
    small.edition.synthetic = False
    small.edition.save()
    status, report = bring(folder, small)
    assert status == 1
    assert "synthetic" in {one["code"] for one in report["findings"]}
