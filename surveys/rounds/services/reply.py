from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.evidence.likeness.services import wordings_hint
from surveys.evidence.services import evidence_add, file_store
from surveys.files.document import Document
from surveys.history.services import trail_write
from surveys.models import City, Edition, Evidence, InfoRequest, Organ, Reply, Round, User
from surveys.open_edition import edition_hold_open, edition_require_open, edition_touch
from surveys.rounds.first_letters import is_later_only
from surveys.rounds.lateness import has_late
from surveys.rounds.letter_clock import LetterClock
from surveys.rounds.said import Said, said_check, said_plain, said_write
from surveys.rounds.services.event import reply_events_write
from surveys.rounds.services.letter_state import clock_before, letter_state_refresh
from surveys.rounds.services.reply_checks import (
    ReplyFacts,
    facts_check,
    refuse_closed_round,
    refuse_early,
)
from surveys.workdays.selectors import calendars_now

# By key of the letter; None where its events could not be counted.
Clocks = Mapping[int, LetterClock | None]


def reply_register(
    *,
    actor: User | None,
    survey_round: Round,
    organ: Organ,
    said: Sequence[Said],
    facts: ReplyFacts,
    documents: Sequence[Document],
    today: datetime.date,
    personal: bool = False,
    form_token: uuid.UUID | None = None,
) -> Reply:
    """Log a reply of an organ with its documents and what it `said` to which letters.

    `form_token` names the page it was typed in: sent again, the reply of the first time
    comes back. Refused: a closed edition, a receipt in time for a closed round, dates in the
    future, before a letter or out of order, letters that `said_check` refuses. No letter is made
    here. After the cut-off a reply is kept as a late one, in a closed round too.
    Nothing is half-written: the files go first, the rows in one transaction.
    """
    edition_require_open(edition=survey_round.edition)
    _check(survey_round, organ.city, said, facts, today)
    files = [file_store(document=document) for document in documents]
    with transaction.atomic():
        # The stored rows decide: both may have been closed since the page was opened.
        edition_hold_open(edition=survey_round.edition)
        refuse_closed_round(Round.objects.get(pk=survey_round.pk), facts.received_on)
        # Held, the edition lets one of two equal pages through and shows its reply to the other.
        earlier = Reply.objects.filter(form_token=form_token).first() if form_token else None
        if earlier is not None:
            return earlier
        said = letters_as_stored(said)
        _check(survey_round, organ.city, said, facts, today)
        had_later = is_later_only(survey_round.edition, organ.city)
        reply = Reply(round=survey_round, city=organ.city, organ=organ, **vars(facts))
        reply.logged_by, reply.form_token = actor, form_token
        _store(reply, said)
        for file, document in zip(files, documents, strict=True):
            evidence_add(
                actor=actor,
                edition=survey_round.edition,
                city=organ.city,
                file=file,
                name=document.name,
                kind=Evidence.Kind.REPLY,
                reply=reply,
                personal=personal,
            )
        replies_touch(edition=survey_round.edition, city=organ.city, had_later=had_later)
        transaction.on_commit(wordings_hint)
    return reply


def _store(reply: Reply, said: Sequence[Said]) -> None:
    reply.save()
    before = clocks_before(said)
    said_write(reply=reply, said=said)
    facts = {name: getattr(reply, name) for name in ReplyFacts.__dataclass_fields__}
    trail_write(
        actor=reply.logged_by,
        action="reply.register",
        subject=reply,
        edition=reply.round.edition,
        city=reply.city,
        new={"letters": said_plain(said), **facts},
    )
    letters_answered(actor=reply.logged_by, reply=reply, said=said, before=before)


def _check(
    survey_round: Round,
    city: City,
    said: Sequence[Said],
    facts: ReplyFacts,
    today: datetime.date,
) -> None:
    facts_check(survey_round, facts, today)
    said_check(survey_round, city, said)
    refuse_before_letters(facts, said)


def refuse_before_letters(facts: ReplyFacts, said: Iterable[Said]) -> None:
    """Refused: a receipt or a postmark before a letter that is answered was sent."""
    letters = [one.request for one in said if one.request is not None]
    refuse_early(facts.received_on, letters)
    if facts.posted_on is not None:
        refuse_early(facts.posted_on, letters, "posted_on")


def letters_as_stored(said: Iterable[Said]) -> tuple[Said, ...]:
    """With the letters as they are now: others may have changed them since the page was opened."""
    said = tuple(said)
    keys = [one.request.pk for one in said if one.request is not None]
    rows = InfoRequest.objects.select_related("organ__city", "round__edition").in_bulk(keys)
    if len(rows) < len(set(keys)):
        raise Refused(_("A letter that was chosen is not there any more."), field="letters")
    return tuple(
        Said(one.outcome, rows[one.request.pk] if one.request is not None else None) for one in said
    )


def replies_touch(
    *, edition: Edition, city: City, had_late: bool = False, had_later: bool = False
) -> None:
    """Count a change of a city's replies where the index reads them: only beside a late one
    does it matter which came in time, and every run says how many are late; and where it makes
    replies answer later letters alone, or no longer."""
    if had_late or has_late(edition, city) or had_later != is_later_only(edition, city):
        edition_touch(edition=edition)


def clocks_before(said: Iterable[Said]) -> Clocks:
    """Of each letter among these, before what is said of it changes."""
    calendars = calendars_now()
    return {row.pk: clock_before(row, calendars) for one in said if (row := one.request)}


def letters_answered(
    *, actor: User | None, reply: Reply, said: Iterable[Said], before: Clocks
) -> None:
    """Put the reply into the history of each letter that it answers, and work out where those
    stand; a step of logging and of correcting."""
    reply_events_write(actor=actor, reply=reply)
    letters_refresh(said=said, before=before)


def letters_refresh(*, said: Iterable[Said], before: Clocks) -> None:
    """Work out where each letter among these stands, after it stood where `before` says."""
    for letter in {one.request.pk: one.request for one in said if one.request}.values():
        letter_state_refresh(request=letter, before=before.get(letter.pk))
