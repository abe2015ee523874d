"""The workbook to fill in: one row per city, one column per indicator, read back as it is."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Mapping, Sequence

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from scoring.inputs.table.ranges import PERCENT, range_of
from scoring.models import Indicator
from surveys.models import City, Edition
from surveys.numbers import number_text
from surveys.sheets.cells import HEADER_ROWS

# Not translated: the reader knows both by these names.
DATA_SHEET = "数据"
EXPLANATION_SHEET = "说明"
# Instead of the clock, so that the same indicators give the same bytes.
CREATED = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 - the file format has no time zones
FIRST_ROW = 3


Held = Mapping[tuple[int, int], float]


def values_held(edition: Edition) -> Held:
    """The newest stored values of an edition, by the keys of city and indicator."""
    rows = edition.values.filter(current=True).order_by()
    return {
        (city, indicator): value
        for city, indicator, value in rows.values_list("city", "indicator", "value")
    }


def template_workbook(
    cities: Iterable[City], indicators: Sequence[Indicator], held: Held | None = None
) -> bytes:
    """XLSX bytes: names and units in two rows above the header of codes, then the cities with
    what is `held` of each."""
    known = held or {}
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"created": CREATED})
    bold = book.add_format({"bold": True, "bottom": 1})
    quiet = book.add_format({"text_wrap": True, "valign": "top", "font_color": "#555555"})
    data = book.add_worksheet(DATA_SHEET)
    data.write_column(0, 1, [_("Name of the indicator"), _("Unit of measurement")], quiet)
    data.write_row(FIRST_ROW - 1, 0, ["adcode", "city"], bold)
    for column, indicator in enumerate(indicators, start=2):
        data.write_string(0, column, indicator.name, quiet)
        data.write_string(1, column, indicator.unit_label, quiet)
        data.write_string(FIRST_ROW - 1, column, indicator.code, bold)
    for row, city in enumerate(cities, start=FIRST_ROW):
        data.write_row(row, 0, [city.adcode, city.name])
        for column, indicator in enumerate(indicators, start=2):
            value = known.get((city.pk, indicator.pk))
            if value is not None:
                data.write_number(row, column, value)
    data.set_row(0, 60)
    data.set_column(0, 1, 14)
    data.set_column(2, len(indicators) + 1, 13)
    data.freeze_panes(FIRST_ROW, 2)
    _explain(book.add_worksheet(EXPLANATION_SHEET), indicators, bold)
    book.close()
    return stream.getvalue()


def _explain(sheet: Worksheet, indicators: Sequence[Indicator], bold: object) -> None:
    for row, line in enumerate(_lines()):
        sheet.write_string(row, 0, line)
    start = len(_lines()) + 1
    headings = [_("Code"), _("Name"), _("Unit"), _("Allowed values"), _("Reference year")]
    sheet.write_row(start, 0, headings, bold)
    for row, indicator in enumerate(indicators, start=start + 1):
        facts = [indicator.code, indicator.name, indicator.unit_label, _allowed(indicator)]
        sheet.write_row(row, 0, facts)
        sheet.write_number(row, 4, indicator.reference_year)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 44)
    sheet.set_column(2, 4, 16)


def _lines() -> list[str]:
    return [
        _("Fill in the first sheet; a cell that stays empty is not touched and is never zero."),
        _("Write plain numbers in the unit of the column: 12.3 for 12.3 percent, not 0.123."),
        _("Columns and rows may be deleted. The header must stand in the first %(rows)d rows.")
        % {"rows": HEADER_ROWS},
        _("A city is found by its adcode or its name, an indicator by its code or its name."),
        _("This sheet is not read."),
    ]


def _allowed(indicator: Indicator) -> str:
    bounds = range_of(indicator)
    if indicator.kind == Indicator.Kind.BINARY:
        return _("0 or 1")
    whole = _("whole") + " " if bounds.whole and indicator.unit != PERCENT else ""
    if bounds.high is not None:
        return f"{whole}{number_text(bounds.low or 0)} – {number_text(bounds.high)}"
    return whole + (_("any number") if bounds.low is None else f"≥ {number_text(bounds.low)}")
