"""Why an event of a request is refused, in words."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from surveys.clock.events import BadEvent, Fault

WORDS: dict[Fault, Promise] = {
    Fault.NO_TEXT: _("An event is written as a text."),
    Fault.UNKNOWN_KIND: _("There is no such kind of event. The kinds are: %(allowed)s."),
    Fault.SHAPE: _("It is written as %(allowed)s."),
    Fault.BAD_DATE: _("That is no date. It is written as %(allowed)s."),
    Fault.DATE_RANGE: _("The date is out of range: %(allowed)s."),
    Fault.UNKNOWN_ROUTE: _("There is no such route. The routes are: %(allowed)s."),
    Fault.UNKNOWN_CALL: _("There is no such code. The codes are: %(allowed)s."),
    Fault.BAD_DAYS: _("An extension is a whole number of working days, at least one."),
    Fault.NOT_SUBMITTED: _("Nothing can happen to a request before it is sent: %(allowed)s."),
    Fault.REPLY_BEFORE_REQUEST: _("A reply before its request."),
    Fault.OUT_OF_ORDER: _("Out of order: it is dated before the events above it (%(allowed)s)."),
    Fault.NOTHING_TO_ANSWER: _("Nothing came before that it could answer. Possible: %(allowed)s."),
}


def event_refusal(error: BadEvent, allowed: Sequence[str] = ()) -> str:
    """The sentence for an event that is refused, without the event itself; with what is `allowed`
    as a page calls it, or as a command takes it."""
    return str(WORDS[error.fault]) % {"allowed": ", ".join(allowed or error.allowed)}
