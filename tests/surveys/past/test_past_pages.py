"""The page: upload, a worker's check and storing, the decision between them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from surveys.models import InfoRequest, RoundImport, RoundImportFile
from surveys.past.selectors import STALL, round_imports_stalled
from surveys.past.services.round_import_work import round_import_work
from surveys.seen import seen_word
from tests.builders import TODAY
from tests.surveys.past.books import LETTERS
from tests.surveys.past.small import Small, make_small
from tests.surveys.past.test_flaws import LETTER
from tests.surveys.past.test_import_round import bring, picture
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]


@pytest.fixture
def small() -> Small:
    return make_small()


class GbkInfo(zipfile.ZipInfo):
    """As Windows packs a file with a Chinese name: in GB 18030, without a word of it."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - zipfile's own
        return self.filename.encode("gb18030"), 0


def zip_of(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(GbkInfo(name), content)
    return stream.getvalue()


def upload(client: Client, small: Small, *files: SimpleUploadedFile) -> RoundImport:
    book = SimpleUploadedFile("轮次.xlsx", small.book.document().content)
    sent = {"workbook": book, "files": list(files)}
    answer = client.post(reverse("past", args=[small.edition.code]), sent)
    assert answer.status_code == 302, answer.content.decode()
    return RoundImport.objects.get()


def work(batch: RoundImport) -> RoundImport:
    """What the worker does when the message reaches it."""
    round_import_work(batch=batch, today=TODAY)
    batch.refresh_from_db()
    return batch


def decide(client: Client, batch: RoundImport, what: str, **sent: str) -> int:
    address = reverse(what, args=[batch.edition.code, batch.pk])
    return client.post(address, {"seen": seen_word(batch), **sent}).status_code


@pytest.mark.usefixtures("own_process")
def test_an_archive_is_checked_and_stored(small: Small) -> None:
    client = browser(small.cast.manager)
    before = picture()
    archive = SimpleUploadedFile("复函.zip", zip_of(small.book.files))
    batch = work(upload(client, small, archive))
    assert (batch.state, batch.counts["files"]["new"]) == ("checked", 3)
    assert {k: v for k, v in picture().items() if k != "StoredFile"} == {
        k: v for k, v in before.items() if k != "StoredFile"
    }
    page = client.get(reverse("past-batch", args=[small.edition.code, batch.pk]))
    assert page.context["may_store"]
    assert decide(client, batch, "past-store") == 302
    batch = work(RoundImport.objects.get())
    assert (batch.state, batch.refusal) == ("stored", "")
    assert InfoRequest.objects.filter(batch=batch, created_by=small.cast.manager).count() == 3
    assert set(RoundImportFile.objects.values_list("name", flat=True)) == {
        *("复函.zip", "复函.pdf", "邮件.txt", "网页/乙.txt")
    }
    work(batch)  # a second message for the same
    assert InfoRequest.objects.count() == 3


def test_the_right_rows_alone(small: Small) -> None:
    small.book.put(LETTERS, key="L9", **{**LETTER, "city": "火星市"})
    client = browser(small.cast.manager)
    files = [SimpleUploadedFile(n.rpartition("/")[2], c) for n, c in small.book.files.items()]
    batch = work(upload(client, small, *files))
    assert (batch.state, batch.report["refusals"]) == ("checked", 1)
    page = client.get(reverse("past-batch", args=[small.edition.code, batch.pk])).content.decode()
    assert "火星市" in page
    errors = client.get(reverse("past-errors", args=[small.edition.code, batch.pk]))
    assert "火星市" in errors.content.decode("utf-8-sig")
    assert decide(client, batch, "past-store") == 422
    assert decide(client, batch, "past-store", partial="1") == 302
    assert work(RoundImport.objects.get()).state == "stored"
    assert InfoRequest.objects.count() == 3


def test_a_discarded_round_is_not_stored(small: Small) -> None:
    client = browser(small.cast.manager)
    batch = work(upload(client, small))
    assert batch.report["refusals"] > 0
    assert decide(client, batch, "past-discard") == 302
    batch.refresh_from_db()
    assert decide(client, batch, "past-store", partial="1") in (409, 422)
    assert work(batch).state == "discarded"


def test_an_edition_closed_meanwhile_keeps_the_refusal_for_the_page(small: Small) -> None:
    client = browser(small.cast.manager)
    archive = SimpleUploadedFile("复函.zip", zip_of(small.book.files))
    batch = work(upload(client, small, archive))
    assert decide(client, batch, "past-store") == 302
    small.edition.frozen, small.edition.frozen_at = True, timezone.now()
    small.edition.save()
    batch = work(RoundImport.objects.get())
    assert batch.state == "checked"
    assert small.edition.code in batch.refusal
    assert InfoRequest.objects.count() == 0


def test_a_round_that_nobody_works_on_is_found(small: Small) -> None:
    batch = upload(browser(small.cast.manager), small)
    assert round_imports_stalled() == []
    RoundImport.objects.update(touched_at=timezone.now() - 2 * STALL)
    assert round_imports_stalled() == [batch.pk]
    work(batch)
    assert round_imports_stalled() == []


def test_the_template_is_read_as_a_round_without_rows(small: Small, tmp_path: Path) -> None:
    address = reverse("past-template", args=[small.edition.code])
    content = browser(small.cast.manager).get(address).content
    names = load_workbook(io.BytesIO(content)).sheetnames
    assert names == ["函件", "经过", "答复", "答案", "文件", "说明"]


def test_a_letter_says_what_nobody_noted_of_it(small: Small, tmp_path: Path) -> None:
    bring(small.book.save(tmp_path / "round"), small)
    client = browser(small.cast.manager)
    first, second, third = InfoRequest.objects.order_by("pk")
    told = {
        row: client.get(reverse("letter", args=[row.pk])).context["flags"]
        for row in (first, second, third)
    }
    assert "not known: applicant." in told[first][-1]
    assert "not known: route, applicant." in told[second][-1]
    assert "not known: day of sending, applicant." in told[third][-1]
