"""Whether a start brings the demo along: not where it was declined, removed or has no place."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from pathlib import Path

from django.conf import settings

from surveys.models import Edition, TrailEntry, User


class LeftOut(StrEnum):
    """Why a start loads no demo; `./run` says it in words."""

    PRODUCTION = "production"
    REAL = "real"
    REMOVED = "removed"
    DECLINED = "declined"


def demo_left_out(codes: Collection[str]) -> LeftOut | None:
    """`codes` are those of the demo editions; None where they are to be loaded."""
    deleted = TrailEntry.objects.filter(action="edition.delete", subject__in=codes)
    disabled = User.objects.filter(is_demo=True, is_active=False)
    if settings.PRODUCTION:
        return LeftOut.PRODUCTION
    if Edition.objects.real().exists():
        return LeftOut.REAL
    if deleted.exists() or disabled.exists():
        return LeftOut.REMOVED
    return LeftOut.DECLINED if _declined_file().exists() else None


def demo_decline() -> None:
    """Remembered in the data folder, until somebody asks for the demo."""
    _declined_file().touch(mode=0o600)


def demo_want() -> None:
    _declined_file().unlink(missing_ok=True)


def _declined_file() -> Path:
    return Path(settings.DATA_DIR) / "no_demo"
