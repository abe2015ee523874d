"""The columns of letters; a new one is a row here."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from scoring.board.column import (
    NONE,
    BoardColumn,
    count_column,
    day_column,
    day_text,
    text_column,
)
from scoring.board.letters.rows import LetterRow
from scoring.board.places import place_columns
from surveys.models.request import Owed
from surveys.models.request_event import Route
from surveys.sheets.columns import NOTHING, Column, Shown
from surveys.sheets.table import Cell

CITY = "organ__city"
ROUTES = dict(Route.choices)
OWED = dict(Owed.choices)


def _status(row: LetterRow) -> Shown | tuple[Shown, ...]:
    words = Shown(str(row.letter.get_status_display()))
    return (words, Shown(_("overdue"), mark="bad")) if row.is_overdue else words


def _yes(holds: Callable[[LetterRow], bool]) -> Callable[[LetterRow], Cell]:
    return lambda row: _("yes") if holds(row) else None


def _due(row: LetterRow) -> tuple[Shown, ...]:
    """Each piece keeps to its line, both together need not."""
    day = Shown(day_text(row.letter.due) or NOTHING)
    return (day, Shown(_("provisional"), mark="wait")) if row.letter.provisional else (day,)


def _owed(row: LetterRow) -> Cell:
    return str(OWED[Owed(row.letter.owed)]) if row.letter.owed else None


def _owed_shown(row: LetterRow) -> Shown:
    if not row.letter.owed:
        return NONE
    day = row.letter.owed_by
    late = day is not None and day < row.today
    return Shown(str(_owed(row)), mark="bad" if late else "wait")


def _newest_shown(row: LetterRow) -> Shown:
    return Shown(row.newest, day_text(row.letter.last_on) or "") if row.newest else NONE


LETTER_COLUMNS: tuple[BoardColumn[LetterRow], ...] = (
    BoardColumn(
        "organ",
        gettext_lazy("Organ"),
        lambda row: row.letter.organ.name,
        lambda row: Shown(row.letter.organ.name, href=reverse("letter", args=[row.key])),
        order=("organ__name",),
    ),
    text_column(
        "city", gettext_lazy("City"), lambda row: row.city.label, order=(f"{CITY}__adcode",)
    ),
    *place_columns(lambda row: row.city, CITY),
    text_column(
        "kind",
        gettext_lazy("Kind of organ"),
        lambda row: str(row.letter.organ.get_kind_display()),
        order=("organ__kind",),
    ),
    text_column(
        "channel",
        gettext_lazy("Channel"),
        lambda row: str(row.letter.get_channel_display()),
        order=("channel",),
        nowrap=True,
    ),
    text_column("part", gettext_lazy("Questions"), lambda row: row.part, order=("part",)),
    text_column(
        "route",
        gettext_lazy("Route"),
        lambda row: str(ROUTES.get(row.letter.route, "")),
        order=("route",),
    ),
    count_column(
        "round", gettext_lazy("Round"), lambda row: row.letter.round.number, order=("round",)
    ),
    count_column("wave", gettext_lazy("Wave"), lambda row: row.letter.wave, order=("wave",)),
    BoardColumn(
        "status",
        gettext_lazy("State"),
        lambda row: str(row.letter.get_status_display()),
        _status,
        order=("status",),
        beside=(Column("overdue", gettext_lazy("Overdue"), _yes(lambda row: row.is_overdue)),),
    ),
    text_column(
        "handler",
        pgettext_lazy("of a letter", "Handler"),
        lambda row: str(row.letter.handler or ""),
        order=("handler__full_name", "handler__username"),
        nowrap=True,
    ),
    day_column("sent", gettext_lazy("Sent on"), lambda row: row.letter.sent_on, order=("sent_on",)),
    day_column(
        "received",
        gettext_lazy("Received on"),
        lambda row: row.letter.received_on,
        order=("received_on",),
    ),
    BoardColumn(
        "due",
        gettext_lazy("Due"),
        lambda row: day_text(row.letter.due),
        _due,
        order=("due",),
        beside=(
            Column(
                "provisional",
                gettext_lazy("Due day is provisional"),
                _yes(lambda row: row.letter.provisional),
            ),
        ),
    ),
    day_column(
        "due_local",
        gettext_lazy("Local due day"),
        lambda row: row.letter.due_local,
        order=("due_local",),
    ),
    text_column("flags", gettext_lazy("To be noted"), lambda row: row.flags, order=("flags",)),
    text_column(
        "outcome",
        gettext_lazy("Outcome"),
        lambda row: row.letter.outcome.name if row.letter.outcome else "",
        order=("outcome__position",),
    ),
    count_column(
        "events", gettext_lazy("Events"), lambda row: row.letter.event_count, order=("event_count",)
    ),
    BoardColumn(
        "newest",
        gettext_lazy("Newest event"),
        lambda row: " ".join(filter(None, (day_text(row.letter.last_on), row.newest))) or None,
        _newest_shown,
        part="newest",
        order=("last_on",),
    ),
    day_column(
        "looked", gettext_lazy("Last look"), lambda row: row.letter.looked_on, order=("looked_on",)
    ),
    BoardColumn("owed", gettext_lazy("Owed by us"), _owed, _owed_shown, order=("owed", "owed_by")),
    day_column("asked_on", gettext_lazy("Asked for on"), lambda row: row.asked_on, part="asked"),
    day_column(
        "owed_by", gettext_lazy("Owed until"), lambda row: row.letter.owed_by, order=("owed_by",)
    ),
    day_column(
        "remedy_by", gettext_lazy("Remedy until"), lambda row: row.remedy_by, order=("remedy_from",)
    ),
)
