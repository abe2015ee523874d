"""What nobody noted of a letter that came in with a past round: it stays empty, and is told."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from surveys.models import InfoRequest, RequestEvent
from surveys.models.request_event import EventKind


def brought_in_words(letter: InfoRequest) -> list[str]:
    """Nothing for one that was written down here."""
    if letter.batch_id is None:
        return []
    unknown = [str(what) for what, known in _facts(letter) if not known]
    if not unknown:
        return [_("Brought in with a past round.")]
    text = _("Brought in with a past round; not known: %(what)s.")
    return [text % {"what": pgettext("list", ", ").join(unknown)}]


def _facts(letter: InfoRequest) -> list[tuple[str, bool]]:
    sending = RequestEvent.objects.filter(
        request=letter, kind=EventKind.SUBMITTED, struck_at__isnull=True
    )
    return [
        (_("day of sending"), letter.sent_on is not None),
        (_("route"), letter.sent_on is None or sending.exclude(route="").exists()),
        (_("applicant"), bool(letter.applicant)),
    ]
