"""The first edition, row by row as people would leave it; the others are copies of it."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.analysis.services import edition_prioritise
from scoring.models import CityScore, ImportBatch, Indicator, IndicatorValue, ScoreRun, Study
from scoring.runs.services import edition_recompute
from scoring.sensitivity.plan import StudyParameters
from scoring.sensitivity.services.study import study_request
from scoring.sensitivity.services.study_work import study_block_compute
from surveys.coding.services.submission import submissions_write
from surveys.evidence.likeness.selectors import VERSION
from surveys.models import (
    Answer,
    Citation,
    City,
    Code,
    Edition,
    Evidence,
    InfoRequest,
    LetterOutcome,
    Organ,
    Outcome,
    Question,
    Reply,
    ReviewDecision,
    Round,
    SearchRecord,
    StoredFile,
    User,
    Wording,
    WordingBand,
)
from surveys.models.request import Channel
from surveys.models.user import Role

SEED = 20231130
OPENS = datetime.date(2015, 3, 2)
BATCHES, RUNS = 6, 10
# Letters of one wording, letters of the alphabet in one, rows of its signature.
GROUP, LETTERS, BANDS = 8, 600, 16
KINDS = [kind for kind in Organ.Kind.values if kind != Organ.Kind.OTHER]
QUOTATION = "已成立生态产品价值实现机制工作领导小组，由市长任组长。"


@dataclass(frozen=True)
class People:
    coders: list[User]
    reviewers: list[User]
    manager: User
    administrator: User


class FirstEdition:
    """Letters to seven organs of each city, six of seven answered, every question coded."""

    def __init__(self, cities: int) -> None:
        self.dice = random.Random(SEED)
        self.cities = list(City.objects.all()[:cities])
        self.people = _people()
        self.edition = Edition.objects.create(
            code="2015-1", year=2015, title_zh="2015 年第 1 版", title_en="2015, first edition"
        )
        self.round = Round.objects.create(
            edition=self.edition, number=1, opens_on=OPENS, cutoff=OPENS + days(45)
        )

    def build(self) -> None:
        """Everything but the history, in the order in which it comes about."""
        self._letters()
        self._codes()
        self._values()
        Edition.objects.filter(pk=self.edition.pk).update(inputs_version=1000)
        self.edition.refresh_from_db()
        self._runs()

    def _letters(self) -> None:
        organs = Organ.objects.bulk_create(
            Organ(city=city, kind=kind, name=f"{city.name}{kind}")
            for city in self.cities
            for kind in KINDS
        )
        outcomes = list(Outcome.objects.filter(channel=Channel.CONSULTATION))
        letters = InfoRequest.objects.bulk_create(self._letter(organ) for organ in organs)
        answered = [letter for letter in letters if letter.status == InfoRequest.Status.REPLIED]
        replies = Reply.objects.bulk_create(
            Reply(
                round=self.round,
                city=letter.organ.city,
                organ=letter.organ,
                received_on=OPENS + days(self.dice.randrange(5, 60)),
                number=f"〔2015〕{letter.pk}号",
                logged_by=self.dice.choice(self.people.coders),
            )
            for letter in answered
        )
        LetterOutcome.objects.bulk_create(
            LetterOutcome(reply=reply, request=letter, outcome=self.dice.choice(outcomes))
            for reply, letter in zip(replies, answered, strict=True)
        )
        files = StoredFile.objects.bulk_create(
            StoredFile(sha256=f"{self.dice.getrandbits(256):064x}", size=1, media_type=kind)
            for kind in self.dice.choices(["application/pdf", "image/jpeg"], k=len(replies))
        )
        self._wordings(files)
        Evidence.objects.bulk_create(
            Evidence(
                edition=self.edition,
                city=reply.city,
                reply=reply,
                file=file,
                kind=Evidence.Kind.REPLY,
                name=f"{reply.organ.name}复函.pdf",
                added_by=reply.logged_by,
            )
            for reply, file in zip(replies, files, strict=True)
        )

    def _wordings(self, files: list[StoredFile]) -> None:
        """Half of the letters stand alone, the others are eight of a wording."""
        half = len(files) // 2 // GROUP * GROUP
        groups = [files[n - n % GROUP] if n >= half else file for n, file in enumerate(files)]
        facts = {"version": VERSION, "is_open": True, "opening": "政府信息公开申请答复书"}
        content = bytes(4 * LETTERS)
        rows = [Wording(file=file, shingles=content, **facts) for file in files]
        Wording.objects.bulk_create(rows, batch_size=500)
        for row, leader in zip(rows, groups, strict=True):
            row.group_id = leader.pk
        Wording.objects.bulk_update(rows, ["group"], batch_size=500)
        WordingBand.objects.bulk_create(
            WordingBand(wording_id=leader.pk, value=self.dice.getrandbits(63))
            for leader in {leader.pk: leader for leader in groups}.values()
            for _band in range(BANDS)
        )

    def _letter(self, organ: Organ) -> InfoRequest:
        replied = self.dice.random() < 0.85
        status = InfoRequest.Status.REPLIED if replied else InfoRequest.Status.SENT
        return InfoRequest(
            round=self.round,
            organ=organ,
            channel=Channel.CONSULTATION,
            status=status,
            sent_on=OPENS,
            created_by=self.people.manager,
        )

    def _codes(self) -> None:
        """One in four waits for its verdict or came back; "no" rests on a search."""
        documents = {row.city_id: row for row in Evidence.objects.order_by("-pk")}
        codes = Code.objects.bulk_create(self._readings())
        with_proof = [code for code in codes if code.city_id in documents]
        Citation.objects.bulk_create(
            Citation(code=code, evidence=documents[code.city_id], page=1, quotation=QUOTATION)
            for code in with_proof
            if code.choice != "no"
        )
        SearchRecord.objects.bulk_create(
            SearchRecord(code=code, place="市政府网站", words="生态产品", searched_on=OPENS)
            for code in codes
            if code.choice == "no"
        )
        sent = submissions_write(codes=codes, at=self.at(60))
        answers = Answer.objects.bulk_create(
            Answer(
                edition=self.edition,
                city=code.city,
                question=code.question,
                choice=code.choice,
                number=code.number,
                submission=sent[code.pk],
                state=self.dice.choices(list(SHARES), list(SHARES.values()))[0],
            )
            for code in codes
        )
        ReviewDecision.objects.bulk_create(
            ReviewDecision(
                answer=answer,
                revision=1,
                verdict=answer.state,
                reviewer=self.dice.choice(self.people.reviewers),
                reason="" if answer.state == "approved" else "引文与答案不符",
            )
            for answer in answers
            if answer.state in ReviewDecision.Verdict.values
        )

    def _readings(self) -> Iterator[Code]:
        for question in Question.objects.exclude(kind=Question.Kind.DERIVED):
            for city in self.cities:
                yield Code(
                    edition=self.edition,
                    city=city,
                    question=question,
                    coder=self.dice.choice(self.people.coders),
                    state=Code.State.SUBMITTED,
                    **self._value(question),
                )

    def _value(self, question: Question) -> dict[str, Any]:
        if question.is_numeric:
            return {"number": float(self.dice.randrange(4))}
        return {"choice": self.dice.choice(["yes", "yes", "no"])}

    def _values(self) -> None:
        """From a few spreadsheets, all signed off; some cells were corrected since."""
        dice = np.random.default_rng(SEED)
        indicators = list(Indicator.objects.exclude(source__in=("survey", "policy_document")))
        files = StoredFile.objects.order_by("pk")[:BATCHES]
        batches = ImportBatch.objects.bulk_create(self._batch(file) for file in files)
        drawn = dice.lognormal(0.0, 0.8, (len(self.cities), len(indicators)))
        rows = [
            IndicatorValue(
                edition=self.edition,
                city=city,
                indicator=indicator,
                value=float(drawn[i, j]),
                approved=True,
                batch=batches[j % len(batches)],
            )
            for i, city in enumerate(self.cities)
            for j, indicator in enumerate(indicators)
        ]
        before = [
            IndicatorValue(
                edition=row.edition,
                city=row.city,
                indicator=row.indicator,
                value=row.value + 1,
                current=False,
            )
            for row in rows[::40]
        ]
        IndicatorValue.objects.bulk_create([*before, *rows], batch_size=5000)

    def _batch(self, file: StoredFile) -> ImportBatch:
        return ImportBatch(
            edition=self.edition,
            file=file,
            name="年鉴.xlsx",
            state=ImportBatch.State.SIGNED_OFF,
            good_values=3000,
            uploaded_by=self.people.manager,
            signed_off_by=self.people.manager,
            signed_off_at=self.at(50),
        )

    def _runs(self) -> None:
        """The newest of each basis, older ones of the days before, and a study."""
        runs = edition_recompute(edition_id=self.edition.pk)
        for run in runs:
            scores = list(CityScore.objects.filter(run=run))
            for number in range(1, RUNS):
                run.pk, run.inputs_version = None, 1000 - 10 * (RUNS - number)
                run.save()
                for score in scores:
                    score.pk, score.run = None, run
                CityScore.objects.bulk_create(scores)
        edition_prioritise(edition_id=self.edition.pk)
        newest = ScoreRun.objects.filter(inputs_version=1000, basis="approved").get()
        study = study_request(
            actor=self.people.manager, run=newest, kind="monte_carlo", parameters=StudyParameters()
        )
        for number in range(study.blocks_total):
            study_block_compute(study_id=study.pk, number=number)
        Study.objects.filter(pk=study.pk, state=Study.State.RUNNING).update(state="cancelled")

    def at(self, day: int) -> datetime.datetime:
        midnight = datetime.datetime.combine(OPENS, datetime.time(), datetime.UTC)
        return midnight + days(day)


SHARES = {"approved": 75, "in_review": 20, "returned": 4, "taken_back": 1}


def days(count: float) -> datetime.timedelta:
    return datetime.timedelta(days=count)


def _people() -> People:
    def some(role: str, count: int) -> list[User]:
        names = [f"{role}-{number}" for number in range(count)]
        return [User.objects.create_user(name, role=role) for name in names]

    return People(
        coders=some(Role.ASSISTANT, 12),
        reviewers=some(Role.REVIEWER, 4),
        manager=some(Role.MANAGER, 1)[0],
        administrator=some(Role.ADMINISTRATOR, 1)[0],
    )
