from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from scoring.filters import PlaceFilter
from surveys.models import Question, ReviewPriority


class PriorityFilter(PlaceFilter):
    question = django_filters.ModelChoiceFilter(
        label=_("Question"),
        queryset=Question.objects.exclude(kind=Question.Kind.DERIVED),
        empty_label=_("All"),
    )

    class Meta:
        model = ReviewPriority
        fields: list[str] = []
