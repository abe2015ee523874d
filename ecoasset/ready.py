"""What a web process does before its first request, so that nobody waits for it."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path

from django import forms
from django.conf import settings
from django.forms.renderers import get_default_renderer
from django.template.loader import get_template
from django.urls import reverse
from django.utils import formats, translation

from scoring.rendered.program import program_stamp

# What NumPy and archives otherwise load when they are first used.
LOADED_LATE = ("numpy.ma", "encodings.cp437")


def make_ready() -> None:
    """Every template compiled, those of form fields too, every address and both languages' words
    and formats loaded, and the state of the program taken down as this process has it."""
    program_stamp()
    reverse("home")
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            translation.gettext("City")
            formats.get_format("DATE_FORMAT")
    for name in LOADED_LATE:
        importlib.import_module(name)
    _compile(Path(settings.BASE_DIR) / "templates", get_template)
    _compile(Path(forms.__file__).parent / "templates", get_default_renderer().get_template)


def _compile(folder: Path, get: Callable[[str], object]) -> None:
    for path in sorted(folder.rglob("*.html")):
        get(path.relative_to(folder).as_posix())
