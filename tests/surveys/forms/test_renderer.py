from __future__ import annotations

import datetime

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.forms.widgets import ChoiceWidget
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from surveys.forms.renderer import FormRenderer

CHOICES = [
    ("", gettext_lazy("All")),
    ("<a&b>", "quotes \" and ' and <b>"),
    (1234.5, 1234.5),
    (12345, 12345),
    (None, "none"),
    (True, "yes"),
    ("safe", mark_safe("<i>safe</i>")),
    (datetime.date(2025, 6, 2), datetime.date(2025, 6, 2)),
    ("a group <&>", [("x", "in a group"), ("y", "another")]),
    ("last", "last"),
]


class Marked(forms.Select):
    option_template_name = "django/forms/widgets/radio_option.html"


@pytest.mark.parametrize(
    ("widget", "value"),
    [
        (forms.Select, "12345"),
        (forms.Select, None),
        (forms.SelectMultiple, ["x", "last"]),
        (forms.RadioSelect, "x"),
        (forms.TextInput, "<x>"),
        (Marked, "last"),
    ],
)
def test_a_widget_is_what_djangos_templates_make_of_it(
    widget: type[forms.Widget], value: object
) -> None:
    made = widget({"id": "id_a", "required": True, "disabled": False, "data-x": "<'\">", "size": 3})
    if isinstance(made, ChoiceWidget):
        made.choices = CHOICES
    mine, djangos = (
        made.render("na<me", value, renderer=renderer())
        for renderer in (FormRenderer, DjangoTemplates)
    )
    assert mine == djangos


def test_forms_are_rendered_by_it() -> None:
    assert isinstance(forms.Form().renderer, FormRenderer)
