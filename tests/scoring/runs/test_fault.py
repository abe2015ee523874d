"""What cannot be computed is said, leaves the other basis alone, and goes when it can."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from scoring import tasks
from scoring.index.method.method import Method
from scoring.index.method.rules import make_step
from scoring.models import Basis, ComputeFault, EditionMethod, ScoreRun
from scoring.reference.services import method_load
from scoring.runs.selectors import FAULT_AGAIN
from scoring.runs.services import NotComputable, edition_recompute
from scoring.tasks import recompute, sweep
from surveys.open_edition import edition_touch
from tests.builders import make_edition
from tests.scoring.scored import Scored

pytestmark = pytest.mark.django_db


def _geometric(availability: float = 0.0) -> Method:
    step = make_step("aggregate", "geometric")
    return replace(Method.default(), aggregate=step, availability=availability)


@pytest.fixture(scope="module")
def scored_world(scored_world: Scored) -> Scored:
    """Computed by the default method; then a geometric mean over zeros is chosen.

    Another edition has faults of its own, which stay.
    """
    other = make_edition("2024-other")
    for basis in Basis.values:
        ComputeFault.objects.create(edition=other, basis=basis, inputs_version=0, code="other")
    version = method_load(method=_geometric(), name="geometric")
    EditionMethod.objects.create(edition=scored_world.edition, version=version)
    edition_touch(edition=scored_world.edition)
    return scored_world


def test_the_fault_is_kept_with_its_reason(scored: Scored) -> None:
    with pytest.raises(NotComputable):
        edition_recompute(edition_id=scored.edition.pk)
    faults = ComputeFault.objects.filter(edition=scored.edition)
    assert set(faults.values_list("basis", flat=True)) == set(Basis.values)
    assert {fault.code for fault in faults} == {"undefined_mean"}
    assert {fault.details["rule"] for fault in faults} == {"geometric"}
    named = {fault.details["at_city"] for fault in faults}
    assert named <= {city.adcode for city in scored.cities}
    others = ComputeFault.objects.exclude(edition=scored.edition)
    assert list(others.values_list("code", flat=True)) == ["other", "other"]
    with pytest.raises(CommandError, match="geometric"):
        call_command("recompute", edition=scored.edition.code, stdout=io.StringIO())


def test_tasks_go_on(scored: Scored) -> None:
    recompute(scored.edition.pk)
    sweep()
    assert ComputeFault.objects.filter(edition=scored.edition).count() == 2


def test_a_known_fault_is_met_again_only_when_something_changed(
    scored: Scored, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other inputs, another method, or an hour later; else each sweep would log it again."""
    asked: list[int] = []

    def recompute_counted(*, edition_id: int) -> object:
        asked.append(edition_id)
        return edition_recompute(edition_id=edition_id)

    monkeypatch.setattr(tasks, "edition_recompute", recompute_counted)
    for _ in range(3):
        sweep()
    assert len(asked) == 1
    edition_touch(edition=scored.edition)
    sweep()
    assert len(asked) == 2
    ComputeFault.objects.update(noticed_at=timezone.now() - FAULT_AGAIN)
    sweep()
    assert len(asked) == 3
    EditionMethod.objects.filter(edition=scored.edition).update(
        version=method_load(method=_geometric(availability=0.5), name="geometric")
    )
    sweep()
    assert len(asked) == 4


def test_it_goes_when_the_method_fits_again(scored: Scored) -> None:
    recompute(scored.edition.pk)
    EditionMethod.objects.filter(edition=scored.edition).delete()
    runs = edition_recompute(edition_id=scored.edition.pk)
    assert not ComputeFault.objects.exclude(code="other").exists()
    assert ComputeFault.objects.count() == 2
    scored.edition.refresh_from_db()
    assert {run.inputs_version for run in runs} == {scored.edition.inputs_version}
    assert ScoreRun.objects.filter(edition=scored.edition).count() == 4
