"""What a round in its middle has to show of replies: shared ones, late ones, disputed ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from ecoasset.demo.fixture import DemoReply
from ecoasset.demo.making.book import Book, Steps, steps, waits
from ecoasset.demo.making.correspondence import GRANTED_BY_SUBSTANCE
from ecoasset.demo.making.histories import History
from ecoasset.demo.making.round_2024 import AS_OF
from ecoasset.demo.making.workdays import workday_after, workday_before

# After a refusal of substance, working days after the reply: asked, decided, suit.
REMEDIES: tuple[tuple[str, int, Steps], ...] = (
    ("under way", 3, steps(("reconsideration_asked", 4))),
    *(
        (
            result,
            2,
            steps(
                ("reconsideration_asked", 3), ("reconsideration_decided", 14, {"result": result})
            ),
        )
        for result in ("upheld", "corrected")
    ),
    (
        *("suit", 2),
        steps(
            *(("reconsideration_asked", 2), ("reconsideration_decided", 12, {"result": "upheld"})),
            ("suit_filed", 17),
        ),
    ),
)
WITHHELD = ("withheld_process", "withheld_internal", "withheld_third_party")
# Organs that wrote although no letter of ours went to them: city, organ, outcome, day.
UNASKED: tuple[tuple[str, str, str, int, date], ...] = (
    ("330500", "statistics", "consult_partly", 3, date(2024, 10, 22)),
    ("520300", "statistics", "consult_referred_contact", 2, date(2024, 10, 30)),
)


def replies_change(book: Book) -> None:
    """Answers in portals, late posts and remedies, each with letters of its own."""
    _in_the_portal(book)
    _by_the_postmark(book)
    _remedies(book)


def unasked_replies() -> list[DemoReply]:
    """They answer no letter, and no answer rests on them."""
    return [
        DemoReply(f"{adcode}-0", adcode, organ, "consultation", day, day, None, substance, letters)
        for adcode, organ, outcome, substance, day in UNASKED
        for letters in [(("", outcome),)]
    ]


def _is_plain(row: History) -> bool:
    """Answered by a letter to it alone, with nothing between its receipt and the reply."""
    plain = {event.kind for event in row.events} <= {"submitted", "received", "acknowledged"}
    alone = row.reply is not None and len(row.reply.letters) == 1
    return plain and alone and row.receipt is not None and row.letter.channel == "disclosure"


def replies_share(book: Book) -> None:
    """One letter answers two requests, the second less well than the first or as well."""
    for row in book.take("together", 5, lambda row: bool(_partners(book, row))):
        other, reply = _partners(book, row)[0], row.answer
        outcome = GRANTED_BY_SUBSTANCE[min(reply.substance, 3)]
        reply = replace(reply, letters=(*reply.letters, (other.key, outcome)))
        letter = replace(other.letter, outcome=outcome, substance=reply.substance)
        book.put(replace(row, reply=reply))
        book.put(replace(other, letter=letter, reply=reply))


def _partners(book: Book, row: History) -> list[History]:
    """Other letters to the city that waited when the reply was written."""
    if not _is_plain(row) or row.answer.substance < 2:
        return []
    written = row.answer.posted_on or row.answer.received_on
    return [
        other
        for other in book.in_city(row.letter.adcode)
        if book.is_free(other) and waits(other) and other.last_on < written
    ]


def _in_the_portal(book: Book) -> None:
    """The answer stood there for days before anybody saw it."""

    def wanted(row: History) -> bool:
        return _is_plain(row) and row.answer.posted_on is None and _seen(row) > row.last_on

    for row in book.take("portal", 4, wanted):
        book.put(row.then("portal_answered", _seen(row)))


def _seen(row: History) -> date:
    return workday_before(row.answer.received_on, 3)


def _by_the_postmark(book: Book) -> None:
    """Posted in time and come too late."""
    for row in book.take("postmark", 4, _before_end(22)):
        posted, came = workday_after(row.since, 19), workday_after(row.since, 22)
        reply = replace(row.answer, received_on=came, dated_on=posted, posted_on=posted)
        book.put(replace(row, reply=reply))


def _before_end(days: int) -> Callable[[History], bool]:
    """Plain ones whose day that many working days after the receipt is over."""

    def wanted(row: History) -> bool:
        receipt = row.receipt if _is_plain(row) else None
        return receipt is not None and workday_after(receipt, days) <= AS_OF

    return wanted


def _remedies(book: Book) -> None:
    """Withheld with reasons that somebody disputes."""
    for name, count, remedy in REMEDIES:
        for n, row in enumerate(book.take(name, count, _is_refusal)):
            for kind, after, facts in remedy:
                row = row.then(kind, workday_after(row.answer.received_on, after), **facts)
            outcome = WITHHELD[n % len(WITHHELD)]
            reply = replace(row.answer, letters=((row.key, outcome),))
            letter = replace(row.letter, outcome=outcome)
            book.put(replace(row, letter=letter, reply=reply))


def _is_refusal(row: History) -> bool:
    """A referral, early enough for a decision and a suit."""
    referred = _is_plain(row) and row.answer.substance == 2
    return referred and workday_after(row.answer.received_on, 17) <= AS_OF
