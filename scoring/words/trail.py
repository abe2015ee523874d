"""Words for what this side writes into the history."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from scoring.models import Indicator, IndicatorValue, Study
from surveys.history.about import about_register
from surveys.history.words import register

ACTIONS = {
    "batch.check": _("Spreadsheet checked"),
    "batch.discard": _("Spreadsheet discarded"),
    "batch.sign_off": _("Spreadsheet signed off"),
    "batch.store": _("Spreadsheet stored"),
    "edition.choose_method": _("Method chosen"),
    "edition.correct": _("Edition corrected"),
    "edition.delete": _("Edition deleted"),
    "edition.load_demo": _("Demo data loaded"),
    "edition.remove": _("Edition removed"),
    "method.create": _("Method version made"),
    "run.request": _("Recomputation asked for"),
    "study.cancel": _("Study cancelled"),
    "study.request": _("Study asked for"),
    "value.restore": _("Earlier value brought back"),
    "value.set": _("Value set"),
    "value.withdraw": _("Value withdrawn"),
}
FIELDS = {
    "based_on": _("based on"),
    "cells": _("values put back"),
    "coding_error": _("coding error"),
    "draws": _("draws"),
    "good": _("good values"),
    "indicator": _("indicator"),
    "inputs_version": _("inputs version"),
    "method": _("method"),
    "passed_over": _("replaced before"),
    "places": _("places"),
    "ranks_only": _("published ranks only"),
    "refused": _("refused values"),
    "rival": _("rival city"),
    "run": _("run"),
    "samples": _("samples"),
    "seed": _("random seed"),
    "unchanged": _("unchanged values"),
    "value": _("value"),
    "values": _("values"),
    "vary_missing": _("rule for missing values varies"),
    "vary_scale": _("normalisation and aggregation vary"),
    "vary_treatment": _("outlier treatment varies"),
    "weight_noise": _("weights vary by"),
}


def trail_words_register() -> None:
    """Once, when the application is ready."""
    register(
        actions=ACTIONS,
        fields=FIELDS,
        values={"study": dict(Study.Kind.choices)},
        keys={"indicator": (Indicator, "code")},
    )
    about_register(
        IndicatorValue,
        lambda row: {
            "city": row.city.adcode,
            "indicator": row.indicator.code,
            "value": row.value,
        },
    )
    about_register(Study, lambda row: {"study": row.kind, "number": row.pk})
