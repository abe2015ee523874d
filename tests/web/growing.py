"""A world with a row of everything that a list shows, and more of each whenever it is asked."""

from __future__ import annotations

import datetime
import itertools

from django.utils import timezone

from scoring.analysis.services import edition_prioritise
from scoring.models import (
    CityScore,
    ComputeFault,
    ImportBatch,
    IndicatorValue,
    MethodVersion,
    PublishedRank,
    ScoreRun,
    Study,
)
from scoring.sensitivity.plan import StudyParameters
from scoring.sensitivity.services.study import study_request
from scoring.sensitivity.services.study_work import study_block_compute
from surveys.evidence.likeness.selectors import VERSION
from surveys.history.services import trail_write
from surveys.models import (
    AnnualTable,
    Answer,
    CalendarDay,
    City,
    DueMove,
    Evidence,
    InfoRequest,
    Question,
    Reply,
    RequestEvent,
    ReviewDecision,
    User,
    Wording,
)
from surveys.models.request_event import Call, EventKind
from surveys.open_edition import edition_touch
from surveys.reference_state import reference_changed
from surveys.rounds.services.letter_state import letter_state_refresh
from tests.builders import (
    TODAY,
    Cast,
    make_answer,
    make_city,
    make_code,
    make_edition,
    make_evidence,
    make_file,
    make_organ,
    make_question,
    make_reply,
    make_round,
    make_user,
)
from tests.letters import letter_of
from tests.scoring.rows import FIELDS
from tests.scoring.scored import compute, make_scored
from tests.surveys.annual.tables import cells
from tests.surveys.past.batches import brought_in

numbers = itertools.count(2)


