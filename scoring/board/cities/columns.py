"""The columns of cities; a new one is a row here. Questions and domains make theirs by code."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from scoring.board.answers.rests import Rests
from scoring.board.cities.rows import Answered, CityRow, survey_questions
from scoring.board.column import NONE, BoardColumn, count_column, day_column, text_column
from scoring.board.places import place_columns
from scoring.board.scene import Scene
from scoring.models.run import score_labels
from scoring.models.tree import DOMAINS, SCORED_FIELDS
from scoring.templatetags.figures import score
from surveys.coding.states import CellState
from surveys.models import Answer, Question
from surveys.permissions import Action
from surveys.sheets.columns import Column, Shown
from surveys.sheets.table import Cell

_S = CellState
# What became of questions, as one column counts them.
PROGRESS = (
    ("alone", gettext_lazy("Waits for the second coder"), (_S.ALONE, _S.BESIDE, _S.PASSED)),
    ("paired", gettext_lazy("Waits to be compared"), (_S.PAIRED,)),
    ("agreed", gettext_lazy("Readings agree"), (_S.AGREED,)),
    ("disputed", gettext_lazy("Readings differ"), (_S.DISPUTED,)),
    ("in_review", gettext_lazy("In review"), (_S.IN_REVIEW,)),
    ("returned", gettext_lazy("Returned"), (_S.RETURNED, _S.TAKEN_BACK)),
    ("reviewed", gettext_lazy("Approved"), (_S.APPROVED,)),
)
BAD = frozenset({"disputed", "returned"})


def city_columns(scene: Scene) -> tuple[BoardColumn[CityRow], ...]:
    """All of them, for one edition."""
    return (
        _city(scene),
        *place_columns(lambda row: row.city, ""),
        *_of_letters(),
        *(_answer(question) for question in survey_questions()),
        *_progress(),
        BoardColumn("doubts", gettext_lazy("Doubtful"), _doubts_text, _doubts, part="doubts"),
        *_results(),
    )


def _doubts(row: CityRow) -> Shown | tuple[Shown, ...]:
    return tuple(Shown(one.question, one.why, href=one.href) for one in row.doubts) or NONE


def _doubts_text(row: CityRow) -> Cell:
    return "; ".join(f"{one.question}: {one.why}" for one in row.doubts) or None


def _city(scene: Scene) -> BoardColumn[CityRow]:
    def page(row: CityRow) -> Shown:
        href = reverse("city-letters", args=[scene.edition.code, row.city.adcode])
        return Shown(row.city.label, row.city.province_label, href=href)

    return BoardColumn(
        "city",
        gettext_lazy("City"),
        lambda row: row.city.label,
        page,
        order=("adcode",),
        beside=(Column("province", gettext_lazy("Province"), lambda row: row.city.province_label),),
    )


def _of_letters() -> tuple[BoardColumn[CityRow], ...]:
    return (
        count_column(
            "letters",
            pgettext_lazy("of ours", "Letters"),
            lambda row: row.letters.all,
            part="letters",
        ),
        count_column("sent", gettext_lazy("Sent"), lambda row: row.letters.sent, part="letters"),
        count_column(
            "open",
            gettext_lazy("Without an answer"),
            lambda row: row.letters.open,
            part="letters",
        ),
        count_column(
            "overdue",
            gettext_lazy("Overdue"),
            lambda row: row.letters.overdue,
            part="letters",
            mark="bad",
        ),
        count_column(
            "events", gettext_lazy("Events"), lambda row: row.letters.events, part="letters"
        ),
        day_column(
            "last_on", gettext_lazy("Newest on"), lambda row: row.letters.last_on, part="letters"
        ),
        text_column("newest", gettext_lazy("Newest event"), lambda row: row.newest, part="newest"),
        day_column("due", gettext_lazy("Next due"), lambda row: row.letters.due, part="letters"),
        count_column(
            "replies", gettext_lazy("Replies"), lambda row: row.replies.all, part="replies"
        ),
        day_column(
            "first_reply",
            gettext_lazy("First reply"),
            lambda row: row.replies.first,
            part="replies",
        ),
        text_column(
            "outcomes",
            gettext_lazy("Outcome"),
            lambda row: "; ".join(row.outcomes),
            part="outcomes",
        ),
        BoardColumn(
            "effective",
            gettext_lazy("Effective reply"),
            lambda row: str(_effective(row).text),
            _effective,
            part="replies",
        ),
    )


def _effective(row: CityRow) -> Shown:
    """By the cut-off, unless the round counts later ones."""
    if row.replies.effective:
        return Shown(_("yes"), mark="ok")
    if row.replies.all:
        late = row.replies.late == row.replies.all
        return Shown(_("late") if late else _("no substance"), mark="wait")
    return Shown(_("no"), mark="muted")


def _answer(question: Question) -> BoardColumn[CityRow]:
    code = question.code

    def value(row: CityRow) -> Cell:
        found = row.answers.get(code)
        return answer_text(found) if found else None

    def page(row: CityRow) -> Shown:
        found = row.answers.get(code)
        if found is None:
            return NONE
        href = reverse("answer", args=[found.key]) if found.key else ""
        return Shown(found.words, _small(found), "ok" if found.is_yes else "", href)

    return BoardColumn(code, question.name, value, page, part="answers")


def _small(found: Answered) -> str:
    """What it rests on, and its state as long as nobody has approved it."""
    words = [str(Rests(found.rests).label) if found.rests else ""]
    if found.state != Answer.State.APPROVED:
        words.append(str(Answer.State(found.state).label))
    return " · ".join(filter(None, words))


def answer_text(found: Answered) -> str:
    """As a file holds it: the answer, its state and what it rests on."""
    state = str(Answer.State(found.state).label)
    rests = str(Rests(found.rests).label) if found.rests else ""
    return " · ".join(filter(None, (found.words, state, rests)))


def _progress() -> tuple[BoardColumn[CityRow], ...]:
    def counted(name: str, words: object, states: tuple[CellState, ...]) -> BoardColumn[CityRow]:
        def read(row: CityRow) -> int:
            return sum(row.states[state.value] for state in states)

        mark = "bad" if name in BAD else ""
        return count_column(name, words, read, part="states", mark=mark)  # type: ignore[arg-type]

    def coded(row: CityRow) -> int:
        return row.states.total() - row.states["unknown"]

    return (
        count_column("coded", gettext_lazy("Coded"), coded, part="states"),
        *(counted(*line) for line in PROGRESS),
        count_column(
            "unknown",
            gettext_lazy("Answered “unknown”"),
            lambda row: row.states["unknown"],
            part="states",
            mark="wait",
        ),
    )


def _results() -> tuple[BoardColumn[CityRow], ...]:
    labels = dict(zip(SCORED_FIELDS, score_labels(), strict=True))
    covered = [_covered(field, labels[field]) for _code, field in DOMAINS]
    return (*covered, *(_ranked(field, label) for field, label in labels.items()))


def _covered(field: str, label: str) -> BoardColumn[CityRow]:
    def value(row: CityRow) -> Cell:
        found = row.results.covered.get(field)
        return f"{found.present}/{found.total}" if found else None

    def page(row: CityRow) -> Shown:
        found = row.results.covered.get(field)
        if found is None:
            return NONE
        full = found.present == found.total
        return Shown(f"{found.present}/{found.total}", mark="" if full else "wait")

    return BoardColumn(
        f"{field}_covered",
        gettext_lazy("Values of %(domain)s") % {"domain": label},
        value,
        page,
        is_number=True,
        part="results",
        rank=lambda row: found.present if (found := row.results.covered.get(field)) else -1,
        needs=Action.SEE_RESULTS,
    )


def _ranked(field: str, label: str) -> BoardColumn[CityRow]:
    def value(row: CityRow) -> Cell:
        rank = getattr(row.results.score, f"{field}_rank", None)
        return int(rank) if rank else None

    def scored(row: CityRow) -> Cell:
        """As it is shown; of a city without a rank there is none."""
        number = getattr(row.results.score, field, None)
        return None if number is None or value(row) is None else round(float(number), 2)

    def page(row: CityRow) -> Shown:
        rank, number = value(row), getattr(row.results.score, field, None)
        if rank is None:
            return NONE
        return Shown(str(rank), "" if number is None else score(number), "strong")

    return BoardColumn(
        f"{field}_rank",
        label,
        value,
        page,
        is_number=True,
        part="results",
        needs=Action.SEE_RESULTS,
        beside=(Column(field, gettext_lazy("%(name)s: score") % {"name": label}, scored),),
    )
