"""A process that is killed in the middle leaves nothing of the round, the next one brings it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from django.db import connections

from surveys.past.services import round_import
from surveys.past.writing import batch, plan
from tests.surveys.past.small import Small, make_small
from tests.surveys.past.test_import_round import bring, counts, picture

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("evidence_folder"),
]
# Before any row, among the letters, among the answers, and with every row written.
STEPS = {
    "files": (batch, "edition_touch"),
    "letters": (plan, "replies_write"),
    "answers": (plan, "answers_write"),
    "the end": (round_import, "batch_trail"),
}


def killed_at(step: str, folder: Path, small: Small) -> None:
    """Forks; the child tells when it is there, waits, and never comes back."""
    there, told = os.pipe()
    child = os.fork()
    if child == 0:
        connections.close_all()
        module, name = STEPS[step]

        def stop(*_args: object, **_options: object) -> None:
            os.write(told, b".")
            signal.pause()

        setattr(module, name, stop)
        try:
            bring(folder, small)
        finally:
            os._exit(1)
    os.close(told)
    assert os.read(there, 1) == b"."
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(there)


@pytest.mark.parametrize("step", STEPS)
def test_nothing_is_half_written(tmp_path: Path, step: str) -> None:
    small = make_small()
    folder = small.book.save(tmp_path / "round")
    before = picture()
    connections.close_all()
    killed_at(step, folder, small)
    assert picture() == before
    status, report = bring(folder, small)
    assert (status, report["findings"]) == (0, [])
    assert counts(report, "letters") == (3, 3, 0, 0)