class Growing:
    """A scored edition; `place` is the city whose own pages are looked at."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.scored = cast, make_scored(4)
        self.edition, self.place = self.scored.edition, self.scored.cities[0]
        self.round = self.edition.rounds.get()
        self.printed = make_edition("2024-printed", ranks_only=True)
        self.method = MethodVersion.objects.get()
        self.questions = [*Question.objects.filter(kind="binary")]
        self.named: dict[str, int | str] = {}

    def grow(self, count: int) -> None:
        for _number in range(count):
            city = self._city()
            self._letters(city)
            self._letters(self.place)
            self._work(city)
            self._around()
            edition_touch(edition=self.edition)
            run = compute(self.edition)["approved"]
        self._print(run)
        edition_prioritise(edition_id=self.edition.pk)
        self._name(run, self._study(run))

    def _city(self) -> City:
        """With the first city's values, from a batch of its own."""
        city = make_city()
        batch = ImportBatch.objects.create(
            edition=self.edition,
            file=make_file(),
            name="值.xlsx",
            state=ImportBatch.State.STORED,
            uploaded_by=self.cast.manager,
        )
        values = list(IndicatorValue.objects.filter(edition=self.edition, city=self.place))
        for number, value in enumerate(values):
            value.pk, value.city, value.value = None, city, value.value + number
        IndicatorValue.objects.bulk_create(values)
        IndicatorValue.objects.filter(city=city).update(batch=batch)
        IndicatorValue.objects.filter(city=city, indicator=values[0].indicator).update(batch=None)
        if "batch" in self.named:  # one batch has more rows each time
            IndicatorValue.objects.filter(city=city).update(batch=self.named["batch"])
        self.named.setdefault("batch", batch.pk)
        self.named.setdefault("past", brought_in(self.edition).pk)
        return city

    def _letters(self, city: City) -> None:
        organ = make_organ(city, name=f"{city.name}机关{next(numbers)}")
        reply = make_reply(self.round, organ=organ, logged_by=self.cast.administrator)
        self._compare(make_evidence(self.edition, city, reply=reply))
        self.named.setdefault("reply", reply.pk)
        letter = InfoRequest.objects.get(pk=self.named.setdefault("letter", letter_of(reply).pk))
        document = make_evidence(self.edition, letter.organ.city)
        RequestEvent.objects.create(
            request=letter,
            kind=EventKind.TELEPHONE,
            call=Call.OTHER,
            date=TODAY,
            document=document,
            entered_by=make_user(),
        )
        letter_state_refresh(request=letter)
        table = {"year": TODAY.year - 1, "cells": cells({}), "entered_by": make_user()}
        AnnualTable.objects.create(edition=self.edition, organ=organ, source="公报", **table)
        moved = {"calendar": f"v{next(numbers)}", "old_due": TODAY, "due": TODAY}
        DueMove.objects.create(request=letter, **moved)
        CalendarDay.objects.create(
            scope="city",
            adcode=city.adcode,
            date=TODAY + datetime.timedelta(days=next(numbers)),
            kind="off",
            source="公告",
            reason="补录",
            set_by=make_user(),
            set_at=timezone.now(),
        )
        make_evidence(self.edition, city, reply=Reply.objects.get(pk=self.named["reply"]))

    def _compare(self, evidence: Evidence) -> None:
        """All letters say the same as the first."""
        key = self.named.setdefault("alike", evidence.pk)
        leader = Evidence.objects.get(pk=key).file_id
        facts = {"version": VERSION, "is_open": True, "shingles": b"", "group_id": leader}
        Wording.objects.create(file=evidence.file, opening="答复", **facts)

    def _work(self, city: City) -> None:
        """An answer in each state, a draft, and the history of them."""
        person = self.cast.administrator
        for question, state in zip(self.questions, Answer.State.values, strict=False):
            coder = person if state == Answer.State.RETURNED else make_user()
            answer = make_answer(self.edition, city, question, coder, state=state)
            if state == Answer.State.RETURNED:
                self._return(answer)
            for subject in (answer, answer.submission.code):
                self._trail(subject, coder, city)
        make_code(self.edition, city, self.questions[-1], person)
        self.named.setdefault("answer", Answer.objects.filter(city=city)[0].pk)

    def _return(self, answer: Answer) -> None:
        ReviewDecision.objects.create(
            answer=answer, revision=1, verdict="returned", reviewer=self.cast.reviewer, reason="错"
        )

    def _trail(self, subject: Answer | object, actor: User, city: City) -> None:
        trail_write(
            actor=actor,
            action=f"answer.step{next(numbers)}",
            subject=subject,  # type: ignore[arg-type]
            edition=self.edition,
            city=city,
            new={"question": self.questions[0], "citations": [[Evidence.objects.all()[0].pk]]},
        )

    def _around(self) -> None:
        """Another edition with its round and fault, a question, a method."""
        number = next(numbers)
        other = make_edition(f"20{number % 90 + 10}-x{number}")
        make_round(other)
        make_question(f"question_{number}")
        ComputeFault.objects.create(edition=other, basis="approved", inputs_version=1, code="no")
        MethodVersion.objects.create(
            name="other",
            number=number,
            parameters=self.method.parameters,
            sha256=f"{number:064x}",
        )

    def _print(self, run: ScoreRun) -> None:
        PublishedRank.objects.all().delete()
        for score in CityScore.objects.filter(run=run):
            ranks = {field: 100 - (getattr(score, f"{field}_rank") or 0) for field in FIELDS}
            PublishedRank.objects.create(edition=self.printed, city=score.city, **ranks)
        reference_changed()  # as loading them does

    def _study(self, run: ScoreRun) -> Study:
        Study.objects.update(state=Study.State.DONE, finished_at="2026-01-01T00:00Z")
        parameters = StudyParameters(draws=1000)
        study = study_request(
            actor=self.cast.manager, run=run, kind="monte_carlo", parameters=parameters
        )
        study_block_compute(study_id=study.pk, number=0)
        return study

    def _name(self, run: ScoreRun, study: Study) -> None:
        self.named |= {
            "edition": self.edition.code,
            "printed": self.printed.code,
            "adcode": self.place.adcode,
            "run": run.pk,
            "first": ScoreRun.objects.order_by("pk")[0].pk,
            "study": study.pk,
            "method": self.method.pk,
            "other": MethodVersion.objects.filter(name="other").order_by("pk")[0].pk,
            "person": self.cast.administrator.pk,
            "day": TODAY.isoformat(),
            "year": timezone.localdate().year,
        }

    def address(self, pattern: str) -> str:
        return pattern.format(**self.named)
