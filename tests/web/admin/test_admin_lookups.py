"""Lists of the administration take from their address what their own links say, and no more."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from html import unescape
from itertools import product
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib import admin
from django.contrib.admin import FieldListFilter, ModelAdmin
from django.contrib.admin.utils import get_fields_from_path
from django.db.models import Model
from django.test import Client, RequestFactory

from surveys.history.services import trail_write
from surveys.models import Edition, Question, User
from surveys.numbers import GREATEST_KEY
from tests.builders import (
    Cast,
    make_answer,
    make_city,
    make_evidence,
    make_reply,
    make_round,
)
from tests.scoring.rows import make_index, make_run, make_value
from tests.web.people import browser

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.engines,
    pytest.mark.usefixtures("evidence_folder"),
]

VALUE = "1"
HOSTILE = ("", "0", "-1", "1" + "0" * 40, "a", "None", "(a+)+$", "9999", "\ud800", "\0", "1,2")


@pytest.fixture
def client_in(cast: Cast, edition: Edition, question: Question) -> Client:
    """An administrator's, in a small world with a row of most kinds."""
    city = make_city()
    make_index()
    make_value(edition, city, "R1.1.1", 1.0)
    make_answer(edition, city, question, cast.coder)
    make_reply(make_round(edition), city)
    make_evidence(edition, city)
    make_run(edition)
    trail_write(actor=cast.manager, action="edition.open", subject=edition, edition=edition)
    return browser(cast.administrator)


def _pages() -> Iterator[tuple[str, type[Model], ModelAdmin[Any]]]:
    for model, page in admin.site._registry.items():
        yield f"/admin/{model._meta.app_label}/{model._meta.model_name}/", model, page


def _names(model: type[Model], path: str = "", depth: int = 2) -> Iterator[str]:
    """Every comparison of every column, over up to two relations."""
    for field in model._meta.get_fields():
        name = f"{path}{field.name}"
        yield name
        yield from (f"{name}__{lookup}" for lookup in _lookups(field))
        if field.is_relation and depth > 1 and isinstance(field.related_model, type):
            yield from _names(field.related_model, f"{name}__", depth - 1)


def _lookups(field: Any) -> Iterator[str]:
    get = getattr(field, "get_lookups", None)
    for lookup in get() if get else ():
        yield lookup
        yield f"date__{lookup}"
    yield from ("isnull", "id__exact", "pk")


def test_nothing_is_taken_that_no_link_says(client_in: Client, cast: Cast) -> None:
    """All comparisons by the page's own rule, a sample of them by address."""
    request = RequestFactory().get("/admin/")
    request.user = cast.administrator
    refused = []
    for address, model, page in _pages():
        expected = _expected(page, request)
        for name in _names(model):
            allowed = page.lookup_allowed(name, VALUE, request)
            assert allowed == (name in expected), f"{address}?{name}"
            if not allowed:
                refused.append(f"{address}?{urlencode({name: VALUE})}")
    assert len(refused) > 5000
    assert f"/admin/surveys/user/?password__startswith={VALUE}" in refused
    for address in random.Random(1).sample(refused, 40):
        assert client_in.get(address).status_code == 400, address


def _expected(page: ModelAdmin[Any], request: Any) -> set[str]:
    """As Django's own filters of the page say which parameters they read, shown or not."""
    names: set[str] = set()
    filters: list[Any] = [*page.list_filter]
    for item in filters:
        if isinstance(item, type):
            names |= {*item(request, {}, page.model, page).expected_parameters()}
            continue
        path, kind = item if isinstance(item, tuple) else (str(item), FieldListFilter.create)
        field = get_fields_from_path(page.model, path)[-1]
        spec = kind(field, request, {}, page.model, page, field_path=path)
        names |= {name for name in spec.expected_parameters() if name}
    parts = ("year", "month", "day") if page.date_hierarchy else ()
    return names | {f"{page.date_hierarchy}__{part}" for part in parts}


def test_every_link_of_a_list_works(client_in: Client) -> None:
    links = set()
    for address, _model, page in _pages():
        if page.list_filter or page.date_hierarchy:
            text = client_in.get(address).content.decode()
            found = re.findall(r'href="(\?[^"]+)"', text)
            links |= {address + unescape(link) for link in found if "o=" not in link}
    assert len(links) > 50
    for link in random.Random(3).sample(sorted(links), 30):
        assert client_in.get(link).status_code == 200, link


