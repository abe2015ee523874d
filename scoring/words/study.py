"""Words for what a sensitivity study varies and for its parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

FACTOR_WORDS: dict[str, Any] = {
    "treatment": _("Outlier treatment"),
    "scale": _("Normalisation and aggregation"),
    "missing": _("Missing cells"),
    "weights": _("Weights"),
    "coding": _("Coding error"),
    "replies": _("Replies that count"),
}
PARAMETER_WORDS: dict[str, Any] = {
    "draws": _("Draws"),
    "samples": _("Samples (a power of 2)"),
    "seed": _("Seed"),
    "weight_noise": _("Weights vary by ± this share"),
    "vary_treatment": _("Vary the outlier treatment"),
    "vary_scale": _("Vary normalisation and aggregation"),
    "vary_missing": _("Vary the rule for missing values"),
    "coding_error": _("Let singly coded answers be wrong"),
    "vary_replies": _("Vary whether later letters count"),
    "city": _("City"),
    "rival": _("Rival city"),
    "places": _("or: into the first … places"),
}
_YES, _NO = _("Yes"), _("No")


def parameter_lines(parameters: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The parameters that say something, with words for the names and for yes and no."""
    for name, value in parameters.items():
        if isinstance(value, bool):
            yield str(PARAMETER_WORDS.get(name, name)), str(_YES if value else _NO)
        elif value != "":
            yield str(PARAMETER_WORDS.get(name, name)), str(value)
