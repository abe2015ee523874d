"""What a round in its middle has to show of letters: a few of each kind of trouble.

Each case changes a few of the letters as they were drawn, by a checksum and not by the dice:
answers and values stay what they are. No letter is taken twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ecoasset.demo.fixture import DemoReply
from ecoasset.demo.making.book import Book, Steps, is_early, is_recent, steps
from ecoasset.demo.making.histories import History, lot
from ecoasset.demo.making.replies_2024 import replies_change, replies_share
from ecoasset.demo.making.round_2024 import AS_OF
from ecoasset.demo.making.workdays import workday_after


@dataclass(frozen=True)
class Case:
    """`count` letters that wait, overdue ones or others, get the steps after their receipt."""

    name: str
    count: int
    early: bool
    steps: Steps


CALLS = ("asked_purpose", "asked_introduction", "asked_consultation", "not_our_matter", "other")
CASES: tuple[Case, ...] = (
    Case(
        *("third party asked", 4, False),
        steps(("third_party_sent", 3), ("third_party_received", 5)),
    ),
    Case(
        *("third party answered", 3, True),
        steps(("third_party_sent", 4), ("third_party_received", 6), ("third_party_answered", 16)),
    ),
    Case(
        *("third party slow", 2, True),
        steps(("third_party_sent", 4), ("third_party_received", 6), ("third_party_answered", 24)),
    ),
    Case("organ asked", 3, False, steps(("organ_sent", 4))),
    Case(
        *("organ answered", 3, True),
        steps(("organ_sent", 5), ("organ_received", 7), ("organ_answered", 15)),
    ),
    Case("fee asked", 3, False, steps(("fee_notice", 4), ("fee_notice_received", 6))),
    Case(
        *("fee paid", 3, True),
        steps(("fee_notice", 10), ("fee_notice_received", 12), ("paid", 18)),
    ),
    Case("correction late", 3, True, steps(("correction_notice", 10))),
    Case(
        *("correction repeated", 3, True),
        steps(("correction_notice", 3), ("corrected", 5), ("correction_notice", 12)),
    ),
    Case("extension late", 3, True, steps(("extended", 24, {"days": 10}))),
    Case("extension over the cap", 3, True, steps(("extended", 15, {"days": 30}))),
    Case("silence", 4, True, steps(("closed", 0, {"outcome": "silent"}))),
    Case(
        *("silence taken further", 2, True),
        steps(("reconsideration_asked", 24)),
    ),
    Case(
        *("withdrawn", 2, False),
        steps(("telephone", 3, {"call": "asked_withdrawal"}), ("withdrawn", 5)),
    ),
    *(
        Case(f"call {call}", 3, False, steps(("telephone", 2 + n % 3, {"call": call})))
        for n, call in enumerate(CALLS)
    ),
)
# The area's own days, whose source is known, lie after the round: two letters of the area reach
# them by a correction that took the winter, the one answered between its two due days.
BETWEEN: dict[str, tuple[date, date | None]] = {
    "540100-2": (date(2025, 2, 10), date(2025, 3, 12)),
    "540600-2": (date(2025, 2, 11), None),
}
PARTS = 40
"""Percent of the cities whose disclosure requests each ask for one organ's own questions, of
those where no answer rests on a reply to one of them."""


def cases_2024(histories: Sequence[History], cited: Iterable[str]) -> list[History]:
    """The letters of the round with all cases among them."""
    book = Book(histories, cited, BETWEEN)
    replies_share(book)
    for case in CASES:
        for row in book.take(case.name, case.count, is_early if case.early else is_recent):
            book.put(_stepped(row, case))
    _between(book)
    _sent_again(book)
    replies_change(book)
    _parts(book)
    return list(book.rows.values())


def _stepped(row: History, case: Case) -> History:
    receipt = row.since
    for kind, after, facts in case.steps:
        day = AS_OF if kind == "closed" else workday_after(receipt, after)
        row = row.then(kind, min(day, AS_OF), **facts)
    outcome = row.events[-1].outcome
    return replace(row, letter=replace(row.letter, outcome=outcome)) if outcome else row


def _between(book: Book) -> None:
    """Asked for a correction in the autumn, and corrected in the new year only."""
    for key, (corrected_on, replied_on) in BETWEEN.items():
        row = book.rows[key]
        if row.happened("correction_notice") is None:
            row = row.then("correction_notice", workday_after(row.since, 5))
        row = row.then("corrected", corrected_on)
        if replied_on is not None:
            outcome, substance = "partly_granted", 3
            letter = replace(row.letter, outcome=outcome, substance=substance)
            organ, channel = letter.organ_kind, letter.channel
            facts = (organ, channel, replied_on, replied_on, None, substance, ((key, outcome),))
            row = replace(row, letter=letter, reply=DemoReply(key, letter.adcode, *facts))
        book.put(row)


def _sent_again(book: Book) -> None:
    """Refused at intake by the form, then signed for: the same letter, and open again."""
    for row in book.take("sent again", 3, lambda row: row.letter.outcome == "refused_intake"):
        day = row.last_on
        row = row.then("submitted", workday_after(day, 2), route="registered")
        row = row.then("received", workday_after(day, 4))
        book.put(replace(row, letter=replace(row.letter, outcome="")))


def _parts(book: Book) -> None:
    for adcode in {row.letter.adcode: None for row in book.rows.values()}:
        asked = [row for row in book.in_city(adcode) if row.letter.channel == "disclosure"]
        if lot(adcode, "parts") >= PARTS or any(row.key in book.cited for row in asked):
            continue
        for row in asked:
            book.put(replace(row, letter=replace(row.letter, part=row.letter.organ_kind)))
