"""Cities as rows of the board: each part is read for all of them in as many queries as for one."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Max, Min, QuerySet, Sum

from scoring.board.answers.rests import with_rests
from scoring.board.cities.doubts import Doubt, doubts_of
from scoring.board.cities.results import CityResults, results_of
from scoring.board.letters import days
from scoring.board.scene import Scene
from surveys.coding.codebook import Value, rule_parse, score_value
from surveys.coding.states import CellState
from surveys.models import City, InfoRequest, LetterOutcome, Question, Reply, RequestEvent
from surveys.models.code import Choice
from surveys.models.querysets import COUNTED, EFFECTIVE
from surveys.models.request import AWAITED
from surveys.models.request_event import EventKind
from surveys.permissions import visible_answers


@dataclass(frozen=True)
class CityLetters:
    """Letters to organs of one city; `due` is the next day of one that is awaited."""

    all: int = 0
    sent: int = 0
    open: int = 0
    overdue: int = 0
    events: int = 0
    due: datetime.date | None = None
    last_on: datetime.date | None = None


@dataclass(frozen=True)
class CityReplies:
    """Standing replies; `effective` are those with substance that count by the cut-off."""

    all: int = 0
    effective: int = 0
    late: int = 0
    first: datetime.date | None = None


@dataclass(frozen=True)
class Answered:
    """A question of a city as far as the person may read it; a derived one has no key."""

    words: str
    state: str = ""
    rests: str = ""
    key: int | None = None
    is_yes: bool | None = None


@dataclass(frozen=True)
class CityRow:
    """Parts that were not asked for are empty."""

    city: City
    letters: CityLetters = field(default_factory=CityLetters)
    newest: str = ""
    replies: CityReplies = field(default_factory=CityReplies)
    outcomes: tuple[str, ...] = ()
    answers: Mapping[str, Answered] = field(default_factory=dict)
    states: Counter[str] = field(default_factory=Counter)
    doubts: tuple[Doubt, ...] = ()
    results: CityResults = field(default_factory=CityResults)

    @property
    def key(self) -> int:
        return self.city.pk


def city_rows(_scene: Scene) -> QuerySet[City]:
    return City.objects.order_by("adcode")


def cities_loaded(scene: Scene, found: Iterable[City], parts: Collection[str]) -> list[CityRow]:
    """In their order, with the parts that shown columns read."""
    read = {name: PARTS[name](scene) for name in parts if name in PARTS}
    return [
        CityRow(city, **{name: rows[city.pk] for name, rows in read.items() if city.pk in rows})
        for city in found
    ]


def _letters(scene: Scene) -> dict[int, CityLetters]:
    rows = InfoRequest.objects.filter(round__edition=scene.edition).order_by()
    counted = rows.values("organ__city").annotate(
        all=Count("pk"),
        sent=Count("sent_on"),
        open=Count("pk", filter=AWAITED),
        overdue=Count("pk", filter=days.late_by_law(scene)),
        events=Sum("event_count"),
        due=Min("due", filter=AWAITED),
        last_on=Max("last_on"),
    )
    return {row.pop("organ__city"): CityLetters(**row) for row in counted}


def _newest(scene: Scene) -> dict[int, str]:
    """What stands on the newest day of any letter of the city, the last that was entered."""
    rows = RequestEvent.objects.filter(
        request__round__edition=scene.edition, struck_at__isnull=True, date=F("request__last_on")
    )
    kinds = dict(EventKind.choices)
    found = dict(rows.order_by("date", "pk").values_list("request__organ__city", "kind"))
    return {city: str(kinds[kind]) for city, kind in found.items()}


def _replies(scene: Scene) -> dict[int, CityReplies]:
    rows = Reply.objects.of(scene.edition).standing().order_by().values("city")
    counted = rows.annotate(
        all=Count("pk", distinct=True),
        effective=Count("pk", distinct=True, filter=EFFECTIVE),
        late=Count("pk", distinct=True, filter=~COUNTED),
        first=Min("received_on"),
    )
    return {row.pop("city"): CityReplies(**row) for row in counted}


def _outcomes(scene: Scene) -> dict[int, tuple[str, ...]]:
    """What replies did with letters, each once, in the order of the taxonomy."""
    said = LetterOutcome.objects.filter(
        reply__round__edition=scene.edition, reply__withdrawn=False
    ).select_related("outcome")
    found: dict[int, list[str]] = {}
    rows = said.order_by("outcome__position").annotate(city=F("reply__city"))
    for row in rows:
        names = found.setdefault(row.city, [])
        if row.outcome.name not in names:
            names.append(row.outcome.name)
    return {city: tuple(names) for city, names in found.items()}


def survey_questions() -> list[Question]:
    """The eight of the survey, derived ones among them."""
    return list(Question.objects.filter(source=Question.Source.SURVEY))


def _answers(scene: Scene) -> dict[int, dict[str, Answered]]:
    """By city and question; those alone that this person may read."""
    questions = {row.pk: row for row in survey_questions()}
    rows = with_rests(visible_answers(scene.person).filter(edition=scene.edition)).order_by()
    names = ("pk", "city_id", "question_id", "choice", "number", "state", "rests")
    found: dict[int, dict[str, Answered]] = {}
    values: dict[tuple[int, str], float | None] = {}
    for key, city, asked, choice, number, state, rests in rows.values_list(*names).distinct():
        question = questions.get(asked)
        if question is None:
            continue
        value = score_value(question, Value(choice=choice, number=number))
        values[city, question.code] = value
        words = question.answer_words(choice if number is None else number)
        cell = Answered(words, state, rests, key, None if value is None else value > 0)
        found.setdefault(city, {})[question.code] = cell
    _derive([row for row in questions.values() if row.rule], found, values)
    return found


def _derive(
    derived: Iterable[Question],
    found: Mapping[int, dict[str, Answered]],
    values: Mapping[tuple[int, str], float | None],
) -> None:
    """By its rule, where the answer that it comes from can be read."""
    for question in derived:
        rule = rule_parse(question.rule)
        for city, cells in found.items():
            source, value = cells.get(rule.question), values.get((city, rule.question))
            if source is None or value is None:
                continue
            yes = value >= rule.least
            words = str(Choice.YES.label if yes else Choice.NO.label)
            cells[question.code] = Answered(words, source.state, source.rests, None, yes)


def _states(scene: Scene) -> dict[int, Counter[str]]:
    """Questions of each city by what became of them, as far as this person may know; `unknown`
    counts the answers that say so."""
    found: dict[int, Counter[str]] = {}
    rows = visible_answers(scene.person).filter(edition=scene.edition).order_by()
    told = rows.values_list("pk", "city", "state", "choice").distinct()
    for _key, city, state, choice in told:
        counter = found.setdefault(city, Counter())
        counter[state] += 1
        counter["unknown"] += choice == Choice.UNKNOWN
    for (city, _question), cell in scene.bare_states.items():
        found.setdefault(city, Counter())[CellState(cell).value] += 1
    return found


PARTS: dict[str, Callable[[Scene], Mapping[int, Any]]] = {
    "letters": _letters,
    "newest": _newest,
    "replies": _replies,
    "outcomes": _outcomes,
    "answers": _answers,
    "states": _states,
    "doubts": doubts_of,
    "results": results_of,
}
