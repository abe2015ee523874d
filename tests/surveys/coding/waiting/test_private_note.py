"""A private note of a city: saved as it is typed, lost nowhere, read by nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from scoring.deletion.services import edition_delete_synthetic
from surveys.coding.services.note import MOST_NOTE, case_note_save
from surveys.errors import StaleRevision
from surveys.models import CaseNote, City, Edition, TrailEntry
from surveys.models.user import Role
from tests.builders import Cast, make_city, make_edition, make_user
from tests.web.people import browser

pytestmark = pytest.mark.django_db
WORDS = "电话里说下周补寄附件"


@pytest.fixture
def city() -> City:
    return make_city()


def _address(edition: Edition, city: City) -> str:
    return f"/editions/{edition.code}/cities/{city.adcode}/code/"


def _post(client: Client, edition: Edition, city: City, script: bool = True, **typed: Any) -> Any:
    data = {"words": WORDS, "revision": 0, **typed}
    headers = {"HX-Request": "true"} if script else {}
    return client.post(f"{_address(edition, city)}note/", data, headers=headers)


def test_it_is_saved_and_stands_there_for_its_author_alone(
    cast: Cast, edition: Edition, city: City
) -> None:
    client = browser(cast.coder)
    saved = _post(client, edition, city)
    assert (saved.status_code, 'name="revision" value="1"' in saved.content.decode()) == (200, True)
    assert WORDS in client.get(_address(edition, city)).content.decode()
    for person in (cast.second_coder, cast.manager, make_user(role=Role.ADMINISTRATOR)):
        assert WORDS not in browser(person).get(_address(edition, city)).content.decode()
    other = make_city()
    assert WORDS not in client.get(_address(edition, other)).content.decode()
    assert not TrailEntry.objects.exists()


def test_the_same_again_changes_nothing_and_more_is_the_next_revision(
    cast: Cast, edition: Edition, city: City
) -> None:
    client = browser(cast.coder)
    _post(client, edition, city)
    _post(browser(cast.second_coder), edition, city, words="别人的")
    assert _post(client, edition, city, revision=1).context["note"].revision == 1
    assert _post(client, edition, city, revision=1, words="改").context["note"].revision == 2
    assert _post(client, edition, city, revision=2, words="").status_code == 200
    rows = CaseNote.objects.order_by("pk").values_list("words", "revision")
    assert list(rows) == [("", 3), ("别人的", 1)]


@pytest.mark.parametrize("script", [True, False])
def test_another_window_saved_first(script: bool, cast: Cast, edition: Edition, city: City) -> None:
    client = browser(cast.coder)
    _post(client, edition, city)
    late = _post(client, edition, city, script=script, words="另一个窗口所记")
    page = late.content.decode()
    assert (late.status_code, WORDS in page) == (409, True)
    assert script or "另一个窗口所记" in page
    assert CaseNote.objects.get().words == WORDS
    again = _post(client, edition, city, words="另一个窗口所记", over=1)
    assert (again.status_code, CaseNote.objects.get().words) == (200, "另一个窗口所记")


def test_too_long_and_odd_ones_are_refused_and_kept_in_the_field(
    cast: Cast, edition: Edition, city: City
) -> None:
    client = browser(cast.coder)
    _post(client, edition, city)
    for words in ("长" * (MOST_NOTE + 1), "空\0字"):
        assert _post(client, edition, city, revision=1, words=words).status_code in (400, 422)
    assert _post(client, edition, city, revision="x", words="改").status_code == 409
    assert CaseNote.objects.get().words == WORDS


def test_a_synthetic_edition_goes_with_its_notes(cast: Cast, edition: Edition, city: City) -> None:
    synthetic = make_edition("2031-syn", synthetic=True)
    for where in (synthetic, edition):
        case_note_save(actor=cast.coder, edition=where, city=city, words=WORDS, revision=0)
    edition_delete_synthetic(actor=cast.manager, edition=synthetic)
    assert CaseNote.objects.get().edition == edition


def test_a_demo_account_notes_nothing_in_a_real_edition(edition: Edition, city: City) -> None:
    person = make_user(role=Role.ASSISTANT, is_demo=True)
    facts: dict[str, Any] = {"actor": person, "edition": edition, "city": city, "words": WORDS}
    with pytest.raises(PermissionDenied):
        case_note_save(**facts, revision=0)
    with pytest.raises(StaleRevision):
        case_note_save(**{**facts, "actor": make_user()}, revision=3)
    assert not CaseNote.objects.exists()
