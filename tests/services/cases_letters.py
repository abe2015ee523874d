"""Editions, rounds, organs and letters, and what each write passes through."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Model

from surveys import hint, open_edition
from surveys.history import services as trail
from surveys.models import (
    Edition,
    Evidence,
    InfoRequest,
    LetterOutcome,
    Organ,
    Outcome,
    Reply,
    Round,
    StoredFile,
    TrailEntry,
)
from surveys.models.request import Channel
from surveys.rounds.said import Said
from surveys.rounds.services import reply_checks
from surveys.rounds.services.edition import edition_freeze, edition_open
from surveys.rounds.services.letter import letter_add
from surveys.rounds.services.organ import organ_add
from surveys.rounds.services.reply import replies_touch, reply_register
from surveys.rounds.services.reply_change import reply_correct, reply_withdraw
from surveys.rounds.services.round import round_close, round_count_late, round_open
from tests.builders import (
    AFTER_CUTOFF,
    CUTOFF,
    OPENS,
    TODAY,
    make_document,
)
from tests.letters import letter_of
from tests.services.case import Case
from tests.services.results import Full
from tests.services.world import BUREAU, TOKEN


def _facts(name: str) -> reply_checks.ReplyFacts:
    return reply_checks.ReplyFacts(received_on=TODAY, summary=name)


def _said(*letters: InfoRequest | None) -> list[Said]:
    """Another outcome than that of the world's letters, each of its channel."""
    found = []
    for letter in letters:
        channel = letter.channel if letter else Channel.CONSULTATION
        outcomes = Outcome.objects.filter(channel=channel).exclude(code__contains="outcome")
        found.append(Said(outcomes[0], letter))
    return found


def _register(world: Full, *letters: InfoRequest | None, token: uuid.UUID | None = None) -> Reply:
    return reply_register(
        actor=world.cast.coder,
        survey_round=world.survey_round,
        organ=world.organ,
        said=_said(*letters),
        facts=_facts("来函"),
        documents=[make_document(), make_document()],
        today=TODAY,
        form_token=token,
    )


def _request(world: Full) -> InfoRequest:
    return letter_of(world.reply)


def _both(world: Full) -> list[InfoRequest]:
    """The organ's two letters of the first wave, one of each channel."""
    rows = InfoRequest.objects.filter(round=world.survey_round, organ=world.organ, wave=1)
    return list(rows.order_by("pk"))


def _add(world: Full) -> InfoRequest:
    return letter_add(
        actor=world.cast.coder,
        survey_round=world.survey_round,
        organ=world.organ,
        channel=Channel.DISCLOSURE,
        wave=3,
        part="gep_standard",
        sent_on=TODAY,
        today=TODAY,
    )


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
    Case(letter_add, _add, added={InfoRequest: 1, TrailEntry: 1}),
    Case(
        reply_register,
        lambda world: _register(world, None),
        added={Reply: 1, LetterOutcome: 1, Evidence: 2, TrailEntry: 3},
        before={StoredFile: 2},
        how="to no letter of ours",
    ),
    Case(
        reply_register,
        lambda world: _register(world, None, token=uuid.uuid4()),
        added={Reply: 1, LetterOutcome: 1, Evidence: 2, TrailEntry: 3},
        before={StoredFile: 2},
        how="from a page of its own",
    ),
    Case(
        reply_register,
        lambda world: _register(world, *_both(world), token=TOKEN),
        before={StoredFile: 2},
        returns=lambda world: Reply.objects.get(form_token=TOKEN),
        how="from a page that was sent before",
    ),
    Case(
        reply_register,
        lambda world: _register(world, *_both(world)),
        changed=_both,
        added={Reply: 1, LetterOutcome: 2, Evidence: 2, TrailEntry: 5},
        before={StoredFile: 2},
        how="to two letters",
    ),
    Case(
        reply_correct,
        lambda world: reply_correct(
            actor=world.cast.coder,
            reply=world.reply,
            said=_said(_request(world)),
            facts=_facts("改正"),
            reason="笔误",
            revision=1,
            today=TODAY,
        ),
        changed=lambda world: [world.reply, _request(world), world.reply.outcomes.get()],
        added={TrailEntry: 2},
    ),
    Case(
        reply_correct,
        lambda world: reply_correct(
            actor=world.cast.coder,
            reply=world.reply,
            said=_said(None),
            facts=_facts("改正"),
            reason="不是对我们来件的答复",
            revision=1,
            today=TODAY,
        ),
        changed=lambda world: [world.reply, _request(world)],
        added={LetterOutcome: 1, TrailEntry: 2},
        removed=lambda world: [world.reply.outcomes.get()],
        how="of which letters it answers",
    ),
    Case(
        reply_withdraw,
        lambda world: reply_withdraw(
            actor=world.cast.coder, reply=world.reply, reason="重复", revision=1
        ),
        changed=lambda world: [world.reply, _request(world)],
        added={TrailEntry: 2},
    ),
    Case(
        replies_touch,
        lambda world: replies_touch(edition=world.edition, city=world.city),
        how="where all came in time",
    ),
    Case(
        replies_touch,
        lambda world: replies_touch(edition=world.edition, city=world.city, had_late=True),
        changed=lambda world: [world.edition],
        alone=False,
        how="where one came late",
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
    Case(
        reply_checks.check_date,
        lambda world: reply_checks.check_date(TODAY, field="received_on", today=TODAY),
    ),
    Case(
        reply_checks.refuse_before_opening,
        lambda world: reply_checks.refuse_before_opening(TODAY, world.survey_round),
    ),
    Case(
        reply_checks.refuse_early,
        lambda world: reply_checks.refuse_early(TODAY, [_request(world)]),
    ),
    Case(
        reply_checks.refuse_closed_round,
        lambda world: reply_checks.refuse_closed_round(world.survey_round, TODAY),
    ),
    Case(reply_checks.refuse_settled, lambda world: reply_checks.refuse_settled(world.reply)),
)
