"""What leaving out one node does to the ranks of a run, as rows that a page can show."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from scoring.index.sensitivity.leave_one_out import leave_one_out
from scoring.models import Indicator, Node, ScoreRun
from scoring.rendered.links import CityLinks
from scoring.rendered.part import Part, facts_of_run
from scoring.runs.reproduction import reproduce
from scoring.templatetags.figures import decimal, signed
from surveys.models import City
from surveys.sheets.columns import Column, Shown
from surveys.sheets.markup import coded_name, rows_html

MOVERS = 3
LEVELS = (
    _("Domains"),
    _("First-level groups"),
    _("Second-level groups"),
    _("Third-level indicators"),
)


@dataclass(frozen=True)
class LeftOut:
    """A node or indicator: how many places cities move on the mean without it, and the cities
    that move most, each with where it leads."""

    code: str
    name: str
    shift: float
    movers: tuple[Shown, ...]

    @property
    def level(self) -> int:
        return self.code.count(".") + (len(self.code) > 1)


COLUMNS: tuple[Column[LeftOut], ...] = (
    Column(
        "shift",
        _("Mean places"),
        lambda row: row.shift,
        lambda row: Shown(decimal(row.shift)),
        is_number=True,
    ),
    Column("movers", _("Moves most"), lambda row: None, lambda row: row.movers),
)


def leave_out_part(run: ScoreRun) -> Part:
    """Of a run that ranks some city, as a kept part of its page."""
    return Part(
        "scoring/sensitivity/sensitivity.html#leave_out",
        {"run": facts_of_run(run)},
        lambda: {"levels": left_out(run)},
    )


def left_out(run: ScoreRun) -> list[tuple[object, int, SafeString]]:
    """By level: its name, how many rows it has, and the rows, the most influential first."""
    rows = sorted(_rows(run), key=lambda row: -row.shift)
    levels = [[row for row in rows if row.level == level] for level in range(len(LEVELS))]
    return [
        (label, len(found), rows_html(COLUMNS, found, _head, labelled=True))
        for label, found in zip(LEVELS, levels, strict=True)
    ]


def _head(row: LeftOut) -> SafeString:
    return coded_name(row.code, row.name)


def _rows(run: ScoreRun) -> list[LeftOut]:
    """Every node below the root and every indicator."""
    again = reproduce(run)
    codes = [*again.result.node_codes[1:], *again.block.indicator_codes]
    found = leave_one_out(again.result, again.tree, again.method, codes)
    names: dict[str, str] = {node.code: node.name for node in Node.objects.all()}
    names.update({indicator.code: indicator.name for indicator in Indicator.objects.all()})
    cities = {city.adcode: city.short_label for city in City.objects.all()}
    links = CityLinks(run.edition.code, f"?basis={run.basis}")

    def mover(i: int, row: int) -> Shown:
        adcode, places = again.block.adcodes[row], -int(found.shift[i, row])
        return Shown(cities[adcode], signed(places, 0), href=links.address(adcode))

    return [
        LeftOut(
            code=code,
            name=names.get(code, code),
            shift=float(found.mean_shift[i]),
            movers=tuple(mover(i, row) for row in found.movers(i, MOVERS)),
        )
        for i, code in enumerate(found.codes)
    ]
