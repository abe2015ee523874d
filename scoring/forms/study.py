from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scoring.models import Study
from scoring.sensitivity.plan import StudyParameters
from surveys.models import City


class StudyForm(forms.Form):
    """What a sensitivity study varies; the same fields serve all three kinds."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Study.Kind.choices)
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
    city = forms.CharField(label=_("City"), required=False)
    rival = forms.CharField(label=_("Rival city"), required=False)
    places = forms.IntegerField(
        label=_("or: into the first … places"), min_value=0, initial=0, required=False
    )

    def clean_city(self) -> str:
        return self._adcode("city")

    def clean_rival(self) -> str:
        return self._adcode("rival")

    def _adcode(self, field: str) -> str:
        """The adcode of what was typed: a name, pinyin, initials or the adcode itself."""
        typed = self.cleaned_data.get(field, "").strip()
        if not typed:
            return ""
        found = City.objects.matching(typed).first()
        if found is None:
            raise forms.ValidationError(_("No city fits this."))
        return found.adcode

    def parameters(self) -> StudyParameters:
        """Raises `Refused` with the field at fault."""
        data: dict[str, Any] = {**self.cleaned_data}
        data.pop("kind")
        for name, default in (("draws", 1000), ("samples", 128), ("places", 0)):
            data[name] = data.get(name) or default
        return StudyParameters(**data)
