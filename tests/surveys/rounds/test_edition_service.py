from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.db import transaction
from kombu.exceptions import OperationalError
from pytest_django import DjangoCaptureOnCommitCallbacks

from surveys import hint
from surveys.errors import EditionClosed, Refused
from surveys.models import Edition, TrailEntry
from surveys.open_edition import edition_require_open, edition_touch, editions_touch
from surveys.rounds.services.edition import edition_freeze, edition_open
from tests.builders import CUTOFF, OPENS, Cast, make_edition
from tests.engines.patience import PATIENCE_SECONDS

Sent = Callable[[], list[tuple[str, list[int]]]]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """What has gone to the broker once the sending thread has nothing left to do."""
    messages: list[tuple[str, list[int]]] = []

    def send_task(name: str, args: list[int], retry: bool) -> None:
        assert retry is False, "a page does not wait for a dead broker"
        messages.append((name, args))

    monkeypatch.setattr(hint.current_app, "send_task", send_task)

    def all_of_them() -> list[tuple[str, list[int]]]:
        assert hint.publisher.wait(PATIENCE_SECONDS)
        return messages

    return all_of_them


def _version(edition: Edition) -> int:
    return Edition.objects.values_list("inputs_version", flat=True).get(pk=edition.pk)


def test_a_touch_counts_and_tells_the_queue_after_the_commit(
    edition: Edition, sent: Sent, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        edition_touch(edition=edition)
        assert _version(edition) == 1
        assert sent() == [], "before the commit a worker would read the old inputs"
    assert sent() == [("scoring.recompute", [edition.pk, 1])]


def test_the_hint_names_the_version_at_the_time_of_the_commit(
    edition: Edition, sent: Sent, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    make_edition("2099-later", inputs_version=9)
    with django_capture_on_commit_callbacks(execute=True):
        edition_touch(edition=edition)
        edition_touch(edition=edition)
    assert sent() == [("scoring.recompute", [edition.pk, 2])] * 2


def test_what_is_rolled_back_was_never_counted(
    edition: Edition, sent: Sent, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        edition_touch(edition=edition)
        transaction.set_rollback(True)
    assert _version(edition) == 0
    assert sent() == []


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("no broker"),
        ConnectionRefusedError(),
        ValueError("Port could not be cast to integer value as 'abc'"),
        AttributeError("'NoneType' object has no attribute 'ping'"),
    ],
)
def test_a_dead_broker_stops_nobody(
    edition: Edition,
    error: Exception,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def send_task(name: str, args: list[int], retry: bool) -> None:
        raise error

    monkeypatch.setattr(hint.current_app, "send_task", send_task)
    with django_capture_on_commit_callbacks(execute=True):
        edition_touch(edition=edition)
    assert _version(edition) == 1
    assert hint.publisher.wait(PATIENCE_SECONDS)
    assert "wait for the sweep" in caplog.text


@pytest.mark.parametrize("closed", ["frozen", "ranks_only"])
def test_a_closed_edition_is_neither_touched_nor_open(closed: str, db: None) -> None:
    edition = make_edition("2024-closed", **{closed: True})
    for ask in (edition_touch, edition_require_open):
        with pytest.raises(EditionClosed, match="2024-closed"):
            ask(edition=edition)
    assert _version(edition) == 0


def test_the_stored_row_decides_and_not_an_old_copy(edition: Edition) -> None:
    old_copy = Edition.objects.get(pk=edition.pk)
    Edition.objects.filter(pk=edition.pk).update(frozen=True, frozen_at="2026-01-01T00:00Z")
    for ask in (edition_touch, edition_require_open):
        with pytest.raises(EditionClosed):
            ask(edition=old_copy)


def test_reference_data_touches_what_is_open_and_has_inputs(db: None) -> None:
    used, empty = make_edition(inputs_version=3), make_edition()
    frozen = make_edition(inputs_version=3, frozen=True)
    editions_touch()
    assert [_version(edition) for edition in (used, empty, frozen)] == [4, 0, 3]


def test_opening_an_edition_opens_its_first_round(cast: Cast) -> None:
    edition = edition_open(
        actor=cast.manager,
        code="2026-pilot",
        year=2026,
        title_zh="试点",
        title_en="Pilot",
        opens_on=OPENS,
        cutoff=CUTOFF,
    )
    assert [(r.number, r.opens_on, r.cutoff) for r in edition.rounds.all()] == [(1, OPENS, CUTOFF)]
    first, entry = TrailEntry.objects.filter(edition=edition)
    assert (entry.action, entry.actor) == ("edition.open", cast.manager)
    assert entry.changes["code"] == [None, "2026-pilot"]
    assert (first.action, first.changes["cutoff"]) == ("round.open", [None, CUTOFF.isoformat()])


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"code": "pilot"}, "code"),
        ({"code": "2026 pilot"}, "code"),
        ({"code": "2025-test", "year": 2025, "title_en": ""}, "code"),
        ({"code": "2025-new"}, "year"),
        ({"title_en": "The index of 2025"}, "title_en"),
        ({"title_zh": ""}, "title_zh"),
        ({"cutoff": OPENS}, "cutoff"),
        ({"cutoff": OPENS - datetime.timedelta(days=1)}, "cutoff"),
    ],
)
def test_an_edition_that_cannot_be_opened(
    cast: Cast, edition: Edition, fields: dict[str, object], field: str
) -> None:
    facts: dict[str, object] = {
        "code": "2026",
        "year": 2026,
        "title_zh": "二〇二六",
        "title_en": "2026",
        "opens_on": OPENS,
        "cutoff": CUTOFF,
    }
    with pytest.raises(Refused) as caught:
        edition_open(actor=cast.manager, **{**facts, **fields})  # type: ignore[arg-type]
    assert caught.value.field == field
    assert list(Edition.objects.all()) == [edition]
    assert not TrailEntry.objects.exists()


def test_freezing_needs_a_reason_and_happens_once(cast: Cast, edition: Edition) -> None:
    with pytest.raises(Refused) as caught:
        edition_freeze(actor=cast.manager, edition=edition, reason=" ")
    assert caught.value.field == "reason"
    edition_freeze(actor=cast.manager, edition=edition, reason="published")
    assert edition.frozen
    assert edition.frozen_at is not None
    entry = TrailEntry.objects.get(edition=edition)
    assert (entry.changes, entry.reason) == ({"frozen": [False, True]}, "published")
    with pytest.raises(EditionClosed):
        edition_freeze(actor=cast.manager, edition=edition, reason="again")
