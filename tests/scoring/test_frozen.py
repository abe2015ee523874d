"""A closed edition refuses every write of the scoring side; each service is in one list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db.models import Model
from django.utils import timezone

from scoring.editions.services import edition_correct, edition_remove
from scoring.index.method.method import method_from_json, method_to_json
from scoring.inputs.services.batch import (
    batch_check,
    batch_fates,
    batch_store,
    batch_store_checked,
    batch_upload,
)
from scoring.inputs.services.batch_decision import batch_discard, batch_sign_off
from scoring.inputs.services.value import value_restore, value_set, value_withdraw
from scoring.methods.services import edition_choose_method, method_choose
from scoring.models import EditionMethod, ImportBatch, Indicator, IndicatorValue, MethodVersion
from scoring.reference.services import method_load
from scoring.runs.services import run_request
from surveys.errors import EditionClosed
from surveys.files.document import Document
from surveys.models import City, Edition, TrailEntry
from tests.builders import TODAY, Cast, make_city, make_edition
from tests.scoring.rows import make_index, make_value
from tests.services.found import services
from tests.surveys.sheets.tables import lines, text_document

COUNTED: tuple[type[Model], ...] = (EditionMethod, ImportBatch, IndicatorValue, TrailEntry)


@dataclass(frozen=True)
class Scene:
    cast: Cast
    edition: Edition
    city: City
    checked: ImportBatch
    stored: ImportBatch
    other_method: MethodVersion

    @property
    def indicator(self) -> Indicator:
        return Indicator.objects.get(code="R1.1.1")

    @property
    def sheet(self) -> Document:
        return text_document(lines(["城市,R1.1.1", f"{self.city.name},7"]))


@pytest.fixture(params=["frozen", "ranks_only"])
def scene(request: pytest.FixtureRequest, cast: Cast) -> Scene:
    default = make_index()
    parameters = method_to_json(method_from_json(default.parameters))
    other = method_load(method=method_from_json({**parameters, "treat": {"rule": "none"}}))
    edition, city = make_edition("2024-closed"), make_city("甲市")
    make_value(edition, city, "R1.1.2", 1.0)
    sheet = text_document(lines(["城市,R1.1.1", "甲市,5"]))
    checked = batch_upload(actor=None, edition=edition, document=sheet, today=TODAY)
    stored = batch_store(actor=None, edition=edition, document=sheet, partial=False, today=TODAY)
    EditionMethod.objects.create(edition=edition, version=default)
    fields = {request.param: True, "frozen_at": timezone.now()}
    Edition.objects.filter(pk=edition.pk).update(**fields)
    edition.refresh_from_db()
    return Scene(cast, edition, city, checked, stored, other)


def _set(scene: Scene) -> object:
    return value_set(
        actor=None,
        edition=scene.edition,
        city=scene.city,
        indicator=scene.indicator,
        value=3.0,
        reason="x",
    )


def _withdraw(scene: Scene) -> object:
    return value_withdraw(
        actor=None,
        edition=scene.edition,
        city=scene.city,
        indicator=scene.indicator,
        reason="x",
    )


def _restore(scene: Scene) -> object:
    row = scene.stored.values.get()
    return value_restore(actor=None, shown=row, earlier=row, reason="x")


def _upload(scene: Scene) -> object:
    return batch_upload(actor=None, edition=scene.edition, document=scene.sheet, today=TODAY)


def _store(scene: Scene) -> object:
    return batch_store(
        actor=None, edition=scene.edition, document=scene.sheet, partial=False, today=TODAY
    )


WRITES: dict[str, Callable[[Scene], object]] = {
    "value_set": _set,
    "value_restore": _restore,
    "value_withdraw": _withdraw,
    "run_request": lambda s: run_request(actor=s.cast.manager, edition=s.edition),
    "batch_check": lambda s: batch_check(edition=s.edition, document=s.sheet, today=TODAY),
    "batch_fates": lambda s: batch_fates(batch=s.checked, today=TODAY),
    "batch_upload": _upload,
    "batch_store": _store,
    "batch_store_checked": lambda s: batch_store_checked(
        actor=None, batch=s.checked, partial=False, today=TODAY
    ),
    "batch_sign_off": lambda s: batch_sign_off(actor=None, batch=s.stored),
    "batch_discard": lambda s: batch_discard(actor=None, batch=s.stored),
    "edition_choose_method": lambda s: edition_choose_method(
        actor=s.cast.manager, edition=s.edition, version=s.other_method
    ),
    "method_choose": lambda s: method_choose(
        actor=s.cast.manager, edition=s.edition, version=s.other_method
    ),
    "edition_correct": lambda s: edition_correct(
        actor=s.cast.manager,
        edition=s.edition,
        year=2024,
        title_zh="改",
        title_en="",
        cutoff=None,
        reason="x",
    ),
    "edition_remove": lambda s: edition_remove(actor=s.cast.manager, edition=s.edition, reason="x"),
}
# Computed from an edition without changing what it holds, of no edition, or of a synthetic one.
OTHERS = {
    "batch_sheets",
    "board_view_keep",
    "board_view_rename",
    "board_view_share",
    "board_view_remove",
    "edition_begin",
    "edition_delete_synthetic",
    "edition_prioritise",
    "priorities_are_behind",
    "edition_recompute",
    "runs_thin",
    "method_create",
    "method_load",
    "tree_load",
    "variables_load",
    "published_load",
    "derivations_check",
    "uses_check",
    "study_request",
    "study_cancel",
    "study_block_compute",
    "study_fail",
    "study_finish",
    "blocks_hint",
    "blocks_drop",
}


@pytest.mark.parametrize("name", WRITES)
def test_a_closed_edition_refuses(name: str, scene: Scene) -> None:
    before = {model: model._default_manager.count() for model in COUNTED}
    with pytest.raises(EditionClosed, match="2024-closed"):
        WRITES[name](scene)
    assert {model: model._default_manager.count() for model in COUNTED} == before
    version = scene.edition.inputs_version
    scene.edition.refresh_from_db()
    scene.stored.refresh_from_db()
    assert (scene.edition.inputs_version, scene.stored.state) == (version, "stored")


def test_every_service_of_the_scoring_side_stands_in_one_list() -> None:
    found = {service.__name__ for service in services("scoring")}
    assert found - set(WRITES) - OTHERS == set(), "say what a closed edition answers"
    assert set(WRITES) | OTHERS <= found
