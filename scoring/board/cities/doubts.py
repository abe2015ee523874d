"""Questions of cities whose answer is in doubt, each with why and where it is settled."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from scoring.board.scene import Scene
from surveys.coding.states import CellState
from surveys.models import Answer, City, Question
from surveys.models.code import Choice
from surveys.permissions import visible_answers

# Sent back to the coder, by a reviewer or by himself.
BACK = (Answer.State.RETURNED, Answer.State.TAKEN_BACK)


@dataclass(frozen=True)
class Doubt:
    question: str
    why: str
    href: str


def doubts_of(scene: Scene) -> dict[int, tuple[Doubt, ...]]:
    """By city, in the order of the questions, as far as this person may know: readings that
    differ, answers that were sent back, and those that say "unknown"."""
    questions = {row.pk: row for row in Question.objects.all()}
    found = {**_answers(scene), **_readings(scene, questions)}
    cities: defaultdict[int, list[Doubt]] = defaultdict(list)
    for city, asked in sorted(found, key=lambda key: (key[0], questions[key[1]].position)):
        why, href = found[city, asked]
        cities[city].append(Doubt(questions[asked].name, why, href))
    return {city: tuple(doubts) for city, doubts in cities.items()}


def doubtful(scene: Scene) -> Q:
    return Q(pk__in=list(doubts_of(scene)))


def _answers(scene: Scene) -> dict[tuple[int, int], tuple[str, str]]:
    odd = Q(state__in=BACK) | Q(choice=Choice.UNKNOWN)
    rows = visible_answers(scene.person).filter(odd, edition=scene.edition).order_by()
    told = rows.values_list("pk", "city", "question", "state").distinct()
    return {
        (city, question): (
            str(Answer.State(state).label if state in BACK else Choice.UNKNOWN.label),
            reverse("answer", args=[key]),
        )
        for key, city, question, state in told
    }


def _readings(
    scene: Scene, questions: dict[int, Question]
) -> dict[tuple[int, int], tuple[str, str]]:
    """Of two coders, told to who may compare them: the queue of reviewers leads to both."""
    adcodes = dict(City.objects.values_list("pk", "adcode"))
    queue = reverse("review", args=[scene.edition.code])
    found: dict[tuple[int, int], tuple[str, str]] = {}
    for (city, asked), state in scene.bare_states.items():
        if state == CellState.DISPUTED:
            facts = {"city": adcodes[city], "question": questions[asked].code}
            query = urlencode({"state": "unanswered", **facts})
            found[city, asked] = (_("Readings differ"), f"{queue}?{query}")
    return found
