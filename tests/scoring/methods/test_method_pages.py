from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from scoring.index.method.method import Method, method_from_json, method_to_json
from scoring.models import EditionMethod, MethodVersion
from scoring.reference.services import method_load
from surveys.models import User
from tests.builders import Cast, make_edition
from tests.scoring.inputs.sheets import INDICATORS
from tests.scoring.rows import make_index
from tests.web.page import queries
from tests.web.people import browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def default(db: None) -> MethodVersion:
    return make_index()


@pytest.fixture
def other(default: MethodVersion) -> MethodVersion:
    return method_load(method=Method(weights={"R": 2.0}), name="trial", note="R counts twice")


def page(user: User, address: str, status: int = 200) -> str:
    response = browser(user).get(address)
    assert response.status_code == status
    return response.content.decode()


def posted(user: User, address: str, status: int, **data: object) -> str:
    response = browser(user).post(address, data)
    assert response.status_code == status
    return response.content.decode()


def file_of(content: object) -> SimpleUploadedFile:
    return SimpleUploadedFile("method.json", json.dumps(content).encode())


def test_the_list_names_versions_and_who_is_computed_by_them(
    cast: Cast, other: MethodVersion
) -> None:
    chosen, unchosen = make_edition("2025-chosen"), make_edition("2025-plain")
    EditionMethod.objects.create(edition=chosen, version=other)
    text = page(cast.coder, "/methods/")
    assert "R counts twice" in text
    main = text[text.index("<main") :]
    assert main.index(unchosen.code) < main.index(chosen.code)  # default stands before trial
    assert f"/methods/{other.pk}/" in text


def test_a_version_names_the_editions_that_are_computed_by_it(
    cast: Cast, other: MethodVersion
) -> None:
    chosen, unchosen = make_edition("2025-chosen"), make_edition("2025-plain")
    EditionMethod.objects.create(edition=chosen, version=other)
    first = MethodVersion.objects.get(name="default")
    second = method_load(method=Method(tau=0.2), name="default")
    for version, codes, by_default in (
        (other, {chosen.code}, False),
        (first, set(), False),  # no longer the newest of its name
        (second, {unchosen.code}, True),
    ):
        text = page(cast.coder, f"/methods/{version.pk}/")
        section = text.partition("Editions by this version")[2].partition("</section>")[0]
        assert {code for code in (chosen.code, unchosen.code) if code in section} == codes
        assert ("by default" in section) is by_default


def test_only_those_who_may_make_methods_see_the_ways_to(cast: Cast, other: MethodVersion) -> None:
    edit, choose = f"/methods/{other.pk}/edit/", f"/methods/{other.pk}/use/"
    for person, makes, chooses in (
        (cast.coder, False, False),
        (cast.reviewer, False, False),
        (cast.outsider, True, False),
        (cast.manager, True, True),
    ):
        text = page(person, f"/methods/{other.pk}/")
        assert ((edit in text), (choose in text)) == (makes, chooses)
        page(person, edit, 200 if makes else 403)
        posted(person, choose, 422 if chooses else 403)
        posted(person, "/methods/import/", 422 if makes else 403)
        for part in ("check", "preview", "weights"):
            status = 403 if not makes else 404 if part == "weights" else 200
            posted(person, f"/methods/{other.pk}/{part}/", status)


def test_a_version_shows_every_weight_and_its_share(cast: Cast, other: MethodVersion) -> None:
    text = page(cast.coder, f"/methods/{other.pk}/")
    assert "Clip at mean ± k standard deviations" in text
    assert "40.00%" in text  # R: 2 of 2 + 1 + 1 + 1
    assert text.count('class="level-4"') == INDICATORS


def test_queries_do_not_grow_with_the_versions(cast: Cast, default: MethodVersion) -> None:
    client = browser(cast.manager)
    counts: dict[str, set[int]] = {}
    for number in range(1, 6):
        version = method_load(method=Method(tau=0.1 + number / 100), name="trial")
        EditionMethod.objects.create(edition=make_edition(f"2025-e{number}"), version=version)
        for address in ("/methods/", f"/methods/{version.pk}/", f"/methods/diff/?a=1&b={number}"):
            found = queries(client, address)
            counts.setdefault(address.split("?")[0].rstrip("0123456789/"), set()).add(found)
    assert all(len(found) <= 2 for found in counts.values())
    assert max(max(found) for found in counts.values()) <= 16


