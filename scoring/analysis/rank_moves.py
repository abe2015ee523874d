"""Cells that tell how a rank moved, and the columns of two tables of them."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from scoring.analysis.comparison import Move
from scoring.analysis.published_ranks import Pair
from scoring.models.tree import SCORED_FIELDS
from scoring.templatetags.figures import score, signed
from surveys.sheets.columns import NOTHING, Column, Shown


def places_shown(places: int | None) -> Shown:
    """Places risen or fallen as a badge; 0 where there is none."""
    if not places:
        return Shown("0")
    return Shown(signed(places, 0), mark="ok" if places > 0 else "bad")


def _from_to(before: object, after: object) -> Shown:
    return Shown(f"{before or NOTHING} → {after or NOTHING}")


def _cause(name: str, words: Promise) -> Column[Move]:
    def places(move: Move) -> float | None:
        found: float | None = getattr(move, name)
        return found

    return Column(name, words, places, lambda move: Shown(signed(places(move), 1)), is_number=True)


MOVE_COLUMNS: tuple[Column[Move], ...] = (
    Column(
        "rank",
        _("Rank"),
        lambda move: move.new_rank,
        lambda move: _from_to(move.old_rank, move.new_rank),
        is_number=True,
        nowrap=True,
    ),
    Column(
        "places",
        _("Places"),
        lambda move: move.places,
        lambda move: places_shown(move.places),
        is_number=True,
    ),
    _cause("data", _("Data, missing too")),
    _cause("coding", _("Coding, missing too")),
    _cause("method", _("Method")),
    Column(
        "score",
        _("Score"),
        lambda move: move.new_score,
        lambda move: _from_to(score(move.old_score), score(move.new_score)),
        is_number=True,
        nowrap=True,
    ),
)


def pair_columns(labels: Sequence[str | Promise]) -> list[Column[Pair]]:
    """Published rank → computed rank and the places between, a column a score; `labels` name
    them in the order of `SCORED_FIELDS`."""
    return [_pair_column(name, label) for name, label in zip(SCORED_FIELDS, labels, strict=True)]


def _pair_column(name: str, label: str | Promise) -> Column[Pair]:
    def page(pair: Pair) -> Shown | tuple[Shown, ...]:
        shift = pair.shift(name)
        ranks = _from_to(*pair.ranks[name])
        return (ranks, places_shown(shift)) if shift else ranks

    return Column(name, label, lambda pair: pair.ranks[name][1], page, is_number=True, nowrap=True)
