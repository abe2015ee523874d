"""Editions side by side as data frames. pandas is for commands and workers: no web process
imports this module."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from scoring.index.chain.ledger import CELL_RULES
from scoring.models import CityScore, Indicator, ScoreRun
from scoring.models.tree import SCORED_FIELDS
from scoring.runs.block import block_unpack
from surveys.models import City

RANKS = [f"{field}_rank" for field in SCORED_FIELDS]
CHANGES = [f"{rank}_change" for rank in RANKS]
EDITION = ["edition", "year", "basis", "synthetic"]
PLACE = ["adcode", "city", "province"]
MEASURES = [*SCORED_FIELDS, *RANKS, *CHANGES, "indicators_present"]
CELL = ["indicator", "indicator_name", "unit", "value", "used", "rule", "status"]
OBSERVED, MISSING, TREATED = "observed", "missing", "treated"


def panel_long(runs: Sequence[ScoreRun]) -> pd.DataFrame:
    """A row per city and edition: scores, ranks, and the places gained since the edition before.

    The edition before is the one before it in `runs`, real ones after real ones and synthetic
    after synthetic; a change is empty where the city has no rank in one of the two.
    """
    long = _editions(runs).merge(_scores(runs), on="run")
    earlier = long[["adcode", "edition", *RANKS]].rename(columns={"edition": "before"})
    long = long.merge(earlier, on=["adcode", "before"], how="left", suffixes=("", "_before"))
    for rank, change in zip(RANKS, CHANGES, strict=True):
        long[change] = long[f"{rank}_before"] - long[rank]
    return long[[*PLACE, *EDITION, *MEASURES]]


def panel_wide(long: pd.DataFrame) -> pd.DataFrame:
    """A row per city, a column per measure and edition; empty where a city is not in one."""
    editions = list(dict.fromkeys(long["edition"]))
    wide = long.pivot(index=[*PLACE, "basis"], columns="edition", values=MEASURES)
    wide = wide[[(measure, edition) for measure in MEASURES for edition in editions]]
    wide.columns = [f"{measure} {edition}" for measure, edition in wide.columns]
    made_up = long.groupby("adcode")["synthetic"].max()
    wide = wide.reset_index().sort_values("adcode", ignore_index=True)
    wide.insert(len(PLACE) + 1, "synthetic", wide["adcode"].map(made_up))
    return wide


def values_long(runs: Sequence[ScoreRun]) -> pd.DataFrame:
    """A row per edition, indicator and city: the value, what the index used instead, and
    whether it is observed, missing or treated.

    A missing one may have been filled by a rule of the method: then `used` is the filling.
    """
    found = pd.concat([_values(run) for run in runs], ignore_index=True)
    for facts, key in (
        (_editions(runs), "run"),
        (_places(), "adcode"),
        (_indicators(), "indicator"),
    ):
        found = found.merge(facts, on=key, how="left")  # keeps the order of the rows
    return found[[*PLACE, *EDITION, *CELL]]


def _editions(runs: Sequence[ScoreRun]) -> pd.DataFrame:
    """The runs in their order, each with the edition before it."""
    frame = pd.DataFrame(
        {
            "run": run.pk,
            "edition": run.edition.code,
            "year": run.edition.year,
            "basis": run.basis,
            "synthetic": str(run.edition.synthetic).lower(),
        }
        for run in runs
    )
    frame["before"] = frame.groupby("synthetic")["edition"].shift()
    return frame


def _scores(runs: Sequence[ScoreRun]) -> pd.DataFrame:
    fields = [*SCORED_FIELDS, *RANKS, "indicators_present"]
    rows = CityScore.objects.filter(run__in=runs).order_by("city__adcode")
    found = rows.values_list("run_id", "city__adcode", "city__name", "city__province", *fields)
    frame = pd.DataFrame.from_records(list(found), columns=["run", *PLACE, *fields])
    whole = dict.fromkeys([*RANKS, "indicators_present"], "Int64")
    return frame.astype({**dict.fromkeys(SCORED_FIELDS, "float64"), **whole})


def _values(run: ScoreRun) -> pd.DataFrame:
    block = block_unpack(ScoreRun.objects.values_list("block", flat=True).get(pk=run.pk))
    adcodes, codes = np.array(block.adcodes), np.array(block.indicator_codes)
    raw = pd.DataFrame(block.raw, index=pd.Index(adcodes, name="adcode"), columns=codes)
    cells = raw.melt(var_name="indicator", value_name="value", ignore_index=False).reset_index()
    treated = pd.DataFrame(
        {
            "adcode": adcodes[block.treated_row],
            "indicator": codes[block.treated_column],
            "used": block.treated_new,
            "rule": np.array(CELL_RULES)[block.treated_rule],
        }
    ).drop_duplicates(["adcode", "indicator"], keep="last")
    found = cells.merge(treated, on=["adcode", "indicator"], how="left")
    states = [found["value"].isna(), found["rule"].notna()]
    found["status"] = np.select(states, [MISSING, TREATED], OBSERVED)
    found["used"] = found["used"].where(found["rule"].notna(), found["value"])
    found["run"] = run.pk
    return found


def _places() -> pd.DataFrame:
    rows = City.objects.values_list("adcode", "name", "province")
    return pd.DataFrame.from_records(list(rows), columns=PLACE)


def _indicators() -> pd.DataFrame:
    rows = Indicator.objects.values_list("code", "name_zh", "unit")
    return pd.DataFrame.from_records(list(rows), columns=["indicator", "indicator_name", "unit"])
