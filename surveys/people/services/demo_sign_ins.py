"""The file of the demo's first passwords: only of accounts that still have them."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings


def sign_ins_file() -> Path:
    return Path(settings.DATA_DIR) / "demo_sign_ins.json"


def sign_ins_read() -> dict[str, str]:
    """Passwords by user name; none where there is no file."""
    try:
        stored: dict[str, str] = json.loads(sign_ins_file().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return stored


def sign_ins_write(passwords: Mapping[str, str]) -> None:
    """Whole or not at all, for this user's eyes; an empty one leaves no file."""
    if not passwords:
        sign_ins_file().unlink(missing_ok=True)
        return
    draft = sign_ins_file().with_suffix(".new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump(passwords, stream)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(sign_ins_file())


def sign_in_forget(username: str) -> None:
    """After its password was changed or its account closed."""
    stored = sign_ins_read()
    if stored.pop(username, None) is not None:
        sign_ins_write(stored)
