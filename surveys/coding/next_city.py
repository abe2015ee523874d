"""The city that a coder goes on to: what came back, then what is half done, then what came in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import ngettext

from surveys.coding.pending import returned_answers
from surveys.models import Answer, City, Code, Edition, Question, Reply, User


@dataclass(frozen=True)
class NextCity:
    city: City
    why: str


def next_city(edition: Edition, coder: User, here: City) -> NextCity | None:
    """Where this coder goes on after `here`, in the order of the lists: the newest returned
    answer, the first city with drafts, the first of `cities_to_code`. None where nothing waits,
    or the edition is closed."""
    if edition.frozen or edition.ranks_only:
        return None
    returned = returned_answers(edition, coder).exclude(city=here)
    if (newest := returned.first()) is not None:
        number = returned.filter(city=newest.city).count()
        text = ngettext("%(count)d returned to you", "%(count)d returned to you", number)
        return NextCity(newest.city, text % {"count": number})
    begun = cities_with_drafts(edition, coder).exclude(pk=here.pk).first()
    if begun is not None:
        text = ngettext("%(count)d draft of yours", "%(count)d drafts of yours", begun.open_codes)
        return NextCity(begun, text % {"count": begun.open_codes})
    city = cities_to_code(edition, coder).exclude(pk=here.pk).first()
    if city is None:
        return None
    text = ngettext(
        "%(count)d question to code", "%(count)d questions to code", city.open_questions
    )
    return NextCity(city, text % {"count": city.open_questions})


def cities_with_drafts(edition: Edition, coder: User) -> QuerySet[Any]:
    """Cities with unfinished readings of this coder, each with their number as `open_codes`."""
    own = edition.codes.drafts_of(coder)
    cities = City.objects.filter(pk__in=own.values("city"))
    return cities.annotate(open_codes=_number(own, "city")).order_by("adcode")


def cities_to_code(edition: Edition, coder: User) -> QuerySet[Any]:
    """Cities that replied and whose questions are open to this coder: nobody's answer and no
    reading of his or her own, their number as `open_questions`.

    First those that this coder has begun or whose reply he or she logged, then those that nobody
    has begun; the earliest reply first. What another coder has begun is that one's to finish.
    """
    replies = Reply.objects.of(edition).standing().filter(request__organ__city=OuterRef("pk"))
    replies = replies.order_by()
    answers = Answer.objects.filter(edition=edition)
    same = answers.filter(city=OuterRef("city"), question=OuterRef("question"))
    own = Code.objects.filter(edition=edition, coder=coder)
    first = replies.values("request__organ__city").annotate(first=Min("received_on"))
    asked = Question.objects.exclude(kind=Question.Kind.DERIVED).count()
    answered = _number(answers, "city")
    alone = _number(own.filter(~Exists(same)), "city")
    begun = Exists(own.filter(city=OuterRef("pk")))
    logged = Exists(replies.filter(logged_by=coder))
    return (
        City.objects.annotate(
            first_reply=Subquery(first.values("first")),
            taken=answered + alone,
            mine=Q(begun) | Q(logged),
        )
        .filter(Q(mine=True) | Q(taken=0), first_reply__isnull=False, taken__lt=asked)
        .annotate(open_questions=asked - F("taken"))
        .order_by("-mine", "first_reply", "adcode")
    )


def _number(rows: QuerySet[Any], way: str) -> Coalesce:
    """How many of the rows lead to the outer row."""
    here = rows.order_by().filter(**{way: OuterRef("pk")}).values(way)
    number = Subquery(here.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    return Coalesce(number, 0)
