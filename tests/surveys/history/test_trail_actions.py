"""Whatever the services write into the history has words, and no words are left over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from surveys.history.words import ACTIONS, action_label
from surveys.models import ReviewDecision
from tests.services.found import PARTS, files_of, is_service

ROOT = Path(settings.BASE_DIR)
ACTION = re.compile(r"[a-z]+\.(?!csv$)[a-z_]+")
# Names of tasks are written alike and are no actions.
TASKS = ("scoring.", "surveys.")
# Of entries that an earlier version wrote; they keep their words.
FORMER = {"request.reply"}


def _constants(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _written() -> set[str]:
    """Every literal of the services that reads like an action, and a reviewer's verdicts."""
    files = filter(is_service, files_of("ecoasset", *PARTS))
    literals = {
        text for path in files for text in _constants(ROOT / path) if ACTION.fullmatch(text)
    }
    verdicts = {f"review.{verdict}" for verdict in ReviewDecision.Verdict.values}
    return {text for text in literals if not text.startswith(TASKS)} | verdicts


def test_every_action_has_words_and_all_words_are_used() -> None:
    assert _written() == set(ACTIONS) - FORMER
    assert all(action_label(action) != action for action in _written())


def test_an_action_of_a_later_version_is_shown_as_it_is() -> None:
    assert action_label("letter.burn") == "letter.burn"
