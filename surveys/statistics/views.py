"""The statistics of an edition's rounds: a page, its slow part, and a workbook."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from surveys.guards import guarded
from surveys.lookup import edition_of
from surveys.models import Edition, Round
from surveys.numbers import whole_number
from surveys.permissions import Action
from surveys.sheets.writers import XLSX_TYPE, xlsx_bytes
from surveys.statistics.curve import curve_of
from surveys.statistics.lines import blocks, official
from surveys.statistics.measures.facts import Facts
from surveys.statistics.measures.outcome_table import period_of
from surveys.statistics.selectors import (
    facts_of,
    rounds_of,
    statistics_stored,
    table_leaves,
    years_of,
)
from surveys.statistics.services import statistics_hint
from surveys.statistics.sheet import statistics_tables
from surveys.statistics.slow import slow_inputs, stamp_of
from surveys.statistics.words import DIMENSIONS

SYNTHETIC = "演示数据（合成）"


@dataclass(frozen=True)
class Asked:
    """What the address chooses; a choice that there is not is none. `number` is the round's."""

    edition: Edition
    rounds: list[Round]
    number: int | None
    facts: Facts
    year: int | None
    by: str


@require_safe
@guarded(Action.SEE_ANSWERS)
def statistics_page(request: HttpRequest, edition: str) -> HttpResponse:
    """Rates and the official table as they are now; what a worker computes once it is there."""
    asked = _asked(request, edition)
    today = timezone.localdate()
    context = {
        "edition": asked.edition,
        "asked": asked,
        "years": years_of(asked.facts),
        "dimensions": DIMENSIONS,
        "by_words": DIMENSIONS.get(asked.by, ""),
        "blocks": blocks(asked.facts, today, asked.by) if asked.facts.letters else [],
        "official": official(asked.facts, table_leaves(), period_of(asked.year)),
        "query": request.GET.urlencode(),
        **_slow(asked, today),
    }
    return render(request, "surveys/statistics/statistics.html", context)


@require_safe
@guarded(Action.SEE_ANSWERS)
def statistics_state(request: HttpRequest, edition: str) -> HttpResponse:
    """Time to reply and forecast alone, or that they are being computed."""
    asked = _asked(request, edition)
    context = {
        "edition": asked.edition,
        "query": request.GET.urlencode(),
        **_slow(asked, timezone.localdate()),
    }
    return render(request, "surveys/statistics/statistics.html#slow", context)


@require_safe
@guarded(Action.EXPORT)
def statistics_file(request: HttpRequest, edition: str) -> HttpResponse:
    """A workbook of all rates, the official table, and what is computed by now."""
    asked, today = _asked(request, edition), timezone.localdate()
    slow = _stored(asked, today)
    told = official(asked.facts, table_leaves(), period_of(asked.year))
    synthetic = asked.edition.synthetic
    content = xlsx_bytes(
        statistics_tables(asked.edition, asked.facts, told, slow, today, asked.year),
        created=datetime.datetime.combine(today, datetime.time(), datetime.UTC),
        print_header=SYNTHETIC if synthetic else "",
    )
    parts = [asked.edition.code, "statistics", *([str(asked.number)] if asked.number else [])]
    name = f"{'-'.join(parts)}{'（合成）' if synthetic else ''}.xlsx"
    response = HttpResponse(content, content_type=XLSX_TYPE)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _asked(request: HttpRequest, code: str) -> Asked:
    edition = edition_of(code)
    rounds = rounds_of(edition)
    number = whole_number(request.GET.get("round", ""))
    chosen = [row for row in rounds if row.number == number]
    by = request.GET.get("by", "")
    facts = facts_of(chosen or rounds)
    year = whole_number(request.GET.get("year", ""))
    return Asked(
        edition=edition,
        rounds=rounds,
        number=number if chosen else None,
        facts=facts,
        year=year if year in years_of(facts) else None,
        by=by if by in DIMENSIONS else "",
    )


def _slow(asked: Asked, today: datetime.date) -> dict[str, Any]:
    """What is stored of these facts; else a worker is asked, and the page asks again."""
    slow = _stored(asked, today)
    if slow is None:
        statistics_hint(edition=asked.edition, number=asked.number)
        return {"slow": None}
    steps = slow["survival"]
    ended = all(today > row.ends for row in asked.facts.rounds)
    return {"slow": slow, "curve": curve_of(steps) if steps else None, "ended": ended}


def _stored(asked: Asked, today: datetime.date) -> dict[str, Any] | None:
    stamp = stamp_of(slow_inputs(asked.facts, today))
    return statistics_stored(asked.edition, asked.number, stamp)
