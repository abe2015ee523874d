"""What the next page says of a write that went through, and of one that had nothing to do."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from scoring.index.method.method import Method
from scoring.methods.fields import fields_from_method
from scoring.methods.outline import outline_read
from scoring.models import ImportBatch, MethodVersion
from surveys.models import Edition, Reply, Round
from surveys.seen import seen_word
from tests.builders import (
    CUTOFF,
    OPENS,
    PASSWORD,
    TODAY,
    Cast,
    make_city,
    make_edition,
    make_organ,
    make_outcome,
    make_round,
)
from tests.scoring.inputs.batches import make_values_edition
from tests.scoring.rows import make_index
from tests.web.forms.test_refused_fields import EDITION, method_file
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]
WEEK = datetime.timedelta(days=7)


@pytest.fixture
def client(cast: Cast) -> Client:
    return browser(cast.manager)


def said(client: Client, address: str, **fields: Any) -> list[str]:
    answer = client.post(address, fields, follow=True)
    assert (answer.status_code, len(answer.redirect_chain)) == (200, 1)
    return [str(message) for message in answer.context["messages"]]


def test_of_an_edition_from_its_opening_to_its_freeze(client: Client) -> None:
    method = make_index()
    assert said(client, "/editions/new/", **EDITION) == [
        f"Edition 2025-new is open; it is computed by the method {method}."
    ]
    edition = Edition.objects.get()
    first = edition.rounds.get()
    late, close = f"/rounds/{first.pk}/late/", f"/rounds/{first.pk}/close/"
    counts = {"counts": "1", "reason": "多数城市", "seen": seen_word(first)}
    assert said(client, late, **counts) == ["Late replies count now."]
    counts = {"counts": "0", "reason": "更正", "seen": seen_word(Round.objects.get())}
    assert said(client, late, **counts) == ["Late replies count no longer."]
    closed = said(client, close, seen=seen_word(Round.objects.get()))
    assert closed == ["The round is closed: silence now counts as an answer."]
    dates = {"opens_on": CUTOFF + WEEK, "cutoff": CUTOFF + 3 * WEEK, "number": 2}
    opened = said(client, "/editions/2025-new/rounds/", **dates)
    assert opened == ["The next round is open."]
    edition.refresh_from_db()
    freeze = {"reason": "完成", "seen": seen_word(edition)}
    frozen = said(client, "/editions/2025-new/freeze/", **freeze)
    assert frozen == ["Edition 2025-new is frozen."]


def test_of_a_reply_and_its_correction(client: Client, edition: Edition) -> None:
    survey_round, city = make_round(edition), make_city("甲市")
    facts = {"unasked": make_outcome().pk, "received_on": TODAY}
    sent = {"survey_round": survey_round.pk, "organ": make_organ(city).pk, **facts}
    address = f"/editions/{edition.code}/cities/{city.adcode}/"
    logged = said(client, f"{address}reply/", **sent)
    assert logged == ["The reply of 甲市 is logged."]
    reply = Reply.objects.get()
    change = {**facts, "received_on": OPENS, "reason": "看错", "revision": reply.revision}
    assert said(client, f"/replies/{reply.pk}/", **change) == ["The reply is corrected."]
    reply.refresh_from_db()
    wrong = {"withdraw-reason": "重复", "withdraw-revision": reply.revision}
    withdrawn = said(client, f"/replies/{reply.pk}/withdraw/", **wrong)
    assert withdrawn == ["The reply is withdrawn; it counts nowhere any more."]


def test_of_a_document_that_no_reply_brought(cast: Cast, edition: Edition) -> None:
    make_round(edition)
    client, city = browser(cast.coder), make_city()
    address = f"/editions/{edition.code}/cities/{city.adcode}/evidence/"
    file = SimpleUploadedFile("方案.txt", "方案".encode(), "text/plain")
    given = {"evidence-kind": "other", "evidence-files": file}
    assert said(client, address, **given) == ["The document is attached."]
    assert said(client, address, **{"evidence-kind": "other"}) == ["This field is required."]


def test_of_a_version_of_the_method_and_its_use(client: Client) -> None:
    default, edition = make_index(), make_edition("2025-open")
    stored = said(client, "/methods/import/", name="trial", note="x", file=method_file())
    assert stored == ["trial 1 is stored."]
    trial = MethodVersion.objects.get(name="trial")
    again = said(client, "/methods/import/", name="trial", note="x", file=method_file())
    assert len(again) == 1
    assert "trial 1" in again[0]
    start = fields_from_method(Method.default(), outline_read().tree)
    drafted = {**start, "w:R": "2", "name": "trial", "note": "x"}
    assert said(client, f"/methods/{default.pk}/edit/", **drafted) == ["trial 2 is stored."]
    use = f"/methods/{trial.pk}/use/"
    chosen = said(client, use, edition="2025-open", seen=f"{edition.code}:0")
    assert chosen == ["2025-open is computed by trial 1 from now on."]
    same = said(client, use, edition="2025-open", seen=f"{edition.code}:{trial.pk}")
    assert same == ["2025-open is computed by trial 1 already."]


def test_of_a_table_of_values(cast: Cast) -> None:
    make_values_edition()
    clerk, manager = browser(cast.coder), browser(cast.manager)
    address, said_of = "/editions/2025-values/values/", []
    for content in ("城市,R1.1.1\n甲市,7\n乙市,8\n", "城市,R1.1.1\n甲市,9\n"):
        clerk.post(address, {"file": SimpleUploadedFile("值.csv", content.encode())})
        batch = ImportBatch.objects.get(state=ImportBatch.State.CHECKED)
        said_of += said(clerk, f"{address}{batch.pk}/store/", seen=seen_word(batch))
    assert said_of == ["2 values are stored.", "1 value is stored."]
    said_of = []
    for batch in ImportBatch.objects.order_by("pk"):
        said_of += said(manager, f"{address}{batch.pk}/sign-off/", seen=seen_word(batch))
    assert said_of == [
        "Signed off: 1 values are approved now, 1 were replaced before.",
        "Signed off: 1 values are approved now.",
    ]


def test_of_a_synthetic_edition_that_is_deleted(client: Client) -> None:
    make_edition("2024-made-up", synthetic=True)
    make_edition("2025-beside")
    deleted = said(client, "/editions/2024-made-up/delete/", code="2024-made-up")
    assert deleted == ["Edition 2024-made-up was deleted."]
    assert [edition.code for edition in Edition.objects.all()] == ["2025-beside"]


def test_of_ones_own_password(client: Client) -> None:
    new = "fluss-und-ufer-7"
    words = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert said(client, "/password/", **words) == ["Your password is changed."]


def test_of_a_comparison_without_two_runs(client: Client, edition: Edition) -> None:
    answer = client.get(f"/runs/compare/?from={edition.code}", follow=True)
    assert [str(message) for message in answer.context["messages"]] == [
        "Mark an older and a newer run, then compare."
    ]
