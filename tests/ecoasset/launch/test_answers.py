"""What counts as a web process that serves."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from ecoasset.launch.children import web_answers


class Says(BaseHTTPRequestHandler):
    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    with HTTPServer(("127.0.0.1", 0), type("Server", (Says,), {})) as found:
        threading.Thread(target=found.serve_forever, daemon=True).start()
        yield found
        found.shutdown()


@pytest.mark.parametrize(
    ("status", "serves"), [(200, True), (302, True), (400, True), (499, True), (500, False)]
)
def test_any_answer_but_an_error_of_its_own(
    server: HTTPServer, monkeypatch: pytest.MonkeyPatch, status: int, serves: bool
) -> None:
    monkeypatch.setattr(server.RequestHandlerClass, "status", status, raising=False)
    assert web_answers(server.server_port) is serves
    assert web_answers(server.server_port, "0.0.0.0") is serves


def test_nobody_and_somebody_else() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        assert not web_answers(other.getsockname()[1])
        other.listen()

        def talk() -> None:
            link, _address = other.accept()
            link.sendall(b"220 a mail server\r\n")
            link.close()

        threading.Thread(target=talk, daemon=True).start()
        assert not web_answers(other.getsockname()[1])
