"""What a letter's facts must satisfy, whoever writes them down or corrects them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.models import InfoRequest, Reply, Round

# Before this there is no regulation of disclosure requests to reply under.
EARLIEST = datetime.date(2008, 5, 1)


@dataclass(frozen=True)
class ReplyFacts:
    """What the letter itself says; dates are legal dates, without a clock."""

    received_on: datetime.date
    dated_on: datetime.date | None = None
    posted_on: datetime.date | None = None
    number: str = ""
    summary: str = ""
    contact: str = ""


def refuse_closed_round(survey_round: Round, received_on: datetime.date) -> None:
    """A closed round takes late replies alone: silence is a value there, and one in time would
    show that it was none."""
    if survey_round.closed_on is None or received_on > survey_round.cutoff:
        return
    text = _(
        "Round %(number)d was closed on %(closed)s: a reply that came by the cut-off %(cutoff)s"
        " can no longer be logged in it. Check the day of receipt. If it is right, attach the"
        " letter on the coding page: the answer that quotes it counts once it is approved."
    )
    facts = {
        "number": survey_round.number,
        "closed": survey_round.closed_on.isoformat(),
        "cutoff": survey_round.cutoff.isoformat(),
    }
    raise Refused(text % facts, field="received_on")


def refuse_settled(reply: Reply) -> None:
    """A reply in time to a closed round changes no more."""
    closed_on = reply.round.closed_on
    if closed_on is not None and not reply.is_late:
        raise Refused(
            _(
                "The round was closed on %(day)s: a reply in time can no longer be changed. The"
                " answers that rest on it can."
            )
            % {"day": closed_on.isoformat()}
        )


def facts_check(survey_round: Round, facts: ReplyFacts, today: datetime.date) -> None:
    """Refused: a receipt in time for a closed round, impossible dates.

    A receipt after the cut-off is not: such a reply is kept as a late one.
    """
    refuse_closed_round(survey_round, facts.received_on)
    for field in ("received_on", "dated_on", "posted_on"):
        check_date(getattr(facts, field), field=field, today=today)
    refuse_before_opening(facts.received_on, survey_round)
    for field in ("dated_on", "posted_on"):
        day = getattr(facts, field)
        if day is not None and day > facts.received_on:
            raise Refused(_("This date is later than the day of receipt."), field=field)


def refuse_before_opening(day: datetime.date, survey_round: Round) -> None:
    """No reply is received before the first day of the round that it belongs to."""
    if day < survey_round.opens_on:
        raise Refused(
            _("Round %(number)d opened on %(opens)s: no reply to it came on %(day)s.")
            % {
                "number": survey_round.number,
                "opens": survey_round.opens_on.isoformat(),
                "day": day.isoformat(),
            },
            field="received_on",
        )


def refuse_early(
    day: datetime.date, letters: Iterable[InfoRequest], field: str = "received_on"
) -> None:
    """Nor before the letters that it answers were sent. The date printed on a reply may be
    wrong, so only the receipt and the postmark are held to this."""
    for letter in letters:
        if letter.sent_on is not None and day < letter.sent_on:
            raise Refused(
                _("The letter was sent on %(sent)s: no reply to it came on %(day)s.")
                % {"sent": letter.sent_on.isoformat(), "day": day.isoformat()},
                field=field,
            )


def check_date(day: datetime.date | None, *, field: str, today: datetime.date) -> None:
    """Refuse a legal date in the future or before the regulation existed (2008-05-01)."""
    if day is None:
        return
    if day > today:
        raise Refused(
            _("%(day)s is in the future (today is %(today)s).")
            % {"day": day.isoformat(), "today": today.isoformat()},
            field=field,
        )
    if day < EARLIEST:
        raise Refused(
            _("%(day)s is before the disclosure regulation existed; check the year.")
            % {"day": day.isoformat()},
            field=field,
        )
