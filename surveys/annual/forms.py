from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.annual.filed import filed_cells
from surveys.annual.layout import COLUMNS, ROWS, Cells, Wrong, row_of
from surveys.annual.pasted import cells_of, pasted_cells
from surveys.annual.services import FIRST_YEAR
from surveys.annual.words import column_words, row_words
from surveys.forms.table import TableField
from surveys.models import City, Organ
from surveys.sheets.cells import Row
from surveys.sheets.reading import sheets_read

MOST_PASTED = 20_000
# Longer no number is; what is cut is none.
MOST_TYPED = 20


class AnnualForm(forms.Form):
    """A table as a file, pasted as a whole, or typed cell by cell: the first of these that is
    there is the table."""

    organ = forms.ModelChoiceField(label=_("Organ"), queryset=Organ.objects.none())
    year = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR, max_value=2100)
    source = forms.CharField(
        label=_("Where the organ printed it"),
        max_length=300,
        help_text=_("Address of the page, or title of the report."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    pasted = forms.CharField(
        label=_("The whole table, pasted"),
        required=False,
        max_length=MOST_PASTED,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_("From a spreadsheet or a web page, a row a line; blanks and dashes are zero."),
    )

    file = TableField(
        label=_("Or the table as a file"),
        required=False,
        help_text=_("A workbook, a CSV file or a saved page (HTML): empty cells are seen there."),
    )

    def __init__(self, data: Any = None, files: Any = None, *, city: City, **options: Any) -> None:
        super().__init__(data, files, **options)
        field: Any = self.fields["organ"]
        field.queryset = Organ.objects.filter(city=city).order_by("kind", "pk")

    def read(self) -> tuple[Cells, list[Wrong]]:
        """Of a valid form: every cell, and what cannot be read; `Refused` for a file that is no
        table."""
        if self.cleaned_data["file"]:
            return filed_cells(sheets_read(self.cleaned_data["file"], _has_rows))
        if self.cleaned_data["pasted"].strip():
            return pasted_cells(self.cleaned_data["pasted"])
        cells: Cells = {}
        found: list[Wrong] = []
        for row in ROWS:
            typed = {column: self._typed(row, column) for column in COLUMNS}
            cells[row], wrong = cells_of(row, typed)
            found += wrong
        return cells, found

    def grid(self) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
        """Each row with name, words and text of its fields; what was typed stays."""
        for row, words in row_words().items():
            yield (
                words,
                [
                    (
                        _name(row, column),
                        f"{words}, {column_words(column)}",
                        self._typed(row, column),
                    )
                    for column in COLUMNS
                ],
            )

    @property
    def is_empty(self) -> bool:
        """Of a valid form: an organ that got no letter at all says so in at least one cell."""
        said = self.cleaned_data["file"] or self.cleaned_data["pasted"].strip()
        return not (said or self.has_cells)

    @property
    def has_cells(self) -> bool:
        return any(self._typed(row, column).strip() for row in ROWS for column in COLUMNS)

    def _typed(self, row: str, column: str) -> str:
        data: Mapping[str, Any] = self.data or self.initial
        text = str(data.get(_name(row, column), ""))
        return text if len(text) <= MOST_TYPED else f"{text[:MOST_TYPED]}…"


def _has_rows(rows: Sequence[Row], _strict: bool) -> bool:
    return any(row_of(cell.text) for row in rows for cell in row.cells.values())


def _name(row: str, column: str) -> str:
    return f"cell-{row}-{column}"


def as_typed(cells: Cells) -> dict[str, str]:
    """A stored table as its form shows it."""
    return {_name(row, column): str(cells[row][column]) for row in ROWS for column in COLUMNS}
