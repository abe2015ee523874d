from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from scoring.index.method.method import Method
from scoring.index.method.rules import make_step
from scoring.methods.services import (
    MethodExists,
    edition_choose_method,
    method_choose,
    method_create,
)
from scoring.models import EditionMethod, MethodVersion
from scoring.runs.inputs import ATTEMPTS, method_of
from surveys.errors import EditionClosed, Refused
from surveys.models import Edition, TrailEntry, User
from tests.builders import Cast, make_city, make_edition
from tests.scoring.rows import fill_values, make_index, touching

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
LIGHTER = Method(weights={"R": 2.0})
GEOMETRIC = Method(aggregate=make_step("aggregate", "geometric"))


@pytest.fixture
def default(db: None) -> MethodVersion:
    return make_index()


def create(actor: User, method: Method = LIGHTER, **changes: Any) -> MethodVersion:
    said: dict[str, Any] = {"name": "trial", "note": "R counts twice", **changes}
    return method_create(actor=actor, method=method, **said)


def test_a_version_gets_the_next_number_of_its_name(cast: Cast, default: MethodVersion) -> None:
    first = create(cast.outsider)
    second = create(cast.outsider, replace(LIGHTER, tau=0.1))
    other = create(cast.outsider, replace(LIGHTER, tau=0.2), name="other")
    assert [str(v) for v in (first, second, other)] == ["trial 1", "trial 2", "other 1"]


def test_storing_is_written_in_the_trail(cast: Cast, default: MethodVersion) -> None:
    version = method_create(
        actor=cast.manager, method=LIGHTER, name="trial", note="because", based_on=default
    )
    entry = TrailEntry.objects.get(action="method.create")
    assert (entry.actor, entry.reason, entry.edition) == (cast.manager, "because", None)
    assert entry.changes["method"] == [None, "trial 1"]
    assert entry.changes["based_on"] == [None, "default 1"]
    assert entry.changes["sha256"] == [None, version.sha256]


def test_equal_parameters_name_the_version_that_has_them(
    cast: Cast, default: MethodVersion
) -> None:
    with pytest.raises(MethodExists) as caught:
        create(cast.manager, Method.default())
    assert caught.value.version == default
    assert "default 1" in caught.value.message
    assert MethodVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"name": "default"}, "name"),
        ({"note": "  "}, "note"),
    ],
)
def test_a_name_and_a_note_are_needed(
    cast: Cast, default: MethodVersion, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as caught:
        create(cast.manager, **changes)
    assert caught.value.field == field
    assert MethodVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("weights", "place"),
    [
        ({"nothing": 1.0}, "weights.nothing"),
        ({"R": -1.0}, "weights.R"),
        (dict.fromkeys("RGCM", 0.0), "weights.INDEX"),
    ],
)
def test_weights_that_do_not_fit_the_tree_are_refused(
    cast: Cast, default: MethodVersion, weights: dict[str, float], place: str
) -> None:
    with pytest.raises(Refused) as caught:
        create(cast.manager, Method(weights=weights))
    assert place in caught.value.message
    assert not TrailEntry.objects.filter(action="method.create").exists()


def test_a_version_never_changes(cast: Cast, default: MethodVersion) -> None:
    version = create(cast.manager)
    version.note = "another"
    with pytest.raises(PermissionDenied):
        version.save()


def filled(code: str = "2025-method") -> Edition:
    for _number in range(5):
        make_city()
    edition = make_edition(code, inputs_version=1)
    fill_values(edition)
    return edition


def test_choosing_counts_as_a_change_and_is_written(cast: Cast, default: MethodVersion) -> None:
    edition, version = filled(), create(cast.manager)
    assert method_choose(actor=cast.manager, edition=edition, version=version)
    edition.refresh_from_db()
    assert edition.inputs_version == 2
    assert method_of(edition) == version
    entry = TrailEntry.objects.get(action="edition.choose_method")
    assert entry.changes["method"][1] == "trial 1"


def test_choosing_what_holds_already_changes_nothing(cast: Cast, default: MethodVersion) -> None:
    edition = filled()
    assert not method_choose(actor=cast.manager, edition=edition, version=default)
    assert not EditionMethod.objects.exists()
    assert not TrailEntry.objects.exists()


def test_a_method_that_cannot_score_the_edition_is_refused(
    cast: Cast, default: MethodVersion
) -> None:
    edition, version = filled(), create(cast.manager, GEOMETRIC)
    with pytest.raises(Refused) as caught:
        method_choose(actor=cast.manager, edition=edition, version=version)
    assert "trial 1 cannot score 2025-method" in caught.value.message
    assert method_of(edition) == default


def test_an_edition_that_never_rests_keeps_its_method(
    cast: Cast, default: MethodVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition, version = filled(), create(cast.manager)
    touching(edition, ATTEMPTS, monkeypatch)
    with pytest.raises(Refused) as caught:
        method_choose(actor=cast.manager, edition=edition, version=version)
    assert "changing right now" in caught.value.message
    assert method_of(edition) == default


def test_a_frozen_edition_keeps_its_method(cast: Cast, default: MethodVersion) -> None:
    version = create(cast.manager)
    edition = make_edition("2025-shut", frozen=True)
    with pytest.raises(EditionClosed):
        method_choose(actor=cast.manager, edition=edition, version=version)
    assert method_of(edition) == default


def test_the_trail_of_a_second_choice_names_the_first(cast: Cast, default: MethodVersion) -> None:
    edition, version = filled(), create(cast.manager)
    edition_choose_method(actor=cast.manager, edition=edition, version=default)
    method_choose(actor=cast.manager, edition=edition, version=version)
    newest = TrailEntry.objects.filter(action="edition.choose_method")[0]
    assert newest.changes["method"] == ["default 1", "trial 1"]
