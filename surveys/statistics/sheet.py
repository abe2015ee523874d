"""The statistics of a round as tables of a workbook."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from surveys.models import Edition
from surveys.sheets.table import Cell, Table
from surveys.statistics.lines import Official
from surveys.statistics.measures.facts import Facts
from surveys.statistics.measures.rates import rates
from surveys.statistics.words import DIMENSIONS, GROUPS, value_words


def statistics_tables(
    edition: Edition,
    facts: Facts,
    told: Official,
    slow: dict[str, Any] | None,
    today: date,
    year: int | None,
) -> list[Table]:
    """All rates by each property; time to reply and forecast where they are computed; and what
    all of it is of, last."""
    tables = [_rates(edition, facts, today), _official(told)]
    if slow:
        tables += [_survival(slow), _forecast(slow)]
    return [*tables, _about(edition, facts, today, year)]


def _about(edition: Edition, facts: Facts, today: date, year: int | None) -> Table:
    """What whoever cites a number has to say of it."""
    numbers = [str(row.number) for row in facts.rounds]
    ends = [row.ends.isoformat() for row in facts.rounds]
    rows: list[tuple[Cell, ...]] = [
        (_("Edition"), edition.code),
        (_("Title"), edition.title),
        (_("Rounds"), ", ".join(numbers)),
        (_("Cut-off"), ", ".join(ends)),
        (_("Official table of"), str(year) if year else _("all years")),
        (_("Counted on"), today.isoformat()),
        ("synthetic", str(edition.synthetic).lower()),
    ]
    return Table(_("About"), (_("Property"), _("Value")), rows)


def _rates(edition: Edition, facts: Facts, today: date) -> Table:
    words = {key: told for _title, keys in GROUPS for key, told in keys.items()}
    rows: list[tuple[Cell, ...]] = []
    for rate in rates(facts, today):
        [(name, value)] = rate.by.items() or [("", "")]
        told = words[rate.key]
        rows.append(
            (
                rate.key,
                str(told.words),
                str(DIMENSIONS[name]) if name else "",
                value_words(name, value) if name else "",
                rate.numerator,
                rate.denominator,
                str(told.whole),
                rate.share,
                str(edition.synthetic).lower(),
            )
        )
    header = (
        *(_("Key"), _("What"), _("Property"), _("Value"), _("Number"), _("Of")),
        *(_("Of what"), _("Share"), "synthetic"),
    )
    return Table(_("Rates"), header, rows)


def _official(told: Official) -> Table:
    leaves: list[tuple[Cell, ...]] = [(line.group, line.words, *line.cells) for line in told.leaves]
    rows: list[tuple[Cell, ...]] = [
        ("", _("New in the period"), *told.received),
        ("", _("Carried in"), *told.carried_in),
        *leaves,
        ("", _("Answered, all"), *told.answered),
        ("", _("Carried out"), *told.carried_out),
    ]
    return Table(_("Official table"), (_("Group"), _("Item"), _("All"), *told.types), rows)


def _survival(slow: dict[str, Any]) -> Table:
    names = ("day", "at_risk", "share", "low", "high")
    header = (
        pgettext("of a curve", "Day"),
        _("Waiting before it"),
        _("Unanswered after it"),
        _("Lower bound"),
        _("Upper bound"),
    )
    return Table(
        _("Time to reply"),
        header,
        [tuple(step[name] for name in names) for step in slow["survival"]],
    )


def _forecast(slow: dict[str, Any]) -> Table:
    found = slow["forecast"]
    header = (_("Effective replies at the cut-off"), _("Lower bound"), _("Upper bound"))
    return Table(_("Forecast"), header, [(found["n"], found["low"], found["high"])])
