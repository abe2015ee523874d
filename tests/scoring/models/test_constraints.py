"""Every invariant that one table can hold is held by the database, under its name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.apps import apps

from scoring.models import (
    BoardView,
    CityScore,
    ComputeFault,
    ImportBatch,
    Indicator,
    IndicatorValue,
    MethodVersion,
    Node,
    PublishedRank,
    Study,
    StudyBlock,
)
from surveys.models import City, Edition
from tests.builders import make_city, make_file, make_user
from tests.constraints import assert_violated, constraint_names
from tests.scoring.rows import make_index, make_run, make_value


@pytest.fixture
def city(db: None) -> City:
    make_index()
    return make_city()


def _twice(edition: Edition, city: City, **fields: object) -> None:
    for value in (1.0, 2.0):
        make_value(edition, city, "R1.1.1", value, **fields)


def _same_run(edition: Edition) -> None:
    make_run(edition)
    make_run(edition)


def _same_city(edition: Edition, city: City) -> None:
    CityScore.objects.create(run=make_run(edition), city=city)


def _same_method() -> None:
    version = MethodVersion.objects.get()
    MethodVersion.objects.create(
        name=version.name, number=version.number, parameters={}, sha256="1" * 64
    )


def _published_twice(edition: Edition, city: City) -> None:
    ranks = dict.fromkeys(("composite", "resource", "management", "compensation", "market"), 1)
    for _ in range(2):
        PublishedRank.objects.create(edition=edition, city=city, **ranks)


def _signed_without_a_date(edition: Edition) -> None:
    ImportBatch.objects.create(edition=edition, file=make_file(), name="x", state="signed_off")


def _study(edition: Edition, **fields: object) -> Study:
    return Study.objects.create(
        run=make_run(edition), kind=Study.Kind.FLIP, parameters={}, **fields
    )


def _same_block(edition: Edition) -> None:
    study = _study(edition)
    for _ in range(2):
        StudyBlock.objects.create(study=study, number=1, content=b"x")


def _same_fault(edition: Edition) -> None:
    for version in (1, 2):
        ComputeFault.objects.create(
            edition=edition, basis="approved", inputs_version=version, code="x"
        )


def _views(*names: str) -> None:
    owner = make_user()
    for name in names:
        BoardView.objects.create(owner=owner, name=name, query="")


VIOLATIONS: dict[str, Callable[[Edition, City], object]] = {
    "only_the_root_has_no_parent": lambda e, c: Node.objects.create(code="Z", level=1),
    "direction_is_plus_or_minus_one": lambda e, c: Indicator.objects.update(direction=0),
    "one_current_value_per_cell": lambda e, c: _twice(e, c, approved=False),
    "one_approved_value_per_cell": lambda e, c: _twice(e, c, current=False),
    "signed_off_batch_has_a_date": lambda e, c: _signed_without_a_date(e),
    "done_study_has_a_date": lambda e, c: _study(e, state="done"),
    "one_block_per_number": lambda e, c: _same_block(e),
    "one_fault_per_basis": lambda e, c: _same_fault(e),
    "one_run_per_inputs_and_method": lambda e, c: _same_run(e),
    "run_basis_is_known": lambda e, c: make_run(e, basis="guessed"),
    "one_score_per_run_and_city": _same_city,
    "one_method_per_number": lambda e, c: _same_method(),
    "one_published_row_per_city": _published_twice,
    "one_board_view_per_name": lambda e, c: _views("逾期", "逾期"),
    "board_view_has_a_name": lambda e, c: _views(""),
}


@pytest.mark.engines
@pytest.mark.parametrize("name", VIOLATIONS)
def test_the_database_refuses(name: str, edition: Edition, city: City) -> None:
    assert_violated(name, lambda: VIOLATIONS[name](edition, city))


def test_every_named_constraint_has_a_case() -> None:
    models = apps.get_app_config("scoring").get_models()
    assert {name for model in models for name in constraint_names(model)} == set(VIOLATIONS)


def test_the_same_parameters_are_one_version(city: City) -> None:
    version = MethodVersion.objects.get()
    assert_violated(
        "sha256",
        lambda: MethodVersion.objects.create(
            name="x", number=9, parameters={}, sha256=version.sha256
        ),
    )


def test_history_rows_of_a_cell_may_be_many(edition: Edition, city: City) -> None:
    for value in (1.0, 2.0, 3.0):
        make_value(edition, city, "R1.1.1", value, current=False, approved=False)
    make_value(edition, city, "R1.1.1", 4.0, approved=False)
    make_value(edition, city, "R1.1.1", 5.0, current=False)
    assert IndicatorValue.objects.in_force(edition).count() == 2
