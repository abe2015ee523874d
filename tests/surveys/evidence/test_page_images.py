"""Pages of stored documents as pictures: asked for one by one, kept, and for few eyes."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from surveys.errors import NotThere, Refused
from surveys.evidence.page_images import evidence_image, evidence_pages
from surveys.evidence.services import file_store
from surveys.evidence.store import path_of
from surveys.files import images
from surveys.files.document import DOCX, EML, HTML, OFD, PDF, TEXT, Document
from surveys.files.images import WIDTHS
from surveys.files.readers.kinds import PNG, TIFF, Kind
from surveys.limited.call import Bounds, limited_call
from surveys.models import Edition, Evidence
from tests.builders import Cast, make_city, make_evidence
from tests.surveys.files.images.scans import coded, marked, pages_of_fax, pdf_page, pdf_scan
from tests.surveys.files.samples import encrypted_pdf, pdf_file
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder", "english")]
NARROW, WIDE = WIDTHS


@pytest.fixture(autouse=True)
def shelf(settings: Settings, tmp_path: Path) -> Path:
    settings.PAGE_IMAGES_DIR = tmp_path / "pages"
    return tmp_path / "pages"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the limited process was asked for."""
    calls: list[str] = []

    def noted(reader: str, *args: Any, **options: Any) -> Any:
        calls.append(f"{reader.rpartition(':')[2]} {options.get('number', '')}".strip())
        return limited_call(reader, *args, **options)

    monkeypatch.setattr(images, "limited_call", noted)
    return calls


def stored(edition: Edition, content: bytes, media_type: str = PDF.media_type) -> Evidence:
    document = Document(name="复函.pdf", content=content, media_type=media_type)
    return make_evidence(edition, make_city(), file=file_store(document=document), name="复函.pdf")


def test_a_page_is_drawn_once_and_kept_until_the_folder_is_emptied(
    edition: Edition, shelf: Path, asked: list[str]
) -> None:
    row = stored(edition, pdf_file("首页", "次页"))
    assert len(evidence_pages(row)) == 2
    assert asked == ["page_sizes"], "how large they are is known without drawing one"
    first = evidence_image(row, 1, NARROW)
    again = make_evidence(edition, make_city(), file=row.file)
    assert evidence_image(again, 1, NARROW) == first, "the same bytes are the same page"
    assert evidence_image(row, 2, NARROW) != first
    assert evidence_image(row, 1, WIDE) != first
    assert len(evidence_pages(again)) == 2
    drawn = ["page_image 1", "page_image 2", "page_image 1"]
    assert asked == ["page_sizes", *drawn]
    shutil.rmtree(shelf)
    assert evidence_image(row, 1, NARROW) == first
    assert asked == ["page_sizes", *drawn, "page_image 1"]
    for path in shelf.iterdir():
        path.write_bytes(path.read_bytes()[:-3])
    assert evidence_image(row, 1, NARROW) == first, "what a full disk cut off counts as nothing"


def test_without_a_folder_or_room_pages_are_shown_all_the_same(
    edition: Edition, settings: Settings, tmp_path: Path
) -> None:
    row = stored(edition, pdf_page())
    (tmp_path / "full").write_text("no folder")
    settings.PAGE_IMAGES_DIR = tmp_path / "full"
    assert evidence_image(row, 1, NARROW).startswith(b"\xff\xd8")
    settings.PAGE_IMAGES_DIR, settings.PAGE_IMAGES_MAX_BYTES = tmp_path / "none", 0
    assert evidence_image(row, 1, NARROW).startswith(b"\xff\xd8")
    assert len(evidence_pages(row)) == 1
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("kind", [DOCX, OFD, HTML, EML, TEXT])
def test_other_documents_have_no_pictures_and_say_so(
    edition: Edition, cast: Cast, kind: Kind, asked: list[str]
) -> None:
    row = stored(edition, b"words", kind.media_type)
    assert "Their text is shown" in evidence_pages(row).reason
    page = browser(cast.coder).get(f"/evidence/{row.pk}/pages/").content.decode()
    assert "Their text is shown" in page
    assert "<svg" not in page
    with pytest.raises(NotThere):
        evidence_image(row, 1, NARROW)
    assert asked == []


@pytest.mark.parametrize(
    ("content", "kind", "reason"),
    [
        (encrypted_pdf(), PDF, "opens with a password"),
        (b"%PDF-1.4 nothing", PDF, "cannot be shown"),
        (b"\x89PNG\r\n\x1a\nscan", PNG, "cannot be shown"),
        (coded(marked("1", (12_000, 11_000)), "PNG"), PNG, "too large"),
    ],
    ids=["password", "pdf", "png", "pixels"],
)
def test_what_cannot_be_drawn_says_why(
    edition: Edition, cast: Cast, content: bytes, kind: Kind, reason: str
) -> None:
    row = stored(edition, content, kind.media_type)
    client = browser(cast.coder)
    page = client.get(f"/evidence/{row.pk}/pages/")
    assert page.status_code == 200
    assert reason in page.content.decode()
    picture = client.get(f"/evidence/{row.pk}/pages/1/{NARROW}.jpg")
    assert picture.status_code == 422
    assert reason in picture.content.decode()
    assert client.get(f"/evidence/{row.pk}/pages/1/").status_code == 404


def test_what_takes_too_long_is_ended(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "_BOUNDS", Bounds(clock_seconds=0))
    row = stored(edition, pdf_page())
    with pytest.raises(Refused, match="cannot be shown"):
        evidence_image(row, 1, NARROW)
    assert "cannot be shown" in evidence_pages(row).reason
    monkeypatch.undo()
    assert len(evidence_pages(row)) == 1, "a bad moment is not kept"


