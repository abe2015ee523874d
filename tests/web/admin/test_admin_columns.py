"""What each list of the administration shows of a row, and what it can be narrowed by.

`admin_columns.csv` has a line for every column, `admin_filters.csv` one for every filter.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.templatetags.admin_list import result_headers, results
from django.contrib.admin.utils import quote
from django.db import transaction
from django.forms import BoundField
from django.test import Client
from django.utils import translation
from pytest_django import DjangoDbBlocker

from surveys.models import User
from tests.web.people import browser
from tests.web.stored import make_stored

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]
LANGUAGES = ("en", "zh-hans")
PAGES = {model._meta.label_lower: page for model, page in admin.site._registry.items()}
MOVES = "*"  # by the clock, or by the database's own count


def _lines(name: str) -> list[dict[str, str]]:
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


COLUMNS = _lines("admin_columns.csv")
FILTERS = _lines("admin_filters.csv")


@pytest.fixture(scope="module")
def person(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[User]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_stored()
        transaction.set_rollback(True)


def shown(client: Client, label: str) -> Any:
    """The list as Django's own tags take it."""
    return client.get(f"/admin/{label.replace('.', '/')}/").context["cl"]


def words(cell: Any) -> str:
    return unescape(re.sub(r"<[^>]+>", "", str(cell))).strip()


def columns(listed: Any) -> list[tuple[str, str]]:
    """Headings with the cells of the only row, or of the first one."""
    heads = [words(head["text"]) for head in result_headers(listed)]
    row = next(iter(results(listed)))
    cells = [_mark(cell) or words(cell) for cell in row]
    return [pair for pair in zip(heads, cells, strict=True) if pair[0]]


def _mark(cell: str) -> str:
    """A yes or no that Django shows as a picture."""
    found = re.search(r'<img [^>]*alt="(\w+)"', cell)
    return found[1] if found else ""


def narrowed(listed: Any) -> list[tuple[str, str]]:
    """Filters with their choices, or the criteria of a form with theirs."""
    if listed.criteria:
        return [(str(field.label), _offered(field)) for field in listed.criteria.form]
    return [
        (str(spec.title), " | ".join(str(choice["display"]) for choice in spec.choices(listed)))
        for spec in listed.filter_specs
    ]


def _offered(field: BoundField) -> str:
    return " | ".join(str(words) for _value, words in getattr(field.field, "choices", ()))


@pytest.mark.parametrize("label", sorted(PAGES))
def test_the_columns_of_a_list_with_a_row(label: str, person: User) -> None:
    wanted = [row for row in COLUMNS if row["model"] == label]
    assert wanted
    for language in LANGUAGES:
        listed = shown(browser(person, language=language), label)
        with translation.override(language):
            found = columns(listed)
        assert [head for head, _cell in found] == [row[f"head {language}"] for row in wanted]
        for row, (_head, cell) in zip(wanted, found, strict=True):
            assert cell == row[language] or row[language] == MOVES


@pytest.mark.parametrize("label", sorted(PAGES))
def test_what_a_list_can_be_narrowed_by(label: str, person: User) -> None:
    wanted = [row for row in FILTERS if row["model"] == label]
    for language in LANGUAGES:
        listed = shown(browser(person, language=language), label)
        with translation.override(language):
            found = narrowed(listed)
        assert found == [(row[f"head {language}"], row[language]) for row in wanted]


# What is the same in both languages: kinds of files, and a name of mathematics.
SAME = re.compile("XLSX|CSV|ZIP|SHA-256|Sobol")
TITLES = re.compile(r"(?s)<(?:h1|label)\b[^>]*>(.*?)</|<th scope=\"col\"[^>]*>(.*?)</th>")
ENGLISH = re.compile("[A-Za-z]{2,}")
NARROW = re.compile("[一-龥] ?[:;,!?()]|[:;,!?()] ?[一-龥]")


@pytest.mark.parametrize("label", sorted(PAGES))
def test_chinese_titles_are_chinese(label: str, person: User) -> None:
    """Of the list and of a row: headings and labels without English and narrow punctuation."""
    client = browser(person, language="zh-hans")
    address = f"/admin/{label.replace('.', '/')}/"
    key = client.get(address).context["cl"].result_list[0].pk
    for page in (address, f"{address}{quote(key)}/change/"):
        told = [words("".join(pair)) for pair in TITLES.findall(_main(client, page))]
        assert told
        wrong = [text for text in told if ENGLISH.search(SAME.sub("", text)) or NARROW.search(text)]
        assert wrong == [], page


def _main(client: Client, address: str) -> str:
    return client.get(address).content.decode().partition("<main")[2]
