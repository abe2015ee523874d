from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.errors import ChangedMeanwhile
from surveys.models import User
from surveys.models.user import Role
from surveys.seen import seen_check, seen_word

_SECRET = {"autocomplete": "new-password"}


class UserAddForm(forms.ModelForm):
    """A new account; its first password is handed over by word of mouth."""

    password = forms.CharField(
        label=gettext_lazy("First password"), widget=forms.PasswordInput(attrs=_SECRET)
    )

    class Meta:
        model = User
        fields = ("username", "full_name", "role")

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"], self.instance)
        return str(self.cleaned_data["password"])


class UserChangeForm(forms.ModelForm):
    """Role, name and activity; a new password only where one is typed."""

    new_password = forms.CharField(
        label=gettext_lazy("New password"),
        widget=forms.PasswordInput(attrs=_SECRET),
        required=False,
        help_text=gettext_lazy("Leave empty to keep the present one."),
    )
    seen = forms.CharField(widget=forms.HiddenInput(), required=False)
    acting: User | None = None  # set by the page: who fills in the form

    class Meta:
        model = User
        fields = ("full_name", "role", "language", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = seen_word(self.instance)

    def clean_new_password(self) -> str:
        password = str(self.cleaned_data["new_password"])
        if password:
            validate_password(password, self.instance)
        return password

    def clean(self) -> dict[str, Any]:
        """Nobody locks the last door behind himself or herself."""
        data = super().clean() or {}
        own = self.acting is not None and self.acting.pk == self.instance.pk
        if own and (data.get("role") != Role.ADMINISTRATOR or not data.get("is_active")):
            raise forms.ValidationError(_("You cannot take your own rights away."))
        try:
            seen_check(User.objects.get(pk=self.instance.pk), data.get("seen", ""))
        except ChangedMeanwhile as refusal:
            raise forms.ValidationError(refusal.message) from refusal
        return data
