"""What seldom happens: nothing to explain, arrays that are damaged, commands with a wrong name."""

from __future__ import annotations

import copy
import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from scoring.analysis.explanation.summary import summary
from scoring.analysis.explanation.told import Explanation, explain
from scoring.analysis.priorities import priorities
from scoring.analysis.sides import NothingToCompare, other_side, side_of
from scoring.index.method.method import Method
from scoring.index.method.rules import make_step
from scoring.methods.board import Board
from scoring.methods.draft import DraftState
from scoring.methods.fields import fields_from_method
from scoring.methods.outline import outline_read
from scoring.models import CityScore, Indicator, ScoreRun, Study
from scoring.runs.inputs import inputs_read
from scoring.templatetags.figures import signed
from surveys.models import Edition
from surveys.open_edition import editions_touch
from tests.builders import make_city, make_edition
from tests.scoring.rows import make_index, make_run
from tests.scoring.scored import Scored

pytestmark = pytest.mark.django_db


def told(command: str, *arguments: str) -> str:
    output = io.StringIO()
    call_command(command, *arguments, stdout=output)
    return output.getvalue()


def test_the_command_explains_in_lines(scored_world: Scored) -> None:
    city = scored_world.cities[2]
    given = ["--edition", "2025-scored", "--city", city.adcode]
    lines = told("explain", *given).splitlines()
    side = side_of(scored_world.run, city.adcode)
    known = explain(side, other_side(side, "median"))
    assert len(lines) == len(known.lines) + 1
    numbers = [f"{value:.4f}" for value in (known.lines[0].own, known.lines[0].other)]
    assert lines[0].split()[:3] == ["INDEX", *numbers]
    assert lines[1].startswith("  R ")
    assert re.fullmatch(r"sum error \d\.\d\de[-+]\d\d", lines[-1])
    assert told("explain", *given, "--json").splitlines()[1].startswith(' "score": ')
    itself = told("explain", *given, "--other-edition", "2025-scored").splitlines()
    assert itself[0].split()[3] == "0.0000"


def test_what_the_commands_cannot_do(scored_world: Scored, tmp_path: Path) -> None:
    make_edition("2025-empty")
    city = scored_world.cities[0].adcode
    with pytest.raises(CommandError, match="has no run yet"):
        told("explain", "--edition", "2025-empty", "--city", city)
    with pytest.raises(CommandError, match=r"There is no run 0\."):
        told("export_run", "0", "--bundle", str(tmp_path / "run.zip"))
    nowhere = tmp_path / "nowhere" / "run.zip"
    with pytest.raises(CommandError, match="No such file"):
        told("export_run", str(scored_world.run.pk), "--bundle", str(nowhere))
    damaged = make_run(scored_world.edition, inputs_version=99)
    with pytest.raises(CommandError, match="cannot be read"):
        told("export_run", str(damaged.pk), "--bundle", str(tmp_path / "run.zip"))
    with pytest.raises(CommandError, match="000000"):
        told("set_value", "7", *_cell(city="000000"))
    with pytest.raises(CommandError, match="Z9"):
        told("set_value", "7", *_cell(city=city, indicator="Z9"))
    with pytest.raises(CommandError, match="2099"):
        told("set_value", "7", *_cell(city=city, edition="2099"))
    with pytest.raises(CommandError):
        told("set_value", "7", *_cell(city=city, reason="\udcff"))


def _cell(**given: str) -> list[str]:
    options = {"edition": "2025-scored", "indicator": "R1.1.1", "reason": "年鉴", **given}
    return [word for name, value in options.items() for word in (f"--{name}", value)]


def test_arrays_that_are_damaged_are_told(scored_world: Scored, analyst: Client) -> None:
    damaged = make_run(scored_world.edition, inputs_version=98)
    city = scored_world.cities[0].adcode
    words = "cannot be read. Tell an administrator."
    for address in (
        f"/runs/{damaged.pk}/cities/{city}/explain/",
        f"/runs/compare/?old={scored_world.run.pk}&new={damaged.pk}",
    ):
        assert words in analyst.get(address).content.decode(), address


@pytest.fixture
def explained(scored_world: Scored) -> Explanation:
    side = side_of(scored_world.run, scored_world.cities[3].adcode)
    return explain(side, other_side(side, "median"))


