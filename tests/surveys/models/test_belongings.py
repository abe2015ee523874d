"""What belongs to an edition is found by the keys; nobody has to remember a new model."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.apps.registry import Apps
from django.db import models

from scoring.models import (
    BoardView,
    Heartbeat,
    Indicator,
    MethodVersion,
    Node,
    ScoreRun,
    Study,
    Variable,
)
from surveys.belongings import Belonging, Kind, belongings, belongings_among
from surveys.models import (
    CalendarDay,
    Citation,
    City,
    CodebookDraft,
    CodebookVersion,
    DueMove,
    Edition,
    InfoRequest,
    LetterOutcome,
    Organ,
    Outcome,
    Question,
    ReferenceLoad,
    Reply,
    RequestEvent,
    StoredFile,
    User,
    Wording,
    WordingBand,
)

# Whatever stays when an edition goes, and why.
SHARED: dict[Kind, str] = {
    BoardView: "of a person, for all editions",
    CalendarDay: "of the calendar of all editions",
    City: "reference data of all editions",
    Organ: "belongs to a city",
    Question: "the code book of all editions",
    CodebookVersion: "immutable; other editions may be coded by it",
    CodebookDraft: "of the code book of all editions",
    Outcome: "reference data of all editions",
    Node: "the tree of the index, of all editions",
    Indicator: "the tree of the index, of all editions",
    Variable: "reference data of all editions",
    MethodVersion: "immutable; other editions may compute by it",
    StoredFile: "the same bytes may be named by other editions",
    Wording: "of a file",
    WordingBand: "of a file",
    User: "people, whom the history keeps naming",
    Heartbeat: "of the installation",
    ReferenceLoad: "of the reference data of all editions",
}


def _ours() -> set[Kind]:
    kinds = apps.get_models(include_auto_created=True)
    return {kind for kind in kinds if kind._meta.app_label in ("surveys", "scoring")}


def test_every_model_belongs_to_an_edition_or_says_why_not() -> None:
    found = [belonging.kind for belonging in belongings()]
    assert len(found) == len(set(found))
    assert set(found) & set(SHARED) == set()
    assert set(found) | set(SHARED) == _ours()
    assert all(SHARED.values())


def test_a_row_goes_before_what_its_keys_name() -> None:
    place = {belonging.kind: number for number, belonging in enumerate(belongings())}
    wrong = [
        (kind, key.name)
        for kind in place
        for key in kind._meta.fields
        if isinstance(key, models.ForeignKey)
        and key.remote_field.model in place
        and key.remote_field.model is not kind
        and place[key.remote_field.model] < place[kind]
    ]
    assert wrong == []
    assert belongings()[-1] == Belonging(Edition, "pk")


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        (ScoreRun, "edition"),
        (Study, "run__edition"),
        (InfoRequest, "round__edition"),  # not over the letter that it was referred from
        (Reply, "round__edition"),
        (LetterOutcome, "reply__round__edition"),  # not over the letter
        (RequestEvent, "request__round__edition"),  # nor over its document or reply
        (DueMove, "request__round__edition"),
        (Citation, "code__edition"),  # not over the document
    ],
)
def test_each_kind_of_row_is_owned_once(kind: Kind, path: str) -> None:
    assert Belonging(kind, path) in belongings()


def test_a_model_of_tomorrow_is_found_at_the_end_of_any_path() -> None:
    chart = _model("Chart", study=models.ForeignKey(Study, on_delete=models.PROTECT))
    label = _model(
        "Label",
        city=models.ForeignKey(City, on_delete=models.PROTECT),
        chart=models.OneToOneField(chart, on_delete=models.PROTECT),
    )
    found = belongings_among([*apps.get_models(), label, chart])
    assert Belonging(label, "chart__study__run__edition") in found
    order = [belonging.kind for belonging in found]
    assert order.index(label) < order.index(chart) < order.index(Study)


def _model(name: str, **fields: models.ForeignKey[Any, Any]) -> Kind:
    """In a registry of its own, so that no other test meets it."""
    meta = type("Meta", (), {"app_label": "scoring", "apps": Apps()})
    return type(name, (models.Model,), {"__module__": __name__, "Meta": meta, **fields})
