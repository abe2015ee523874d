"""Adjectives on one model, chainable; reads across models are in `selectors`.

Models import this module, so it names none of them, not even for the types.
"""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Case, Count, F, IntegerField, Q, Value, When

# The rank of a city that only has the word somewhere inside its name.
NEAR = 4


class CityQuerySet(models.QuerySet[Any]):
    def matching(self, text: str) -> Self:
        """Cities by Chinese name, pinyin, pinyin initials, adcode or province; best first.

        Several cities share their pinyin (宜春 and 伊春 are both `yichun`), so a caller
        shows the province beside the name. ü is typed as ü or v. `match` is `NEAR` where
        the word stands only somewhere inside the name.
        """
        word = "".join(text.split()).lower().replace("'", "").replace("ü", "v")
        if not word:
            return self.none()
        starts = (
            Q(pinyin__startswith=word)
            | Q(pinyin_full__startswith=word)
            | Q(initials__startswith=word)
            | Q(initials_full__startswith=word)
            | Q(adcode__startswith=word)
            | Q(name__startswith=word)
        )
        within = Q(province__startswith=word)
        exact = Q(short_name=word) | Q(name=word) | Q(pinyin=word) | Q(adcode=word)
        return (
            self.filter(starts | within | Q(name__contains=word) | Q(pinyin_full__contains=word))
            .annotate(
                match=Case(
                    When(exact, then=Value(0)),
                    When(Q(initials=word), then=Value(1)),
                    When(starts, then=Value(2)),
                    When(within, then=Value(3)),
                    default=Value(NEAR),
                    output_field=IntegerField(),
                )
            )
            .order_by("match", "adcode")
        )


class EditionQuerySet(models.QuerySet[Any]):
    def computed(self) -> Self:
        """Editions that the index is computed for; `ranks_only` ones hold printed ranks."""
        return self.filter(ranks_only=False)

    def writable(self) -> Self:
        return self.filter(ranks_only=False, frozen=False)

    def real(self) -> Self:
        """With data of our own that nobody made up; printed ranks are public."""
        return self.filter(ranks_only=False, synthetic=False)


class EditionManager(models.Manager.from_queryset(EditionQuerySet)):  # type: ignore[misc]
    """Without those that were removed; their history finds them by their key."""

    def get_queryset(self) -> EditionQuerySet:
        rows: EditionQuerySet = super().get_queryset().filter(removed_at__isnull=True)
        return rows


# Of a reply: received after the cut-off of its round.
LATE = Q(received_on__gt=F("round__cutoff"))
COUNTED = ~LATE | Q(round__counts_late=True)
# In time and with substance, for any letter; a reply to several comes several times.
EFFECTIVE = COUNTED & Q(outcomes__outcome__effective=True)


class ReplyQuerySet(models.QuerySet[Any]):
    def standing(self) -> Self:
        """Without those that were logged by mistake and withdrawn."""
        return self.filter(withdrawn=False)

    def of(self, edition: models.Model) -> Self:
        return self.filter(round__edition=edition)

    def late(self) -> Self:
        """After the cut-off, whether or not the round counts such replies."""
        return self.filter(LATE)

    def counted(self) -> Self:
        """In time, or of a round that counts late ones."""
        return self.filter(COUNTED)

    def uncounted(self) -> Self:
        return self.filter(LATE, round__counts_late=False)


class CodeQuerySet(models.QuerySet[Any]):
    def drafts_of(self, user: models.Model) -> Self:
        return self.filter(coder=user, state="draft")


# How many answers are in each state: every page that counts them counts these.
BY_STATE = {
    state: Count("pk", filter=Q(state=state))
    for state in ("in_review", "taken_back", "returned", "approved")
}


class AnswerQuerySet(models.QuerySet[Any]):
    def in_review(self) -> Self:
        return self.filter(state="in_review")

    def standing(self) -> Self:
        """Those that count on one basis or the other."""
        return self.filter(state__in=("in_review", "approved"))

    def approved(self) -> Self:
        return self.filter(state="approved")

    def returned_to(self, user: models.Model) -> Self:
        return self.filter(state="returned", submission__code__coder=user)
