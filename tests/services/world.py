"""Three editions with the same cells: the middle one is written to, the others stay.

The same holds for cities, questions and coders, so that a neighbour comes before and after
whatever a service may look for, and none of them is found by chance.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from axes.models import AccessAttempt

from scoring.models import Indicator
from surveys.models import (
    AnnualTable,
    Answer,
    CalendarDay,
    City,
    Code,
    CodeProposal,
    DueMove,
    Edition,
    Evidence,
    Organ,
    Question,
    RequestEvent,
    ReviewDecision,
    RoundImport,
    RoundImportFile,
    Submission,
    SubmissionSearch,
)
from surveys.models.code import Choice, SearchRecord
from surveys.models.reply import Reply
from surveys.models.request import Channel
from surveys.models.round import Round
from surveys.reference.services import outcomes_load
from surveys.rounds.services.letter_state import letter_state_refresh
from tests.builders import (
    OPENS,
    TODAY,
    Cast,
    make_answer,
    make_cast,
    make_city,
    make_code,
    make_edition,
    make_evidence,
    make_file,
    make_letter,
    make_outcome,
    make_reply,
    make_round,
    make_user,
)
from tests.letters import letter_of
from tests.scoring.inputs.sheets import reference_rows
from tests.scoring.rows import make_index
from tests.services.beside import checks_make, codebook_make, notes_make

# One question for each stage that an answer goes through; each is a neighbour of the others.
STAGES = {
    "draft": "leading_group",
    "fresh": "leading_group_head",
    "sent": "implementation_plan",
    "approved": "gep_standard",
}
OFFICE, BUREAU = "人民政府办公室", "林业局"
# Names that cannot enter just now.
LOCKED = ("coder", "second-coder", "reviewer")
# Of the page in which the middle reply was typed.
TOKEN = uuid.UUID(int=7)


class Cell(NamedTuple):
    edition: Edition
    city: City
    question: Question


@dataclass(frozen=True)
class Letters:
    """Of one edition: its round, a reply of the middle city, a document that nobody quotes,
    and a call about the letter that was answered."""

    survey_round: Round
    reply: Reply
    page: Evidence
    called: RequestEvent


@dataclass(frozen=True)
class World:
    """`editions`, `cities` and `letters` in the order they were made; the middle ones are ours."""

    cast: Cast
    editions: list[Edition]
    cities: list[City]
    organs: list[Organ]
    questions: dict[str, Question]
    letters: list[Letters]

    @property
    def edition(self) -> Edition:
        return Edition.objects.get(pk=self.editions[1].pk)

    @property
    def city(self) -> City:
        return self.cities[1]

    @property
    def organ(self) -> Organ:
        return self.organs[1]

    @property
    def indicator(self) -> Indicator:
        return Indicator.objects.get(code="R1.2.1")

    @property
    def survey_round(self) -> Round:
        return Round.objects.get(pk=self.letters[1].survey_round.pk)

    @property
    def called(self) -> RequestEvent:
        return RequestEvent.objects.get(pk=self.letters[1].called.pk)

    @property
    def reply(self) -> Reply:
        return Reply.objects.get(pk=self.letters[1].reply.pk)

    def code(self, stage: str) -> Code:
        return Code.objects.get(**self._cell(stage), coder=self.cast.coder)

    def answer(self, stage: str) -> Answer:
        return Answer.objects.get(**self._cell(stage))

    def _cell(self, stage: str) -> dict[str, object]:
        return {"edition": self.edition, "city": self.city, "question": self.questions[stage]}


def make_world() -> World:
    """The survey side, and the reference data of both."""
    make_index()
    outcomes_load(rows=reference_rows("outcomes.csv"))
    cast = make_cast()
    editions = [
        make_edition(f"{year}-world", synthetic=True, inputs_version=1)
        for year in (2024, 2025, 2026)
    ]
    # Synthetic as well: beside a real one, no demo account is made.
    make_edition("2025-frozen", frozen=True, inputs_version=1, synthetic=True)
    make_edition("2025-unused", synthetic=True)
    cities = [make_city(name) for name in ("甲市", "乙市", "丙市")]
    # The same name in each: an organ is told apart by its city.
    organs = [
        Organ.objects.create(city=city, kind=Organ.Kind.GOVERNMENT_OFFICE, name=OFFICE)
        for city in cities
    ]
    for city in cities:
        facts = {"date": OPENS, "kind": "off", "source": "公告"}
        CalendarDay.objects.create(scope="city", adcode=city.adcode, **facts)
    for city in (cities[0], cities[2]):
        Organ.objects.create(city=city, kind=Organ.Kind.OTHER, name=BUREAU)
    world = World(
        cast=cast,
        editions=editions,
        cities=cities,
        organs=organs,
        questions={stage: Question.objects.get(code=code) for stage, code in STAGES.items()},
        letters=[_letters(edition, organs) for edition in editions],
    )
    _codes(world, make_user(username="third-coder"))
    _proposals(world)
    codebook_make(cast)
    notes_make(cast)
    checks_make()
    for edition in editions:
        batch = RoundImport.objects.create(edition=edition, workbook=make_file(), name="轮次.xlsx")
        RoundImportFile.objects.create(batch=batch, file=batch.workbook, name="复函.txt")
    for place, username in enumerate(LOCKED, start=1):
        AccessAttempt.objects.create(
            username=username, ip_address=f"192.0.2.{place}", failures_since_start=9
        )
    return world


def _letters(edition: Edition, organs: list[Organ]) -> Letters:
    """Two rounds; in the first, letters of every organ, channel and wave, each with a reply, and
    one of each organ that is late."""
    survey_round = make_round(edition)
    later = make_round(edition, number=2, cutoff=datetime.date(2026, 8, 29))
    replies = {}
    for place in (survey_round, later):
        for organ in organs:
            for channel in (Channel.CONSULTATION, Channel.DISCLOSURE):
                for wave in (1, 2):
                    request = make_letter(place, organ, channel=channel, wave=wave)
                    replies[place, organ, channel, wave] = make_reply(
                        place, organ=organ, letters=[request], outcome=make_outcome(channel)
                    )
    for organ in organs:
        late = make_letter(survey_round, organ, channel=Channel.DISCLOSURE, wave=5)
        RequestEvent.objects.create(request=late, kind="acknowledged", date=OPENS)
        letter_state_refresh(request=late)
    referred = letter_of(replies[survey_round, organs[2], Channel.DISCLOSURE, 2])
    referred.referred_from = letter_of(replies[survey_round, organs[0], Channel.DISCLOSURE, 2])
    referred.save()
    ours = replies[survey_round, organs[1], Channel.CONSULTATION, 1]
    called = RequestEvent.objects.create(
        request=letter_of(ours), kind="telephone", call="asked_purpose", date=TODAY
    )
    letter_state_refresh(request=called.request)
    DueMove.objects.create(request=called.request, calendar="0" * 16, due=TODAY)
    if edition.year == 2025:
        ours.form_token = TOKEN
        ours.save()
    for organ in (organs[0], organs[2]):
        table = {"organ": organ, "year": TODAY.year - 1, "source": "公报"}
        AnnualTable.objects.create(edition=edition, cells={}, **table)
    make_evidence(edition, organs[1].city, reply=ours)
    page = make_evidence(edition, organs[1].city)
    return Letters(survey_round, ours, page, called)


def _around(world: World, stage: str) -> Iterator[Cell]:
    """The middle cell between those of the other editions and cities."""
    question = world.questions[stage]
    yield Cell(world.editions[0], world.city, question)
    yield Cell(world.editions[1], world.cities[0], question)
    if stage != "fresh":
        yield Cell(world.editions[1], world.city, question)
    yield Cell(world.editions[1], world.cities[2], question)
    yield Cell(world.editions[2], world.city, question)


def _proposals(world: World) -> None:
    """Of the coder, in the one cell of the middle edition that he or she has not coded."""
    coder = world.cast.coder
    for edition, letters in zip(world.editions, world.letters, strict=True):
        CodeProposal.objects.create(
            edition=edition,
            city=world.city,
            question=world.questions["fresh"],
            coder=coder,
            source=Code.objects.filter(edition=edition, coder=coder)[0],
            evidence=letters.page,
            quotation="已成立专项领导小组",
            choice=Choice.YES,
        )


def _codes(world: World, third: object) -> None:
    """Of the coder in every stage, and of two other coders before and after."""
    cast = world.cast
    for stage in STAGES:
        middle = (world.editions[1], world.city, world.questions[stage])
        make_code(*middle, cast.second_coder, Choice.NO)
        for cell in _around(world, stage):
            if stage in ("draft", "fresh"):
                make_code(*cell, cast.coder)
            else:
                state = Answer.State.IN_REVIEW if stage == "sent" else Answer.State.APPROVED
                answer = make_answer(*cell, cast.coder, state=state)
                if state == Answer.State.APPROVED:
                    ReviewDecision.objects.create(
                        answer=answer, revision=1, verdict=state, reviewer=cast.second_coder
                    )
    for code in Code.objects.all():
        SearchRecord.objects.create(code=code, place="网站", words="词", searched_on=TODAY)
    for submission in Submission.objects.all():
        SubmissionSearch.objects.create(
            submission=submission, place="网站", words="词", searched_on=TODAY
        )
