"""After `make_ready` the first look at a page loads no module and compiles no template."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOOK = """
import json, sys
import django
django.setup()
from ecoasset.ready import make_ready
make_ready()
before = set(sys.modules)
import io
import numpy as np
from django.utils import formats, translation
packed = io.BytesIO()
np.savez_compressed(packed, a=np.arange(3.0))
packed.seek(0)
np.nanmedian(np.load(packed)["a"])
for code in ("zh-hans", "en"):
    with translation.override(code):
        formats.date_format(__import__("datetime").date(2024, 1, 2))
from django import forms, template
compiled = []
whole = template.Template.compile_nodelist
template.Template.compile_nodelist = lambda self: compiled.append(self.name) or whole(self)
class Form(forms.Form):
    one, two = forms.CharField(), forms.ChoiceField(choices=[("a", "A")])
    three, four = forms.FileField(), forms.DateField(widget=forms.RadioSelect)
str(Form())
json.dump([sorted(set(sys.modules) - before), compiled], sys.stdout)
"""


def test_numbers_archives_dates_and_form_fields_are_loaded_before_the_first_request(
    tmp_path: Path,
) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "ecoasset.settings",
        "ECOASSET_DATA": str(tmp_path / "data"),
    }
    found = subprocess.run(
        [sys.executable, "-c", LOOK],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(found.stdout) == [[], []]
