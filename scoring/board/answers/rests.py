"""What an answer rests on: a letter, the web, or the record of a search."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, QuerySet, TextChoices, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from surveys.models import Evidence, SubmissionCitation, SubmissionSearch


class Rests(TextChoices):
    """The strongest of what an answer brings: a letter's words go before those of a page."""

    LETTER = "letter", pgettext_lazy("of an answer", "Letter")
    WEB = "web", _("Web evidence")
    SEARCH = "search", _("Search record")


def with_rests(answers: QuerySet[Any]) -> QuerySet[Any]:
    """Answers with `rests`; empty for one that brings nothing, as "unknown" may."""
    cited = SubmissionCitation.objects.filter(submission=OuterRef("submission")).order_by()
    searched = SubmissionSearch.objects.filter(submission=OuterRef("submission")).order_by()
    letter = cited.filter(evidence__kind=Evidence.Kind.REPLY)
    return answers.annotate(
        rests=Case(
            When(Exists(letter), then=Value(Rests.LETTER.value)),
            When(Exists(cited), then=Value(Rests.WEB.value)),
            When(Exists(searched), then=Value(Rests.SEARCH.value)),
            default=Value(""),
            output_field=CharField(),
        )
    )
