"""What an organ may charge for many requests of one applicant, by dated scales."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Band:
    """Items from the one after the last band's to number `until` cost `price` yuan each."""

    until: int
    price: int


@dataclass(frozen=True)
class Scale:
    """In force from `since`. After the last band every `width` items more raise the price by
    `rise` yuan."""

    since: date
    source: str
    bands: tuple[Band, ...]
    width: int
    rise: int

    def price(self, number: int) -> int:
        """Of the `number`-th item of the month, in yuan."""
        for band in self.bands:
            if number <= band.until:
                return band.price
        last = self.bands[-1]
        return last.price + self.rise * ((number - last.until - 1) // self.width + 1)


# By items, which suits every kind of decision; an organ may choose the scale by pages instead.
SCALES: tuple[Scale, ...] = (
    Scale(
        since=date(2021, 1, 1),
        source="国办函〔2020〕109号《政府信息公开信息处理费管理办法》第四条",
        bands=(Band(10, 0), Band(30, 100)),
        width=10,
        rise=100,
    ),
)


@dataclass(frozen=True)
class Asked:
    """One item that an applicant asked of an organ, both by their codes."""

    applicant: str
    organ: str
    date: date


def fee(items: int, on: date, scales: Sequence[Scale] = SCALES) -> int:
    """Yuan for so many items of one applicant to one organ in the calendar month of a day.

    0 before the first scale, when nothing could be charged; ValueError for fewer items than
    none.
    """
    if items < 0:
        raise ValueError(f"{items} items")
    scale = scale_on(on, scales)
    return sum(scale.price(number) for number in range(1, items + 1)) if scale else 0


def scale_on(on: date, scales: Sequence[Scale] = SCALES) -> Scale | None:
    """The scale in force on a day."""
    known = [scale for scale in scales if scale.since <= on]
    return max(known, key=lambda scale: scale.since, default=None)


def fees(
    asked: Iterable[Asked], scales: Sequence[Scale] = SCALES
) -> Mapping[tuple[str, str, date], int]:
    """Yuan by applicant, organ and first day of the calendar month, each counted by itself."""
    months = Counter((item.applicant, item.organ, item.date.replace(day=1)) for item in asked)
    return {key: fee(items, key[2], scales) for key, items in months.items()}
