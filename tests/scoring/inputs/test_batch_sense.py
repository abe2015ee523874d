"""Doubtful columns: asked about before they are stored, and again at the sign-off."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from scoring.inputs.batch.batch_sense import BatchDoubtful, sign_off_findings
from scoring.inputs.services.batch import batch_store
from scoring.inputs.services.batch_decision import batch_sign_off
from scoring.inputs.table.faults import Note
from scoring.models import ImportBatch, Indicator, IndicatorValue
from scoring.reference.services import tree_load
from surveys.models import City, Edition
from surveys.models.user import Role
from surveys.seen import seen_word
from tests.builders import make_city, make_edition, make_user
from tests.scoring.inputs.batches import TODAY
from tests.scoring.inputs.sheets import reference_rows
from tests.scoring.rows import make_value
from tests.surveys.sheets.tables import lines, text_document

pytestmark = pytest.mark.django_db
CITIES = ("甲市", "乙市", "丙市", "丁市", "戊市")
FRACTIONS = lines(["城市,R2.1.1", *(f"{city},0.9{i}" for i, city in enumerate(CITIES))])


@pytest.fixture
def edition() -> Edition:
    tree_load(rows=reference_rows("indicators.csv"))
    for name in CITIES:
        make_city(name)
    return make_edition("2025-values")


def amounts(times: float) -> str:
    return lines(["城市,M1.1.1", *(f"{city},{(5 + i) * times}" for i, city in enumerate(CITIES))])


def store(edition: Edition, text: str, *, confirmed: bool = False) -> ImportBatch:
    return batch_store(
        actor=None,
        edition=edition,
        document=text_document(text),
        partial=False,
        today=TODAY,
        confirmed=confirmed,
    )


def test_fractions_are_stored_only_when_confirmed(edition: Edition) -> None:
    with pytest.raises(BatchDoubtful, match=r"R2\.1\.1"):
        store(edition, FRACTIONS)
    assert IndicatorValue.objects.count() == 0
    assert ImportBatch.objects.count() == 0
    assert store(edition, FRACTIONS, confirmed=True).good_values == 5


def test_the_last_values_are_those_of_the_edition_else_of_another(edition: Edition) -> None:
    other = make_edition("2023-values")
    store(other, amounts(1))
    with pytest.raises(BatchDoubtful, match="1000"):
        store(edition, amounts(1000))
    batch = store(edition, amounts(1.1))
    assert batch.report["remarks"] == []
    with pytest.raises(BatchDoubtful):
        store(edition, amounts(110))
    assert IndicatorValue.objects.filter(edition=other).count() == 5


def test_the_sign_off_asks_again(edition: Edition) -> None:
    store(edition, amounts(1))
    batch = store(edition, amounts(1000), confirmed=True)
    assert len(sign_off_findings(batch).doubts) == 1
    with pytest.raises(BatchDoubtful):
        batch_sign_off(actor=None, batch=batch)
    assert not IndicatorValue.objects.filter(approved=True).exists()
    assert batch_sign_off(actor=None, batch=batch, confirmed=True).approved == 5


def test_the_sign_off_knows_what_else_the_edition_holds(edition: Edition) -> None:
    """No city of the file had a value before: what their other amounts suggest is the measure."""
    cities = [*City.objects.all(), *(make_city() for _ in range(55))]
    sizes = 10 ** np.random.default_rng(7).normal(2, 0.5, 60)
    amounts = list(Indicator.objects.filter(source="statistics").exclude(code="M1.1.1")[:7])
    for item in amounts:
        for city, size in zip(cities, sizes, strict=True):
            make_value(edition, city, item.code, size * (1 + item.pk % 3))
    for city, size in zip(cities[5:], sizes[5:], strict=True):
        make_value(edition, city, "M1.1.1", size)
    rows = [f"{c.name},{s * 10_000:.4f}" for c, s in zip(cities[:5], sizes[:5], strict=True)]
    batch = store(edition, lines(["城市,M1.1.1", *rows]), confirmed=True)
    assert [doubt.note for doubt in sign_off_findings(batch).doubts] == [Note.EXPECTED]


def test_the_sign_off_shows_what_the_audit_finds_on_the_batch(edition: Edition) -> None:
    """One city of forty in another unit; the slip of an earlier batch is not its matter."""
    names = [f"第{number}市" for number in range(40)]
    for name in names:
        make_city(name)
    sizes = [50 + number for number in range(40)]
    sizes[7] *= 10_000
    rows = [f"{name},{size}" for name, size in zip(names, sizes, strict=True)]
    batch = store(edition, lines(["城市,M1.1.1", *rows]))
    (slip,) = sign_off_findings(batch).slips
    assert (slip.city.name, slip.value, slip.factor) == ("第7市", 570_000.0, 10_000.0)
    other = store(edition, lines(["城市,R1.1.1", "甲市,5"]))
    assert sign_off_findings(other).slips == ()
    client = Client()
    client.force_login(make_user(Role.MANAGER))
    page = client.get(reverse("values-batch", args=["2025-values", batch.pk])).content.decode()
    assert 'id="audit"' in page
    assert "第7市" in page.partition('id="audit"')[2].partition("</table>")[0]


def command(tmp_path: Path, text: str, *options: str) -> Any:
    path = tmp_path / "值.csv"
    path.write_text(text, encoding="utf-8")
    out = tmp_path / "out.json"
    with out.open("w") as stream:
        call_command(
            "import_values", str(path), "--edition=2025-values", "--json", *options, stdout=stream
        )
    return json.loads(out.read_text())


def test_the_command_tells_it_in_the_remarks_and_wants_a_word(
    edition: Edition, tmp_path: Path
) -> None:
    report = command(tmp_path, FRACTIONS, "--dry-run")
    assert report["counts"] == {"good": 5, "unchanged": 0, "refused": 0}
    assert any("R2.1.1" in text for text in report["remarks"])
    assert set(report) == {
        *("edition", "file", "sha256", "counts", "refused", "values", "remarks", "batch"),
        "approved",
    }
    with pytest.raises(CommandError):
        command(tmp_path, FRACTIONS, "--sign-off")
    assert IndicatorValue.objects.count() == 0
    assert command(tmp_path, FRACTIONS, "--sign-off", "--confirm")["approved"] == 5


def test_the_pages_show_it_and_want_a_tick(edition: Edition) -> None:
    client = Client()
    client.force_login(make_user(Role.MANAGER))
    file = SimpleUploadedFile("值.csv", FRACTIONS.encode())
    client.post(reverse("values", args=["2025-values"]), {"file": file})
    batch = ImportBatch.objects.get()
    address = reverse("values-batch", args=["2025-values", batch.pk])
    page = client.get(address).content.decode()
    assert "R2.1.1" in page
    assert 'name="confirmed"' in page
    store_address = reverse("values-store", args=["2025-values", batch.pk])
    seen = {"seen": seen_word(batch)}
    assert client.post(store_address, seen).status_code == 422
    assert IndicatorValue.objects.count() == 0
    assert client.post(store_address, {**seen, "confirmed": "1"}).status_code == 302
    batch.refresh_from_db()
    assert 'name="confirmed"' in client.get(address).content.decode()
    sign_off = reverse("values-sign-off", args=["2025-values", batch.pk])
    seen = {"seen": seen_word(batch)}
    assert client.post(sign_off, seen).status_code == 422
    assert client.post(sign_off, {**seen, "confirmed": "1"}).status_code == 302
    assert IndicatorValue.objects.filter(approved=True).count() == 5
