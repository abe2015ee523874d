"""What a city comes to in the newest run that the person may see: coverage, ranks and scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from scoring.board.scene import Scene
from scoring.models import CityScore, ScoreRun
from scoring.models.tree import DOMAINS
from scoring.runs.block import block_unpack
from scoring.runs.selectors import newest_run
from surveys.models import City


@dataclass(frozen=True)
class Covered:
    present: int
    total: int


@dataclass(frozen=True)
class CityResults:
    """`covered` by domain; no score where the city is in no run."""

    score: CityScore | None = None
    covered: Mapping[str, Covered] = field(default_factory=dict)


def results_of(scene: Scene) -> dict[int, CityResults]:
    """By key of the city: of one run, which `scene.basis` says."""
    run = newest_run(scene.edition, scene.basis)
    if run is None:
        return {}
    covered = _covered(run)
    scores = CityScore.objects.filter(run=run).order_by()
    found = {row.city_id: row for row in scores}
    keys = City.objects.values_list("pk", "adcode")
    return {pk: CityResults(found.get(pk), covered.get(adcode, {})) for pk, adcode in keys}


def _covered(run: ScoreRun) -> dict[str, dict[str, Covered]]:
    """By adcode and domain: of how many indicators the run had a value."""
    block = block_unpack(ScoreRun.objects.values_list("block", flat=True).get(pk=run.pk))
    layout = block.tree().layout
    known = ~np.isnan(block.raw)
    counts = {
        field: (known[:, at].sum(axis=1), len(at))
        for code, field in DOMAINS
        for at in [layout.leaves_below(code)]
    }
    return {
        adcode: {
            field: Covered(int(present[number]), total)
            for field, (present, total) in counts.items()
        }
        for number, adcode in enumerate(block.adcodes)
    }
