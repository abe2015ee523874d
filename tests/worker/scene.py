"""An edition with many answers in review, and what a computation from scratch makes of it."""

from __future__ import annotations

import io
from dataclasses import dataclass

from django.core.management import call_command
from django.utils import timezone

from scoring.models import Basis, CityScore, ScoreRun
from scoring.runs.selectors import is_computed
from surveys.coding.services.review import review_decide
from surveys.coding.services.submission import submissions_write
from surveys.models import Answer, City, Code, Edition, Question, User
from surveys.reference.row import file_rows
from surveys.reference.services import cities_load
from tests.builders import make_cast, make_edition
from tests.engines.background import wait_until
from tests.scoring.rows import FIELDS, FOLDER, fill_values, make_index

QUESTIONS = ("leading_group", "implementation_plan", "gep_standard", "property_registration")
Result = dict[str, tuple[str, int, list[tuple[object, ...]]]]


@dataclass(frozen=True)
class Scene:
    edition: Edition
    reviewer: User
    answers: list[Answer]

    @property
    def version(self) -> int:
        return Edition.objects.values_list("inputs_version", flat=True).get(pk=self.edition.pk)

    def approve(self, answers: list[Answer]) -> None:
        """As the review page does it, one after the other."""
        for answer in answers:
            review_decide(actor=self.reviewer, answer=answer, verdict="approved", revision=1)

    def wait(self) -> None:
        """Until both bases have a run of the inputs as they are now."""
        wait_until(lambda: is_computed(self.edition.pk, self.version))


def make_scene(count: int) -> Scene:
    """100 cities with statistics, and `count` answers (yes and no in turn) in review."""
    make_index()
    cities_load(rows=file_rows(FOLDER / "cities.csv")[:100])
    cast, edition = make_cast(), make_edition("2025-burst")
    fill_values(edition)
    questions = [Question.objects.get(code=code) for code in QUESTIONS]
    places = [(city, question) for question in questions for city in City.objects.all()][:count]
    codes = Code.objects.bulk_create(
        Code(
            edition=edition,
            city=city,
            question=question,
            coder=cast.coder,
            choice=("yes", "no")[number % 2],
            state=Code.State.SUBMITTED,
        )
        for number, (city, question) in enumerate(places)
    )
    sent = submissions_write(codes=codes, at=timezone.now())
    answers = Answer.objects.bulk_create(
        Answer(
            edition=edition,
            city=code.city,
            question=code.question,
            submission=sent[code.pk],
            choice=code.choice,
        )
        for code in codes
    )
    return Scene(edition, cast.reviewer, answers)


def newest(edition: Edition) -> Result:
    """Input hash, cities ranked and the whole table of the newest run, by basis."""
    found: Result = {}
    fields = [name for field in FIELDS for name in (field, f"{field}_rank")]
    for basis in Basis.values:
        run = ScoreRun.objects.filter(edition=edition, basis=basis).order_by("-inputs_version")[0]
        rows = CityScore.objects.filter(run=run).order_by("city").values_list("city", *fields)
        found[basis] = (run.input_hash, run.cities_ranked, list(rows))
    return found


def from_scratch(edition: Edition) -> Result:
    """The same after every stored run is deleted and `recompute` has run here, alone."""
    ScoreRun.objects.filter(edition=edition).delete()
    call_command("recompute", edition=edition.code, stdout=io.StringIO())
    return newest(edition)
