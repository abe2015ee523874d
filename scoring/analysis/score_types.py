"""The types of cities from the stored table alone, for lists of several runs."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from scoring.index.arrays import BoolArray
from scoring.index.chain.chain import method_weights
from scoring.index.interpretation.city_types import TYPES, city_types, domain_shares
from scoring.index.method.method import method_from_json
from scoring.models import CityScore, ScoreRun
from scoring.models.tree import DOMAINS
from scoring.runs.inputs import tree_read


def score_types(runs: Iterable[int]) -> dict[int, str]:
    """The type of each city of these runs, by the key of its `CityScore`; cities without a
    domain's score have none. Four queries, however many runs there are."""
    chosen = ScoreRun.objects.without_block().select_related("method").filter(pk__in=list(runs))
    fields = [field for _code, field in DOMAINS]
    found = CityScore.objects.filter(run__in=chosen.order_by().values("pk")).order_by("run", "pk")
    rows = list(found.values_list("run", "pk", *fields))
    scores = np.array([row[2:] for row in rows], dtype=np.float64).reshape(-1, len(DOMAINS))
    whole: BoolArray = np.asarray(~np.isnan(scores).any(axis=1))
    if not whole.any():
        return {}
    tree = tree_read()
    places = [tree.layout.position[code] for code, _field in DOMAINS]
    owners, keys = (np.array(column) for column in list(zip(*rows, strict=True))[:2])
    types: dict[int, str] = {}
    for run in chosen:
        own = owners == run.pk
        if not whole[own].any():
            continue
        method = method_from_json(run.method.parameters)
        weights = method_weights(method, tree)[places]
        shares = domain_shares(scores[own], weights, relative=method.type_shares == "relative")
        kinds = city_types(shares, method.tau)
        types |= {
            int(key): TYPES[kind] for key, kind in zip(keys[own], kinds, strict=True) if kind >= 0
        }
    return types