def test_hostile_values_break_no_page(client_in: Client) -> None:
    """In what the page does take: filters, dates, order, page number, search."""
    request = RequestFactory().get("/admin/")
    request.user = User.objects.get(username="administrator")
    queries = []
    for address, _model, page in _pages():
        taken = [*_expected(page, request), "o", "p", "q", "all", "e", "_to_field", "_facets"]
        for name, value in product(taken, HOSTILE):
            query = urlencode({name: value}, errors="surrogatepass")
            queries.append(f"{address}?{query}")
    for query in random.Random(2).sample(queries, 80):
        status = client_in.get(query).status_code
        assert status in (200, 302, 400), f"{query}: {status}"


CANNOT_BE = "names a date or a value that cannot be, so nothing is shown"


@pytest.mark.parametrize(
    "query",
    [
        "at__year=2026&at__month=2&at__day=31",
        *("at__year=0", "at__year=1", "at__year=9999", "at__year=９９", "at__year="),
        "at__month=13&at__year=2026",
        *("edition__id__exact=a", "edition__id__exact=2026-01-01", "actor__id__exact=--1"),
    ],
)
def test_what_cannot_be_says_so_and_shows_nothing(client_in: Client, query: str) -> None:
    page = client_in.get(f"/admin/surveys/trailentry/?{query}")
    assert (page.status_code, list(page.context["cl"].result_list)) == (200, [])
    assert CANNOT_BE in page.content.decode()


@pytest.mark.parametrize(
    "query",
    ["at__year=2026", "at__year=2026&at__month=2&at__day=28", "at__year=2200&at__month=12"],
)
def test_a_date_without_entries_is_no_impossible_one(cast: Cast, query: str) -> None:
    page = browser(cast.administrator).get(f"/admin/surveys/trailentry/?{query}")
    assert page.status_code == 200
    assert CANNOT_BE not in page.content.decode()
    assert "No row matches." in page.content.decode()


@pytest.mark.parametrize(
    "query", ["at__gte=2026-01-01", "at__regex=(a%2B)%2B%24", "actor__password__startswith=a"]
)
def test_a_refused_look_up_is_a_line_that_warns(
    cast: Cast, query: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """As the handler of the settings writes it."""
    client = browser(cast.administrator)
    capfd.readouterr()
    assert client.get(f"/admin/surveys/trailentry/?{query}").status_code == 400
    written = capfd.readouterr().err
    assert " WARNING django.security.DisallowedModelAdminLookup " in written
    assert " ERROR " not in written
    assert "Traceback" not in written


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("surveys/reply/?since=2026-02-31", "since"),
        ("surveys/reply/?edition=nowhere", "edition"),
        ("surveys/reply/?late=perhaps", "late"),
        ("surveys/answer/?state=asleep", "state"),
        ("surveys/inforequest/?until=tomorrow", "until"),
    ],
)
def test_a_criterion_that_cannot_be_shows_nothing(
    client_in: Client, address: str, field: str
) -> None:
    page = client_in.get(f"/admin/{address}")
    assert page.status_code == 200
    listed = page.context["cl"]
    assert list(listed.result_list) == []
    assert list(listed.criteria.form.errors) == [field]
    assert f'id="id_{field}_error"' in page.content.decode()


def test_a_search_of_thousands_of_words_is_refused_in_words(client_in: Client) -> None:
    page = client_in.get("/admin/surveys/city/", {"q": "a " * 2000})
    assert page.status_code == 200
    assert "The search text is too long." in page.content.decode()
    assert client_in.get("/admin/surveys/city/", {"q": "a " * 50}).status_code == 200


def test_an_action_takes_only_what_could_be_a_row(cast: Cast, edition: Edition) -> None:
    """Beside a row that is there, so that the list would act on that one."""
    client = browser(cast.manager)
    for key, status in (
        ("x", 400),
        ("\0", 400),
        ("-1", 400),
        (str(GREATEST_KEY + 1), 400),
        (str(GREATEST_KEY), 422),
    ):
        sent = {"action": "freeze", "_selected_action": [edition.pk, key], "reason": ""}
        assert client.post("/admin/surveys/edition/", sent).status_code == status, key
    edition.refresh_from_db()
    assert not edition.frozen
