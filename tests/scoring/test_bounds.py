"""Every bound of the scoring side: the last that is taken, the first that is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from scoring.editions.forms import EditionForm
from scoring.index.method.method import Method, method_to_text
from scoring.inputs.services.value import MAX_TEXT, value_set
from scoring.inputs.table.ranges import (
    EARLIEST_YEAR,
    LARGEST,
    LARGEST_OF,
    value_problem,
    year_problem,
)
from scoring.methods.intake import MOST_BYTES, method_read
from scoring.methods.naming import NAME_LENGTH
from scoring.methods.services import method_create
from scoring.models import Indicator
from scoring.reference.services import tree_load
from scoring.runs.inputs import tree_read
from scoring.sensitivity.plan import StudyParameters
from surveys.errors import Refused
from surveys.models import City
from surveys.sheets.cells import HEADER_ROWS, MAX_COLUMN
from surveys.sheets.readers import text as text_reader
from tests.builders import Cast
from tests.scoring.inputs.batches import make_values_edition
from tests.scoring.inputs.sheets import indicator, read_text, reference_rows
from tests.scoring.rows import make_index
from tests.services.results import HEAVIER
from tests.surveys.sheets.tables import lines

JUST = 1 + 1e-9
LEAST = 1e-9


def _holds(code: str) -> Callable[[Any], bool]:
    return lambda value: value_problem(indicator(code), value) is None


def _parameter(name: str) -> Callable[[Any], bool]:
    def takes(value: Any) -> bool:
        try:
            StudyParameters(**{name: value})
        except Refused:
            return False
        return True

    return takes


def _year(year: int) -> bool:
    return year_problem(year, this_year=2026) is None


def _source(length: int) -> bool:
    text = lines(["城市,指标,数值,来源", f"北京市,R1.1.1,1,{'源' * length}"])
    return len(read_text(text).entries) == 1


def _titles(rows: int) -> bool:
    """A header below so many rows of titles is found."""
    text = lines([*["标题,"] * rows, "城市,R1.1.1", "北京市,1"])
    return len(read_text(text).entries) == 1


def _columns(number: int) -> bool:
    text = lines([f"城市,R1.1.1{',' * (number - 2)}备注", "北京市,1"])
    try:
        return len(read_text(text).entries) == 1
    except Refused:
        return False


def _edition(name: str) -> Callable[[Any], bool]:
    """Whether a field of the form that opens an edition takes a value."""

    def takes(value: Any) -> bool:
        try:
            EditionForm.base_fields[name].clean(value)
        except ValidationError:
            return False
        return True

    return takes


BOUNDS: Mapping[str, tuple[Callable[[Any], bool], Any, Any]] = {
    "code of an edition": (_edition("code"), "2" * 40, "2" * 41),
    "the first edition": (_edition("year"), 2000, 1999),
    "the last edition": (_edition("year"), 2100, 2101),
    "a Chinese title": (_edition("title_zh"), "题" * 120, "题" * 121),
    "an English title": (_edition("title_en"), "t" * 120, "t" * 121),
    "an area": (_holds("R1.1.1"), 0.0, -LEAST),
    "the largest": (_holds("M1.1.1"), LARGEST, LARGEST * JUST),
    "the largest area": (_holds("R1.1.1"), LARGEST_OF["km2"], LARGEST_OF["km2"] * JUST),
    "the least share": (_holds("R2.1.1"), 0.0, -LEAST),
    "the highest share": (_holds("R2.1.1"), 100.0, 100.0 * JUST),
    "a share of something else": (_holds("C2.2.1"), 1000.0, 1000.0 * JUST),
    "yes": (_holds("G1.1.1"), 1.0, 1.0 * JUST),
    "no": (_holds("G1.1.1"), 0.0, -LEAST),
    "the least grade": (_holds("G1.3.2"), 0.0, -1.0),
    "the highest grade": (_holds("G1.3.2"), 4.0, 5.0),
    "a count": (_holds("G4.4.1"), 0.0, -1.0),
    "the first year": (_year, EARLIEST_YEAR, EARLIEST_YEAR - 1),
    "the last year": (_year, 2026, 2027),
    "a source": (_source, 300, 301),
    "rows above the header": (_titles, HEADER_ROWS - 1, HEADER_ROWS),
    "columns": (_columns, MAX_COLUMN, MAX_COLUMN + 1),
    "the fewest draws": (_parameter("draws"), 1000, 999),
    "the most draws": (_parameter("draws"), 100_000, 100_001),
    "the fewest samples": (_parameter("samples"), 2, 1),
    "the most samples": (_parameter("samples"), 4096, 8192),
    "no noise": (_parameter("weight_noise"), 0.0, -LEAST),
    "the most noise": (_parameter("weight_noise"), 1.0, JUST),
    "the first seed": (_parameter("seed"), 0, -1),
    "the last seed": (_parameter("seed"), 2**63 - 1, 2**63),
    "places": (_parameter("places"), 0, -1),
}


@pytest.mark.parametrize("name", BOUNDS)
def test_the_last_that_is_taken_and_the_first_that_is_not(name: str) -> None:
    takes, last, first = BOUNDS[name]
    assert takes(last)
    assert not takes(first)


@pytest.mark.parametrize(
    ("bound", "held", "text"),
    [
        ("MAX_ROW", 3, "城市,R1.1.1\n北京市,1\n天津市,2\n"),
        ("MAX_CELLS", 4, "城市,R1.1.1\n北京市,1\n"),
    ],
)
def test_rows_and_cells_of_a_text_file(
    monkeypatch: pytest.MonkeyPatch, bound: str, held: int, text: str
) -> None:
    monkeypatch.setattr(text_reader, bound, held)
    assert read_text(text).refused == ()
    monkeypatch.setattr(text_reader, bound, held - 1)
    with pytest.raises(Refused):
        read_text(text)


@pytest.mark.django_db
def test_reasons_and_sources_of_a_value() -> None:
    """Counted as they are stored, without blanks at the ends."""
    edition = make_values_edition()
    cell = {"actor": None, "edition": edition, "city": City.objects.all()[0], "value": 1.0}
    cell["indicator"] = Indicator.objects.get(code="R1.1.1")
    longest = "x" * MAX_TEXT
    row = value_set(**cell, reason=f" {longest} ", source=f" {longest} ")
    assert (row.reason, row.source) == (longest, longest)
    for texts in ({"reason": f"{longest}x"}, {"reason": "x", "source": f"{longest}x"}):
        with pytest.raises(Refused):
            value_set(**cell, **texts)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_the_name_of_a_method_and_the_size_of_its_file(cast: Cast) -> None:
    make_index()
    said = {"actor": cast.outsider, "method": HEAVIER, "note": "x"}
    with pytest.raises(Refused):
        method_create(**said, name="m" * (NAME_LENGTH + 1))  # type: ignore[arg-type]
    assert method_create(**said, name=" " + "m" * NAME_LENGTH).pk  # type: ignore[arg-type]
    content = method_to_text(Method.default()).encode()
    assert method_read(content.ljust(MOST_BYTES), tree_read()) == Method.default()
    with pytest.raises(Refused):
        method_read(content.ljust(MOST_BYTES + 1), tree_read())


@pytest.mark.django_db
@pytest.mark.parametrize(("year", "refused"), [(1948, 1), (1949, 0), (2100, 0), (2101, 1)])
def test_the_reference_year_of_an_indicator(year: int, refused: int) -> None:
    rows = reference_rows("indicators.csv")
    rows[0]["reference_year"] = str(year)
    assert sum(len(report.refused) for report in tree_load(rows=rows)) == refused
