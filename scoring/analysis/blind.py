"""What results on the provisional basis must not tell: the value of somebody's open answer.

Nobody but reviewers may learn an undecided answer, and a score of a node is enough to compute
it from. So a city with such an answer keeps its ranks and loses the scores above the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser

from scoring.models import Basis, Indicator, IndicatorValue, Node, ScoreRun
from scoring.models.tree import SCORED
from scoring.runs.questions import indicators_fed
from surveys.models import Answer, City, User
from surveys.permissions import Action, can, visible_answers

Person = User | AnonymousUser


@dataclass(frozen=True)
class Withheld:
    """By city: indicators that rest on an answer this person may not read; empty for most.

    `above` names the nodes over each of these indicators, up to the index.
    """

    indicators: Mapping[int, frozenset[str]] = field(default_factory=dict)
    above: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.indicators)

    def leaves(self, city_id: int) -> frozenset[str]:
        return self.indicators.get(city_id, frozenset())

    def nodes(self, city_id: int) -> frozenset[str]:
        """Nodes whose score for the city would tell a hidden answer."""
        return frozenset().union(*(self.above[code] for code in self.leaves(city_id)))

    def fields(self, city_id: int) -> frozenset[str]:
        """Those of the five published scores that are withheld, by their field's name."""
        nodes = self.nodes(city_id)
        return frozenset(name for code, name in SCORED if code in nodes)


def withheld(run: ScoreRun, person: Person, city: City | None = None) -> Withheld:
    """What of this run the person must not be shown, of one city or of all; few queries.

    A stored value that was there before the run stands over the answer, which then is not in
    the run.
    """
    if may_see_open_answers(person, run.basis):
        return Withheld()
    seen = visible_answers(person).filter(edition=run.edition).values("pk")
    undecided = Answer.objects.filter(edition=run.edition).exclude(pk__in=seen).order_by()
    values = IndicatorValue.objects.filter(
        edition=run.edition, current=True, entered_at__lte=run.computed_at
    ).order_by()
    if city is not None:
        undecided, values = undecided.filter(city=city), values.filter(city=city)
    over = set(values.filter(indicator__in=Indicator.objects.coded()).values_list(*CELL))
    fed = indicators_fed()
    cells: dict[int, set[str]] = {}
    for city_id, question in undecided.values_list("city_id", "question__code"):
        found = {code for code in fed.get(question, ()) if (city_id, code) not in over}
        if found:
            cells.setdefault(city_id, set()).update(found)
    by_city = {city_id: frozenset(codes) for city_id, codes in cells.items()}
    return Withheld(by_city, _nodes_above() if by_city else {})


CELL = ("city_id", "indicator__code")


def may_see_open_answers(person: Person, basis: str) -> bool:
    """True on the approved basis, and for those who may read every open answer."""
    return basis == Basis.APPROVED or can(person, Action.REVIEW_ANSWER)


def _nodes_above() -> dict[str, frozenset[str]]:
    nodes = {node.pk: node for node in Node.objects.all()}
    found = {}
    for indicator in Indicator.objects.coded():
        above, node = set(), nodes.get(indicator.parent_id)
        while node is not None:
            above.add(node.code)
            node = nodes.get(node.parent_id) if node.parent_id else None
        found[indicator.code] = frozenset(above)
    return found


def blind_codes(person: Person, basis: str) -> frozenset[str]:
    """Coded indicators of which this person may see no single value, not even as an extreme."""
    if may_see_open_answers(person, basis):
        return frozenset()
    return frozenset(Indicator.objects.coded().values_list("code", flat=True))


def without_values(
    findings: Iterable[Mapping[str, str]], blind: frozenset[str]
) -> list[Mapping[str, str]]:
    """Findings of a run, without the one kind that names a value, where it must not be told."""
    return [
        finding
        for finding in findings
        if not (finding["subject"] in blind and finding["code"] == "constant_column")
    ]
