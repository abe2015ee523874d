"""Where services stand: files named `services`, folders of that name, and those that many pass."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings

PARTS = ("surveys", "scoring")
# Every change of what the index reads passes the first, which tells the queue by the second.
ALONE = ("surveys/open_edition.py", "surveys/hint.py")


def is_service(path: Path) -> bool:
    """Of a path below the project's folder."""
    return path.name == "services.py" or "services" in path.parts or str(path) in ALONE


def files_of(*parts: str) -> Iterator[Path]:
    """Paths below the project's folder."""
    root = Path(settings.BASE_DIR)
    for part in parts:
        yield from (path.relative_to(root) for path in sorted((root / part).rglob("*.py")))


def services(*parts: str) -> Iterator[Callable[..., object]]:
    """Every public function of the services of these parts."""
    for path in filter(is_service, files_of(*parts)):
        module = importlib.import_module(".".join(path.with_suffix("").parts))
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                yield function
