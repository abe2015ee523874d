"""Editions, rounds and organs, and what each write passes through."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Model

from surveys import hint, open_edition
from surveys.history import services as trail
from surveys.models import (
    Edition,
    Organ,
    Round,
    TrailEntry,
)
from surveys.rounds.services import reply_checks
from surveys.rounds.services.edition import (
    edition_freeze,
    edition_open,
    edition_set_look_days,
)
from surveys.rounds.services.organ import organ_add, organ_limit_set
from surveys.rounds.services.round import round_close, round_count_late, round_open
from tests.builders import (
    AFTER_CUTOFF,
    CUTOFF,
    OPENS,
    TODAY,
)
from tests.services.case import Case
from tests.services.results import Full
from tests.services.world import BUREAU


def _facts(name: str) -> reply_checks.ReplyFacts:
    return reply_checks.ReplyFacts(received_on=TODAY, summary=name)


def _open(code: str, **dates: object) -> Edition:
    return edition_open(
        actor=None,
        code=code,
        year=2027,
        title_zh="新",
        title_en="New",
        **dates,  # type: ignore[arg-type]
    )


def _held(world: Full) -> None:
    with transaction.atomic():
        open_edition.edition_hold_open(edition=world.edition)


def _touched(world: Full) -> Iterable[Model]:
    """Open ones that hold something; a frozen and an unused one are among the others."""
    return [Edition.objects.get(pk=edition.pk) for edition in world.editions]


CASES = (
    Case(
        edition_open,
        lambda world: _open("2027-new", opens_on=OPENS, cutoff=CUTOFF),
        added={Edition: 1, Round: 1, TrailEntry: 2},
        anywhere=True,
    ),
    Case(
        edition_freeze,
        lambda world: edition_freeze(
            actor=world.cast.manager, edition=world.edition, reason="完成"
        ),
        changed=lambda world: [world.edition],
        added={TrailEntry: 1},
    ),
    Case(
        edition_set_look_days,
        lambda world: edition_set_look_days(
            actor=world.cast.manager, edition=world.edition, days=10
        ),
        changed=lambda world: [world.edition],
        added={TrailEntry: 1},
    ),
    Case(
        round_open,
        lambda world: round_open(actor=None, edition=world.edition, opens_on=OPENS, cutoff=CUTOFF),
        changed=lambda world: [world.edition],
        added={Round: 1, TrailEntry: 1},
    ),
    Case(
        round_close,
        lambda world: round_close(actor=None, survey_round=world.survey_round, today=AFTER_CUTOFF),
        changed=lambda world: [world.edition, world.survey_round],
        added={TrailEntry: 1},
    ),
    Case(
        round_count_late,
        lambda world: round_count_late(
            actor=world.cast.manager, survey_round=world.survey_round, counts=True, reason="决定"
        ),
        changed=lambda world: [world.edition, world.survey_round],
        added={TrailEntry: 1},
    ),
    Case(
        organ_add,
        lambda world: organ_add(actor=None, city=world.city, kind="other", name=BUREAU),
        added={Organ: 1, TrailEntry: 1},
    ),
    Case(
        organ_limit_set,
        lambda world: organ_limit_set(
            actor=None, organ=world.organ, days=5, unit="working_days", source="办理规定"
        ),
        changed=lambda world: [world.organ],
        added={TrailEntry: 1},
    ),
    Case(
        open_edition.edition_touch,
        lambda world: open_edition.edition_touch(edition=world.edition),
        changed=lambda world: [world.edition],
        alone=False,
    ),
    Case(
        open_edition.editions_touch,
        lambda world: open_edition.editions_touch(),
        changed=_touched,
        alone=False,
    ),
    Case(open_edition.edition_hold_open, _held),
    Case(
        open_edition.edition_require_open,
        lambda world: open_edition.edition_require_open(edition=world.edition),
    ),
    Case(
        open_edition.recompute_hint,
        lambda world: open_edition.recompute_hint(edition_id=world.edition.pk),
    ),
    Case(hint.task_hint, lambda world: hint.task_hint("scoring.sweep")),
    Case(
        trail.trail_write,
        lambda world: trail.trail_write(
            actor=None, action="edition.open", subject=world.edition, edition=world.edition
        ),
        added={TrailEntry: 1},
    ),
    Case(trail.personal_digest, lambda world: trail.personal_digest("某人")),
    Case(
        reply_checks.facts_check,
        lambda world: reply_checks.facts_check(world.survey_round, _facts("来函"), TODAY),
    ),
)
