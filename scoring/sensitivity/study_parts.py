"""The results of a Monte Carlo study as kept parts of its page: a study that is done never
changes."""

from __future__ import annotations

from functools import cache
from typing import Any

from scoring.models import Study
from scoring.rendered.part import Fact, Facts, Part, facts_of_run
from scoring.sensitivity.interval_rows import interval_rows
from scoring.sensitivity.result import monte_carlo


def study_parts(study: Study) -> dict[str, Part]:
    """By their names: how many cities move far, and every city's interval of ranks."""
    result = cache(lambda: monte_carlo(study))
    facts: Facts = {"study": facts_of_study(study)}

    def moving() -> dict[str, Any]:
        return {"moving": result().moving.items()}

    def intervals() -> dict[str, Any]:
        return {"rows": interval_rows(result(), study.run), "study": study}

    return {
        "moving": Part("scoring/sensitivity/study.html#moving", facts, moving),
        "intervals": Part("scoring/sensitivity/study.html#intervals", facts, intervals),
    }


def facts_of_study(study: Study) -> tuple[Fact, ...]:
    return study.pk, study.state, str(study.finished_at), *facts_of_run(study.run)
