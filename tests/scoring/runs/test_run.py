"""Runs: computed once, stored once, never changed, thinned by a stated rule."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from scoring.models import Basis, CityScore, MethodVersion, ScoreRun, Study
from scoring.runs import services as service
from scoring.runs.block import block_unpack
from scoring.runs.inputs import Inputs
from scoring.runs.services import LAPS, edition_recompute, runs_thin
from surveys.models import City, Edition
from surveys.open_edition import edition_touch
from tests.builders import make_city, make_edition
from tests.scoring.inputs.sheets import INDICATORS
from tests.scoring.rows import fill_values, make_index, make_run, make_value

KEEP = 3


@pytest.fixture
def cities(edition: Edition) -> list[City]:
    """Of an edition with values for all but the last of them."""
    make_index()
    rows = [make_city() for _ in range(8)]
    fill_values(edition)
    unknown = rows.pop()
    edition.values.filter(city=unknown).delete()
    return [*rows, unknown]


def _runs(edition: Edition) -> dict[str, ScoreRun]:
    return {run.basis: run for run in edition_recompute(edition_id=edition.pk)}


def test_both_bases_are_computed_and_stored(edition: Edition, cities: list[City]) -> None:
    runs = _runs(edition)
    assert set(runs) == set(Basis.values)
    assert ScoreRun.objects.count() == 2
    for run in runs.values():
        assert (run.inputs_version, run.cities_ranked) == (0, 7)
        ranks = CityScore.objects.filter(run=run).values_list("composite_rank", flat=True)
        assert sorted(rank for rank in ranks if rank) == [1, 2, 3, 4, 5, 6, 7]
        unranked = CityScore.objects.get(run=run, city=cities[-1])
        assert (unranked.composite, unranked.composite_rank) == (None, None)


def test_what_a_run_keeps_agrees_with_its_table(edition: Edition, cities: list[City]) -> None:
    run = ScoreRun.objects.get(pk=_runs(edition)["approved"].pk)
    block = block_unpack(run.block)
    assert block.raw.shape == (8, INDICATORS)
    assert block.adcodes == tuple(city.adcode for city in cities)
    scores = CityScore.objects.filter(run=run).order_by("city__adcode")
    for code, field in service.SCORED:
        column = block.node_codes.index(code)
        stored = [getattr(row, field) for row in scores]
        kept = [None if np.isnan(score) else score for score in block.scores[:, column].tolist()]
        assert stored == kept
        ranks = [getattr(row, f"{field}_rank") or 0 for row in scores]
        assert ranks == block.ranks[:, column].tolist()


def test_computing_again_returns_what_is_stored(edition: Edition, cities: list[City]) -> None:
    first = _runs(edition)
    for _ in range(3):
        again = _runs(edition)
        assert {basis: run.pk for basis, run in again.items()} == {
            basis: run.pk for basis, run in first.items()
        }
    assert ScoreRun.objects.count() == 2
    edition_touch(edition=edition)
    newer = _runs(edition)
    assert ScoreRun.objects.count() == 4
    for basis, run in newer.items():
        assert run.inputs_version == 1
        assert run.input_hash == first[basis].input_hash, "the same inputs, under a new version"


def test_an_input_changes_the_hash_of_its_basis(edition: Edition, cities: list[City]) -> None:
    first = _runs(edition)
    edition.values.filter(city=cities[0], indicator__code="R1.1.1").update(current=False)
    make_value(edition, cities[0], "R1.1.1", 99.0, approved=False)
    edition_touch(edition=edition)
    second = _runs(edition)
    assert second["approved"].input_hash == first["approved"].input_hash
    assert second["provisional"].input_hash != first["provisional"].input_hash


def test_who_loses_the_race_takes_the_stored_run(
    edition: Edition, cities: list[City], monkeypatch: pytest.MonkeyPatch
) -> None:
    compute, winners = service.compute, []

    def compute_while_another_is_faster(*args: object, **kwargs: object) -> object:
        result = compute(*args, **kwargs)  # type: ignore[arg-type]
        monkeypatch.setattr(service, "compute", compute)
        winners.extend(edition_recompute(edition_id=edition.pk))
        return result

    monkeypatch.setattr(service, "compute", compute_while_another_is_faster)
    runs = edition_recompute(edition_id=edition.pk)
    assert [run.pk for run in runs] == [run.pk for run in winners]
    assert ScoreRun.objects.count() == 2
    assert CityScore.objects.count() == 2 * len(cities)


def _writing_during(times: int, edition: Edition, monkeypatch: pytest.MonkeyPatch) -> list[Inputs]:
    """The edition changes after each of the first `times` readings; what was read."""
    read = service.inputs_read
    seen: list[Inputs] = []

    def read_before_a_change(edition_id: int) -> Inputs:
        inputs = read(edition_id)
        if len(seen) < times:
            edition_touch(edition=edition)
        seen.append(inputs)
        return inputs

    monkeypatch.setattr(service, "inputs_read", read_before_a_change)
    return seen


def test_inputs_that_changed_meanwhile_are_computed_too(
    edition: Edition, cities: list[City], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = _writing_during(1, edition, monkeypatch)
    runs = edition_recompute(edition_id=edition.pk)
    assert [inputs.version for inputs in seen] == [0, 1]
    assert {run.inputs_version for run in runs} == {1}


def test_an_edition_under_constant_change_is_left_after_some_laps(
    edition: Edition, cities: list[City], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = _writing_during(100, edition, monkeypatch)
    runs = edition_recompute(edition_id=edition.pk)
    assert len(seen) == LAPS
    assert {run.inputs_version for run in runs} == {LAPS - 1}


def test_a_run_and_a_method_version_never_change(edition: Edition, cities: list[City]) -> None:
    run = _runs(edition)["approved"]
    run.code_version = "another"
    with pytest.raises(PermissionDenied):
        run.save()
    version = MethodVersion.objects.get()
    version.note = "another"
    with pytest.raises(PermissionDenied):
        version.save()


def test_findings_are_kept_with_the_run(edition: Edition, cities: list[City]) -> None:
    edition.values.filter(indicator__code="R1.1.1").update(value=5.0)
    edition_touch(edition=edition)
    findings = _runs(edition)["approved"].findings
    constant = [row for row in findings if row["subject"] == "R1.1.1"]
    assert len(constant) == 1
    assert set(constant[0]) == {"code", "severity", "subject", "details"}


def _series(edition: Edition, days_ago: list[int], basis: str = "approved") -> list[int]:
    """One run per entry, oldest inputs first, computed at noon that many days ago."""
    noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
    keys = []
    for version, days in enumerate(days_ago):
        run = make_run(edition, basis=basis, inputs_version=version)
        moment = noon - datetime.timedelta(days=days) + datetime.timedelta(seconds=version)
        ScoreRun.objects.filter(pk=run.pk).update(computed_at=moment)
        keys.append(run.pk)
    return keys


def _kept(keys: list[int]) -> list[int]:
    """Positions in the series that are still there."""
    left = set(ScoreRun.objects.filter(pk__in=keys).values_list("pk", flat=True))
    return [position for position, key in enumerate(keys) if key in left]


def test_thinning_keeps_the_newest_and_one_of_each_day(edition: Edition) -> None:
    make_city()
    keys = _series(edition, [9, 9, 9, 8, 7, 7, 0, 0, 0, 0])
    assert runs_thin(edition=edition, keep=KEEP) == 4
    assert _kept(keys) == [2, 3, 5, 7, 8, 9]
    assert runs_thin(edition=edition, keep=KEEP) == 0
    assert CityScore.objects.count() == 6


def test_thinning_looks_at_each_series_alone(edition: Edition) -> None:
    approved = _series(edition, [5, 5, 5, 5])
    provisional = _series(edition, [5, 5], basis="provisional")
    other = _series(make_edition(), [5, 5, 5, 5])
    assert runs_thin(edition=edition, keep=KEEP) == 1
    assert (_kept(approved), _kept(provisional)) == ([1, 2, 3], [0, 1])
    assert _kept(other) == [0, 1, 2, 3]


def test_thinning_leaves_what_a_study_cites(edition: Edition) -> None:
    keys = _series(edition, [5, 5, 5, 5, 5])
    Study.objects.create(run_id=keys[0], kind=Study.Kind.FLIP, parameters={})
    assert runs_thin(edition=edition, keep=KEEP) == 1
    assert _kept(keys) == [0, 2, 3, 4]
