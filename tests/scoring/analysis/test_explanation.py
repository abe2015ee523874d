"""Contributions add up to the score, against any other city."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command

from scoring.analysis.explanation.table import explanation_export
from scoring.analysis.explanation.told import explain
from scoring.analysis.sides import ABOVE, BELOW, MEDIAN, NothingToCompare, other_side, side_of
from scoring.models import Basis
from surveys.open_edition import edition_touch
from tests.builders import make_city
from tests.scoring.inputs.sheets import LEVELS
from tests.scoring.scored import Scored, compute

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("against", [MEDIAN, "other"])
def test_every_level_sums_to_the_score(scored: Scored, against: str) -> None:
    city, other = scored.cities[2], scored.cities[7]
    side = side_of(scored.run, city.adcode)
    told = explain(side, other_side(side, other.adcode if against == "other" else against))
    assert told.gap < 1e-9
    for depth in range(5):
        own = sum(line.own or 0.0 for line in told.lines if line.depth == depth)
        rest = sum(line.other or 0.0 for line in told.lines if line.depth == depth)
        assert own + told.offset == pytest.approx(told.score, rel=1e-12)
        assert rest + told.other_offset == pytest.approx(told.other_score, rel=1e-12)


def test_neighbours_are_one_rank_away(scored: Scored) -> None:
    middle = scored.run.cities.get(composite_rank=5)
    side = side_of(scored.run, middle.city.adcode)
    ranks = side.run.result.ranks[:, 0]
    assert ranks[other_side(side, ABOVE).row] == 4
    assert ranks[other_side(side, BELOW).row] == 6


def test_the_first_has_nobody_above(scored: Scored) -> None:
    first = scored.run.cities.get(composite_rank=1)
    with pytest.raises(NothingToCompare):
        other_side(side_of(scored.run, first.city.adcode), ABOVE)


def test_the_table_says_the_same(scored: Scored) -> None:
    city = scored.cities[1]
    side = side_of(scored.run, city.adcode)
    told = explain(side, other_side(side, MEDIAN))
    export = explanation_export(scored.run, told, "csv", city=city.name, other="M")
    rows = list(csv.reader(io.StringIO(export.content.decode("utf-8-sig"))))
    assert len(rows) == 1 + len(told.lines)
    leaves = [row for row in rows[1:] if row[2] == "4"]
    assert sum(float(row[3]) for row in leaves) == pytest.approx(told.score, rel=1e-9)
    assert rows[0][-1] == "synthetic"


def test_the_command_prints_json(scored: Scored) -> None:
    output = io.StringIO()
    arguments = ["--edition", scored.edition.code, "--city", scored.cities[0].adcode, "--json"]
    call_command("explain", *arguments, stdout=output)
    told = json.loads(output.getvalue())
    assert told["gap"] < 1e-9
    assert len(told["lines"]) == 1 + sum(LEVELS)
    with pytest.raises(CommandError, match="holds no city '000000'"):
        call_command("explain", edition=scored.edition.code, city="000000")


@pytest.mark.usefixtures("english")
def test_a_city_without_a_score_cannot_be_explained(scored: Scored) -> None:
    """It has no value and no answer at all, so that the run lists it apart."""
    bare = make_city()
    edition_touch(edition=scored.edition)
    run = compute(scored.edition)[Basis.APPROVED.value]
    assert run.cities.get(city=bare).composite is None
    with pytest.raises(NothingToCompare, match="without a composite score"):
        explain(side_of(run, bare.adcode), other_side(side_of(run, bare.adcode), MEDIAN))
    scored_side = side_of(run, scored.cities[0].adcode)
    with pytest.raises(NothingToCompare, match="without a composite score"):
        explain(scored_side, other_side(scored_side, bare.adcode))
