"""What a web process does before its first request, so that nobody waits for it."""

from __future__ import annotations

import importlib
from pathlib import Path

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse
from django.utils import formats, translation

from scoring.rendered.program import program_stamp

# What NumPy and archives otherwise load when they are first used.
LOADED_LATE = ("numpy.ma", "encodings.cp437")


def make_ready() -> None:
    """Every template compiled, every address and both languages' words and formats loaded, and
    the state of the program taken down as this process has it."""
    program_stamp()
    reverse("home")
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            translation.gettext("City")
            formats.get_format("DATE_FORMAT")
    for name in LOADED_LATE:
        importlib.import_module(name)
    folder = Path(settings.BASE_DIR) / "templates"
    for path in sorted(folder.rglob("*.html")):
        get_template(path.relative_to(folder).as_posix())
