"""Which city each row is of, judged by the whole table: a short name alone may be a province's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.inputs.table.faults import Fault
from surveys.models import City
from surveys.places.cities import CityNames
from surveys.sheets.cells import Cell, Row
from surveys.sheets.faults import Problem


@dataclass(frozen=True)
class Wrong:
    """Why a row is of no city, and the cell that says so."""

    cell: Cell
    problem: Problem


class Places:
    """The rows' cities, by the columns that name them."""

    def __init__(self, rows: Sequence[Row], columns: Sequence[int], names: CityNames) -> None:
        self._found = {
            row.number: [
                (row.cells[column], names.find(row.cells[column].text))
                for column in columns
                if column in row.cells
            ]
            for row in rows
        }
        everything = [one for found in self._found.values() for _cell, one in found]
        self._provinces = any(one.is_province for one in everything)
        self._has_cities = any(
            one.city is not None and not one.doubtful and one.city.province != one.city.name
            for one in everything
        )

    def former(self, row: Row) -> Cell | None:
        """The cell that names its city as it was called before."""
        return next((cell for cell, one in self._found[row.number] if one.former), None)

    def city(self, row: Row) -> City | Wrong | None:
        """None where nothing is said of it."""
        found = self._found[row.number]
        wrong = next((Wrong(c, one.problem) for c, one in found if one.problem is not None), None)
        if wrong is not None or not found:
            return wrong
        cities = [one.city for _cell, one in found if one.city is not None]
        if len({city.pk for city in cities}) > 1:
            other = ", ".join(f"{city.adcode} {city.name}" for city in cities)
            return Wrong(found[1][0], Problem(Fault.TWO_CITIES, {"other": other}))
        city = cities[0]
        if all(one.doubtful for _cell, one in found) and not self._of_cities():
            details = {"adcode": city.adcode, "city": city.name}
            return Wrong(found[0][0], Problem(Fault.PROVINCE_OR_CITY, details))
        return city

    def names_none(self, row: Row) -> Cell | None:
        """A cell where a city is expected and something else stands."""
        return next((cell for cell, one in self._found[row.number] if one.city is None), None)

    def _of_cities(self) -> bool:
        """A table that names provinces may mean one; beside cities the city is meant; among
        names alone that both have, nobody can tell."""
        return not self._provinces and self._has_cities
