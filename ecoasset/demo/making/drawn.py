"""A letter as it is drawn: its few dates, before they become a history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class DrawnLetter:
    """One letter and what came of it; `None` where a step did not happen.

    `replied_on` is the day on which the reply came, `outcome` empty while the letter is open.
    """

    key: str
    adcode: str
    organ_kind: str
    channel: str
    wave: int
    sent_on: date | None = None
    received_on: date | None = None
    correction_on: date | None = None
    corrected_on: date | None = None
    extended_on: date | None = None
    extension_days: int | None = None
    replied_on: date | None = None
    outcome: str = ""
    substance: int | None = None
