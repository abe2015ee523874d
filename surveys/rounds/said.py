"""What a reply says: to which letters of ours, each with its outcome."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.models import City, InfoRequest, LetterOutcome, Outcome, Reply, Round


@dataclass(frozen=True)
class Said:
    """The outcome of one letter; without a letter, of what came unasked."""

    outcome: Outcome
    request: InfoRequest | None = None


def said_by(reply: Reply) -> tuple[Said, ...]:
    """As stored, in the order in which it was written down."""
    rows = reply.outcomes.select_related("outcome", "request").order_by("pk")
    return tuple(Said(row.outcome, row.request) for row in rows)


def said_check(survey_round: Round, city: City, said: Sequence[Said]) -> None:
    """Refused: nothing chosen, a letter twice, one of another round or city, one that was never
    sent, an outcome of the other channel, letters together with none."""
    if not said:
        raise Refused(
            _(
                "Choose the outcome for each letter that this reply answers, or say that it"
                " answers none."
            ),
            field="letters",
        )
    letters = [one.request for one in said if one.request is not None]
    if letters and len(letters) < len(said):
        raise Refused(
            _("A reply to a letter of ours is none to no letter: choose one or the other."),
            field="letters",
        )
    if len({letter.pk for letter in letters}) < len(letters) or len(said) - len(letters) > 1:
        raise Refused(_("Each letter has one outcome."), field="letters")
    for one in said:
        if one.request is not None:
            _check_letter(survey_round, city, one.request, one.outcome)


def _check_letter(survey_round: Round, city: City, letter: InfoRequest, outcome: Outcome) -> None:
    if letter.round_id != survey_round.pk or letter.organ.city_id != city.pk:
        raise Refused(
            _("The letter %(letter)s belongs to another round or city.") % {"letter": letter},
            field="letters",
        )
    if outcome.channel != letter.channel:
        raise Refused(
            _("%(letter)s: this outcome belongs to the other channel.") % {"letter": letter},
            field="letters",
        )
    if letter.sent_on is None:
        raise Refused(
            _("The letter %(letter)s was not sent yet: write down first when it was.")
            % {"letter": letter},
            field="letters",
        )


def said_write(*, reply: Reply, said: Iterable[Said]) -> None:
    """Make the stored outcomes of the reply these; rows that stay keep their key."""
    stored = {row.request_id: row for row in reply.outcomes.all()}
    wanted = {one.request.pk if one.request else None: one for one in said}
    for key, row in stored.items():
        if key not in wanted:
            row.delete()
        elif row.outcome_id != wanted[key].outcome.pk:
            row.outcome = wanted[key].outcome
            row.save(update_fields=["outcome"])
    LetterOutcome.objects.bulk_create(
        LetterOutcome(reply=reply, request=one.request, outcome=one.outcome)
        for key, one in wanted.items()
        if key not in stored
    )


def said_plain(said: Iterable[Said]) -> list[list[int | str | None]]:
    """For the history: keys of letter and outcome, the letter's empty where there is none."""
    return [[one.request.pk if one.request else None, one.outcome.pk] for one in said]
