"""Messages to the queue: who waits for a broker, and what becomes of those nobody takes."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings

from ecoasset.paths import DataFolder
from surveys import hint
from surveys.hint import Publisher
from surveys.models import Answer, Edition, Question, TrailEntry
from tests.builders import Cast, make_answer, make_city
from tests.engines.patience import PATIENCE_SECONDS
from tests.web.people import browser


@pytest.fixture
def silent_broker(
    data_folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> Iterator[socket.socket]:
    """It takes every connection and says nothing, and our side would wait for it for ever."""
    assert hint.publisher.wait(PATIENCE_SECONDS)
    options = {**current_app.conf.broker_transport_options}
    patient = {**options, "socket_timeout": None, "socket_connect_timeout": None}
    monkeypatch.setattr(current_app.conf, "broker_transport_options", patient)
    current_app._after_fork()  # forgets the connections that were made with other options
    data_folder.make_socket_folder()
    path = Path(data_folder.broker_socket)
    path.unlink(missing_ok=True)
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as listening:
        listening.bind(str(path))
        listening.listen()
        listening.settimeout(PATIENCE_SECONDS)
        yield listening
    path.unlink()
    current_app._after_fork()


@pytest.mark.django_db(transaction=True)
def test_an_approval_does_not_wait_for_a_broker_that_never_answers(
    cast: Cast, edition: Edition, question: Question, silent_broker: socket.socket
) -> None:
    answer = make_answer(edition, make_city(), question, cast.coder)
    typed = {"verdict": "approved", "revision": answer.revision}
    page = browser(cast.reviewer).post(f"/answers/{answer.pk}/decide/", typed)
    assert page.status_code == 302
    assert Answer.objects.get(pk=answer.pk).state == "approved"
    assert TrailEntry.objects.filter(action="review.approved").count() == 1
    taken, _address = silent_broker.accept()
    assert not hint.publisher.wait(0), "the message still hangs there, in the thread alone"
    silent_broker.close()
    taken.close()
    assert hint.publisher.wait(PATIENCE_SECONDS)


def test_the_sending_thread_itself_waits_a_second_and_no_more() -> None:
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    assert options["socket_timeout"] == options["socket_connect_timeout"] == 1
    assert options["max_retries"] == 1


def test_what_waits_behind_a_failure_is_left_to_the_sweep(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked, fails = threading.Event(), threading.Event()
    tried = []

    def send_task(name: str, **given: object) -> None:
        tried.append(name)
        asked.set()
        assert fails.wait(PATIENCE_SECONDS)
        raise ConnectionError("gone")

    monkeypatch.setattr(hint.current_app, "send_task", send_task)
    publisher = Publisher()
    assert publisher.hand_over(("first", ()))
    assert asked.wait(PATIENCE_SECONDS)
    assert [publisher.hand_over(("next", (n,))) for n in range(3)] == [True] * 3
    fails.set()
    assert publisher.wait(PATIENCE_SECONDS)
    assert tried == ["first"]
    assert "first() and 3 more wait for the sweep: gone" in caplog.text


def test_too_many_are_refused_and_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hint, "MOST_WAITING", 2)
    held = threading.Event()
    asked = threading.Event()

    def send_task(name: str, **given: object) -> None:
        asked.set()
        assert held.wait(PATIENCE_SECONDS)

    monkeypatch.setattr(hint.current_app, "send_task", send_task)
    publisher = Publisher()
    assert publisher.hand_over(("first", ()))
    assert asked.wait(PATIENCE_SECONDS)
    assert [publisher.hand_over(("next", ())) for _ in range(3)] == [True, True, False]
    held.set()
    assert publisher.wait(PATIENCE_SECONDS)


def test_a_forked_child_has_a_thread_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = threading.Event()
    monkeypatch.setattr(hint.current_app, "send_task", lambda name, **given: sent.set())
    publisher = Publisher()
    assert publisher.hand_over(("parent", ()))
    assert publisher.wait(PATIENCE_SECONDS)
    sent.clear()
    pid = os.fork()
    if pid == 0:
        publisher.hand_over(("child", ()))
        os._exit(0 if sent.wait(PATIENCE_SECONDS) else 1)
    assert os.waitpid(pid, 0)[1] == 0