def test_a_scan_of_80_megabytes_is_fetched_page_by_page(
    edition: Edition, cast: Cast, asked: list[str]
) -> None:
    row = stored(edition, pdf_scan(80))
    assert row.file.size > 80_000_000
    client = browser(cast.coder)
    page = client.get(f"/evidence/{row.pk}/pages/").content.decode()
    assert page.count("<svg") == 10
    assert ".jpg" not in page, "no picture before it is looked at"
    picture = client.get(f"/evidence/{row.pk}/pages/10/{NARROW}.jpg")
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/jpeg")
    assert len(picture.content) < 3_000_000
    assert asked == ["page_sizes", "page_image 10"]


def test_four_hundred_pages_are_listed_with_their_sizes_alone(edition: Edition, cast: Cast) -> None:
    row = stored(edition, pdf_file(*(f"第 {number} 页" for number in range(400))))
    answer = browser(cast.coder).get(f"/evidence/{row.pk}/pages/")
    assert answer.content.decode().count("<svg") == 400
    assert len(answer.content) < 250_000


def test_a_picture_is_kept_by_its_browser_and_asked_for(edition: Edition, cast: Cast) -> None:
    row = stored(edition, pages_of_fax(), TIFF.media_type)
    client, address = browser(cast.coder), f"/evidence/{row.pk}/pages/2/{NARROW}.jpg"
    first = client.get(address)
    assert first["Cache-Control"] == "private, no-cache"
    assert row.file.sha256 in first["ETag"]
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(address.replace("/2/", "/3/"), headers={"If-None-Match": first["ETag"]})
    assert other.status_code == 200
    # Whoever lost the right to it is not told that it is unchanged.
    analyst = browser(cast.outsider)
    assert analyst.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 403


@pytest.mark.parametrize("wrong", ["0/900", "3/900", "1/901", "1/100000"])
def test_there_is_no_other_page_and_no_other_width(
    edition: Edition, cast: Cast, wrong: str
) -> None:
    row = stored(edition, pdf_file("首页", "次页"))
    answer = browser(cast.coder).get(f"/evidence/{row.pk}/pages/{wrong}.jpg")
    assert answer.status_code == 404


def test_pages_are_for_whoever_may_open_the_document(edition: Edition, cast: Cast) -> None:
    row = stored(edition, pdf_page())
    Evidence.objects.filter(pk=row.pk).update(personal=True, added_by=cast.coder)
    open_to_all = stored(edition, pdf_page("0 0 500 500"))
    for last in ("", "1/", f"1/{NARROW}.jpg"):
        found = {
            name: [
                browser(getattr(cast, name)).get(f"/evidence/{pk}/pages/{last}").status_code
                for pk in (row.pk, open_to_all.pk)
            ]
            for name in ("coder", "second_coder", "reviewer", "outsider")
        }
        assert found == {
            "coder": [200, 200],
            "second_coder": [404, 200],
            "reviewer": [200, 200],
            "outsider": [403, 403],
        }


def test_a_file_that_is_gone_or_changed_is_told(edition: Edition, cast: Cast) -> None:
    row, client = stored(edition, pdf_page()), browser(cast.coder)
    path = path_of(row.file.sha256)
    path.chmod(0o600)
    path.write_bytes(pdf_page("0 0 9 9"))
    for last in ("", "1/", f"1/{NARROW}.jpg"):
        assert client.get(f"/evidence/{row.pk}/pages/{last}").status_code == 404
    path.unlink()
    assert client.get(f"/evidence/{row.pk}/pages/").status_code == 404


def test_one_page_is_shown_with_the_box_of_its_address(edition: Edition, cast: Cast) -> None:
    row, client = stored(edition, pdf_file("首页", "次页")), browser(cast.coder)
    plain = client.get(f"/evidence/{row.pk}/pages/1/").content.decode()
    assert "1 / 2" in plain
    assert "<rect" not in plain
    marked_page = client.get(f"/evidence/{row.pk}/pages/2/?box=0.1,0.5,0.2,0.25").content.decode()
    assert '<rect class="box" x="59.5" y="421" width="119" height="210.5"/>' in marked_page
    assert f"/evidence/{row.pk}/pages/2/{WIDE}.jpg" in marked_page
    assert f"/evidence/{row.pk}/pages/1/" in marked_page
    wrong = client.get(f"/evidence/{row.pk}/pages/2/?box=0.9,0.5,0.2,0.25").content.decode()
    assert "<rect" not in wrong


def test_a_quotation_is_marked_on_its_page(edition: Edition, cast: Cast, asked: list[str]) -> None:
    row, client = stored(edition, pdf_file("首页", "已成立领导小组")), browser(cast.coder)
    page = client.get(f"/evidence/{row.pk}/pages/2/", {"q": "成立 领导"}).content.decode()
    assert page.count('<rect class="quoted"') == 1
    alone = client.get(f"/evidence/{row.pk}/pages/2/marks/", {"q": "成立 领导"}).content.decode()
    assert alone.strip() in page
    assert asked.count("page_letters 2") == 1, "kept like the picture"
    for other, words in (("1", "成立领导"), ("2", "未成立"), ("2", "")):
        found = client.get(f"/evidence/{row.pk}/pages/{other}/marks/", {"q": words})
        assert (found.status_code, "<rect" in found.content.decode()) == (200, False)
    assert client.get(f"/evidence/{row.pk}/pages/3/marks/").status_code == 404
    fax = stored(edition, pages_of_fax(), TIFF.media_type)
    assert client.get(f"/evidence/{fax.pk}/pages/1/marks/", {"q": "成立"}).status_code == 200
    assert browser(cast.outsider).get(f"/evidence/{row.pk}/pages/2/marks/").status_code == 403
