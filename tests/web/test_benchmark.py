"""The measurement of the pages: its addresses are pages, its clients tell right from wrong."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from benchmarks.web import memory, pages, readers
from benchmarks.web.__main__ import SECTIONS
from benchmarks.web.approvals import verdict_form
from benchmarks.web.browser import Answer, Browser
from benchmarks.web.table import lines
from scoring.models import Study
from surveys.evidence.readers import READERS
from surveys.models import Answer as CodedAnswer
from surveys.models import CitationCheck, User
from tests.access.world import CITY, World, make_world
from tests.web.people import browser

ENTRY = {"first_ms", "again_ms", "1", "10", "50"}
LEVEL = {"p50_ms", "p95_ms", "errors"}
PAGE = (
    b'HTTP/1.1 200 OK\r\nContent-Length: 4\r\nETag: "1"\r\nSet-Cookie: seen=yes; Path=/\r\n\r\npage'
)
SAME = b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n'
LOST = b"HTTP/1.1 302 Found\r\nLocation: /sign-in/\r\nContent-Length: 0\r\n\r\n"
PIECES = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\npag\r\n1\r\ne\r\n0\r\n\r\n"
LAST = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\npage"


@pytest.fixture(scope="module")
def world(reference: None, django_db_blocker: DjangoDbBlocker) -> World:
    with django_db_blocker.unblock():
        return make_world()


@pytest.fixture
def objects(world: World) -> dict[str, object]:
    """What the benchmark finds in the demo editions, found in the small world."""
    edition = world.open_edition
    keys = {name: found.get("pk") for name, found in world.objects.items()}
    study = Study.objects.filter(run__pk=str(keys["approved-run"]), state=Study.State.DONE)[0]
    return {
        "edition": edition.code,
        "whole": edition.code,
        "ranks": world.objects["ranks"]["edition"],
        "city": CITY,
        "run": keys["approved-run"],
        "provisional": keys["provisional-run"],
        "study": study.pk,
        "answer": keys["undecided"],
        "batch": keys["stored-batch"],
        "method": keys["method"],
        "letter": keys["own-letter"],
    }


@pytest.mark.django_db
def test_a_manager_can_open_every_address(objects: dict[str, object]) -> None:
    client = browser(User.objects.get(username="manager"))
    found = [pages.EMPTY, *pages.addresses(objects)]
    assert len(found) == len(set(found)) == len(pages.PAGES) + 1
    assert {path: client.get(path).status_code for path in found} == dict.fromkeys(found, 200)


def test_a_pattern_names_some_of_the_addresses() -> None:
    known = dict.fromkeys(("edition", "whole", "ranks", "city", "run", "study", "answer"), "x")
    known |= dict.fromkeys(("provisional", "batch", "method", "letter"), "x")
    assert pages.addresses(known, "/admin/surv*/reply/") == ["/admin/surveys/reply/"]
    assert pages.addresses(known, "/nowhere/") == []


@pytest.mark.django_db
def test_an_answer_is_approved_by_the_form_of_its_page(objects: dict[str, object]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(username="reviewer"))
    # Its words stand in no document, which nobody looks for where it is known.
    judged = int(str(objects["answer"]))
    looks = CitationCheck.objects.filter(citation__submission__answers=judged)
    assert looks.update(state="found", reader=READERS) == 1
    response = client.get(pages.ANSWER.format_map(objects))
    form = verdict_form(Answer(response.status_code, 0.0, body=response.content))
    assert form is not None
    answer = client.post(form.action, {**form.fields, "verdict": "approved", "reason": ""})
    assert answer.status_code == 302
    row = CodedAnswer.objects.get(pk=str(objects["answer"]))
    assert row.state == CodedAnswer.State.APPROVED
    again = client.get(pages.ANSWER.format_map(objects))
    other = client.get("/help/")
    assert verdict_form(Answer(200, 0.0, body=again.content)) is not None, "it may be returned"
    assert verdict_form(Answer(200, 0.0, body=other.content)) is None


class Server:
    """Answers what `answer` says to each request; keeps what was asked."""

    def __init__(self, answer: Callable[[bytes], bytes]) -> None:
        self.answer = answer
        self.asked: list[bytes] = []
        self.connections = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                request = await reader.readuntil(b"\r\n\r\n")
                length = request.partition(b"Content-Length: ")[2].partition(b"\r\n")[0]
                request += await reader.readexactly(int(length or 0))
                self.asked.append(request)
                answer = self.answer(request)
                writer.write(answer)
                if not answer or answer == LAST:
                    break
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()


def against(
    answer: Callable[[bytes], bytes], work: Callable[[int, Server], Awaitable[None]]
) -> None:
    async def both() -> None:
        server = Server(answer)
        listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
        async with listening:
            await work(listening.sockets[0].getsockname()[1], server)

    asyncio.run(both())


def page_or_same(request: bytes) -> bytes:
    return SAME if b'If-None-Match: "1"' in request else PAGE


def test_a_browser_keeps_connection_cookies_and_tags() -> None:
    async def work(port: int, server: Server) -> None:
        one = Browser(port, {"session": "s"})
        first, same, anew = await one.look("/"), await one.look("/"), await one.look("/", anew=True)
        other = await one.look("/other/")
        assert (first.status, first.text()) == (200, "page")
        assert (same.status, anew.status, other.status) == (304, 200, 200)
        assert b"Cookie: session=s\r\n" in server.asked[0]
        assert all(b"Cookie: session=s; seen=yes\r\n" in asked for asked in server.asked[1:])
        assert all(b"Accept-Encoding: gzip\r\n" in asked for asked in server.asked)
        assert (server.connections, one.asked) == (1, 4)
        await one.close()

    against(page_or_same, work)


@pytest.mark.parametrize("content", [PIECES, LAST])
def test_a_browser_reads_a_body_in_pieces_or_to_the_end(content: bytes) -> None:
    async def work(port: int, server: Server) -> None:
        one = Browser(port, {})
        assert [(await one.look("/")).text() for _ in range(2)] == ["page", "page"]
        assert server.connections == (2 if content == LAST else 1)
        await one.close()

    against(lambda _request: content, work)


def test_a_form_is_sent_and_its_redirect_followed() -> None:
    async def work(port: int, server: Server) -> None:
        one = Browser(port, {})
        answer, target = await one.send("/answers/1/decide/", {"verdict": "approved", "说": "好"})
        assert (answer.text(), target) == ("page", "/sign-in/")
        assert server.asked[0].endswith(b"verdict=approved&%E8%AF%B4=%E5%A5%BD")
        await one.close()

    against(lambda request: LOST if request.startswith(b"POST") else PAGE, work)


@pytest.mark.parametrize("content", [LOST, b"", b"nonsense\r\n\r\n"])
def test_a_redirect_or_a_broken_connection_is_an_error(content: bytes) -> None:
    async def work(port: int, server: Server) -> None:
        entry = await readers.level([Browser(port, {}) for _ in range(2)], "/", 0.0)
        assert entry == {"p50_ms": None, "p95_ms": None, "errors": len(server.asked)}
        assert len(server.asked) >= 2

    against(lambda _request: content, work)


def test_a_page_is_measured_in_the_shape_of_the_output() -> None:
    async def work(port: int, server: Server) -> None:
        people = [Browser(port, {}) for _ in range(50)]
        entry = await readers.page(people, "/", 0.0)
        assert set(entry) == ENTRY
        for count in readers.LEVELS:
            found = entry[str(count)]
            assert isinstance(found, dict)
            assert set(found) == LEVEL
            assert found["errors"] == 0
        looks = server.asked[: 1 + readers.LOOKS_AGAIN]
        assert not any(b"If-None-Match" in asked for asked in looks)
        result = {"empty": entry, "pages": {"/": entry}, "idle_pss_mb": 1.0}
        assert len(list(lines(result))) == 4

    against(page_or_same, work)


def test_the_sections_are_those_of_the_output() -> None:
    assert SECTIONS == ("empty", "pages", "approvals_beside_50_readers", "idle_pss_mb")


@pytest.mark.parametrize(
    ("share", "expected"), [(0.5, 10_000.0), (0.95, 19_000.0), (1.0, 20_000.0)]
)
def test_percentiles_are_of_the_nearest_rank(share: float, expected: float) -> None:
    """20 values: the tenth, the nineteenth, the last."""
    assert readers.percentile(range(20, 0, -1), share) == expected
    assert readers.percentile([], share) is None


def test_memory_is_of_a_process_and_its_descendants(tmp_path: Path) -> None:
    """In kB of 1,024 bytes: 1,000 of the root, 20 of a child, 3 of its child; another's not."""
    for pid, parent, kilobytes in ((5, 1, 1_000), (6, 5, 20), (7, 6, 3), (8, 1, 4_000)):
        folder = tmp_path / str(pid)
        folder.mkdir()
        (folder / "stat").write_text(f"{pid} (a) b) S {parent} 0 0", "ascii")
        rollup = f"0-1 ---p 00000000 00:00 0 [rollup]\nRss: 9000 kB\nPss: {kilobytes} kB\n"
        (folder / "smaps_rollup").write_text(rollup, "ascii")
    assert memory.tree(5, tmp_path) == {5, 6, 7}
    assert memory.pss_mb(5, tmp_path) == round(1_023 * 1_024 / 1e6, 1)
    assert memory.pss_mb(os.getpid()) > 0
