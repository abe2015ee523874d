"""Two people at their browsers, who note what the product said it had stored."""

from __future__ import annotations

import http.client
import http.cookiejar
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass, field
from typing import IO, Any

from tests.builders import PASSWORD

BETWEEN_WRITES_SECONDS = 0.15
LETTERS_EVERY = 4


class _Stay(urllib.request.HTTPRedirectHandler):
    """A redirect is the answer."""

    def redirect_request(self, *arguments: Any, **named: Any) -> None:
        return None


class Person:
    """One browser, which keeps its cookies when the product comes back on another port."""

    def __init__(self, username: str) -> None:
        self.username = username
        self.jar = http.cookiejar.CookieJar()
        keep = urllib.request.HTTPCookieProcessor(self.jar)
        self.opener = urllib.request.build_opener(keep, _Stay)

    def sign_in(self, port: int) -> None:
        self.ask(port, "/sign-in/")
        self.post(port, "/sign-in/", {"username": self.username, "password": PASSWORD})

    def post(
        self, port: int, path: str, fields: dict[str, Any], files: dict[str, bytes] | None = None
    ) -> str:
        """Where it leads to; empty where it leads nowhere."""
        token = next((one.value for one in self.jar if one.name == "ecoasset_csrf"), "")
        boundary = uuid.uuid4().hex
        body = _body({**fields, "csrfmiddlewaretoken": token}, files or {}, boundary)
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        return self.ask(port, path, body, headers)

    def ask(self, port: int, path: str, body: bytes | None = None, headers: Any = None) -> str:
        """OSError where nobody answers."""
        address = f"http://127.0.0.1:{port}{path}"
        request = urllib.request.Request(address, body, headers or {})
        try:
            with self.opener.open(request, timeout=60) as answer:
                answer.read()
                return ""
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.headers.get("Location", "") if answer.code == 302 else ""
        except http.client.HTTPException as error:
            raise ConnectionError(str(error)) from error


def _body(fields: dict[str, Any], files: dict[str, bytes], boundary: str) -> bytes:
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for name, content in files.items():
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{name}"'
        parts.append(f"{head}\r\nContent-Type: text/plain\r\n\r\n".encode() + content + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode()


@dataclass
class Writer:
    """Writes in a thread of its own, one after the other, until there is nothing left."""

    port: int
    log: IO[str]
    answers: list[int]
    address: str
    survey_round: int
    organ: int
    approved: list[int] = field(default_factory=list)
    logged: dict[str, bytes] = field(default_factory=dict)
    unanswered: int = 0

    @property
    def accepted(self) -> int:
        return len(self.approved) + len(self.logged)

    def start(self) -> None:
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._write)
        self._people = {name: Person(name) for name in ("reviewer", "coder")}
        self._thread.start()

    def finish(self) -> None:
        self._over.set()
        self._thread.join()
        self.log.flush()

    def _write(self) -> None:
        """Nothing is sent twice: whether what nobody answered was stored is not known."""
        number = 0
        while not self._over.is_set():
            number += 1
            try:
                if number % LETTERS_EVERY and self.answers:
                    self._approve(self.answers.pop())
                else:
                    self._log(f"函〔2025〕{number} 号")
            except OSError as error:
                self.unanswered += 1
                self.log.write(f"no answer: {error}\n")
            time.sleep(BETWEEN_WRITES_SECONDS)

    def _approve(self, pk: int) -> None:
        fields = {"verdict": "approved", "revision": 1, "reason": ""}
        if self._accepted("reviewer", f"/answers/{pk}/decide/", fields):
            self.approved.append(pk)

    def _log(self, number: str) -> None:
        content = f"经查，我市已成立专项领导小组。{number}".encode()
        fields = {
            "survey_round": self.survey_round,
            "organ": self.organ,
            "channel": "consultation",
            "received_on": "2025-06-01",
            "outcome": "consult_answered",
            "number": number,
            "form_token": uuid.uuid4(),
        }
        if self._accepted("coder", self.address, fields, {"复函.txt": content}):
            self.logged[number] = content

    def _accepted(
        self, who: str, path: str, fields: dict[str, Any], files: dict[str, bytes] | None = None
    ) -> bool:
        """Signed in first where the session is not there."""
        person = self._people[who]
        if not any(one.name == "ecoasset_session" for one in person.jar):
            person.sign_in(self.port)
        found = person.post(self.port, path, fields, files)
        if "sign-in" in found:
            person.jar.clear()
            return False
        return bool(found)
