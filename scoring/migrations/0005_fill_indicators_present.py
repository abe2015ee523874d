"""Runs from before `indicators_present` was kept get it from the inputs in their blocks.

One run at a time and each in a transaction of its own: a broken-off upgrade goes on where it
stopped. A run whose block cannot be read stays as it is, and the pages show no number for it.
"""

import io
import logging
from collections import defaultdict

import numpy as np
from django.db import migrations, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

logger = logging.getLogger(__name__)
MOST_IN_ONE_QUERY = 500


def fill(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    run_model = apps.get_model("scoring", "ScoreRun")
    score_model = apps.get_model("scoring", "CityScore")
    empty = score_model.objects.filter(indicators_present=None)
    for run_id in list(empty.order_by("run").values_list("run", flat=True).distinct()):
        block = run_model.objects.values_list("block", flat=True).get(pk=run_id)
        try:
            present = _cities_by_number(bytes(block))
        except Exception as error:  # noqa: BLE001 - NumPy and zipfile raise what they like
            logger.warning("run %s keeps no number of indicators: %s", run_id, error)
            continue
        with transaction.atomic(using=editor.connection.alias):
            for number, adcodes in present.items():
                for start in range(0, len(adcodes), MOST_IN_ONE_QUERY):
                    part = adcodes[start : start + MOST_IN_ONE_QUERY]
                    empty.filter(run=run_id, city__adcode__in=part).update(
                        indicators_present=number
                    )


def _cities_by_number(block: bytes) -> dict[int, list[str]]:
    """Adcodes of the cities that have so many values, by the arrays of `scoring.runs.block`."""
    with np.load(io.BytesIO(block), allow_pickle=False) as stored:
        counts = np.count_nonzero(~np.isnan(stored["raw"]), axis=1)
        adcodes = stored["adcodes"]
    found: dict[int, list[str]] = defaultdict(list)
    for adcode, count in zip(adcodes.tolist(), counts.tolist(), strict=True):
        found[count].append(adcode)
    return found


def leave(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """The numbers are right for the older program too, which may keep none."""


class Migration(migrations.Migration):
    atomic = False
    dependencies = (("scoring", "0004_indicators_present"),)
    operations = (migrations.RunPython(fill, leave),)
