"""All that is new of a plan, a kind of row at a time."""

from __future__ import annotations

from collections.abc import Mapping

from surveys.models import RoundImport, StoredFile, User
from surveys.past.judging.plan import Fate, Plan
from surveys.past.writing.answers import answers_write, codes_write, evidence_write
from surveys.past.writing.letters import (
    known_letters_refresh,
    letters_write,
    organs_write,
    replies_write,
)


def plan_write(
    *, actor: User | None, batch: RoundImport, plan: Plan, files: Mapping[str, StoredFile]
) -> None:
    """Everything that is new of a plan, in bulk; `files` are the stored ones by SHA-256. A step of
    storing: the caller holds the edition open and writes the entry of the history."""
    letters = [one for one in plan.letters if one.fate is Fate.NEW]
    replies = [one for one in plan.replies if one.fate is Fate.NEW]
    answers = [one for one in plan.answers if one.fate is Fate.NEW]
    organs_write(actor, letters, replies)
    letters_write(actor, batch, letters, replies)
    replies_write(actor, batch, replies)
    named = {one.name: one for one in plan.files if one.fate is not Fate.REFUSED}
    evidence = evidence_write(actor, batch, named, Plan(letters, replies, answers), files)
    codes = codes_write(batch, answers, named, evidence)
    answers_write(answers, codes)
    known_letters_refresh(replies)
