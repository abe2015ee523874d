"""Every list takes the queries that `list_queries.csv` says, and as many with twice the rows."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib import admin
from django.db import transaction
from django.urls import resolve
from pytest_django import DjangoDbBlocker

from benchmarks.grown.addresses import addresses as grown_addresses
from tests.access.addresses import addresses
from tests.builders import make_cast
from tests.web.growing import Growing
from tests.web.page import queries
from tests.web.people import browser

pytestmark = pytest.mark.django_db
FILE = Path(__file__).parent / "list_queries.csv"
HOW = f"see {FILE.relative_to(Path(__file__).parents[2])}"
# By name: an address with its number for each list, or a line without them where there is none.
with FILE.open(encoding="utf-8", newline="") as stream:
    LINES = list(csv.DictReader(stream))
PAGES = {line["address"]: int(line["queries"]) for line in LINES if line["address"]}
# Loaded from files, or one for each process: no edition makes them longer.
STEADY = {"editionmethod", "heartbeat", "indicator", "node", "outcome", "variable"}


@dataclass(frozen=True)
class Measured:
    """Queries by address, rows of each model that the administration lists, and what the
    benchmark would look at."""

    queries: dict[str, int]
    rows: dict[str, int]
    looked_at: list[str]


@pytest.fixture(scope="module")
def measured(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[Measured, Measured]]:
    """The same addresses with few rows and with more than twice as many."""
    with django_db_blocker.unblock(), transaction.atomic():
        growing = Growing(make_cast())
        growing.grow(2)
        few = _measure(growing)
        growing.grow(6)
        yield few, _measure(growing)
        transaction.set_rollback(True)


def _measure(growing: Growing) -> Measured:
    client = browser(growing.cast.administrator)
    listed: list[type[Any]] = [*admin.site._registry]
    return Measured(
        {address: queries(client, growing.address(address)) for address in PAGES},
        {model._meta.model_name: model._default_manager.count() for model in listed},
        grown_addresses(growing.cast.administrator),
    )


def _names() -> set[str]:
    """Of every page and every list of the administration; its other pages show one row."""
    found = {address.name for address in addresses() if not address.pattern.startswith("admin/")}
    lists = {
        f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        for model in admin.site._registry
    }
    return found | lists


def test_every_address_says_whether_it_is_a_list() -> None:
    named = {line["name"] for line in LINES}
    missing = sorted(_names() - named)
    assert missing == [], f"{HOW}: give each of these its address and its number of queries there"
    assert named - _names() == set(), f"{HOW}: these addresses are gone"


def test_an_address_stands_at_its_name() -> None:
    for line in LINES:
        if line["address"]:
            path = re.sub(r"{\w+}", "1", line["address"].partition("?")[0])
            assert resolve(path).view_name == line["name"], path


def test_the_benchmark_looks_at_each_list(measured: tuple[Measured, Measured]) -> None:
    named = {line["name"] for line in LINES if line["address"]}
    looked_at = {resolve(urlsplit(one).path).view_name for one in measured[1].looked_at}
    assert named - looked_at == set(), "benchmarks/grown/addresses.py leaves these out"


def test_each_list_takes_its_number_of_queries(measured: tuple[Measured, Measured]) -> None:
    few, _many = measured
    wrong = [
        f"{address} takes {few.queries[address]}, not {said}"
        for address, said in PAGES.items()
        if few.queries[address] != said
    ]
    assert not wrong, "\n".join([HOW, *wrong])


def test_twice_as_many_rows_take_no_query_more(measured: tuple[Measured, Measured]) -> None:
    few, many = measured
    assert many.queries == few.queries
    longer = {name for name, count in many.rows.items() if count > few.rows[name]}
    assert longer == {*many.rows} - STEADY, "what the fixture makes more of"
