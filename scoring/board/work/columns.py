"""The columns of people and provinces: how much each has, and the list behind it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.board.column import NONE, BoardColumn, count_column
from scoring.board.scene import Scene
from scoring.board.work.rows import WorkRow
from surveys.sheets.columns import Shown

# A number of letters leads to its list: the preset, by column.
LISTS = {"open": "open", "overdue": "late", "owed": "ours"}
COUNTS: tuple[tuple[str, Promise], ...] = (
    ("open", gettext_lazy("Letters without an answer")),
    ("overdue", gettext_lazy("Overdue")),
    ("owed", gettext_lazy("Owed by us")),
    ("logged", gettext_lazy("Replies logged")),
    ("coded", gettext_lazy("Questions coded")),
    ("in_review", gettext_lazy("In review")),
)


def people_columns(scene: Scene) -> tuple[BoardColumn[WorkRow], ...]:
    def name(row: WorkRow) -> str:
        return row.name or _("nobody")

    def page(row: WorkRow) -> Shown | tuple[Shown, ...]:
        shown = Shown(name(row))
        return (shown, Shown(_("has left"), mark="bad")) if row.left else shown

    person = BoardColumn("person", gettext_lazy("Person"), name, page)
    return (person, *_counted(scene, "handler", lambda row: str(row.key or "nobody")))


def province_columns(scene: Scene) -> tuple[BoardColumn[WorkRow], ...]:
    return (
        BoardColumn("province", gettext_lazy("Province"), lambda row: row.name),
        count_column("cities", gettext_lazy("Cities"), lambda row: row.counts["cities"]),
        _replied(scene, "effective", gettext_lazy("With an effective reply")),
        _replied(scene, "lacking", gettext_lazy("Without an effective reply")),
        *_counted(scene, "province", lambda row: str(row.key)),
    )


def _replied(scene: Scene, name: str, words: Promise) -> BoardColumn[WorkRow]:
    """Of each province's cities so many; a province without any effective reply stands out."""
    board = reverse("board", args=[scene.edition.code])

    def page(row: WorkRow) -> Shown:
        number = row.counts[name]
        query = urlencode({"preset": "round", "province": str(row.key), "reply": name})
        mark = "bad" if not row.counts["effective"] else ""
        return Shown(str(number), mark=mark, href=f"{board}?{query}" if number else "")

    return BoardColumn(
        name, words, lambda row: row.counts[name], page, is_number=True, most_first=True
    )


def _counted(
    scene: Scene, asked: str, value: Callable[[WorkRow], str]
) -> tuple[BoardColumn[WorkRow], ...]:
    board = reverse("board", args=[scene.edition.code])

    def column(name: str, words: Promise) -> BoardColumn[WorkRow]:
        def page(row: WorkRow) -> Shown:
            number = row.counts[name]
            if not number:
                return NONE
            query = urlencode({"preset": LISTS.get(name, ""), asked: value(row)})
            mark = "bad" if name == "overdue" else ""
            return Shown(str(number), "", mark, f"{board}?{query}" if name in LISTS else "")

        return BoardColumn(
            name, words, lambda row: row.counts[name], page, is_number=True, most_first=True
        )

    return tuple(column(name, words) for name, words in COUNTS)
