from __future__ import annotations

import datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.editions.selectors import has_results, held_rows, method_to_inherit
from scoring.methods.services import edition_choose_method
from surveys.belongings import belongings
from surveys.errors import Refused
from surveys.history.services import trail_write
from surveys.models import Edition, Round, TrailEntry, User
from surveys.open_edition import edition_hold_open, edition_touch
from surveys.reasons import require_reason
from surveys.rounds.services.edition import edition_open
from surveys.rounds.services.new_row import row_check

STAYS = {Edition, TrailEntry}


@transaction.atomic
def edition_begin(
    *,
    actor: User,
    code: str,
    year: int,
    title_zh: str,
    title_en: str,
    opens_on: datetime.date,
    cutoff: datetime.date,
    like: Edition | None,
) -> Edition:
    """Open an edition with its first round, to be computed by the method of `like`; without
    one, by the newest default method, as an edition without a choice is."""
    edition = edition_open(
        actor=actor,
        code=code,
        year=year,
        title_zh=title_zh,
        title_en=title_en,
        opens_on=opens_on,
        cutoff=cutoff,
    )
    version = method_to_inherit(like) if like is not None else None
    if version is not None:
        edition_choose_method(actor=actor, edition=edition, version=version)
    return edition


@transaction.atomic
def edition_correct(
    *,
    actor: User,
    edition: Edition,
    year: int,
    title_zh: str,
    title_en: str,
    cutoff: datetime.date | None,
    reason: str,
) -> None:
    """Put right what was typed when the edition was opened, the cut-off of its newest round too.

    Refused without a reason, once a run ranks its cities, on a closed edition, for the
    cut-off of a closed round, and where nothing is different.
    """
    reason = require_reason(reason)
    edition_hold_open(edition=edition)
    if has_results(edition):
        text = _("Edition %(code)s has results: its title, year and cut-off stay as they are.")
        raise Refused(text % {"code": edition.code})
    stored = Edition.objects.get(pk=edition.pk)
    facts = {"year": year, "title_zh": title_zh.strip(), "title_en": title_en.strip()}
    old: dict[str, Any] = {name: getattr(stored, name) for name in facts}
    new: dict[str, Any] = dict(facts)
    last = edition.rounds.last()
    if last is not None and cutoff is not None and cutoff != last.cutoff:
        old["cutoff"], new["cutoff"] = last.cutoff, cutoff
        _move_cutoff(last, cutoff)
    if old == new:
        raise Refused(_("Nothing is different from what is stored."))
    for name, value in facts.items():
        setattr(stored, name, value)
    row_check(row=stored)
    Edition.objects.filter(pk=stored.pk).update(**facts)
    trail_write(
        actor=actor,
        action="edition.correct",
        subject=stored,
        edition=stored,
        old=old,
        new=new,
        reason=reason,
    )
    edition.refresh_from_db()


def _move_cutoff(survey_round: Round, cutoff: datetime.date) -> None:
    """What counts as late depends on it, so the index is computed anew."""
    if survey_round.closed_on is not None:
        text = _("Round %(number)d is closed: its cut-off stays.")
        raise Refused(text % {"number": survey_round.number}, field="cutoff")
    if cutoff <= survey_round.opens_on:
        raise Refused(_("The cut-off must be later than the first day."), field="cutoff")
    edition_touch(edition=survey_round.edition)
    Round.objects.filter(pk=survey_round.pk).update(cutoff=cutoff)


@transaction.atomic
def edition_remove(*, actor: User, edition: Edition, reason: str) -> None:
    """Take away an edition that was opened by mistake; its code is free again.

    The history never goes, so the row that it names stays out of sight, under a code of its
    own. Refused without a reason, and where anybody has put anything into the edition.
    """
    reason = require_reason(reason)
    edition_hold_open(edition=edition)
    held = held_rows(edition)
    if held:
        text = _("Edition %(code)s is not empty, so it stays: %(rows)s.")
        rows = ", ".join(f"{row.kind_name} {row.count}" for row in held)
        raise Refused(text % {"code": edition.code, "rows": rows})
    for belonging in belongings():
        # What the program made by itself: rounds, empty runs, known faults.
        if belonging.kind not in STAYS:
            belonging.rows(edition)._raw_delete(DEFAULT_DB_ALIAS)
    code = f"{edition.year}-removed-{edition.pk}"
    while Edition.objects.filter(code=code).exists():
        code += "-x"
    trail_write(
        actor=actor,
        action="edition.remove",
        subject=edition,
        edition=edition,
        old={"code": edition.code},
        new={"code": code},
        reason=reason,
    )
    Edition.objects.filter(pk=edition.pk).update(code=code, removed_at=timezone.now())
