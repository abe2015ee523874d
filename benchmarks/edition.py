"""A stored edition of 337 cities with every cell filled, and what is measured on it."""

from collections.abc import Callable, Mapping

import numpy as np
from django.db.models import F
from django.utils import timezone

from scoring.analysis.priorities import priorities
from scoring.models import Indicator, IndicatorValue
from scoring.runs.inputs import inputs_read
from scoring.runs.services import edition_recompute
from surveys.coding.services.submission import submissions_write
from surveys.models import Answer, City, Code, Edition, Question, User
from surveys.models.user import Role

from .entry import Entry, measure

SEED = 20231130
OPEN_QUESTIONS = (
    *("leading_group", "gep_standard", "horizontal_policy", "water_trading"),
    *("reply_quality", "mnr_cases", "two_mountains_bases", "forest_carbon_projects"),
)
"""Yes or no, a grade that a derived answer follows from, counts, a count as share of a total."""

OPEN_CITIES = 300
RETURNED = 10
"""Every tenth open answer counts nowhere: its cell is missing."""

FLIPS = len(OPEN_QUESTIONS) * OPEN_CITIES


def recompute_stored() -> Entry:
    """Count a change, read, compute and store both bases, as one message makes a worker do."""
    edition = _edition()

    def work() -> None:
        Edition.objects.filter(pk=edition.pk).update(inputs_version=F("inputs_version") + 1)
        edition_recompute(edition_id=edition.pk)

    return measure(work, runs=15, bar_seconds=0.5)


def what_if_all() -> Entry:
    """From the inputs in memory to a priority for each open answer, of every kind."""
    edition = _edition()
    cities = City.objects.all()[:OPEN_CITIES]
    questions = Question.objects.filter(code__in=OPEN_QUESTIONS)
    opened = Answer.objects.filter(edition=edition, question__in=questions, city__in=list(cities))
    opened.update(state=Answer.State.IN_REVIEW)
    returned = list(opened.order_by("pk").values_list("pk", flat=True))[::RETURNED]
    opened.filter(pk__in=returned).update(state=Answer.State.RETURNED)
    inputs = inputs_read(edition.pk)
    found = priorities(edition, inputs)
    if len(found) != FLIPS:
        raise RuntimeError(f"{FLIPS} open answers expected, {len(found)} found")
    return measure(lambda: priorities(edition, inputs), runs=15, bar_seconds=0.2)


def _edition() -> Edition:
    edition = Edition.objects.create(code="2025-benchmark", year=2025, inputs_version=1)
    dice = np.random.default_rng(SEED)
    _values(edition, dice)
    _answers(edition, dice)
    return edition


def _values(edition: Edition, dice: np.random.Generator) -> None:
    cities = list(City.objects.all())
    for indicator in Indicator.objects.exclude(source__in=("survey", "policy_document")):
        drawn = dice.lognormal(0.0, 0.8, len(cities)).tolist()
        IndicatorValue.objects.bulk_create(
            IndicatorValue(
                edition=edition, city=city, indicator=indicator, value=value, approved=True
            )
            for city, value in zip(cities, drawn, strict=True)
        )


def _answers(edition: Edition, dice: np.random.Generator) -> None:
    coder = User.objects.create_user("benchmark", role=Role.ASSISTANT)
    cities = list(City.objects.all())
    for question in Question.objects.exclude(kind=Question.Kind.DERIVED):
        drawn = _drawn(question, dice, len(cities)).tolist()
        shared = [
            {"edition": edition, "city": city, "question": question, **_value(question, value)}
            for city, value in zip(cities, drawn, strict=True)
        ]
        codes = Code.objects.bulk_create(
            Code(coder=coder, state=Code.State.SUBMITTED, **facts) for facts in shared
        )
        sent = submissions_write(codes=codes, at=timezone.now())
        Answer.objects.bulk_create(
            Answer(submission=sent[code.pk], state=Answer.State.APPROVED, **facts)
            for code, facts in zip(codes, shared, strict=True)
        )


def _drawn(question: Question, dice: np.random.Generator, count: int) -> np.ndarray:
    if question.kind == Question.Kind.ORDINAL:
        return dice.integers(0, 5, count)
    if question.kind == Question.Kind.COUNT:
        return dice.poisson(0.7, count)
    return dice.integers(0, 2, count)


def _value(question: Question, value: int) -> dict[str, object]:
    return {"number": float(value)} if question.is_numeric else {"choice": ("no", "yes")[value]}


MEASURES: Mapping[str, Callable[[], Entry]] = {
    "recompute_stored": recompute_stored,
    "what_if_all": what_if_all,
}
