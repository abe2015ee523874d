"""What the page of a city consists of, and the facts by which it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from scoring.analysis.city_markup import CityRows
from scoring.analysis.city_sheet import (
    Coded,
    answers_by_indicator,
    city_sheet,
    late_indicators,
    sent_by_indicator,
)
from scoring.analysis.effort import effort_note, effort_of, reply_indicators
from scoring.models import CityScore, PublishedRank, ScoreRun
from scoring.models.run import score_labels
from scoring.models.tree import SCORED_FIELDS
from scoring.rendered.links import CityLinks, RankLinks
from scoring.rendered.part import Facts, facts_of_run, part
from scoring.rendered.tables import reference_tables
from scoring.runs.rank_rows import Coverage, RankCell, rank_row
from surveys.coding.states import CellState
from surveys.models import City, Edition, Evidence, Reply, User
from surveys.permissions import Action, can, visible_answers, visible_evidence
from surveys.rounds.first_letters import Effort
from surveys.rounds.selectors import replies_of


@dataclass(frozen=True)
class Letters:
    """A city's replies and other documents as far as this person may see them; `kept` documents
    are there and stay closed to him or her."""

    replies: list[Reply]
    documents: list[Evidence]
    kept: int

    @property
    def facts(self) -> list[object]:
        return [
            self.kept,
            [_document(item) for item in self.documents],
            [
                (
                    *(reply.pk, reply.received_on, reply.number, reply.is_late, reply.organ.name),
                    *(f"{one.request_id} {one.outcome_id}" for one in reply.outcomes.all()),
                    *(reply.round.counts_late, *map(_document, reply.evidence.all())),
                )
                for reply in self.replies
            ],
        ]


def _document(item: Evidence) -> tuple[object, ...]:
    return item.pk, item.name, item.kind, item.file.size


def letters_of(edition: Edition, city: City, person: User) -> Letters:
    seen = can(person, Action.SEE_ANSWERS)
    documents = visible_evidence(person).filter(edition=edition, city=city, reply=None)
    closed = edition.evidence.filter(city=city, personal=False)
    return Letters(
        replies=list(replies_of(edition, city, person).standing()) if seen else [],
        documents=list(documents.select_related("file")),
        kept=0 if can(person, Action.SEE_EVIDENCE) else closed.count(),
    )


@dataclass(frozen=True)
class Sheet:
    """The indicators of a city in a run, with the answers that this person may read."""

    run: ScoreRun
    edition: Edition
    city: City
    person: User
    letters: Letters

    @cached_property
    def sent(self) -> dict[str, CellState]:
        return sent_by_indicator(self.edition, self.city, self.person)

    @cached_property
    def effort(self) -> Effort:
        return effort_of(self.edition, self.city)

    @cached_property
    def facts(self) -> list[str]:
        """What the sheet shows beside the run: answers, whether their letter was late, and how
        much was asked of the city; values change with the inputs' version."""
        rows = visible_answers(self.person).filter(edition=self.edition, city=self.city)
        answers = rows.order_by("pk").values_list("pk", "revision", "state", "choice", "number")
        late = [
            (reply.pk, reply.is_late, reply.round.counts_late) for reply in self.letters.replies
        ]
        sent = [f"{code} {state.value}" for code, state in sorted(self.sent.items())]
        shown = [*map(str, answers), *map(str, late), *sent, str(self.effort)]
        return [str(self.edition.inputs_version), *shown]

    def part(self) -> SafeString:
        """Empty where the run does not hold the city."""
        facts: Facts = {
            "run": facts_of_run(self.run),
            "city": self.city.adcode,
            "answers": self.facts,
        }
        return part("scoring/analysis/city.html#sheet", facts, self._context)

    def _context(self) -> dict[str, Any]:
        if not CityScore.objects.filter(run=self.run, city=self.city).exists():
            return {}
        answers = answers_by_indicator(self.edition, self.city, self.person)
        late = late_indicators(self.edition, self.city, answers)
        table = CityRows(dict.fromkeys(reply_indicators(), effort_note(self.effort)))
        return {
            "domains": [
                (domain, table.groups(domain.groups))
                for domain in city_sheet(self.run, self.city, Coded(answers, self.sent, late))
            ]
        }


def ranks_part(edition: Edition, run: ScoreRun | None, city: City) -> SafeString:
    """The city's place: as printed in an edition of published ranks, else as computed; empty
    where there is none."""
    facts: Facts = {
        "run": facts_of_run(run),
        "published": edition.code if edition.ranks_only else "",
        "city": city.adcode,
    }

    def context() -> dict[str, Any]:
        return _computed(run, city) if run else _printed(edition, city)

    return part("scoring/analysis/city.html#ranks", facts, context)


def _computed(run: ScoreRun, city: City) -> dict[str, Any]:
    score = CityScore.objects.filter(run=run, city=city).select_related("city").first()
    if score is None:
        return {}
    found = reference_tables()
    total = len(found.indicators)
    links = RankLinks(CityLinks(run.edition.code, f"?basis={run.basis}"), run.pk)
    ways = [links.address(city.adcode, field) for field in SCORED_FIELDS]
    return {
        "title": _("Ranks"),
        "ranks": list(zip(score_labels(), rank_row(score, total).cells, ways, strict=True)),
        "coverage": Coverage(score.indicators_present, total),
        "domains": [node for node in found.nodes if node.level == 1],
    }


def _printed(edition: Edition, city: City) -> dict[str, Any]:
    row = PublishedRank.objects.filter(edition=edition, city=city).first()
    if row is None:
        return {}
    ranks = [RankCell(getattr(row, name), None) for name in SCORED_FIELDS]
    nowhere = [""] * len(ranks)
    return {
        "title": _("Published ranks"),
        "ranks": list(zip(score_labels(), ranks, nowhere, strict=True)),
    }
