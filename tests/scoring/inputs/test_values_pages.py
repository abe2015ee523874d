"""The values pages: upload, report, decision; who may do what."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from scoring.models import ImportBatch, IndicatorValue
from scoring.reference.services import tree_load
from surveys.models import Edition, User
from surveys.models.user import Role
from surveys.seen import seen_word
from tests.builders import make_city, make_edition, make_user
from tests.scoring.inputs.sheets import reference_rows
from tests.surveys.sheets.tables import lines, workbook

pytestmark = pytest.mark.django_db
GOOD = lines(["城市,R1.1.1,R2.1.1", "甲市,5,80"])
MIXED = lines(["城市,R1.1.1,R2.1.1", "甲市,5,12.3%", "火星市,1,"])


@pytest.fixture
def edition() -> Edition:
    tree_load(rows=reference_rows("indicators.csv"))
    make_city("甲市")
    return make_edition("2025-values")


@pytest.fixture
def assistant() -> User:
    return make_user(Role.ASSISTANT)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def upload(client: Client, content: str | bytes, name: str = "值.csv") -> Any:
    data = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("values", args=["2025-values"]), {"file": file})


def do(client: Client, step: str, batch: ImportBatch, **data: str) -> Any:
    """A step on the batch as it stands, unless `seen` says otherwise."""
    data.setdefault("seen", seen_word(ImportBatch.objects.get(pk=batch.pk)))
    return client.post(reverse(f"values-{step}", args=[batch.edition.code, batch.pk]), data)


def page(client: Client, batch: ImportBatch, **query: str) -> str:
    response = client.get(reverse("values-batch", args=[batch.edition.code, batch.pk]), query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.usefixtures("own_process")
def test_upload_store_and_sign_off(edition: Edition, assistant: User) -> None:
    client, manager = signed_in(assistant), signed_in(make_user(Role.MANAGER))
    response = upload(client, GOOD)
    batch = ImportBatch.objects.get()
    assert response.headers["Location"] == reverse("values-batch", args=["2025-values", batch.pk])
    assert IndicatorValue.objects.count() == 0
    assert "R1.1.1" in page(client, batch)
    assert do(client, "store", batch).status_code == 302
    assert IndicatorValue.objects.filter(current=True, approved=False).count() == 2
    assert do(client, "sign-off", batch).status_code == 403
    assert reverse("values-sign-off", args=["2025-values", batch.pk]) not in page(client, batch)
    assert reverse("values-sign-off", args=["2025-values", batch.pk]) in page(manager, batch)
    assert do(manager, "sign-off", batch).status_code == 302
    assert IndicatorValue.objects.filter(current=True, approved=True).count() == 2


def test_refused_places_are_listed_filtered_and_downloaded(
    edition: Edition, assistant: User
) -> None:
    client = signed_in(assistant)
    upload(client, MIXED)
    batch = ImportBatch.objects.get()
    text = page(client, batch)
    assert "12.3%" in text
    assert "火星市" in text
    percent = page(client, batch, reason="percent_sign").partition("<tbody>")[2]
    assert "12.3%" in percent
    assert "火星市" not in percent
    assert "火星市" in page(client, batch, q="火星").partition("<tbody>")[2]
    response = client.get(reverse("values-errors", args=["2025-values", batch.pk]))
    rows = response.content.decode("utf-8-sig").splitlines()
    assert len(rows) == 3
    assert rows[1].startswith("值,2,C,R2.1.1,12.3%,")
    assert "attachment" in response.headers["Content-Disposition"]


def test_store_all_is_refused_and_store_good_is_taken(edition: Edition, assistant: User) -> None:
    client = signed_in(assistant)
    upload(client, MIXED)
    batch = ImportBatch.objects.get()
    assert do(client, "store", batch).status_code == 422
    assert IndicatorValue.objects.count() == 0
    assert do(client, "store", batch, partial="1").status_code == 302
    assert IndicatorValue.objects.get().value == 5.0
    assert do(client, "store", batch, partial="1").status_code == 422


def test_discard_is_for_the_uploader_and_for_managers(edition: Edition, assistant: User) -> None:
    client = signed_in(assistant)
    upload(client, GOOD)
    batch = ImportBatch.objects.get()
    other = signed_in(make_user(Role.ASSISTANT))
    assert do(other, "discard", batch).status_code == 403
    assert reverse("values-discard", args=["2025-values", batch.pk]) not in page(other, batch)
    assert do(client, "discard", batch).status_code == 302
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.DISCARDED


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ANALYST])
def test_other_roles_are_turned_away(edition: Edition, assistant: User, role: str) -> None:
    upload(signed_in(assistant), GOOD)
    batch = ImportBatch.objects.get()
    client = signed_in(make_user(role))
    for name in ("values", "values-template"):
        assert client.get(reverse(name, args=["2025-values"])).status_code == 403
    for name in ("values-batch", "values-errors"):
        assert client.get(reverse(name, args=["2025-values", batch.pk])).status_code == 403
    for step in ("store", "sign-off", "discard"):
        assert do(client, step, batch).status_code == 403


def test_a_batch_is_found_under_its_own_edition_only(edition: Edition, assistant: User) -> None:
    client = signed_in(assistant)
    upload(client, GOOD)
    other = make_edition()
    address = reverse("values-batch", args=[other.code, ImportBatch.objects.get().pk])
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.csv"),
        (b"%PDF-1.4\n", "lie.xlsx"),
        ("甲,乙\n".encode("utf-32"), "utf32.csv"),
        ("城市,R1.1.1\n甲市,\n", "novalues.csv"),
    ],
)
def test_files_that_are_no_table_are_refused_with_words(
    edition: Edition, assistant: User, content: str | bytes, name: str
) -> None:
    response = upload(signed_in(assistant), content, name)
    assert response.status_code == 422
    assert name in response.content.decode()
    assert ImportBatch.objects.count() == 0


def test_a_closed_edition_shows_no_form_and_refuses_uploads(assistant: User) -> None:
    make_edition("2025-values", frozen=True)
    client = signed_in(assistant)
    text = client.get(reverse("values", args=["2025-values"])).content.decode()
    assert 'type="file"' not in text
    response = upload(client, GOOD)
    assert response.status_code == 422
    assert "2025-values" in response.content.decode()


def test_the_template_downloads_and_comes_back(edition: Edition, assistant: User) -> None:
    client = signed_in(assistant)
    response = client.get(reverse("values-template", args=["2025-values"]))
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    sheet = book.worksheets[0]
    codes = [cell.value for cell in sheet[3]][2:]
    assert "R1.1.1" in codes
    assert "G1.1.1" not in codes
    sheet.cell(4, 3, 7.5)
    stream = io.BytesIO()
    book.save(stream)
    assert upload(client, stream.getvalue(), "填好.xlsx").status_code == 302
    batch = ImportBatch.objects.get()
    assert (batch.good_values, batch.refused_values) == (1, 0)


def test_the_list_takes_few_queries(
    edition: Edition,
    assistant: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = signed_in(assistant)
    for number in range(5):
        upload(client, workbook([["城市", "R1.1.1"], ["甲市", number]]).content, "值.xlsx")
    with django_assert_max_num_queries(8):
        response = client.get(reverse("values", args=["2025-values"]))
    assert response.content.decode().count("值.xlsx") == 5


def test_reasons_follow_the_readers_language(edition: Edition, assistant: User) -> None:
    """The batch keeps codes, not sentences: a reader in English gets English reasons."""
    client = signed_in(assistant)
    upload(client, MIXED)
    client.cookies["ecoasset_language"] = "en"
    assistant.language = User.Language.ENGLISH
    assistant.save()
    assert "Unknown city" in page(client, ImportBatch.objects.get())


@pytest.mark.parametrize("step", ["store", "discard", "sign-off"])
def test_a_batch_that_moved_on_is_left_alone(edition: Edition, assistant: User, step: str) -> None:
    """Somebody stored it while its page showed it as checked."""
    client = signed_in(assistant)
    upload(client, GOOD)
    batch = ImportBatch.objects.get()
    word = seen_word(batch)
    assert f'name="seen" value="{word}"' in page(client, batch)
    do(client, "store", batch)
    manager = signed_in(make_user(Role.MANAGER))
    assert do(manager, step, batch, seen=word).status_code == 409
    assert do(manager, step, batch, seen="").status_code == 409
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.STORED


def test_the_marked_table_is_mended_and_brought_back(edition: Edition, assistant: User) -> None:
    client = signed_in(assistant)
    upload(client, MIXED)
    batch = ImportBatch.objects.get()
    answer = client.get(reverse("values-marked", args=[edition.code, batch.pk]))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    marked = [
        cell for row in book.worksheets[0].iter_rows() for cell in row if cell.comment is not None
    ]
    assert [cell.coordinate for cell in marked] == ["C2", "A3"]
    book.worksheets[0]["C2"] = 12.3
    book.worksheets[0].delete_rows(3)
    stream = io.BytesIO()
    book.save(stream)
    upload(client, stream.getvalue(), "again.xlsx")
    again = ImportBatch.objects.latest("pk")
    assert (again.good_values, again.refused_values) == (2, 0)


def test_stored_values_come_out_are_changed_and_brought_back(
    edition: Edition, assistant: User
) -> None:
    client = signed_in(assistant)
    upload(client, GOOD)
    do(client, "store", ImportBatch.objects.get())
    address = reverse("values-template", args=[edition.code])
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}?filled=1").content))
    page = book.worksheets[0]
    codes = {cell.value: cell.column for cell in page[3]}
    assert page.cell(4, codes["R1.1.1"]).value == 5
    assert page.cell(4, codes["R2.1.1"]).value == 80
    page.cell(4, codes["R1.1.1"]).value = 6
    stream = io.BytesIO()
    book.save(stream)
    upload(client, stream.getvalue(), "again.xlsx")
    again = ImportBatch.objects.latest("pk")
    assert (again.good_values, again.unchanged_values, again.refused_values) == (1, 1, 0)
    plain = openpyxl.load_workbook(io.BytesIO(client.get(address).content)).worksheets[0]
    assert plain.cell(4, codes["R1.1.1"]).value is None
