"""What people type when they open an edition, or put right how they opened it."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.editions.selectors import editions_to_follow, method_names, newest_real
from surveys.forms.dates import DateField, cutoff_follows, look_near
from surveys.forms.days import Near
from surveys.forms.reason import ReasonField
from surveys.models import Edition, Round, User


class LikeField(forms.ModelChoiceField):
    """An edition, named with the method that would be taken over."""

    methods: dict[int, str] = {}

    def label_from_instance(self, obj: Any) -> str:
        method = self.methods.get(obj.method_in_force, "")
        words = {"code": obj.code, "title": obj.title, "method": method}
        return _("%(code)s · %(title)s – method %(method)s") % words


class TitleForm(forms.Form):
    """Year and titles; without an English title, English pages show the Chinese one."""

    year = forms.IntegerField(
        label=gettext_lazy("Year of the index"), min_value=2000, max_value=2100
    )
    title_zh = forms.CharField(label=gettext_lazy("Chinese title"), max_length=120)
    title_en = forms.CharField(
        label=gettext_lazy("English title"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Without one, English pages show the Chinese title."),
    )


class EditionForm(TitleForm):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy(
            "Starts with the year: 2025, 2025-pilot. It stands in every address."
        ),
    )
    opens_on = DateField(label=gettext_lazy("First day of the round"), since_from="year")
    cutoff = DateField(
        label=gettext_lazy("Cut-off"),
        since_from="opens_on",
        help_text=gettext_lazy(
            "Replies received later are kept and marked late; silence counts once it is closed."
        ),
    )
    like = LikeField(
        label=gettext_lazy("Take over the method of"),
        queryset=Edition.objects.none(),
        to_field_name="code",
        required=False,
        help_text=gettext_lazy(
            "Another method can be chosen later. Codebook and indicators are those of all editions."
        ),
    )

    def __init__(self, person: User, data: QueryDict | None = None) -> None:
        super().__init__(data)
        editions = editions_to_follow(person)
        like: Any = self.fields["like"]
        like.methods, default = method_names()
        like.queryset = editions
        like.empty_label = _("no edition – the stated method %(method)s") % {"method": default}
        newest = newest_real(editions)
        if newest is not None:
            self.initial["like"] = newest.code

    def clean_year(self) -> int:
        """A first day without a year is in the year of the index."""
        year: int = self.cleaned_data["year"]
        look_near(self, "opens_on", Near(since=datetime.date(year, 1, 1)))
        return year

    def clean_opens_on(self) -> datetime.date:
        return cutoff_follows(self)


class CorrectionForm(TitleForm):
    cutoff = DateField(label=gettext_lazy("Cut-off"), required=False)
    reason = ReasonField(label=gettext_lazy("Reason"))

    def __init__(self, edition: Edition, last: Round | None, data: QueryDict | None = None) -> None:
        names = ("year", "title_zh", "title_en")
        initial: dict[str, Any] = {name: getattr(edition, name) for name in names}
        super().__init__(data, initial=initial)
        if last is None or last.closed_on:
            del self.fields["cutoff"]
            return
        self.initial["cutoff"] = last.cutoff
        self.fields["cutoff"].required = True
        look_near(self, "cutoff", Near(since=last.opens_on))
        words = {"number": last.number, "day": last.opens_on.isoformat()}
        self.fields["cutoff"].help_text = _("Of round %(number)d, which began on %(day)s.") % words


class RemovalForm(forms.Form):
    reason = ReasonField(label=gettext_lazy("Reason"))
