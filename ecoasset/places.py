"""The five places of the menu with their tabs, and the tabs of a city and of a run.

A new page is a tab here, or stands `below` one; the menu itself does not grow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from surveys.models import Edition, User
from surveys.permissions import Action, can

Person = User | AnonymousUser


class Reach(Enum):
    """What a page belongs to: the installation, any edition, or one that is computed."""

    INSTALLATION = 0
    EDITION = 1
    COMPUTED = 2


@dataclass(frozen=True)
class Tab:
    """`page` and those `below` it are names of addresses; `basis` carries the chosen basis on."""

    page: str
    label: str | Promise
    action: Action
    below: tuple[str, ...] = ()
    reach: Reach = Reach.COMPUTED
    basis: bool = False

    def is_open(self, person: Person, edition: Edition | None) -> bool:
        """Whether there is such a page for the person, in that edition or in none."""
        if not can(person, self.action):
            return False
        if self.reach is Reach.INSTALLATION:
            return True
        return edition is not None and not (edition.ranks_only and self.reach is Reach.COMPUTED)

    def url(self, edition: Edition | None, basis: str) -> str:
        if self.reach is Reach.INSTALLATION or edition is None:
            return reverse(self.page)
        return reverse(self.page, args=[edition.code]) + _query(basis if self.basis else "")


@dataclass(frozen=True)
class Place:
    name: str
    label: str | Promise
    tabs: tuple[Tab, ...]


@dataclass(frozen=True)
class Link:
    """`here` marks where the reader is."""

    label: str | Promise
    url: str
    here: bool


_CODEBOOK = ("versions", "diff", "move", "draft", "part", "publish", "discard")
PLACES = (
    Place(
        "letters",
        _("Letters and replies"),
        (
            Tab(
                "board",
                _("Board"),
                Action.SEE_ANSWERS,
                (
                    *("board-act", "board-views", "letters"),
                    *("letter", "letter-why", "letter-event", "letter-event-strike"),
                    *("letter-limit", "letter-facts", "letter-call", "city-letters"),
                    *("chase", "chase-file", "letter-chased"),
                ),
            ),
            Tab(
                "log",
                _("Replies"),
                Action.LOG_REPLY,
                (
                    "reply-new",
                    "reply-edit",
                    "reply-withdraw",
                    "organ-new",
                    "letter-new",
                    "evidence-new",
                ),
            ),
            Tab(
                "edition",
                _("Round"),
                Action.SEE_RESULTS,
                (
                    *("edition-freeze", "edition-change", "edition-remove"),
                    *("round-new", "round-close", "round-late"),
                ),
                Reach.EDITION,
            ),
            Tab("statistics", pgettext_lazy("of a round", "Statistics"), Action.SEE_ANSWERS),
            Tab("annual", _("Annual tables"), Action.SEE_ANSWERS, ("annual-city",)),
            Tab(
                "past",
                _("Bring in a round"),
                Action.MANAGE_EDITION,
                ("past-batch", "past-store", "past-discard"),
            ),
        ),
    ),
    Place(
        "coding",
        _("Coding and review"),
        (
            Tab("coding", _("Coding"), Action.CODE_ANSWER, ("code", "code-question", "code-note")),
            Tab("alike", _("Same wording"), Action.CODE_ANSWER, ("alike-cluster", "alike-propose")),
            Tab(
                "review",
                _("Review"),
                Action.REVIEW_ANSWER,
                ("answer", "answer-decide", "approval-undo", "evidence-page"),
            ),
            Tab("priorities", _("What to review first"), Action.REVIEW_ANSWER),
        ),
    ),
    Place(
        "data",
        pgettext_lazy("place", "Data"),
        (
            Tab("indicators", _("Indicators"), Action.SEE_RESULTS, ("indicator",), basis=True),
            Tab(
                "values",
                _("Indicator values"),
                Action.IMPORT_VALUES,
                ("values-batch", "values-store", "values-sign-off", "values-discard"),
            ),
            Tab("audit", _("Audit"), Action.SEE_RESULTS, basis=True),
        ),
    ),
    Place(
        "results",
        _("Results"),
        (
            Tab(
                "ranking",
                _("Ranking"),
                Action.SEE_RESULTS,
                ("city", "explain"),
                Reach.EDITION,
                basis=True,
            ),
            Tab(
                "facts", _("Facts of the round"), Action.SEE_RESULTS, ("facts-cities",), basis=True
            ),
            Tab("profile", _("Types and groups"), Action.SEE_RESULTS, basis=True),
            Tab("published", _("Published and computed"), Action.SEE_RESULTS, basis=True),
            Tab(
                "runs",
                _("Runs"),
                Action.SEE_RESULTS,
                ("run", "compare", "sensitivity", "study", "study-draw"),
            ),
        ),
    ),
    Place(
        "settings",
        _("Settings"),
        (
            Tab(
                "editions",
                _("Editions"),
                Action.SEE_RESULTS,
                ("edition-new", "edition-delete"),
                Reach.INSTALLATION,
            ),
            Tab(
                "methods",
                _("Methods"),
                Action.SEE_RESULTS,
                ("method", "method-edit", "method-import", "method-diff", "method-use"),
                Reach.INSTALLATION,
            ),
            Tab(
                "codebook",
                _("Codebook"),
                Action.SEE_RESULTS,
                tuple(f"codebook-{page}" for page in _CODEBOOK),
                Reach.INSTALLATION,
            ),
            Tab(
                "calendar",
                _("Calendar"),
                Action.SEE_ANSWERS,
                ("calendar-day", "calendar-table"),
                Reach.INSTALLATION,
            ),
            Tab("trail", _("History"), Action.SEE_TRAIL, reach=Reach.INSTALLATION),
            Tab("admin:index", _("Administration"), Action.ENTER_ADMIN, reach=Reach.INSTALLATION),
            Tab(
                "help",
                _("Help"),
                Action.SEE_RESULTS,
                ("where", "glossary"),
                reach=Reach.INSTALLATION,
            ),
        ),
    ),
)
_PLACE_OF = {
    page: (place, tab) for place in PLACES for tab in place.tabs for page in (tab.page, *tab.below)
}
# The tabs of a city, each with its page, in an edition.
_CITY = (
    ("city", pgettext_lazy("of a city", "Results"), Action.SEE_RESULTS),
    ("explain-newest", _("Explanation"), Action.SEE_RESULTS),
    ("city-letters", pgettext_lazy("of ours", "Letters"), Action.SEE_ANSWERS),
    ("reply-new", _("Replies"), Action.LOG_REPLY),
    ("code", _("Coding"), Action.CODE_ANSWER),
)
_CITY_TAB = {
    "explain": "explain-newest",
    "reply-edit": "reply-new",
    "code-question": "code",
    "code-note": "code",
    **dict.fromkeys(
        (
            *("letter", "letter-why", "letter-event", "letter-event-strike"),
            *("letter-limit", "letter-facts", "letter-call", "chase-file", "letter-chased"),
            "annual-city",
        ),
        "city-letters",
    ),
}
_RUN = (("run", _("What it rests on")), ("sensitivity", _("Sensitivity")))
_RUN_TAB = {"run": "run", "sensitivity": "sensitivity", "study": "sensitivity"}
_RUN_TAB["study-draw"] = "sensitivity"


def place_of(page: str) -> tuple[Place, Tab] | None:
    """Where the page of that name stands; None outside the five places, as home does."""
    return _PLACE_OF.get(page)


def menu(person: Person, edition: Edition | None, page: str, basis: str) -> Iterator[Link]:
    """The places that have something for the person; each leads to the first that it has."""
    here = place_of(page)
    for place in PLACES:
        first = next((tab for tab in place.tabs if tab.is_open(person, edition)), None)
        if first is not None:
            current = here is not None and here[0] is place
            yield Link(place.label, first.url(edition, basis), current)


def tabs(person: Person, edition: Edition | None, page: str, basis: str) -> Iterator[Link]:
    """The tabs of the place where the page stands."""
    here = place_of(page)
    for tab in here[0].tabs if here else ():
        if tab.is_open(person, edition):
            yield Link(tab.label, tab.url(edition, basis), tab is here[1] if here else False)


def city_tabs(
    person: Person, edition: Edition, adcode: str, page: str, basis: str
) -> Iterator[Link]:
    """Everything about a city in an edition; where that holds printed ranks alone, nothing else."""
    here = _CITY_TAB.get(page, page)
    for name, label, action in _CITY if not edition.ranks_only else ():
        if can(person, action):
            url = reverse(name, args=[edition.code, adcode])
            yield Link(label, url + _query(basis), name == here)
    if can(person, Action.SEE_TRAIL) and not edition.ranks_only:
        asked = urlencode({"edition": edition.code, "city": adcode})
        yield Link(_("History"), f"{reverse('trail')}?{asked}", here == "trail")


def run_tabs(run: int, page: str) -> Iterator[Link]:
    here = _RUN_TAB.get(page, "")
    for name, label in _RUN if here else ():
        yield Link(label, reverse(name, args=[run]), name == here)


def _query(basis: str) -> str:
    return f"?{urlencode({'basis': basis})}" if basis else ""