@pytest.mark.usefixtures("english")
def test_an_explanation_in_sentences(explained: Explanation) -> None:
    said = summary(explained, "M", same_run=True)
    assert said[0] == (
        f"Rank {explained.rank} of {explained.cities} with {explained.score:.2f}; "
        f"M: rank {explained.other_rank} with {explained.other_score:.2f} "
        f"({signed(explained.change)})."
    )
    assert explained.fell
    behind, ahead = (
        ", ".join(f"{line.name} ({signed(explained.points[line.code])})" for line in lines[:3])
        for lines in (explained.losses, explained.gains)
    )
    assert said[1:3] == [f"Behind M mainly by: {behind}.", f"Ahead of M mainly by: {ahead}."]
    assert said[-1] == f"{len(explained.missing)} indicators are missing."
    assert summary(explained, "M", same_run=False)[0] != said[0]
    whole = [line for line in explained.lines if line not in explained.missing]
    object.__setattr__(explained, "lines", tuple(whole))
    assert summary(explained, "M", same_run=True)[-1] == "No indicator is missing."


def test_runs_of_other_indicators_are_not_held_against_each_other(scored_world: Scored) -> None:
    side = side_of(scored_world.run, scored_world.cities[3].adcode)
    other = copy.deepcopy(other_side(side, "median"))
    fewer = other.run.block.indicator_codes[1:]
    object.__setattr__(other.run.block, "indicator_codes", fewer)
    with pytest.raises(NothingToCompare, match="指标不同"):
        explain(side, other)


def test_an_indicator_that_came_later_is_not_in_an_old_run(
    scored_world: Scored, analyst: Client
) -> None:
    old = Indicator.objects.get(code="R1.1.1")
    Indicator.objects.create(
        code="R1.1.99",
        parent=old.parent,
        domain=old.domain,
        kind="area",
        unit="km2",
        direction=1,
        source="raster",
        derivation="x",
        reference_year=2025,
        name_zh="新指标",
        name_en="A later indicator",
    )
    page = analyst.get(f"/editions/2025-scored/cities/{scored_world.cities[0].adcode}/")
    assert page.status_code == 200
    assert "A later indicator" not in page.content.decode()


@pytest.mark.parametrize(
    ("version", "fields", "then"),
    [(0, {}, 0), (1, {}, 2), (7, {}, 8), (5, {"frozen": True}, 5), (5, {"ranks_only": True}, 5)],
)
def test_changed_reference_data_count_for_open_editions_with_inputs(
    version: int, fields: dict[str, Any], then: int
) -> None:
    edition = make_edition("2025-touched", inputs_version=version, **fields)
    editions_touch()
    edition.refresh_from_db()
    assert edition.inputs_version == then


def test_an_edition_without_open_answers_has_no_priorities(scored_world: Scored) -> None:
    assert priorities(scored_world.edition, inputs_read(scored_world.edition.pk)) == []


def draft(edition: Edition | None, method: Method) -> DraftState:
    return DraftState.unchanged(method, outline_read(), edition)


@pytest.mark.usefixtures("english")
def test_a_draft_says_where_it_stops(scored_world: Scored) -> None:
    geometric = Method(aggregate=make_step("aggregate", "geometric"))
    state = draft(scored_world.edition, geometric)
    (fault,) = state.faults
    assert fault.field == "aggregate:rule"
    assert "its mean is not defined for the value of" in fault.text
    assert any(city.name in fault.text for city in scored_world.cities)
    grouped = Method(missing=make_step("missing", "group_median", {"group": "climate"}))
    (fault,) = draft(scored_world.edition, grouped).faults
    assert (fault.field, "climate" in fault.text) == ("", True)
    whole = draft(scored_world.edition, Method.default())
    assert (whole.faults, whole.ranked) == ((), len(scored_world.cities))
    untried = draft(None, Method.default())
    assert (untried.ranked, untried.notices, untried.faults) == (None, [], ())


@pytest.mark.usefixtures("english")
def test_words_of_a_parameter_that_is_a_choice() -> None:
    make_index()
    outline = outline_read()
    method = Method(
        missing=make_step("missing", "group_median", {"group": "region"}),
        treat=make_step("treat", "winsorise_skew"),
    )
    board = Board.of(fields_from_method(method, outline.tree), method, outline)
    choices = {
        control.name: [str(label) for _value, label in control.choices]
        for step in board.steps()
        for control in step.parameters
        if control.choices
    }
    assert choices == {
        "missing:group": ["Province", "Region", "Level"],
        "treat:two_sided": ["no", "yes"],
    }


def test_where_a_run_and_a_study_are_read(scored_world: Scored) -> None:
    assert scored_world.run.get_absolute_url() == f"/runs/{scored_world.run.pk}/"
    assert isinstance(ScoreRun.objects.headers().get(pk=scored_world.run.pk), ScoreRun)
    assert CityScore.objects.filter(run=scored_world.run).exists()
    assert not Study.objects.exists()


def test_a_city_that_is_not_in_the_run(scored_world: Scored, analyst: Client) -> None:
    stranger: Any = make_city()
    page = analyst.get(f"/runs/{scored_world.run.pk}/cities/{stranger.adcode}/explain/")
    assert "does not hold this city" in page.content.decode()
