"""A real web process takes files that cost whoever opens them gigabytes or minutes."""

from __future__ import annotations

import base64
import http.client
import re
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings

from ecoasset import env
from ecoasset.paths import DataFolder
from surveys.models import City, Edition, Evidence
from surveys.sheets.cells import MAX_CELLS
from tests.builders import Cast, make_city, make_edition, make_question
from tests.engines import background
from tests.infra.launching import free_port
from tests.scoring.rows import make_index
from tests.surveys.files.hostile import corpus
from tests.surveys.files.samples import pdf_file
from tests.web.people import browser

pytestmark = [
    pytest.mark.worker,
    pytest.mark.one_engine,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the peak of a process"),
]
MEGABYTE = 1024 * 1024
MOST_GROWTH = 100 * MEGABYTE
TOKEN = "a" * 32
OTHERWISE, BOMB = "is packed in a way", "looks like a ZIP bomb"
ATTACHED = "The document is attached."
SAID = {
    "bzip2.docx": OTHERWISE,
    "lzma.docx": OTHERWISE,
    "deflated.docx": BOMB,
    "types.docx": "is damaged",
    "chain.xls": "is damaged",
    "deep.docx": BOMB,
    "bomb.heic": "is too large",
}


@dataclass
class Web:
    """The web process, with a coder signed in."""

    port: int
    pid: int
    cookies: str

    def peak(self) -> int:
        status = Path(f"/proc/{self.pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        assert found is not None
        return int(found[1]) * 1024

    def ask(
        self, path: str, body: bytes = b"", kind: str = "", messages: str = ""
    ) -> tuple[int, str, str]:
        """Status, page, and the cookie with messages that the answer leaves for the next page."""
        link = http.client.HTTPConnection("127.0.0.1", self.port)
        headers = {"Cookie": f"{self.cookies}; {messages}", "X-CSRFToken": TOKEN}
        if kind:
            headers["Content-Type"] = kind
        link.request("POST" if kind else "GET", path, body or None, headers)
        answer = link.getresponse()
        page = answer.read().decode()
        link.close()
        cookies = answer.headers.get_all("Set-Cookie") or []
        left = [cookie.partition(";")[0] for cookie in cookies if cookie.startswith("messages=")]
        return answer.status, page, "".join(left)

    def send(
        self, path: str, field: str, name: str, content: bytes, **fields: str
    ) -> tuple[int, str, str]:
        """A form with one file, as a browser sends it."""
        mark = uuid.uuid4().hex
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in {**fields, "csrfmiddlewaretoken": TOKEN}.items()
        ]
        parts.append(
            f'--{mark}\r\nContent-Disposition: form-data; name="{field}";'
            f' filename="{name}"\r\nContent-Type: application/octet-stream\r\n\r\n'
        )
        body = "".join(parts).encode() + content + f"\r\n--{mark}--\r\n".encode()
        return self.ask(path, body, f"multipart/form-data; boundary={mark}")

    def attach(self, place: str, name: str, content: bytes) -> str:
        """The screen after the file was sent."""
        path = f"{place}evidence/"
        sent = self.send(path, "evidence-files", name, content, **{"evidence-kind": "other"})
        status, _page, left = sent
        assert status == 302
        status, page, _left = self.ask(f"{place}code/", messages=left)
        assert status == 200
        return unescape(page)


@pytest.fixture
def web(transactional_db: None, data_folder: DataFolder, cast: Cast) -> Iterator[Web]:
    port = free_port()
    engine = background.web(data_folder, env.read(), background.database_url(), port)
    engine.start()
    assert engine.process is not None
    master = engine.process.pid
    (pid,) = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    session = browser(cast.coder).cookies[settings.SESSION_COOKIE_NAME].value
    cookies = (
        f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN};"
        f" {settings.LANGUAGE_COOKIE_NAME}=en"
    )
    yield Web(port, int(pid), cookies)
    print(engine.log()[-6000:])
    engine.stop()


def test_no_document_makes_a_web_process_grow(web: Web) -> None:
    edition: Edition = make_edition("2025-test")
    city: City = make_city()
    make_question()
    place = f"/editions/{edition.code}/cities/{city.adcode}/"
    assert ATTACHED in web.attach(place, "letter.pdf", pdf_file("甲"))
    usual = web.peak()
    for name, content in corpus():
        page = web.attach(place, name, content)
        said = SAID.get(name, ATTACHED)
        assert said in page, name
        if said is not ATTACHED:
            assert not Evidence.objects.filter(name=name).exists()
            continue
        row = Evidence.objects.get(name=name)
        status, _words, _left = web.ask(f"/evidence/{row.pk}/text/")
        assert status == 200, name
        assert web.peak() - usual < MOST_GROWTH, name
    print(f"grown by {(web.peak() - usual) // MEGABYTE} MB")
    assert ATTACHED in web.attach(place, "large.eml", large_mail())
    print(f"grown by {(web.peak() - usual) // MEGABYTE} MB")
    row = Evidence.objects.get(name="large.eml")
    status, _page, _left = web.ask(f"/evidence/{row.pk}/parts/0/", b" ", "text/plain")
    assert status == 200
    assert Evidence.objects.get(name="x.txt").file.size == 15 * MEGABYTE
    print(f"grown by {(web.peak() - usual) // MEGABYTE} MB")
    assert web.peak() - usual < MOST_GROWTH


def test_no_table_makes_a_web_process_grow(web: Web) -> None:
    """As many cells as are taken, of cities that nobody knows; and one more than that."""
    make_index()
    place = f"/editions/{make_edition('2025-test').code}/values/"
    few = "城市,R1.1.1\n" + "无名市,1\n"
    status, _page, _left = web.send(place, "file", "few.csv", few.encode())
    assert status == 302
    usual = web.peak()
    for rows, said in {
        MAX_CELLS // 2 - 10: "places are refused",
        MAX_CELLS: "is too large",
    }.items():
        table = "城市,R1.1.1\n" + "".join(f"无名市{n},1\n" for n in range(rows))
        status, page, _left = web.send(place, "file", "values.csv", table.encode())
        assert (status, said in unescape(page)) == (422, True)
        assert web.peak() - usual < MOST_GROWTH
    print(f"grown by {(web.peak() - usual) // MEGABYTE} MB")


def large_mail() -> bytes:
    """With an attachment of 15 MB, as large as mail servers take."""
    packed = base64.encodebytes(b"a" * 15 * MEGABYTE)
    head = b"From: a\nContent-Type: text/plain; name=x.txt\nContent-Transfer-Encoding: base64\n\n"
    return head + packed
