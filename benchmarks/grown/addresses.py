"""Every list of the product as addresses: its pages, and the administration's with each filter."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from urllib.parse import quote, urlencode

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.forms import DateField
from django.test import RequestFactory
from django.urls import reverse

from scoring.board.presets import PRESETS
from scoring.models import Indicator, MethodVersion, Study
from surveys.admin_pages.criteria import CriteriaFilter
from surveys.models import Answer, City, Edition, InfoRequest, Reply, TrailEntry, User
from surveys.rounds.filters import CLOCK

RARE, COMMON = "没有这样的词", "市"


def addresses(person: User) -> list[str]:
    """All of them, each once; `person` sees every list."""
    found = [*_pages(), *_methods(), *_history(person), *_administration(person)]
    return list(dict.fromkeys(found))


def _pages() -> Iterator[str]:
    """Lists of the newest, open edition and of an older, frozen one."""
    yield from ("/", "/editions/", "/help/where/", "/calendar/")
    yield from ("/codebook/", "/codebook/versions/", "/codebook/diff/")
    editions = list(Edition.objects.filter(runs__isnull=False).distinct().order_by("-pk"))
    for edition in (editions[0], editions[-1]):
        city = City.objects.order_by("pk")[0]
        here = reverse("edition", args=[edition.code])
        yield here
        yield from (f"{here}log/", f"{here}coding/")
        yield from (f"{here}coding/?show={name}" for name in ("open", "returned", "drafts"))
        yield f"{here}alike/"
        yield from (f"{here}log/?q={quote(word)}" for word in (COMMON, city.name, "a", RARE))
        yield from (f"{here}log/?city={quote(COMMON)}", f"{here}log/?order=-logged")
        yield from (f"{here}log/?mine=1", f"{here}log/?organ=forestry&order=city")
        yield from _board(f"{here}board/", city)
        yield f"{here}cities/{city.adcode}/letters/all/"
        yield from (f"{here}annual/", f"{here}cities/{city.adcode}/annual/")
        yield from (
            f"{here}statistics/{rest}" for rest in ("", "?by=province", "slow/", "file.xlsx")
        )
        yield f"{here}log/search/?q={quote(COMMON)}"
        yield from (f"{here}review/?state={state}" for state in Answer.State.values)
        yield from (f"{here}review/?{asked}" for asked in ("state=unanswered", "all=1"))
        yield f"{here}review/?state=approved&province={quote(city.province)}&city={city.adcode}"
        yield f"{here}review/?coder={User.objects.filter(role='assistant')[0].pk}"
        yield from (f"{here}cities/{city.adcode}/", f"{here}cities/{city.adcode}/code/")
        yield f"{here}cities/{city.adcode}/reply/"
        yield from (
            f"{here}values/",
            f"{here}values/?state=stored",
            f"{here}past/",
            f"{here}runs/",
            f"{here}runs/?basis=approved",
        )
        yield from (f"{here}ranking/", f"{here}ranking/?sort=-market", f"{here}published/")
        yield from (f"{here}priorities/", f"{here}priorities/?all=1")
        yield from (f"{here}audit/", f"{here}types/", f"{here}facts/", f"{here}facts.xlsx")
        yield f"{here}facts/leading_group/?rests=letter"
        yield from (f"{here}indicators/", f"{here}indicators/{Indicator.objects.all()[0].code}/")
        yield from _of_rows(edition)


def _board(here: str, city: City) -> Iterator[str]:
    """Every preset as it is, and the longest kinds narrowed, in another order, on a later page."""
    yield from (f"{here}?preset={preset.name}" for preset in PRESETS)
    yield from (f"{here}?preset=letters&{asked}" for asked in ("page=2", "order=-newest"))
    yield f"{here}?preset=letters&city={quote(RARE)}"
    yield from (f"{here}?preset=letters&clock={state}" for state, _words in CLOCK)
    yield f"{here}?preset=letters&province={quote(city.province)}&status=sent&part=all"
    yield f"{here}?preset=open&handler=nobody&province={quote(city.province)}"
    yield f"{here}?preset=answers&question=leading_group&answer=yes&rests=web"
    yield f"{here}?preset=decided&order=-rests&rests=web"
    yield f"{here}views/"
    yield f"{here}act/?act=looked&all=1&back=preset%3Dletters"


def _of_rows(edition: Edition) -> Iterator[str]:
    """Pages of one answer, reply, batch, run and study, with the lists in them."""
    yield from (reverse("answer", args=[row.pk]) for row in edition.answers.all()[:1])
    letters = edition.evidence.filter(file__wording__group__isnull=False).order_by("-pk")
    yield from (reverse("alike-cluster", args=[row.pk]) for row in letters[:1])
    yield from (reverse("answer-ranks", args=[row.pk]) for row in edition.answers.all()[:1])
    if not edition.frozen:
        yield from (reverse("reply-edit", args=[row.pk]) for row in Reply.objects.of(edition)[:1])
    for letter in InfoRequest.objects.filter(round__edition=edition)[:1]:
        yield from (reverse(name, args=[letter.pk]) for name in ("letter", "letter-why"))
        if not edition.frozen:
            yield reverse("letter-call", args=[letter.pk])
        yield f"{reverse('chase', args=[edition.code])}?letter={letter.pk}"
    for batch in edition.batches.all()[:1]:
        yield reverse("values-batch", args=[edition.code, batch.pk])
    for brought in edition.round_imports.all()[:1]:
        yield reverse("past-batch", args=[edition.code, brought.pk])
    runs = list(edition.runs.without_block().filter(basis="approved").order_by("-inputs_version"))
    for new, old in pairwise(runs[:2]):
        yield from (reverse(name, args=[new.pk]) for name in ("run", "sensitivity"))
        yield f"{reverse('compare')}?old={old.pk}&new={new.pk}"
        scores = new.cities.select_related("city").order_by("pk")
        yield from (reverse("explain", args=[new.pk, row.city.adcode]) for row in scores[:1])
    for study in Study.objects.filter(run__edition=edition)[:1]:
        yield from (reverse("study", args=[study.pk]), reverse("study-draw", args=[study.pk, 0]))


def _methods() -> Iterator[str]:
    yield reverse("methods")
    for method in MethodVersion.objects.order_by("pk")[:1]:
        yield reverse("method", args=[method.pk])
        yield f"{reverse('method-diff')}?old={method.pk}&new={method.pk}"


def _history(person: User) -> Iterator[str]:
    """With each kind of filter, alone and together, with what is common, rare and not there."""
    trail, city = reverse("trail"), City.objects.order_by("pk")[0]
    common, rare = "code.save", "user.create"
    days = list(TrailEntry.objects.order_by("pk").values_list("at", flat=True)[:1])
    first, last = days[0].date(), TrailEntry.objects.order_by("-pk")[0].at.date()
    middle = first + (last - first) / 2
    actor = User.objects.filter(role="assistant")[0].pk
    editions = (
        Edition.objects.filter(ranks_only=False).order_by("pk").values_list("code", flat=True)
    )
    for edition in (editions[0], editions[len(editions) - 1]):
        yield f"{trail}?edition={edition}"
        yield f"{trail}?edition={edition}&action={rare}&city={city.adcode}"
    yield from (trail, f"{trail}?page=2", f"{trail}?page=150", f"{trail}?page=999999")
    yield from (f"{trail}?action={action}" for action in (common, rare, "round.close"))
    yield from (f"{trail}?city={quote(text)}" for text in (city.adcode, city.province, COMMON))
    yield from (f"{trail}?actor={who}" for who in (actor, person.pk))
    yield from (f"{trail}?since={day}" for day in (first, middle, last))
    yield from (f"{trail}?until={day}" for day in (first, middle, last))
    yield f"{trail}?since={middle}&until={middle}"
    yield f"{trail}?action={rare}&since={middle}"
    yield f"{trail}?action={common}&until={middle}&actor={actor}&city={city.adcode}"
    yield f"{trail}?city={city.adcode}&action=review.returned"


def _administration(person: User) -> Iterator[str]:
    yield reverse("admin:index")
    for model, page in admin.site._registry.items():
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        yield address
        yield f"{address}?p=2"
        if page.search_fields:
            yield from (f"{address}?q={quote(word)}" for word in (RARE, COMMON, "leading_group"))
        yield from (address + query for query in _filters(page, address, person))


def _filters(page: ModelAdmin[Any], address: str, person: User) -> Iterator[str]:
    """The first, the middle and the last choice of each filter, and the first and the last
    column to sort by."""
    request = RequestFactory().get(address)
    request.user = person
    changelist: Any = page.get_changelist_instance(request)
    for links in _links(changelist):
        yield from dict.fromkeys([*links[:1], *links[len(links) // 2 :][:1], *links[-1:]])
    columns = [
        number
        for number, column in enumerate(changelist.list_display)
        if column in changelist.sortable_by and column != "action_checkbox"
    ]
    yield from (f"?o={number}" for number in dict.fromkeys([*columns[:1], *columns[-1:]]))
    if page.date_hierarchy:
        yield f"?{page.date_hierarchy}__year=2020"
        yield f"?{page.date_hierarchy}__year=2020&{page.date_hierarchy}__month=4"


def _links(changelist: Any) -> Iterator[list[str]]:
    """What each filter offers: links, or the choices of a form's criterion."""
    for filtered in changelist.filter_specs:
        if not isinstance(filtered, CriteriaFilter):
            yield [choice["query_string"] for choice in filtered.choices(changelist)][1:]
            continue
        for field in filtered.form:
            choices = getattr(field.field, "choices", (("", ""), (COMMON, COMMON)))
            texts = [str(value) for value, _words in choices if str(value)]
            if isinstance(field.field, DateField):
                texts = ["2020-04-01"]
            yield [f"?{urlencode({field.name: text})}" for text in texts]
