"""Attachments of a mail: named beside its text, and each kept as a document of its own."""

from __future__ import annotations

from typing import Any

import pytest

from surveys.evidence.services import evidence_take_part, file_store
from surveys.files.document import EML, Document
from surveys.models import Edition, Evidence, Round, TrailEntry
from tests.builders import Cast, make_city, make_evidence, make_reply
from tests.surveys.files.samples import pdf_file
from tests.web.people import browser

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("evidence_folder", "english"),
]
MAIL = (
    "From: a@example.cn\nContent-Type: multipart/mixed; boundary=b\n\n"
    "--b\nContent-Type: text/plain; charset=utf-8\n\n详见附件。\n"
    "--b\nContent-Type: text/plain; charset=utf-8\n"
    "Content-Disposition: attachment; filename*=utf-8''%E9%99%84%E4%BB%B61.txt\n\n"
    "已建立领导小组。\n"
    "--b\nContent-Type: application/x-msdownload; name=x.exe\n\nMZ\n"
    "--b--\n"
)
NAME = "附件1.txt"


@pytest.fixture
def mail(survey_round: Round) -> Evidence:
    reply = make_reply(survey_round, make_city())
    file = file_store(document=Document("函.eml", MAIL.encode(), EML.media_type))
    return make_evidence(
        survey_round.edition,
        reply.city,
        file=file,
        name="函.eml",
        kind=Evidence.Kind.REPLY,
        reply=reply,
    )


def take(cast: Cast, mail: Evidence, number: int = 0) -> Any:
    return browser(cast.coder).post(f"/evidence/{mail.pk}/parts/{number}/")


def test_the_screen_offers_each_attachment(cast: Cast, mail: Evidence) -> None:
    page = browser(cast.coder).get(f"/evidence/{mail.pk}/text/").content.decode()
    assert "详见附件。" in page
    assert f"/evidence/{mail.pk}/parts/0/" in page
    assert NAME in page
    assert "x.exe" in page


@pytest.mark.usefixtures("own_process")
def test_an_attachment_becomes_a_document_of_the_same_reply(cast: Cast, mail: Evidence) -> None:
    other = make_evidence(mail.edition, make_city("邻市"), name=NAME)
    page = take(cast, mail).content.decode()
    row = Evidence.objects.exclude(pk__in=(mail.pk, other.pk)).get()
    assert (row.edition, row.city, row.reply, row.name) == (
        mail.edition,
        mail.city,
        mail.reply,
        NAME,
    )
    assert (row.kind, row.added_by, row.personal) == (mail.kind, cast.coder, False)
    assert row.file.media_type == "text/plain"
    assert "已建立领导小组。" in page
    assert f'data-reading="{row.pk}"' in page
    entry = TrailEntry.objects.filter(action="evidence.add").latest("pk")
    assert (entry.actor, entry.subject_id) == (cast.coder, str(row.pk))
    shown = browser(cast.coder).get(f"/evidence/{mail.pk}/text/").content.decode()
    assert f'href="/evidence/{row.pk}/"' in shown, "taken once, it is shown as taken"


def test_taken_again_it_is_the_same_document(cast: Cast, mail: Evidence) -> None:
    first = evidence_take_part(actor=cast.coder, evidence=mail, number=0)
    entries = TrailEntry.objects.count()
    assert evidence_take_part(actor=cast.second_coder, evidence=mail, number=0) == first
    assert TrailEntry.objects.count() == entries


def test_what_is_closed_stays_closed(cast: Cast, mail: Evidence) -> None:
    Evidence.objects.filter(pk=mail.pk).update(personal=True)
    assert take(cast, mail).status_code == 404
    mail.refresh_from_db()
    assert evidence_take_part(actor=cast.reviewer, evidence=mail, number=0).personal


@pytest.mark.parametrize(
    ("number", "reason"), [(1, "type that is not accepted"), (2, "holds no such part")]
)
def test_a_refusal_is_told_beside_the_text(
    cast: Cast, mail: Evidence, number: int, reason: str
) -> None:
    answer = take(cast, mail, number)
    assert answer.status_code == 422
    assert reason in answer.content.decode()
    assert Evidence.objects.count() == 1


def test_nothing_is_taken_in_a_closed_edition_or_by_others(
    cast: Cast, mail: Evidence, edition: Edition
) -> None:
    assert browser(cast.outsider).post(f"/evidence/{mail.pk}/parts/0/").status_code == 403
    edition.frozen = True
    Edition.objects.filter(pk=edition.pk).update(frozen=True, frozen_at=mail.added_at)
    answer = take(cast, mail)
    assert answer.status_code == 422
    assert "closed" in answer.content.decode()
    assert Evidence.objects.count() == 1


def test_a_text_layer_that_is_none_is_said_to_be_unreadable(cast: Cast, mail: Evidence) -> None:
    content = pdf_file("")
    file = file_store(document=Document("扫描.pdf", content, "application/pdf"))
    row = make_evidence(mail.edition, mail.city, file=file, name="扫描.pdf")
    page = browser(cast.coder).get(f"/evidence/{row.pk}/text/").content.decode()
    assert "It holds no text that can be read here" in page
