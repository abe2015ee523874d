"""The targets of `tests.worker.kills`, the rounds that are played, and the reckoning."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from ecoasset.launch.process import signal_group
from scoring.models import Basis, ScoreRun, Study
from scoring.runs.selectors import is_computed
from scoring.runs.services import edition_recompute
from scoring.sensitivity.plan import StudyParameters
from scoring.sensitivity.services.study import study_request
from surveys.coding.services.submission import submissions_write
from surveys.errors import Refused
from surveys.evidence.store import store_read
from surveys.models import (
    Answer,
    City,
    Code,
    Edition,
    Evidence,
    Question,
    Reply,
    TrailEntry,
    User,
)
from tests.builders import make_cast, make_edition, make_organ, make_round
from tests.engines.background import wait_until
from tests.infra import launching
from tests.scoring.rows import fill_values
from tests.worker.scene import QUESTIONS, from_scratch, newest
from tests.worker.writer import Writer

ALONE = ("beat", "worker", "broker", "studies", "web")
POOLS = ("worker", "studies", "web")
BETWEEN = "between last block and summary"
# The first are those of a short game.
TARGETS = (BETWEEN, *ALONE, *(f"a process of {name}" for name in POOLS), "./run")
DRAWS = 3000
MOMENT_SECONDS = 1.5


@dataclass
class Game:
    """What stands at the moment; the last of those served is the one that runs."""

    served: list[launching.Instance]
    folder: Path
    dice: random.Random
    edition: Edition
    analyst: User
    run: ScoreRun
    writer: Writer
    studies: list[int] = field(default_factory=list)

    @property
    def instance(self) -> launching.Instance:
        return self.served[-1]

    def kill(self, target: str) -> None:
        if target == BETWEEN:
            self._kill_before_summary()
        elif target == "./run":
            self._kill_run()
        elif target in ALONE:
            signal_group(self._pid(target), signal.SIGKILL)
        else:
            self._kill_one_of(target.removeprefix("a process of "))

    def ask(self) -> int | None:
        """For a study, unless enough are under way."""
        parameters = StudyParameters(draws=DRAWS, seed=self.dice.randrange(10_000))
        try:
            study = study_request(
                actor=self.analyst,
                run=self.run,
                kind=Study.Kind.MONTE_CARLO,
                parameters=parameters,
            )
        except Refused:
            return None
        self.studies.append(study.pk)
        return int(study.pk)

    def _pid(self, name: str) -> int:
        return self.instance.children()[name][0]

    def _kill_one_of(self, name: str) -> None:
        """One process that a leader has forked; the leader alone where it has none yet."""
        leader = self._pid(name)
        forked = sorted(launching.group(leader) - {leader})
        try:
            os.kill(self.dice.choice(forked or [leader]), signal.SIGKILL)
        except ProcessLookupError:
            signal_group(leader, signal.SIGKILL)

    def _kill_run(self) -> None:
        """The next start ends what the dead one left behind."""
        self.instance.process.kill()
        self.instance.wait_for_exit()
        self.served.append(launching.serve(self.instance.data, self.folder))
        self.writer.port = self.instance.port

    def _kill_before_summary(self) -> None:
        """With the last block stored we hold the database: the summary can only be lost."""
        while True:
            wait_until(lambda: self.ask() is not None)
            study = Study.objects.get(pk=self.studies[-1])
            wait_until(
                lambda study=study: (  # type: ignore[misc]
                    study.blocks.count() == study.blocks_total or not _runs(study)
                )
            )
            with transaction.atomic():
                held = _runs(study)
                if held:
                    signal_group(self._pid("studies"), signal.SIGKILL)
            if held:
                return


def _runs(study: Study) -> bool:
    return Study.objects.filter(pk=study.pk, state=Study.State.RUNNING).exists()


def play(
    served: list[launching.Instance], folder: Path, *, kills: int, seed: int
) -> dict[str, Any]:
    """Every target about as often as every other, in an order that the seed decides."""
    dice = random.Random(seed)
    game = _game(served, folder, dice)
    targets = [TARGETS[number % len(TARGETS)] for number in range(kills)]
    dice.shuffle(targets)
    game.writer.start()
    try:
        for number, target in enumerate(targets, start=1):
            game.ask()
            before = game.writer.accepted
            wait_until(lambda before=before: game.writer.accepted > before)  # type: ignore[misc]
            time.sleep(dice.uniform(0, MOMENT_SECONDS))
            print(f"{number}/{kills} {target}", flush=True, file=game.writer.log)
            game.kill(target)
    finally:
        game.writer.finish()
    return {
        "seed": seed,
        "kills": dict(sorted(Counter(targets).items())),
        "accepted": game.writer.accepted,
        "unanswered": game.writer.unanswered,
        **_reckoning(game),
    }


def _game(served: list[launching.Instance], folder: Path, dice: random.Random) -> Game:
    cast, edition = make_cast(), make_edition("2025-kills")
    fill_values(edition)
    answers = _answers(edition, cast.coder)
    edition_recompute(edition_id=edition.pk)
    run = ScoreRun.objects.filter(edition=edition, basis=Basis.APPROVED).latest("pk")
    city = City.objects.all()[0]
    writer = Writer(
        port=served[-1].port,
        log=(folder / "kills.log").open("w", encoding="utf-8"),
        answers=answers,
        address=f"/editions/{edition.code}/cities/{city.adcode}/reply/",
        survey_round=make_round(edition).pk,
        organ=make_organ(city).pk,
    )
    return Game(served, folder, dice, edition, cast.manager, run, writer)


def _answers(edition: Edition, coder: User) -> list[int]:
    """Of every city to some questions, all in review."""
    questions = [Question.objects.get(code=code) for code in QUESTIONS]
    codes = Code.objects.bulk_create(
        Code(
            edition=edition,
            city=city,
            question=question,
            coder=coder,
            choice=("yes", "no")[number % 2],
            state=Code.State.SUBMITTED,
        )
        for question in questions
        for number, city in enumerate(City.objects.all())
    )
    sent = submissions_write(codes=codes, at=timezone.now())
    made = Answer.objects.bulk_create(
        Answer(
            edition=edition,
            city=code.city,
            question=code.question,
            submission=sent[code.pk],
            choice=code.choice,
        )
        for code in codes
    )
    return [answer.pk for answer in made]


def _reckoning(game: Game) -> dict[str, Any]:
    """Waits for what is under way, then compares."""
    edition = game.edition

    def version() -> int:
        return Edition.objects.values_list("inputs_version", flat=True).get(pk=edition.pk)

    wait_until(lambda: is_computed(edition.pk, version()))
    running = Study.objects.filter(pk__in=game.studies, state=Study.State.RUNNING)
    wait_until(lambda: not running.exists())
    done = Study.objects.filter(pk__in=game.studies, state=Study.State.DONE)
    unfinished = len(game.studies) - done.count()
    found = newest(edition)
    Study.objects.filter(pk__in=game.studies).delete()  # they hold on to their run
    return {
        "studies": len(game.studies),
        "unfinished": unfinished,
        "lost": [*_lost_answers(game.writer.approved), *_lost_letters(game.writer.logged)],
        "results_agree": found == from_scratch(edition),
    }


def _lost_answers(accepted: list[int]) -> list[str]:
    kept = Answer.objects.filter(pk__in=accepted, state=Answer.State.APPROVED)
    told = TrailEntry.objects.filter(action="review.approved").values_list("subject_id", flat=True)
    stored = set(kept.values_list("pk", flat=True)) & {int(pk) for pk in told}
    return [f"answer {pk}" for pk in accepted if pk not in stored]


def _lost_letters(accepted: dict[str, bytes]) -> list[str]:
    """By number; with its document, byte by byte."""
    lost = []
    for number, content in accepted.items():
        row = Evidence.objects.filter(reply__number=number).first()
        if row is None or store_read(row.file.sha256) != content:
            lost.append(f"letter {number}")
        elif Reply.objects.filter(number=number).count() != 1:
            lost.append(f"letter {number} is there twice")
    return lost
