"""The rows of a Monte Carlo study: a city's interval of ranks in numbers and as a bar, and of
one draw."""

from __future__ import annotations

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from scoring.models import ScoreRun
from scoring.rendered.links import CityLinks
from scoring.sensitivity.result import Draw, Interval, MonteCarlo
from scoring.templatetags.figures import decimal
from surveys.sheets.columns import NOTHING
from surveys.sheets.markup import row_html

NUMBER = '<td class="num">{}</td>'


def interval_rows(result: MonteCarlo, run: ScoreRun) -> SafeString:
    links = CityLinks(run.edition.code, f"?basis={run.basis}")
    last = len(result.intervals)
    rows = [
        row_html(links.link(row.city.adcode, row.city.label), _cells(row, last))
        for row in result.intervals
    ]
    return mark_safe("".join(rows))  # noqa: S308


def draw_rows(draw: Draw) -> SafeString:
    """A city's rank in the run and in one draw; cities without one last."""
    rows = [
        row_html(
            escape(city.label),
            mark_safe(  # noqa: S308 - numbers alone
                NUMBER.format(nominal or NOTHING) + NUMBER.format(rank or NOTHING)
            ),
        )
        for city, nominal, rank in draw.ranks
    ]
    return mark_safe("".join(rows))  # noqa: S308


def _cells(row: Interval, last: int) -> SafeString:
    """Numbers and a drawing of ours: nothing in them needs an escape."""
    span = f'<td class="num nowrap">{decimal(row.low, 0)} – {decimal(row.high, 0)}</td>'
    return mark_safe(  # noqa: S308
        NUMBER.format(row.nominal or NOTHING)
        + NUMBER.format(decimal(row.median, 0))
        + NUMBER.format(decimal(row.mean, 1))
        + f"{span}<td>{_bar(row, last)}</td>"
        + NUMBER.format(row.tier or NOTHING)
    )


def _bar(row: Interval, last: int) -> str:
    if not row.nominal:
        return ""
    return (
        f'<svg class="interval" viewBox="0 0 {last} 10" preserveAspectRatio="none" '
        'aria-hidden="true">'
        f'<line class="range" x1="{row.low}" x2="{row.high}" y1="5" y2="5"></line>'
        f'<line class="at" x1="{row.nominal}" x2="{row.nominal}" y1="0" y2="10"></line></svg>'
    )
