"""Help: how the work goes, where each role finds what, and what the words mean."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from ecoasset.context import Shell
from ecoasset.places import Tab, place_of
from surveys.guards import guarded, person_of
from surveys.models import Edition, User
from surveys.models.user import Role
from surveys.permissions import Action

GLOSSARY = settings.BASE_DIR / "fixtures" / "glossary.csv"


@dataclass(frozen=True)
class Step:
    """A page on a role's way, by the name of its tab; `picture` is a file of `static/where`."""

    page: str
    picture: str
    words: str | Promise


PATHS: dict[str, tuple[Step, ...]] = {
    Role.ASSISTANT: (
        Step("log", "letter", _("Type the city's name, log its reply, attach the letter.")),
        Step(
            "coding", "code", _("Answer the questions beside the letter and send them to review.")
        ),
        Step("coding", "review", _("What came back with a reason stands under “Returned to you”.")),
        Step("values", "values", _("Bring in statistics by spreadsheet.")),
    ),
    Role.REVIEWER: (
        Step("priorities", "effect", _("Begin with the answers that move ranks most.")),
        Step("review", "review", _("Read the evidence, then approve or return with a reason.")),
        Step(
            "ranking", "explain", _("Open a city and its explanation: from a rank to the sentence.")
        ),
        Step("trail", "history", _("Who decided what, and why.")),
    ),
    Role.MANAGER: (
        Step("edition", "round", _("Where the round stands; close it, freeze the edition.")),
        Step("values", "values", _("Check what was brought in, then sign it off.")),
        Step("audit", "indicator", _("What to look at before ranks are published.")),
        Step("ranking", "appendix", _("The ranking, and the appendix as a file.")),
    ),
    Role.ANALYST: (
        Step("ranking", "rank", _("Ranks and scores of all cities; open one to see why.")),
        Step("indicators", "indicator", _("Every indicator over all cities.")),
        Step("profile", "city", _("Types, quadrants, means by region and province.")),
        Step("methods", "method", _("Weights and rules; change a copy and see what moves.")),
    ),
    Role.ADMINISTRATOR: (
        Step("admin:index", "people", _("Accounts, and everything that is stored.")),
        Step("editions", "round", _("Open an edition, remove a synthetic one.")),
        Step("trail", "history", _("Who changed what.")),
    ),
}


@dataclass(frozen=True)
class Word:
    """A term of the glossary; `instead` are words that are not used for it."""

    name_en: str
    name_zh: str
    meaning_en: str
    meaning_zh: str
    instead_en: str
    instead_zh: str


@cache
def glossary() -> tuple[Word, ...]:
    with GLOSSARY.open(encoding="utf-8", newline="") as stream:
        return tuple(Word(**row) for row in csv.DictReader(stream))


@require_safe
@guarded(Action.SEE_RESULTS)
def help_page(request: HttpRequest) -> HttpResponse:
    """How the work goes, by role, and every key of the keyboard."""
    return render(request, "pages/help.html")


@require_safe
@guarded(Action.SEE_RESULTS)
def where(request: HttpRequest) -> HttpResponse:
    """The way of each role through the places, the reader's own first."""
    person = person_of(request)
    edition = Shell(request).edition
    roles = sorted(PATHS, key=lambda role: role != person.role)
    paths = [(Role(role).label, list(_steps(role, person, edition))) for role in roles]
    return render(request, "pages/where.html", {"paths": paths})


def _steps(
    role: str, person: User, edition: Edition | None
) -> Iterator[tuple[Step, str | Promise, Tab, str]]:
    """With the place, the tab, and the address where the reader may open it."""
    for step in PATHS[role]:
        found = place_of(step.page)
        if found is not None:
            place, tab = found
            url = tab.url(edition, "") if tab.is_open(person, edition) else ""
            yield step, place.label, tab, url


@require_safe
@guarded(Action.SEE_RESULTS)
def glossary_page(request: HttpRequest) -> HttpResponse:
    """The product's words in both languages, in the order of the work."""
    english = (get_language() or "").startswith("en")
    words = [(word, word.meaning_en if english else word.meaning_zh) for word in glossary()]
    return render(request, "pages/glossary.html", {"words": words})
