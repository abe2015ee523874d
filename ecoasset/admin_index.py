"""What the administration opens on: from the replies to the appendix, with how many there are.

Each number is that of the list behind it, as far as this person may see it.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from scoring.models import Basis, IndicatorValue, ScoreRun
from scoring.runs.lookup import bases_of, runs_of
from scoring.runs.selectors import newest_run, run_is_behind
from surveys.models import Answer, Edition, InfoRequest, Reply, User
from surveys.models.querysets import BY_STATE
from surveys.permissions import Action, can, visible_answers


@dataclass(frozen=True)
class Count:
    """How many rows a list has, in words, and where the list is."""

    words: str
    number: int
    url: str


@dataclass(frozen=True)
class Step:
    """One of the four; `said` is a sentence, `links` lead to where something is done."""

    title: str
    main: Count | None
    others: tuple[Count, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    said: str = ""


def feed_steps(request: HttpRequest, edition: Edition) -> list[Step]:
    runs = {basis: newest_run(edition, basis) for basis in bases_of(request)}
    steps = []
    if can(request.user, Action.SEE_ANSWERS):
        steps += [_replies(request.user, edition), _answers(request.user, edition)]
    if can(request.user, Action.SEE_RESULTS):
        steps += [_index(request, edition, runs), _appendix(request, edition, runs)]
    return steps


def _listed(model: str, edition: Edition, **chosen: str) -> str:
    query = urlencode({"edition": edition.code, **chosen})
    return f"{reverse(f'admin:{model}_changelist')}?{query}"


def _replies(person: User | AnonymousUser, edition: Edition) -> Step:
    replies, model = Reply.objects.of(edition).standing(), "surveys_reply"
    letters = InfoRequest.objects.filter(round__edition=edition)
    logs = can(person, Action.LOG_REPLY, edition)
    log = (_("Log a reply"), reverse("log", args=[edition.code]))
    return Step(
        _("Replies"),
        Count(_("replies"), replies.count(), _listed(model, edition, withdrawn="0")),
        (
            Count(
                pgettext("reply", "late"),
                replies.late().count(),
                _listed(model, edition, withdrawn="0", late="1"),
            ),
            Count(_("requests"), letters.count(), _listed("surveys_inforequest", edition)),
        ),
        (log,) if logs else (),
    )


def _answers(person: User | AnonymousUser, edition: Edition) -> Step:
    counts = visible_answers(person).filter(edition=edition).aggregate(**BY_STATE)
    model = "surveys_answer"
    links = []
    if can(person, Action.CODE_ANSWER, edition):
        links.append((pgettext("verb", "Code"), reverse("log", args=[edition.code])))
    if can(person, Action.REVIEW_ANSWER, edition):
        links.append((_("Review"), reverse("review", args=[edition.code])))
    return Step(
        _("Answers"),
        Count(_("answers"), sum(counts.values()), _listed(model, edition)),
        tuple(
            Count(str(label), counts[state], _listed(model, edition, state=state))
            for state, label in Answer.State.choices
        ),
        tuple(links),
    )


def _index(request: HttpRequest, edition: Edition, runs: dict[Basis, ScoreRun | None]) -> Step:
    found = [
        Count(
            _("cities, %(basis)s") % {"basis": basis.label},
            run.cities.count() if run else 0,
            _listed("scoring_cityscore", edition, basis=basis.value),
        )
        for basis, run in runs.items()
    ]
    values = IndicatorValue.objects.filter(edition=edition, approved=True).count()
    kept = runs_of(request).filter(edition=edition).count()
    others = (
        *found[1:],
        Count(
            _("approved values"),
            values,
            _listed("scoring_indicatorvalue", edition, standing="approved"),
        ),
        Count(_("runs"), kept, _listed("scoring_scorerun", edition)),
    )
    ranking = (_("Ranking"), reverse("ranking", args=[edition.code]))
    return Step(_("Index"), found[0], others, (ranking,), _state(edition, runs))


def _state(edition: Edition, runs: dict[Basis, ScoreRun | None]) -> str:
    if any(run_is_behind(edition, run) for run in runs.values()):
        return _("Inputs have changed: a newer run is under way.")
    run = runs[Basis.APPROVED]
    if run is None:
        return ""
    time = date_format(localtime(run.computed_at), "DATETIME_FORMAT")
    return _("Computed %(time)s.") % {"time": time}


def _appendix(request: HttpRequest, edition: Edition, runs: dict[Basis, ScoreRun | None]) -> Step:
    """Of the approved run; the other bases have theirs in the list of ranks."""
    run = runs[Basis.APPROVED]
    if run is None:
        return Step(_("Appendix"), None, said=_("There is no run to export yet."))
    links: tuple[tuple[str, str], ...] = ()
    if can(request.user, Action.EXPORT):
        links = (
            ("XLSX", reverse("appendix", args=[edition.code, "xlsx"])),
            ("CSV", reverse("appendix", args=[edition.code, "csv"])),
            (_("Bundle to check (ZIP)"), reverse("run-bundle", args=[run.pk])),
        )
    main = Count(_("cities with a rank"), run.cities_ranked, reverse("run", args=[run.pk]))
    return Step(_("Appendix"), main, links=links, said=str(_("Approved basis.")))
