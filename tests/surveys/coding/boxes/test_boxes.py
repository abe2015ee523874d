"""A box on a page as proof: drawn, stored with the hash of its file, sent, and seen by others."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from surveys.coding.codebook import Value
from surveys.coding.services.code import CitationInput, CodeInput, code_save, code_submit
from surveys.errors import Refused
from surveys.evidence.services import file_store
from surveys.evidence.store import path_of
from surveys.files.document import DOCX, PDF, TEXT, Document
from surveys.files.page_box import PageBox
from surveys.files.quotation import MOST_QUOTATION
from surveys.models import Answer, Citation, Code, Edition, Evidence, SubmissionCitation, TrailEntry
from tests.builders import TODAY, Cast, make_city, make_evidence, make_question
from tests.surveys.coding.desk import Desk
from tests.surveys.files.images.scans import pdf_page, pdf_scan
from tests.surveys.files.samples import pdf_file
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder", "english")]
BOX = "0.1,0.25,0.5,0.0625"


def document(content: bytes, media_type: str = PDF.media_type) -> Any:
    return file_store(document=Document(name="扫描.pdf", content=content, media_type=media_type))


@pytest.fixture
def desk(edition: Edition, cast: Cast) -> Desk:
    city = make_city()
    scan = make_evidence(edition, city, file=document(pdf_scan(1, 2)), name="扫描.pdf")
    return Desk(browser(cast.coder), edition, city, make_question(), scan)


def drawn(desk: Desk, **fields: Any) -> dict[str, Any]:
    own = {"page": "2", "quotation": "", "box": BOX, "drawn_on": desk.evidence.file.sha256}
    return {**own, **fields}


def save(desk: Desk, **fields: Any) -> Any:
    return desk.post(action="save", **drawn(desk, **fields))


def test_a_yes_on_a_scan_rests_on_a_box(desk: Desk) -> None:
    answer = desk.post(action="send", **drawn(desk, quotation="　已成立　"))
    assert answer.status_code == 200
    assert Answer.objects.get().state == Answer.State.IN_REVIEW
    kept, sent = Citation.objects.get(), SubmissionCitation.objects.get()
    for row in (kept, sent):
        assert (row.page, row.quotation, row.transcription) == (2, "", "已成立")
        assert row.box == PageBox(0.1, 0.25, 0.5, 0.0625)
        assert row.sha256 == desk.evidence.file.sha256
    said = TrailEntry.objects.get(action="code.save").changes["citations"][1]
    assert said == [[desk.evidence.pk, 2, "已成立", BOX, desk.evidence.file.sha256]]


def test_a_box_without_words_is_kept_and_comes_back_to_its_form(desk: Desk) -> None:
    page = save(desk).content.decode()
    assert Citation.objects.get().words == ""
    assert f'name="box" value="{BOX}"' in page
    assert f"/evidence/{desk.evidence.pk}/pages/2/?box={BOX}" in page, "cut out, with its page"
    again = save(desk, revision=1)
    assert "Nothing was changed" in again.content.decode()
    other = save(desk, revision=1, box="0.1,0.25,0.5,0.0626").content.decode()
    assert 'name="revision" value="2"' in other
    assert Citation.objects.get().box_height == 0.0626


def test_a_quotation_and_a_box_stand_beside_each_other(desk: Desk) -> None:
    row = drawn(desk)
    two: dict[str, Any] = {
        name: [value, "" if name != "evidence" else value] for name, value in row.items()
    }
    two |= {"evidence": [desk.evidence.pk] * 2, "quotation": ["", "原文"], "page": ["2", "1"]}
    assert desk.post(action="save", **two).status_code == 200
    assert [(c.quotation, c.page, str(c.box or "")) for c in Citation.objects.order_by("pk")] == [
        ("", 2, BOX),
        ("原文", 1, ""),
    ]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"box": "0.6,0.25,0.5,0.1"}, "beyond the edge of the page"),
        ({"box": "-0.1,0.25,0.5,0.1"}, "beyond the edge of the page"),
        ({"box": "0.1,0.25,0.002,0.1"}, "too small to show anything"),
        ({"box": "0.1,0.25"}, "not four shares of the page"),
        ({"box": "1;drop table"}, "not four shares of the page"),
        ({"page": "3"}, "There is no page 3: the last one of this document is 2."),
        ({"page": ""}, "Say on which page the box is."),
        ({"drawn_on": "0" * 64}, "another file than the one the box was drawn on"),
        ({"drawn_on": ""}, "another file than the one the box was drawn on"),
        ({"quotation": "字" * (MOST_QUOTATION + 1)}, "at most 4000 characters"),
    ],
)
def test_what_is_no_box_is_refused_and_nothing_stored(
    desk: Desk, fields: dict[str, str], told: str
) -> None:
    answer = save(desk, **fields)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert told in page.replace("4,000", "4000")
    assert not Code.objects.exists()
    assert not TrailEntry.objects.filter(action="code.save").exists()
    typed = drawn(desk, **fields)
    assert f'name="page" inputmode="numeric" data-digits value="{typed["page"]}"' in page, "kept"
    assert f'name="box" value="{typed["box"]}"' in page


@pytest.mark.parametrize(
    ("content", "kind"), [("只有文字".encode(), TEXT), (b"PK\x03\x04", DOCX)], ids=["text", "docx"]
)
def test_a_document_without_pictures_takes_no_box(desk: Desk, content: bytes, kind: Any) -> None:
    words = make_evidence(desk.edition, desk.city, file=document(content, kind.media_type))
    desk.evidence = words
    answer = save(desk, page="1")
    assert answer.status_code == 422
    assert "No box can be drawn on this document. Documents of this kind" in answer.content.decode()
    assert not Citation.objects.exists()


def test_a_file_that_is_gone_takes_no_box(desk: Desk) -> None:
    lost = make_evidence(desk.edition, desk.city, file=document(pdf_page("0 0 77 77")))
    path_of(lost.file.sha256).unlink()
    desk.evidence = lost
    answer = save(desk, page="1")
    assert answer.status_code == 422
    assert "missing or damaged" in answer.content.decode()


def test_the_service_refuses_what_no_form_sends(desk: Desk, cast: Cast) -> None:
    sha256 = desk.evidence.file.sha256
    box = CitationInput(desk.evidence, page=1, box=PageBox(0.1, 0.1, 0.5, 0.5), drawn_on=sha256)

    def save_as(citation: CitationInput) -> Code:
        return code_save(
            actor=cast.coder,
            edition=desk.edition,
            city=desk.city,
            question=desk.question,
            typed=CodeInput(Value(choice="yes"), citations=(citation,)),
            revision=0,
            today=TODAY,
        )

    for wrong, told in (
        (replace(box, quotation="原文"), "a quotation or a box"),
        (replace(box, box=PageBox(0.7, 0.1, 0.5, 0.5)), "beyond the edge"),
        (replace(box, box=PageBox(0.1, 0.1, 0.5, float("nan"))), "beyond the edge"),
        (replace(box, page=99), "no page 99"),
        (replace(box, box=None), "Paste the exact words"),
    ):
        with pytest.raises(Refused, match=told):
            save_as(wrong)
    assert not Code.objects.exists()
    code = save_as(box)
    assert code_submit(actor=cast.coder, code=code, answer_revision=0).state == "in_review"


def test_a_reviewer_sees_the_box_cut_out_and_the_way_to_its_page(desk: Desk, cast: Cast) -> None:
    desk.post(action="send", **drawn(desk, quotation="已成立"))
    answer = Answer.objects.get()
    page = browser(cast.reviewer).get(f"/answers/{answer.pk}/").content.decode()
    assert "已成立" in page
    assert '<span class="badge ok">box</span>' in page
    assert 'viewBox="48 198 324 54"' in page, "the box with a little around it"
    assert f'href="/evidence/{desk.evidence.pk}/pages/2/?box={BOX}"' in page
    assert "download it to check the quotation" not in page
    assert "before you approve" not in page
    # Whoever may not open documents reads the words alone.
    browser(cast.reviewer).post(
        f"/answers/{answer.pk}/decide/", {"verdict": "approved", "revision": answer.revision}
    )
    analyst = browser(cast.outsider).get(f"/answers/{answer.pk}/").content.decode()
    assert "已成立" in analyst
    assert "page 2" in analyst
    assert "<svg role" not in analyst
    assert "/pages/" not in analyst


def test_a_box_on_a_file_that_was_replaced_is_told(desk: Desk, cast: Cast) -> None:
    desk.post(action="send", **drawn(desk))
    other = document(pdf_page("0 0 88 88"))
    Evidence.objects.filter(pk=desk.evidence.pk).update(file=other)
    page = browser(cast.reviewer).get(f"/answers/{Answer.objects.get().pk}/").content.decode()
    assert '<span class="badge bad">box</span>' in page
    assert "draw it anew" in page
    assert "1 quotation does not stand where it should" in page
    assert "it was replaced since" in page


def test_the_mark_of_a_box_is_asked_for_while_it_is_drawn(desk: Desk) -> None:
    address = desk.address.replace("/code/", "/quotation/")

    def ask(**fields: str) -> str:
        typed = {"evidence": desk.evidence.pk, **drawn(desk, **fields)}
        return str(desk.client.post(address, typed).content.decode())

    found = ask()
    assert '<span class="badge ok">box</span>' in found
    assert "data-drop-box" in found
    assert re.search(r'<image href="/evidence/\d+/pages/2/1600.jpg"', found)
    assert "beyond the edge" in ask(box="0.9,0.9,0.2,0.2")
    assert "no page 7" in ask(page="7")


def test_the_history_tells_of_a_box(desk: Desk, cast: Cast) -> None:
    desk.post(action="send", **drawn(desk, quotation="已成立"))
    page = browser(cast.reviewer).get(f"/answers/{Answer.objects.get().pk}/").content.decode()
    assert f"page 2 · box {BOX} · 已成立 · {desk.evidence.file.sha256[:12]}" in page


def test_last_years_box_opens_its_page(desk: Desk, cast: Cast) -> None:
    desk.post(action="send", **drawn(desk, quotation="去年已成立"))
    answer = Answer.objects.get()
    browser(cast.reviewer).post(
        f"/answers/{answer.pk}/decide/", {"verdict": "approved", "revision": answer.revision}
    )
    Edition.objects.filter(pk=desk.edition.pk).update(year=desk.edition.year - 1)
    this_year = Edition.objects.create(
        code="2031", year=desk.edition.year, synthetic=desk.edition.synthetic
    )
    page = desk.client.get(f"/editions/{this_year.code}/cities/{desk.city.adcode}/code/")
    text = page.content.decode()
    assert "去年已成立" in text
    assert f'href="/evidence/{desk.evidence.pk}/pages/2/?box={BOX}"' in text


def test_a_found_quotation_leads_to_its_mark_on_the_page(desk: Desk, cast: Cast) -> None:
    desk.evidence = make_evidence(
        desk.edition, desk.city, file=document(pdf_file("首页", "我市已成立领导小组"))
    )
    desk.post(action="send", page="", quotation="已成立 领导小组")
    page = browser(cast.reviewer).get(f"/answers/{Answer.objects.get().pk}/").content.decode()
    link = re.search(r'href="(/evidence/\d+/pages/2/\?q=[^"]+)"', page)
    assert link
    whole = browser(cast.reviewer).get(link[1]).content.decode()
    assert whole.count('<rect class="quoted"') == 1
