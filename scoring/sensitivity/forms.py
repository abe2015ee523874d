from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scoring.models import Study
from scoring.sensitivity.plan import StudyParameters
from surveys.models import City

_VARIED = (
    *("seed", "weight_noise", "vary_treatment", "vary_scale", "vary_missing", "coding_error"),
    "vary_replies",
)
FIELDS: dict[str, tuple[str, ...]] = {
    Study.Kind.MONTE_CARLO: ("draws", *_VARIED),
    Study.Kind.SOBOL: ("samples", *_VARIED, "city"),
    Study.Kind.FLIP: ("city", "rival", "places"),
}
PURPOSE: dict[str, Any] = {
    Study.Kind.MONTE_CARLO: _(
        "Ranks over many draws of weights, method choices and coding error: every city gets an "
        "interval of ranks. 1,000 draws take a second or two, 10,000 about ten."
    ),
    Study.Kind.SOBOL: _(
        "Which of these choices matters most. Each sample is computed several times over: 128 "
        "samples take a few seconds, 1,024 about half a minute."
    ),
    Study.Kind.FLIP: _(
        "The smallest change of domain weights that swaps two cities or lifts one into the "
        "first places. It takes a moment."
    ),
}
MOST_NAMED = 6


class StudyForm(forms.Form):
    """What a sensitivity study of one kind varies; it holds no field of another kind."""

    kind = forms.ChoiceField(choices=Study.Kind.choices, widget=forms.HiddenInput)
    draws = forms.IntegerField(label=_("Draws"), initial=1000, min_value=1000, required=False)
    samples = forms.IntegerField(
        label=_("Samples (a power of 2)"), initial=128, min_value=2, required=False
    )
    seed = forms.IntegerField(label=_("Seed"), initial=1, min_value=0)
    weight_noise = forms.FloatField(
        label=_("Weights vary by ± this share"), initial=0.25, min_value=0, max_value=1
    )
    vary_treatment = forms.BooleanField(
        label=_("Vary the outlier treatment"), initial=True, required=False
    )
    vary_scale = forms.BooleanField(
        label=_("Vary normalisation and aggregation"), initial=True, required=False
    )
    vary_missing = forms.BooleanField(
        label=_("Vary the rule for missing values"), initial=True, required=False
    )
    coding_error = forms.BooleanField(
        label=_("Let singly coded answers be wrong"), initial=True, required=False
    )
    vary_replies = forms.BooleanField(
        label=_("Vary whether later letters count"), initial=False, required=False
    )
    city = forms.CharField(label=_("City"), required=False)
    rival = forms.CharField(label=_("Rival city"), required=False)
    places = forms.IntegerField(
        label=_("or: into the first … places"), min_value=0, initial=0, required=False
    )

    def __init__(self, data: Any = None, *, kind: str = Study.Kind.MONTE_CARLO) -> None:
        super().__init__(data, initial={"kind": kind})
        for name in set(self.fields) - {"kind", *FIELDS[kind]}:
            del self.fields[name]
        if kind == Study.Kind.FLIP:
            self.fields["city"].required = True

    def clean_city(self) -> str:
        return self._adcode("city")

    def clean_rival(self) -> str:
        return self._adcode("rival")

    def _adcode(self, field: str) -> str:
        """The adcode of what was typed: a name, pinyin, initials or the adcode itself."""
        typed = self.cleaned_data.get(field, "").strip()
        if not typed:
            return ""
        found = list(City.objects.matching(typed)[:MOST_NAMED])
        exact = [city for city in found if typed in (city.name, city.short_name, city.adcode)]
        if not found:
            raise forms.ValidationError(_("No city fits this."))
        if len(found) > 1 and len(exact) != 1:
            names = ", ".join(city.label for city in found)
            text = _("Several cities fit: %(names)s. Type one of them in full.")
            raise forms.ValidationError(text, params={"names": names})
        return (exact or found)[0].adcode

    def parameters(self) -> StudyParameters:
        """Raises `Refused` with the field at fault."""
        data: dict[str, Any] = {**self.cleaned_data}
        data.pop("kind")
        for name, default in (("draws", 1000), ("samples", 128), ("places", 0)):
            if name in data:
                data[name] = data[name] or default
        return StudyParameters(**data)
