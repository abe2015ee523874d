"""What a worker does with a message, run here without one."""

from __future__ import annotations

import pytest
from django.db.models import ProtectedError

from scoring import study_tasks, tasks
from scoring.models import Heartbeat, ScoreRun
from scoring.runs.inputs import UnsettledInputs
from scoring.runs.selectors import (
    editions_behind,
    is_computed,
    newest_run,
    run_is_behind,
)
from scoring.runs.sweep import sweep_age_seconds
from surveys.models import City, Edition, Question, ReviewPriority
from surveys.open_edition import edition_touch
from tests.builders import make_answer, make_city, make_edition, make_user
from tests.scoring.rows import fill_values, make_index


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """No pause; what the tasks send on is kept here, as there is no broker."""
    messages: list[tuple[object, ...]] = []
    monkeypatch.setattr(tasks, "PAUSE_SECONDS", 0)
    monkeypatch.setattr(tasks, "task_hint", lambda *message: messages.append(message))
    return messages


@pytest.fixture
def edition(db: None) -> Edition:
    make_index()
    for _ in range(3):
        make_city()
    edition = make_edition("2025-test", inputs_version=5)
    fill_values(edition)
    return edition


def _versions(edition: Edition) -> list[int]:
    return sorted(ScoreRun.objects.filter(edition=edition).values_list("inputs_version", flat=True))


def test_a_message_brings_both_runs_up_to_the_inputs(edition: Edition) -> None:
    assert not is_computed(edition.pk, 5)
    tasks.recompute(edition.pk, 5)
    assert _versions(edition) == [5, 5]
    assert is_computed(edition.pk, 5)


def _coded_question() -> Question:
    return Question.objects.get(code="leading_group")


