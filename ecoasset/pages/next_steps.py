"""What there is to do for one person in one edition: each step with its number and its list."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from scoring.board.page import counts_of
from scoring.board.presets import STEPS
from scoring.board.scene import Scene
from scoring.models import ImportBatch
from surveys.coding.book.again import submissions_again
from surveys.coding.next_city import cities_to_code
from surveys.coding.pending import returned_answers
from surveys.coding.selectors import effect_queue, review_queue
from surveys.models import Edition, Round, User
from surveys.permissions import Action, can


@dataclass(frozen=True)
class Step:
    """`count` is the number of rows of the list at `address`."""

    label: str
    count: int
    address: str


def next_steps(person: User, edition: Edition, today: datetime.date) -> list[Step]:
    """Those with something to do; nothing in an edition that is frozen or holds ranks alone."""
    if edition.frozen or edition.ranks_only:
        return []
    steps = (_letters, _coding, _review, _values, _rounds)
    found = (step for part in steps for step in part(person, edition, today))
    return [step for step in found if step.count]


def _letters(person: User, edition: Edition, today: datetime.date) -> Iterator[Step]:
    """What the board's presets of the day hold, letters for those who see to them: the numbers
    of a kind of rows in one query."""
    logs = can(person, Action.LOG_REPLY, edition)
    steps = [one for one in STEPS if one.is_open_to(person) and (logs or one.kind == "answers")]
    board = reverse("board", args=[edition.code])
    counts = counts_of(Scene(edition, person, today), steps)
    for preset in steps:
        yield Step(str(preset.step), counts[preset.name], f"{board}?preset={preset.name}")


def _coding(person: User, edition: Edition, _today: datetime.date) -> Iterator[Step]:
    if not can(person, Action.CODE_ANSWER, edition):
        return
    lists = reverse("coding", args=[edition.code])
    returned, drafts = returned_answers(edition, person), edition.codes.drafts_of(person)
    yield Step(_("Change what came back"), returned.count(), f"{lists}?show=returned")
    again = submissions_again(edition, person).count()
    yield Step(_("Code again by changed rules"), again, f"{lists}?show=again")
    yield Step(_("Finish your drafts"), drafts.count(), f"{lists}?show=drafts")
    cities = len(cities_to_code(edition, person))
    yield Step(_("Code cities that replied"), cities, f"{lists}?show=open")


def _review(person: User, edition: Edition, _today: datetime.date) -> Iterator[Step]:
    if not can(person, Action.REVIEW_ANSWER, edition):
        return
    waiting, weighed = review_queue(edition, person), effect_queue(edition, person)
    yield Step(_("Review answers"), waiting.count(), reverse("review", args=[edition.code]))
    first = reverse("priorities", args=[edition.code])
    yield Step(_("What to review first"), weighed.count(), first)


def _values(person: User, edition: Edition, _today: datetime.date) -> Iterator[Step]:
    batches: QuerySet[ImportBatch] = ImportBatch.objects.filter(edition=edition)
    page = reverse("values", args=[edition.code])
    if can(person, Action.IMPORT_VALUES, edition):
        checked = batches.filter(state=ImportBatch.State.CHECKED, uploaded_by=person)
        text = _("Store your checked values")
        yield Step(text, checked.count(), f"{page}?state=checked&mine=1")
    if can(person, Action.SIGN_OFF, edition):
        stored = batches.filter(state=ImportBatch.State.STORED)
        yield Step(_("Sign off values"), stored.count(), f"{page}?state=stored")


def _rounds(person: User, edition: Edition, today: datetime.date) -> Iterator[Step]:
    """Silence counts once a round is closed: one that is over waits for it."""
    if can(person, Action.MANAGE_EDITION, edition):
        over = Round.objects.filter(edition=edition, cutoff__lt=today, closed_on=None)
        page = reverse("edition", args=[edition.code])
        yield Step(_("Close rounds that are over"), over.count(), f"{page}#final")
