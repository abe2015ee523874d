"""The city that a coder goes on to: what came back, then what is half done, then what came in."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, IntegerField, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import ngettext

from surveys.coding.book.asked import asked_questions
from surveys.coding.pending import returned_answers
from surveys.models import Answer, City, Code, Edition, Reply, User
from surveys.rounds.unanswered import unanswered_codes


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
    waiting = (row for row in cities_to_code(edition, coder) if row.city != here)
    if (row := next(waiting, None)) is None:
        return None
    number = row.open_questions
    text = ngettext("%(count)d question to code", "%(count)d questions to code", number)
    return NextCity(row.city, text % {"count": number})


def cities_with_drafts(edition: Edition, coder: User) -> QuerySet[Any]:
    """Cities with unfinished readings of this coder, each with their number as `open_codes`."""
    own = edition.codes.drafts_of(coder)
    cities = City.objects.filter(pk__in=own.values("city"))
    return cities.annotate(open_codes=_number(own, "city")).order_by("adcode")


@dataclass(frozen=True)
class CityToCode:
    """`mine`: begun by this coder, or its reply logged by him or her."""

    city: City
    open_questions: int
    first_reply: datetime.date
    mine: bool


def cities_to_code(edition: Edition, coder: User) -> list[CityToCode]:
    """Cities that replied and have questions open to this coder: nobody's answer, no reading of
    his or her own, no two of others; six queries.

    First those that this coder has begun or whose reply he or she logged, then those that nobody
    has begun; the earliest reply first. What another coder has begun is that one's to finish; one
    that waits for its second coder, which this one may be, counts as not begun.
    """
    if edition.frozen or edition.ranks_only:
        return []
    asked = asked_questions(edition).count()
    replies = Reply.objects.of(edition).standing().order_by().values("city")
    replied = replies.annotate(
        first=Min("received_on"), logged=Count("pk", filter=Q(logged_by=coder))
    )
    taken, begun = _taken(edition, coder), set(_own(edition, coder).values_list("city", flat=True))
    open_to = {
        row["city"]: (row["first"], row["logged"] > 0)
        for row in replied
        if taken[row["city"]] < asked
    }
    found = [
        CityToCode(city, asked - taken[city.pk], first, logged or city.pk in begun)
        for city in City.objects.filter(pk__in=open_to)
        for first, logged in [open_to[city.pk]]
    ]
    rows = [row for row in found if row.mine or not taken[row.city.pk]]
    return sorted(rows, key=lambda row: (not row.mine, row.first_reply, row.city.adcode))


def _own(edition: Edition, coder: User) -> QuerySet[Code]:
    rows: QuerySet[Code] = edition.codes.filter(coder=coder).order_by()
    return rows


def _taken(edition: Edition, coder: User) -> Counter[int]:
    """By city how many questions need no reading of this coder any more."""
    same = {name: OuterRef(name) for name in ("edition", "city", "question")}
    answers = Answer.objects.filter(edition=edition).order_by()
    alone = _own(edition, coder).filter(~Exists(Answer.objects.filter(**same)))
    taken: Counter[int] = Counter()
    for rows in (answers, alone):
        taken.update(dict(rows.values_list("city").annotate(n=Count("pk"))))
    cells = unanswered_codes(edition).values_list("city", "question")
    pairs = cells.annotate(n=Count("pk"), own=Count("pk", filter=Q(coder=coder)))
    taken.update(city for city, _question, _n, _own in pairs.filter(n__gt=1, own=0))
    return taken


def _number(rows: QuerySet[Any], way: str) -> Coalesce:
    """How many of the rows lead to the outer row."""
    here = rows.order_by().filter(**{way: OuterRef("pk")}).values(way)
    number = Subquery(here.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    return Coalesce(number, 0)