@pytest.mark.parametrize("version", [1, 4, 5])
def test_a_message_of_inputs_that_are_computed_is_dropped(
    edition: Edition, version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks.recompute(edition.pk, 5)

    computed: list[object] = []
    monkeypatch.setattr(tasks, "edition_recompute", lambda **fields: computed.append(fields))
    tasks.recompute(edition.pk, version)
    assert computed == []


def test_a_recomputation_asks_for_priorities_and_the_sweep_only_where_some_are_due(
    edition: Edition, sent: list[tuple[object, ...]]
) -> None:
    tasks.recompute(edition.pk, 5)
    assert sent == [("scoring.prioritise", edition.pk)]
    tasks.sweep()
    assert len(sent) == 1, "no answer is open"
    answer = make_answer(edition, City.objects.all()[0], _coded_question(), make_user())
    edition_touch(edition=edition)
    tasks.sweep()
    assert sent[1:] == [("scoring.prioritise", edition.pk)]
    tasks.prioritise(edition.pk)
    assert ReviewPriority.objects.get().city == answer.city
    tasks.sweep()
    assert len(sent) == 2


def test_an_old_message_still_brings_the_newest_inputs(edition: Edition) -> None:
    tasks.recompute(edition.pk, 2)
    assert _versions(edition) == [5, 5]


def test_a_message_without_a_version_computes_what_is_missing(edition: Edition) -> None:
    tasks.recompute(edition.pk)
    tasks.recompute(edition.pk)
    assert _versions(edition) == [5, 5]


def test_one_basis_alone_does_not_count_as_computed(edition: Edition) -> None:
    tasks.recompute(edition.pk, 5)
    ScoreRun.objects.filter(basis="approved").delete()
    assert not is_computed(edition.pk, 5)
    assert editions_behind() == [edition]
    tasks.sweep()
    assert _versions(edition) == [5, 5]


def test_the_sweep_finds_what_no_message_told(edition: Edition) -> None:
    make_edition("2020", ranks_only=True, inputs_version=7)
    make_edition("2026", inputs_version=0)
    assert sweep_age_seconds() is None
    assert editions_behind() == [edition]
    tasks.sweep()
    tasks.sweep()
    assert editions_behind() == []
    assert _versions(edition) == [5, 5]
    assert ScoreRun.objects.count() == 2
    age = sweep_age_seconds()
    assert age is not None
    assert age >= 0
    assert Heartbeat.objects.count() == 1


@pytest.mark.parametrize(
    "error",
    [
        UnsettledInputs("busy"),
        ValueError("a bad value"),
        KeyError("R1.1.1"),
        Edition.DoesNotExist("deleted meanwhile"),
    ],
)
def test_one_edition_that_fails_does_not_stop_the_sweep(
    edition: Edition, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = make_edition("2099", inputs_version=1)
    recompute = tasks.edition_recompute

    def fail_for_one(*, edition_id: int) -> object:
        if edition_id == broken.pk:
            raise error
        return recompute(edition_id=edition_id)

    monkeypatch.setattr(tasks, "edition_recompute", fail_for_one)
    tasks.sweep()
    assert editions_behind() == [broken]
    assert _versions(edition) == [5, 5]
    assert sweep_age_seconds() is not None


@pytest.mark.parametrize("part", ["runs_thin", "editions_unprioritised", "studies_stalled"])
def test_a_part_that_fails_stops_neither_the_others_nor_the_heartbeat(
    edition: Edition,
    part: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_args: object, **_fields: object) -> None:
        raise ProtectedError("a study cites it", set())

    monkeypatch.setattr(tasks, part, fail)
    tasks.sweep()
    assert _versions(edition) == [5, 5]
    assert sweep_age_seconds() is not None
    assert "sweep: " in caplog.text


def test_trouble_of_the_machine_is_one_line_of_the_sweep(
    edition: Edition, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tasks, "studies_stalled", fail)
    tasks.sweep()
    [line] = [one for one in caplog.records if one.levelname == "ERROR"]
    assert line.getMessage().startswith("sweep: studies failed (full): ")
    assert line.exc_info is None


def test_many_sweeps_that_waited_are_one(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    """While there was no worker; the messages know no date at which they expire."""
    monkeypatch.setattr(tasks, "_swept_at", {})
    now = 100.0
    monkeypatch.setattr(tasks.time, "monotonic", lambda: now)
    assert [tasks._is_repeated(tasks.sweep, 5) for _ in range(3)] == [False, True, True]
    now += 5
    assert not tasks._is_repeated(tasks.sweep, 5)


def test_a_message_of_an_edition_that_is_gone_is_dropped(
    db: None, sent: list[tuple[object, ...]]
) -> None:
    tasks.recompute(4711, 1)
    tasks.recompute(4711)
    tasks.prioritise(4711)
    study_tasks.study_block(4711, 0)
    assert sent == []
    assert not ScoreRun.objects.exists()


def test_a_frozen_edition_is_still_computed(edition: Edition) -> None:
    Edition.objects.update(frozen=True, frozen_at="2026-01-01T00:00Z")
    tasks.sweep()
    assert _versions(edition) == [5, 5]


def test_a_burst_is_waited_out_but_not_for_ever(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three changes while waiting cost one computation; without an end there is one anyway."""
    pauses: list[float] = []

    def change_three_times(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) <= 3:
            edition_touch(edition=edition)

    monkeypatch.setattr(tasks.time, "sleep", change_three_times)
    tasks.recompute(edition.pk, 5)
    assert _versions(edition) == [8, 8]
    assert len(pauses) == 4
    monkeypatch.setattr(tasks.time, "sleep", lambda _s: edition_touch(edition=edition))
    monkeypatch.setattr(tasks, "LONGEST_WAIT_SECONDS", 0.05)
    tasks.recompute(edition.pk)
    edition.refresh_from_db()
    assert max(_versions(edition)) == edition.inputs_version > 8


def test_the_newest_run_and_whether_a_newer_one_is_due(edition: Edition) -> None:
    assert newest_run(edition, "approved") is None
    assert run_is_behind(edition, None)
    tasks.recompute(edition.pk, 5)
    run = newest_run(edition, "approved")
    assert run is not None
    assert (run.basis, run.inputs_version) == ("approved", 5)
    assert not run_is_behind(edition, run)
    edition_touch(edition=edition)
    edition.refresh_from_db()
    assert run_is_behind(edition, newest_run(edition, "approved"))
    assert not run_is_behind(make_edition("2020", ranks_only=True, inputs_version=1), None)
