from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.errors import ChangedMeanwhile
from surveys.models import User
from surveys.models.user import Role
from surveys.people.passwords import password_rules
from surveys.people.selectors import names_taken
from surveys.seen import seen_check, seen_word

_SECRET = {"autocomplete": "new-password"}


def _check_password(form: forms.ModelForm, field: str, owner: User) -> None:
    """The rules that its help tells, where one was typed."""
    typed = form.cleaned_data.get(field, "")
    if not typed:
        return
    try:
        validate_password(typed, owner)
    except forms.ValidationError as error:
        form.add_error(field, error)


class AccountsForm(forms.Form):
    """A list as it was pasted; what is wrong with a line is told beside the line."""

    lines = forms.CharField(
        label=gettext_lazy("One account a line: name, user name, role"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "autocomplete": "off"}),
        help_text=gettext_lazy(
            "As copied from a table or a chat: parted by tabs, commas, semicolons or blanks."
        ),
    )


class UserAddForm(forms.ModelForm):
    """A new account; its first password is handed over by word of mouth."""

    password = forms.CharField(
        label=gettext_lazy("First password"),
        widget=forms.PasswordInput(attrs=_SECRET),
        help_text=format_lazy(
            "{} {}",
            password_rules(),
            gettext_lazy("It has to be changed at the first sign-in."),
        ),
    )

    class Meta:
        model = User
        fields = ("username", "full_name", "role")

    def clean_username(self) -> str:
        """As in a pasted list: no two names that differ in capitals alone."""
        name: str = self.cleaned_data["username"]
        if name.casefold() in names_taken():
            text = _("There is an account %(username)s already.")
            raise forms.ValidationError(text % {"username": name}, code="unique")
        return name

    def clean(self) -> dict[str, Any]:
        """Here, where the names that a password must not be like are known."""
        data = super().clean() or {}
        names = {name: data.get(name, "") for name in ("username", "full_name")}
        _check_password(self, "password", User(**names))
        return data


class UserChangeForm(forms.ModelForm):
    """Role, name and activity; a new password only where one is typed."""

    new_password = forms.CharField(
        label=gettext_lazy("New password"),
        widget=forms.PasswordInput(attrs=_SECRET),
        required=False,
        help_text=format_lazy(
            "{} {} {}",
            gettext_lazy("Leave empty to keep the present one."),
            password_rules(),
            gettext_lazy("It has to be changed at the next sign-in."),
        ),
    )
    seen = forms.CharField(label="", widget=forms.HiddenInput(), required=False)
    acting: User | None = None  # set by the page: who fills in the form

    class Meta:
        model = User
        fields = ("full_name", "role", "language", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = seen_word(self.instance)

    def clean(self) -> dict[str, Any]:
        """Nobody locks the last door behind himself or herself."""
        data = super().clean() or {}
        names = {"username": self.instance.username, "full_name": data.get("full_name", "")}
        _check_password(self, "new_password", User(**names))
        own = self.acting is not None and self.acting.pk == self.instance.pk
        if own and (data.get("role") != Role.ADMINISTRATOR or not data.get("is_active")):
            raise forms.ValidationError(_("You cannot take your own rights away."))
        try:
            seen_check(User.objects.get(pk=self.instance.pk), data.get("seen", ""))
        except ChangedMeanwhile as refusal:
            raise forms.ValidationError(refusal.message) from refusal
        return data
