"""The commands as a script uses them: results on standard output, faults in one line."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from scoring.models import ScoreRun
from surveys.models import Edition
from surveys.open_edition import edition_touch
from tests.builders import make_city, make_edition
from tests.scoring.rows import fill_values, make_index


@pytest.fixture
def edition(db: None) -> Edition:
    make_index()
    for number in range(4):
        make_city(f"城{number}")
    edition = make_edition("2025-test")
    fill_values(edition)
    return edition


def _call(command: str, *arguments: str) -> str:
    output = io.StringIO()
    call_command(command, *arguments, stdout=output)
    return output.getvalue()


def _rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_recompute_prints_both_runs_and_computes_once(edition: Edition) -> None:
    first = _call("recompute", "--edition", "2025-test").splitlines()
    assert len(first) == 2
    for run, line in zip(ScoreRun.objects.order_by("pk"), first, strict=True):
        assert line.startswith(f"run {run.pk}  2025-test  {run.basis}  method default 1  ")
        assert line.endswith("4 cities ranked")
        assert run.input_hash[:16] in line
    assert _call("recompute", "--edition", "2025-test").splitlines() == first
    edition_touch(edition=edition)
    assert "inputs 1" in _call("recompute", "--edition", "2025-test")
    assert ScoreRun.objects.count() == 4


def test_the_appendix_goes_to_standard_output_alone(edition: Edition) -> None:
    """Computed first where it is due; nothing but the table is printed."""
    rows = _rows(_call("export_appendix", "--edition", "2025-test"))
    assert ScoreRun.objects.count() == 2
    assert rows[0][0] == "地级以上城市"
    assert rows[0][6] == "synthetic"
    assert [row[1] for row in rows[1:]] == ["1", "2", "3", "4"]
    assert _call("export_appendix", "--edition", "2025-test", "--output", "-") == _call(
        "export_appendix", "--edition", "2025-test"
    )


@pytest.mark.parametrize("name", ["附录.xlsx", "附录.csv", "附录.CSV"])
def test_the_appendix_goes_to_a_file(edition: Edition, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    printed = _call("export_appendix", "--edition", "2025-test", "--output", str(path))
    assert printed == f"{path}  approved  4 cities ranked\n"
    if name.endswith("xlsx"):
        assert openpyxl.load_workbook(path).worksheets[0]["A1"].value == "地级以上城市"
    else:
        assert len(_rows(path.read_text("utf-8-sig"))) == 5


def test_the_basis_is_chosen(edition: Edition) -> None:
    city = edition.values.all()[0].city
    edition.values.filter(city=city).update(approved=False)
    approved = _rows(_call("export_appendix", "--edition", "2025-test"))
    provisional = _rows(
        _call("export_appendix", "--edition", "2025-test", "--basis", "provisional")
    )
    assert approved[-1][:2] == [city.name, ""]
    assert sorted(row[1] for row in provisional[1:]) == ["1", "2", "3", "4"]


@pytest.mark.parametrize("command", ["recompute", "export_appendix"])
def test_an_edition_that_is_not_there_or_holds_no_values(edition: Edition, command: str) -> None:
    make_edition("2023-published", ranks_only=True)
    with pytest.raises(CommandError, match=r"没有版次 2099.*2025-test, 2023-published"):
        _call(command, "--edition", "2099")
    with pytest.raises(CommandError, match="只有发布的排名"):
        _call(command, "--edition", "2023-published")
    with pytest.raises(CommandError, match="--edition"):
        _call(command)
    assert not ScoreRun.objects.exists()


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("附录.pdf", r"must end in \.xlsx or \.csv"),
        ("附录", r"must end in \.xlsx or \.csv"),
        ("没有/附录.csv", "No such file"),
    ],
)
def test_a_file_that_cannot_be_written(
    edition: Edition, tmp_path: Path, output: str, reason: str
) -> None:
    with pytest.raises(CommandError, match=reason):
        _call("export_appendix", "--edition", "2025-test", "--output", str(tmp_path / output))
    assert list(tmp_path.iterdir()) == []


def test_a_basis_that_is_none(edition: Edition) -> None:
    with pytest.raises(CommandError, match="invalid choice: 'guessed'"):
        _call("export_appendix", "--edition", "2025-test", "--basis", "guessed")
