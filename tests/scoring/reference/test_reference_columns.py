"""Columns that say again what another file says, and columns that nobody reads, are refused."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from scoring.models import Indicator, PublishedRank, Variable
from surveys.models import City, Question
from tests.builders import load_reference
from tests.scoring.inputs.sheets import change_rows
from tests.scoring.rows import FOLDER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
Rows = list[dict[str, str]]
# Words that passages are marked by are read beside a letter, not loaded.
FILES = sorted(path.name for path in FOLDER.glob("*.csv") if path.name != "marks.csv")
TABLES = (City, Question, Variable, Indicator, PublishedRank)


def _graded(rows: Rows) -> dict[str, str]:
    return next(row for row in rows if row["kind"] == "ordinal")


def _feeds(codes: str) -> Callable[[Rows], None]:
    """Of the first question, which feeds G1.1.1."""
    return lambda rows: rows[0].update(indicators=codes)


def _used_by(codes: str) -> Callable[[Rows], None]:
    """Of the first variable, which R2.1.1 uses."""
    return lambda rows: rows[0].update(used_by=codes)


def _remarked(rows: Rows) -> None:
    for row in rows:
        row["remark"] = "for nobody"


@pytest.mark.parametrize(
    ("file", "change", "reason"),
    [
        (
            "indicators.csv",
            lambda rows: _graded(rows).update(unit="1-4"),
            "column unit, '1-4': 0-4 expected, the grades of reply_quality",
        ),
        (
            "indicators.csv",
            lambda rows: _graded(rows).update(unit="4-0"),
            "column unit, '4-0': the lowest and the highest grade expected",
        ),
        (
            "indicators.csv",
            lambda rows: _graded(rows).update(kind="count", unit="count"),
            "column kind, 'count': reply_quality is a grade",
        ),
        (
            "indicators.csv",
            lambda rows: rows[24].update(kind="ordinal", unit="0-4"),
            "column kind, 'ordinal': leading_group is no grade",
        ),
        (
            "published_2023.csv",
            lambda rows: rows[0].update(name=rows[1]["name"]),
            "'南平市': the name of 350700, in the row of 500000",
        ),
        ("questions.csv", _feeds("G1.1.9"), "column indicators, 'G1.1.9': there is no indicator"),
        ("questions.csv", _feeds("G1.1.1 G1.1.1"), "G1.1.1 occurs twice"),
        (
            "questions.csv",
            _feeds("G1.1.1 G4.1.1"),
            "G4.1.1 is computed from implementation_plan, not from leading_group: take it out",
        ),
        (
            "questions.csv",
            _feeds(""),
            "leading_group stands in the derivation of G1.1.1: add it here",
        ),
        ("variables.csv", _used_by("R2.3.1"), "R2.3.1 is computed from co2_emissions, not from"),
        ("variables.csv", _used_by("R9"), "column used_by, 'R9': there is no indicator R9"),
        (
            "indicators.csv",
            lambda rows: rows[24].update(derivation="leading_group_head"),
            "G1.1.1 is computed from leading_group_head, not from leading_group",
        ),
        *(
            (file, _remarked, f"{file}: column remark is read by nobody: take it out of the file")
            for file in FILES
        ),
    ],
)
def test_a_contradiction_is_refused_and_nothing_stored(
    tmp_path: Path, file: str, change: Callable[[Rows], object], reason: str
) -> None:
    """The other change of the same load goes with it."""
    folder = Path(shutil.copytree(FOLDER, tmp_path / "reference"))
    before = {table: list(table._default_manager.order_by("pk").values()) for table in TABLES}
    change_rows(folder / "cities.csv", lambda rows: rows[5].update(pinyin="changed"))
    change_rows(folder / file, change)
    with pytest.raises(CommandError, match=re.escape(reason)):
        load_reference(folder=folder)
    stored = {table: list(table._default_manager.order_by("pk").values()) for table in TABLES}
    assert stored == before
