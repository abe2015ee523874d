"""Rows are written by services: of everything else that writes, this is the list."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from django.conf import settings

from tests.services.found import PARTS, files_of, is_service

# What writes and is no service: managers and guards of models, the sweep's sign of life, the
# mark of loaded reference tables, and sign-ins that failed, which axes keeps for itself. A Word
# document and the picture of a page are saved into memory.
WRITERS = {
    "ecoasset/doors/lock_out.py",
    "scoring/models/method.py",
    "scoring/models/run.py",
    "scoring/tasks.py",
    "surveys/files/readers/images/sheet.py",
    "surveys/models/append_only.py",
    "surveys/models/user.py",
    "surveys/past/writing/answers.py",
    "surveys/past/writing/batch.py",
    "surveys/past/writing/letters.py",
    "surveys/reference_state.py",
    "surveys/rounds/chasing/word_file.py",
    "surveys/rounds/said.py",
}
WRITING = {"create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "save"}
CHANGING = {"update", "delete", "_raw_delete"}


def _writes(path: Path) -> bool:
    """Whether it calls what writes rows; `update` and `delete` of query sets alone."""
    calls = [
        node.func
        for node in ast.walk(ast.parse((settings.BASE_DIR / path).read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    return any(
        call.attr in WRITING
        or (
            call.attr in CHANGING
            and re.search(r"objects|filter\(|super\(", ast.unparse(call.value))
        )
        for call in calls
    )


def test_nothing_but_services_writes() -> None:
    """A form is saved by no view, a row by no command."""
    writers = {
        str(path)
        for path in files_of("ecoasset", *PARTS)
        if "migrations" not in path.parts and not is_service(path) and _writes(path)
    }
    assert writers == WRITERS
