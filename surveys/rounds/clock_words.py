"""What the clock says in codes, in words: flags, effects, articles, ways of remedy, events."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from surveys.clock.flags import Flag
from surveys.clock.remedies import Way
from surveys.clock.rules.table import FEES
from surveys.clock.state import Effect
from surveys.models import RequestEvent
from surveys.models.request import Channel

FLAGS: dict[str, Promise] = {
    Flag.RECEIPT_UNCONFIRMED: gettext_lazy("nobody has confirmed or signed for the receipt"),
    Flag.CALENDAR_UNPUBLISHED: gettext_lazy(
        "the period reaches into a year whose notice is not out"
    ),
    Flag.REGULATIONS_OLDER: gettext_lazy(
        "sent before the decree came into force (2019-05-15); counted by it all the same"
    ),
    Flag.DATE_BEFORE_RECEIPT: gettext_lazy(
        "something that the organ did, or its reply, is dated before the receipt"
    ),
    Flag.CORRECTION_LATE: gettext_lazy(
        "correction notice after the seventh working day: it moves nothing"
    ),
    Flag.CORRECTION_REPEATED: gettext_lazy("a further correction notice: it moves nothing"),
    Flag.THIRD_PARTY_LATE: gettext_lazy("third party asked after the due day: it stops nothing"),
    Flag.THIRD_PARTY_OVER_15: gettext_lazy(
        "third party answered after the fifteenth working day; all of it is taken out all the same"
    ),
    Flag.ORGAN_LATE: gettext_lazy("other organ asked after the due day: it stops nothing"),
    Flag.ORGAN_OVER_15: gettext_lazy(
        "other organ answered after the fifteenth working day; all of it is taken out all the same"
    ),
    Flag.EXTENSION_LATE: gettext_lazy("extension notice after the due day: it moves nothing"),
    Flag.EXTENSION_OVER_CAP: gettext_lazy(
        "extensions above twenty working days in all: the notice moves nothing"
    ),
    Flag.FEE_NOTICE_LATE: gettext_lazy("fee notice after the due day: it moves nothing"),
    Flag.FEE_NOTICE_REPEATED: gettext_lazy("a further fee notice"),
    Flag.PAYMENT_LATE: gettext_lazy("paid after the twentieth working day: the request had ended"),
    Flag.STOPPED: gettext_lazy("something is awaited: there is no due day yet"),
    Flag.PORTAL_ONLY: gettext_lazy("the answer stood in a portal, and nobody was told"),
    Flag.AFTER_END: gettext_lazy("something came after the reply or the withdrawal"),
    Flag.LATE: gettext_lazy("the reply came after every due day"),
    Flag.BETWEEN_DATES: gettext_lazy(
        "the reply came between the two due days: neither late nor on time"
    ),
}
# Short enough for a cell of a list.
SHORT_FLAGS: dict[str, Promise] = {
    Flag.RECEIPT_UNCONFIRMED: gettext_lazy("receipt unconfirmed"),
    Flag.CALENDAR_UNPUBLISHED: gettext_lazy("calendar not published"),
    Flag.REGULATIONS_OLDER: gettext_lazy("before the decree"),
    Flag.DATE_BEFORE_RECEIPT: gettext_lazy("dated before receipt"),
    Flag.CORRECTION_LATE: gettext_lazy("late correction notice"),
    Flag.CORRECTION_REPEATED: gettext_lazy("repeated correction notice"),
    Flag.THIRD_PARTY_LATE: gettext_lazy("third party asked late"),
    Flag.THIRD_PARTY_OVER_15: gettext_lazy("third party over 15 days"),
    Flag.ORGAN_LATE: gettext_lazy("other organ asked late"),
    Flag.ORGAN_OVER_15: gettext_lazy("other organ over 15 days"),
    Flag.EXTENSION_LATE: gettext_lazy("late extension"),
    Flag.EXTENSION_OVER_CAP: gettext_lazy("extension over the cap"),
    Flag.FEE_NOTICE_LATE: gettext_lazy("late fee notice"),
    Flag.FEE_NOTICE_REPEATED: gettext_lazy("repeated fee notice"),
    Flag.PAYMENT_LATE: gettext_lazy("paid late"),
    Flag.STOPPED: gettext_lazy("standing still"),
    Flag.PORTAL_ONLY: gettext_lazy("portal only"),
    Flag.AFTER_END: gettext_lazy("after the end"),
    Flag.LATE: gettext_lazy("answered late"),
    Flag.BETWEEN_DATES: gettext_lazy("between the dates"),
}
EFFECTS: dict[Effect, Promise] = {
    Effect.START: gettext_lazy("The twenty working days begin on the day after."),
    Effect.RESTART: gettext_lazy("The whole period begins anew on the day after."),
    Effect.PAUSE: gettext_lazy("The period stands still from that day."),
    Effect.RESUME: gettext_lazy(
        "The period runs on; the working days on which it stood still are added."
    ),
    Effect.EXTEND: gettext_lazy("The period is longer by so many working days."),
    Effect.NONE: gettext_lazy("It moves nothing."),
    Effect.END: gettext_lazy("The period ends."),
}
ARTICLES: dict[str, Promise] = {
    "30": gettext_lazy("Article 30 of the Regulations on Open Government Information"),
    "31(1)": gettext_lazy("Article 31(1) of the Regulations on Open Government Information"),
    "31(2)": gettext_lazy("Article 31(2) of the Regulations on Open Government Information"),
    "31(3)": gettext_lazy("Article 31(3) of the Regulations on Open Government Information"),
    "32; 33": gettext_lazy("Articles 32 and 33 of the Regulations on Open Government Information"),
    "33": gettext_lazy("Article 33 of the Regulations on Open Government Information"),
    "34; 33": gettext_lazy("Articles 34 and 33 of the Regulations on Open Government Information"),
    FEES: gettext_lazy(
        "Article 42 of the Regulations on Open Government Information; 国办函〔2020〕109号"
    ),
}
WAYS: dict[Way, Promise] = {
    Way.EITHER: gettext_lazy("Reconsideration or a suit, as you like."),
    Way.RECONSIDERATION_FIRST: gettext_lazy("Reconsideration has to come before a suit."),
    Way.ARGUED: gettext_lazy(
        "Which comes first is argued both ways: reconsideration is the safe way."
    ),
    Way.NONE: gettext_lazy("There is no act of an organ that a remedy could attack."),
}


def flag_words(flags: Iterable[str]) -> list[str]:
    """In the order in which flags are told; one that is not known stays a code."""
    return [str(FLAGS.get(flag, flag)) for flag in flags]


def short_flags(flags: Iterable[str]) -> list[str]:
    return [str(SHORT_FLAGS.get(flag, flag)) for flag in flags]


def article_words(article: str | None) -> str:
    """Empty where no law gives the event an effect."""
    if article is None:
        return ""
    return str(ARTICLES[article]) if article in ARTICLES else article


def effect_words(effect: Effect, channel: str) -> str:
    """Of a consultation, for which no law names twenty days, only that counting begins."""
    if channel == Channel.CONSULTATION and effect is Effect.START:
        return _("The organ's own limit is counted from the day after.")
    return str(EFFECTS[effect])


def event_words(event: RequestEvent) -> str:
    """What happened, with what its kind adds: route, days, what was said, result, outcome."""
    parts = [
        event.get_kind_display(),
        event.get_route_display() if event.route else "",
        days_words(event.days) if event.days else "",
        event.get_call_display() if event.call else "",
        event.get_result_display() if event.result else "",
        event.outcome.name if event.outcome else "",
    ]
    return " · ".join(str(part) for part in parts if part)


def days_words(days: int) -> str:
    return ngettext("%(days)d working day", "%(days)d working days", days) % {"days": days}
