"""The fields of every form in their order: `form_fields.csv` has a line for each.

What a field asks of people (whether it may stay empty, how long it may be, where it begins)
changes on purpose alone.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.forms import BaseForm, Field

PARTS = ("surveys", "scoring", "ecoasset")


def _forms(of: Any = BaseForm) -> Iterator[Any]:
    for form in of.__subclasses__():
        if form.__module__.partition(".")[0] in PARTS:
            yield form
        yield from _forms(form)


def _line(form: Any, name: str, field: Field) -> list[str]:
    attributes = {**field.widget.attrs, "initial": "" if callable(field.initial) else field.initial}
    told = [f"{key}={value}" for key, value in attributes.items() if value not in (None, "")]
    kind = f"{type(field).__name__} {type(field.widget).__name__}"
    return [form.__name__, name, kind, "needed" if field.required else "", " ".join(told)]


def test_every_field_is_as_it_is_listed() -> None:
    with (Path(__file__).parent / "form_fields.csv").open(encoding="utf-8", newline="") as stream:
        _head, *listed = csv.reader(stream)
    forms = sorted(set(_forms()), key=lambda form: form.__name__)
    fields = [(form, name, field) for form in forms for name, field in form.base_fields.items()]
    assert [_line(*entry) for entry in fields] == listed