def test_the_difference_of_two_versions(
    cast: Cast, default: MethodVersion, other: MethodVersion
) -> None:
    address = f"/methods/diff/?a={default.pk}&b={other.pk}"
    text = page(cast.coder, address)
    assert "1 choice differs" in text
    context = browser(cast.coder).get(address).context
    assert (context["old"], context["new"]) == (default, other)
    assert "Local weight" in text
    assert "equal in every parameter" in page(
        cast.coder, f"/methods/diff/?a={default.pk}&b={default.pk}"
    )


def test_of_itself_it_shows_the_newest_beside_the_one_before_it(
    cast: Cast, default: MethodVersion, other: MethodVersion
) -> None:
    """Of the same name where there is one, else of another."""
    client = browser(cast.coder)
    context = client.get("/methods/diff/").context
    assert (context["old"], context["new"]) == (default, other)
    second = method_load(method=Method(weights={"R": 3.0}), name="trial")
    method_load(method=Method(tau=0.2), name="between")
    third = method_load(method=Method(weights={"R": 4.0}), name="trial")
    context = client.get("/methods/diff/").context
    assert (context["old"], context["new"]) == (second, third)


@pytest.mark.parametrize("query", ["", "?a=1", "?a=x&b=y", "?a=999&b=998"])
def test_a_comparison_of_nothing_asks_for_two_versions(
    cast: Cast, default: MethodVersion, query: str
) -> None:
    assert "choice differs" not in page(cast.coder, f"/methods/diff/{query}")


def test_an_export_is_imported_as_it_is(cast: Cast, other: MethodVersion) -> None:
    response = browser(cast.coder).get(f"/methods/{other.pk}.json")
    assert response["Content-Type"].startswith("application/json")
    assert "method-trial-1.json" in response["Content-Disposition"]
    data = json.loads(response.content)
    assert method_from_json(data) == Method(weights={"R": 2.0})
    data["weights"]["R"] = 5
    posted(
        cast.outsider, "/methods/import/", 302, file=file_of(data), name="trial", note="from afar"
    )
    assert str(MethodVersion.objects.get(note="from afar")) == "trial 2"


def test_an_import_with_a_fault_stores_nothing(cast: Cast, default: MethodVersion) -> None:
    data = {**method_to_json(Method.default()), "wieghts": {}}
    text = posted(cast.manager, "/methods/import/", 422, file=file_of(data), name="trial", note="x")
    assert "wieghts: unknown key" in text
    data = {**method_to_json(Method.default()), "\ud800": "\0"}
    text = posted(cast.manager, "/methods/import/", 422, file=file_of(data), name="trial", note="x")
    assert "characters that cannot be stored" in text
    assert MethodVersion.objects.count() == 1


def test_an_import_of_equal_parameters_leads_to_the_version(
    cast: Cast, default: MethodVersion
) -> None:
    data = method_to_json(Method.default())
    response = browser(cast.manager).post(
        "/methods/import/", {"file": file_of(data), "name": "trial", "note": "x"}
    )
    assert response["Location"] == f"/methods/{default.pk}/"
    assert MethodVersion.objects.count() == 1


def test_a_manager_chooses_a_version_for_an_edition(cast: Cast, other: MethodVersion) -> None:
    edition = make_edition("2025-chosen")
    target = f"/methods/{other.pk}/use/"
    words = [f"{edition.code}:{other.pk}", "another:0", ""]
    posted(cast.manager, target, 409, edition=edition.code, seen=words)
    assert not EditionMethod.objects.exists()
    word = f"{edition.code}:0"
    assert word in page(cast.manager, f"/methods/{other.pk}/")
    posted(cast.manager, target, 302, edition=edition.code, seen=word)
    assert EditionMethod.objects.get(edition=edition).version == other


def test_a_frozen_edition_cannot_be_chosen(cast: Cast, other: MethodVersion) -> None:
    edition = make_edition("2025-shut", frozen=True)
    posted(cast.manager, f"/methods/{other.pk}/use/", 422, edition=edition.code)
    assert not EditionMethod.objects.exists()


@pytest.mark.parametrize("address", ["/methods/999/", "/methods/999.json", "/methods/999/edit/"])
def test_a_version_that_is_not_there(cast: Cast, default: MethodVersion, address: str) -> None:
    assert browser(cast.manager).get(address).status_code == 404
