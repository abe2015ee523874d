"""A service's refusal stands at the field that it is about, else above the form."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from scoring.index.method.method import Method, method_to_json
from surveys.models import City, Edition
from surveys.seen import seen_word
from tests.builders import (
    AFTER_CUTOFF,
    CUTOFF,
    OPENS,
    TODAY,
    Cast,
    make_city,
    make_edition,
    make_organ,
    make_outcome,
    make_round,
)
from tests.scoring.rows import make_index
from tests.scoring.scored import Scored
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]


def errors(client: Client, address: str, *, form: str = "form", **fields: Any) -> set[str]:
    """The fields with an error; "" is the form itself."""
    answer = client.post(address, fields)
    assert answer.status_code == 422
    found = answer.context[form].errors
    return {"" if name == "__all__" else name for name in found}


@pytest.fixture
def client(cast: Cast) -> Client:
    return browser(cast.manager)


def method_file(**changes: Any) -> SimpleUploadedFile:
    content = json.dumps(method_to_json(Method(tau=0.2)) | changes).encode()
    return SimpleUploadedFile("m.json", content, "application/json")


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"name": "default", "note": "x"}, {"name"}),
        ({"name": "trial", "note": "x", "file": {"wieghts": {}}}, {"file"}),
        ({"name": "trial", "note": "x", "file": {"weights": {"XYZ": 2.0}}}, {"file"}),
        ({"name": "", "note": "x"}, {"name"}),
        ({"name": "trial", "note": ""}, {"note"}),
    ],
)
def test_of_an_imported_method(client: Client, fields: dict[str, Any], named: set[str]) -> None:
    make_index()
    fields["file"] = method_file(**fields.get("file", {}))
    assert errors(client, "/methods/import/", **fields) == named


DAY = datetime.timedelta(days=1)
EDITION = {
    "code": "2025-new",
    "year": 2025,
    "title_zh": "题",
    "title_en": "Title",
    "opens_on": OPENS,
    "cutoff": CUTOFF,
}


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"code": "2025-old"}, {"code"}),
        ({"code": "new-2025"}, {"code"}),
        ({"cutoff": OPENS}, {"cutoff"}),
        ({"year": 1999}, {"year"}),
        ({"title_zh": ""}, {"title_zh"}),
    ],
)
def test_of_a_new_edition(client: Client, changes: dict[str, Any], named: set[str]) -> None:
    make_edition("2025-old")
    assert errors(client, "/editions/new/", **{**EDITION, **changes}) == named
    assert not Edition.objects.filter(code="2025-new").exists()


def test_of_a_round_and_a_freeze(client: Client, edition: Edition) -> None:
    address = f"/editions/{edition.code}"
    wrong = {"opens_on": OPENS, "cutoff": OPENS, "number": 1}
    assert errors(client, f"{address}/rounds/", form="round_form", **wrong) == {"cutoff"}
    assert errors(client, f"{address}/freeze/", form="freeze_form", seen=seen_word(edition)) == {
        "reason"
    }


Facts = dict[str, Any]


@pytest.fixture
def letter(edition: Edition) -> tuple[str, Facts]:
    """The address of a city's page of replies, and facts that it takes."""
    make_round(edition)
    city: City = make_city()
    facts = {
        "survey_round": edition.rounds.get().pk,
        "organ": make_organ(city).pk,
        "unasked": make_outcome().pk,
        "received_on": TODAY,
    }
    return f"/editions/{edition.code}/cities/{city.adcode}/reply/", facts


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        (lambda: {"unasked": ""}, {""}),
        (lambda: {"unasked": "no-outcome"}, {"unasked"}),
        (lambda: {"received_on": OPENS - DAY}, {"received_on"}),
        (lambda: {"received_on": datetime.date(2999, 1, 1)}, {"received_on"}),
        (lambda: {"dated_on": TODAY + DAY}, {"dated_on"}),
        (lambda: {"posted_on": TODAY + DAY}, {"posted_on"}),
        (lambda: {"organ": ""}, {"organ"}),
    ],
)
def test_of_a_reply(
    client: Client,
    letter: tuple[str, Facts],
    changes: Callable[[], Facts],
    named: set[str],
) -> None:
    address, facts = letter
    assert errors(client, address, **{**facts, **changes()}) == named


def test_of_a_reply_in_time_to_a_closed_round(
    client: Client, letter: tuple[str, Facts], edition: Edition
) -> None:
    edition.rounds.update(closed_on=AFTER_CUTOFF)
    address, facts = letter
    assert errors(client, address, **facts) == {"received_on"}


def test_of_an_organ(client: Client, letter: tuple[str, Facts], edition: Edition) -> None:
    city = City.objects.get()
    taken = {"organ-name": city.organs.get().name, "organ-kind": "forestry"}
    address = f"/editions/{edition.code}/cities/{city.adcode}/organs/"
    answer = client.post(address, taken, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert re.findall(r'id="id_organ-(\w+)_error"', answer.content.decode()) == ["name"]


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"kind": "flip", "city": "", "rival": "乙市"}, {"city"}),
        ({"kind": "flip", "city": "甲市", "rival": ""}, {"rival"}),
        ({"kind": "flip", "city": "甲市", "rival": "甲市"}, {"rival"}),
        ({"kind": "flip", "city": "试验", "rival": "乙市"}, {"city"}),
        ({"kind": "flip", "city": "甲市", "rival": "丙市"}, {"rival"}),
        ({"kind": "monte_carlo", "draws": 999, "seed": 1, "weight_noise": 0.2}, {"draws"}),
        ({"kind": "monte_carlo", "draws": 1000, "seed": -1, "weight_noise": 0.2}, {"seed"}),
        ({"kind": "monte_carlo", "draws": 1000, "seed": 1, "weight_noise": 2}, {"weight_noise"}),
        ({"kind": "sobol", "samples": 100, "seed": 1, "weight_noise": 0.2}, {"samples"}),
        ({"kind": "sobol", "samples": 1, "seed": 1, "weight_noise": 0.2}, {"samples"}),
    ],
)
def test_of_a_study(client: Client, scored_world: Scored, fields: Facts, named: set[str]) -> None:
    names = {"甲市": scored_world.cities[0].name, "乙市": scored_world.cities[1].name}
    data: Facts = {name: names.get(value, value) for name, value in fields.items()}
    assert errors(client, f"/runs/{scored_world.run.pk}/sensitivity/new/", **data) == named
