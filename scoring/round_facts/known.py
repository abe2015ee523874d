"""What is known of each city's seven facts: yes or no, and what the answer rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from scoring.models import Basis
from scoring.runs.questions import derived_rules
from surveys.coding.selectors import decided_values
from surveys.models import City, Edition, Evidence

# By the question that answers each; in the order of the report's section.
EFFECTIVE = "consultation_answered"
GROUP, HEAD = "leading_group", "leading_group_head"
FACTS = (
    *(EFFECTIVE, "implementation_plan", GROUP, HEAD),
    *("gep_standard", "gep_accounting", "property_registration"),
)


class Rests(StrEnum):
    """What an answer quotes: a letter, if any; else other evidence; else a search alone."""

    LETTER = "letter"
    WEB = "web"
    SEARCH = "search"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Known:
    """`yes` by question and city; `rests` alike, of cities whose answer brings any proof."""

    cities: tuple[City, ...]
    yes: Mapping[str, Mapping[int, bool]]
    rests: Mapping[str, Mapping[int, Rests]]

    def rests_on(self, fact: str, city: int) -> Rests:
        return self.rests.get(fact, {}).get(city, Rests.NOTHING)


def known_facts(edition: Edition, basis: Basis) -> Known:
    """Approved answers alone, or those in review too; a fixed number of queries."""
    approved = basis == Basis.APPROVED
    yes: dict[str, dict[int, bool]] = {fact: {} for fact in FACTS}
    for decided in decided_values(edition, approved_only=approved):
        if decided.question in yes:
            yes[decided.question][decided.city_id] = decided.value > 0
    rules = derived_rules()
    asked = {fact: rules[fact].question if fact in rules else fact for fact in FACTS}
    rests = _rests(edition, approved=approved)
    return Known(
        cities=tuple(City.objects.order_by("adcode")),
        yes=yes,
        rests={fact: rests[question] for fact, question in asked.items()},
    )


def _rests(edition: Edition, *, approved: bool) -> Mapping[str, Mapping[int, Rests]]:
    answers = edition.answers.approved() if approved else edition.answers.standing()
    found: defaultdict[str, dict[int, Rests]] = defaultdict(dict)
    searched = answers.filter(submission__searches__isnull=False).order_by()
    for question, city in searched.values_list("question__code", "city").distinct():
        found[question][city] = Rests.SEARCH
    cited = answers.filter(submission__citations__isnull=False).order_by()
    kinds = cited.values_list("question__code", "city", "submission__citations__evidence__kind")
    for question, city, kind in kinds.distinct():
        if kind == Evidence.Kind.REPLY:
            found[question][city] = Rests.LETTER
        elif found[question].get(city) is not Rests.LETTER:
            found[question][city] = Rests.WEB
    return found
