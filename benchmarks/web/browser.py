"""A browser reduced to what a server notices: cookies, kept connections, tags of what was seen."""

import asyncio
import gzip
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin, urlsplit

PATIENCE_SECONDS = 120.0
RIGHT = (200, 304)
FAILURES = (OSError, EOFError, ValueError, TimeoutError)
REDIRECTS = (301, 302, 303)
# More than any head, and enough for a page without many small reads.
BUFFER_BYTES = 1 << 20


@dataclass(frozen=True)
class Answer:
    """`status` 0 where the connection failed; `seconds` from the first byte sent to the last
    one received; `headers` by their names in lower case, the last where a name comes twice."""

    status: int
    seconds: float
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def is_right(self) -> bool:
        return self.status in RIGHT

    def text(self) -> str:
        packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode("utf-8")


@dataclass
class _Link:
    """An open connection; a kept one may have been closed by the server meanwhile."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    used: bool = False


@dataclass
class Browser:
    """One person's; one request at a time."""

    port: int
    cookies: dict[str, str]
    tags: dict[str, str] = field(default_factory=dict)
    asked: int = 0
    _link: _Link | None = None

    async def look(self, path: str, *, anew: bool = False) -> Answer:
        """A page, or that it is still the one that was seen; `anew` asks for it whole."""
        tag = None if anew else self.tags.get(path)
        answer = await self._ask("GET", path, {"If-None-Match": tag} if tag else {})
        if answer.status == 200:
            self.tags.pop(path, None)
            if "etag" in answer.headers:
                self.tags[path] = answer.headers["etag"]
        return answer

    async def send(self, path: str, fields: Mapping[str, str]) -> tuple[Answer, str]:
        """A form until the page that answers it: seconds of both where it redirects, and the
        address of that page."""
        body = urlencode(fields).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = await self._ask("POST", path, headers, body)
        if answer.status not in REDIRECTS:
            return answer, path
        place = urlsplit(urljoin(path, answer.headers.get("location", "")))
        target = f"{place.path}?{place.query}" if place.query else place.path
        page = await self.look(target, anew=True)
        seconds = answer.seconds + page.seconds
        return Answer(page.status, seconds, page.headers, page.body), target

    async def close(self) -> None:
        link, self._link = self._link, None
        if link is not None:
            link.writer.close()
            with suppress(*FAILURES):
                await link.writer.wait_closed()

    async def _ask(
        self, method: str, path: str, extra: Mapping[str, str], body: bytes = b""
    ) -> Answer:
        request = self._request(method, path, extra, body)
        self.asked += 1
        started = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                status, headers, content = await self._exchange(request)
        except FAILURES:
            await self.close()
            return Answer(0, time.perf_counter() - started)
        return Answer(status, time.perf_counter() - started, headers, content)

    def _request(self, method: str, path: str, extra: Mapping[str, str], body: bytes) -> bytes:
        headers = {
            "Host": f"127.0.0.1:{self.port}",
            "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
            "Accept-Encoding": "gzip",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            **extra,
        }
        if body:
            headers["Content-Length"] = str(len(body))
        lines = [f"{method} {path} HTTP/1.1", *(f"{k}: {v}" for k, v in headers.items()), "", ""]
        return "\r\n".join(lines).encode("ascii") + body

    async def _exchange(self, request: bytes) -> tuple[int, dict[str, str], bytes]:
        """Once more, on a new connection, where a kept one turns out to be closed."""
        link = await self._connected()
        try:
            head = await self._head(link, request)
        except (OSError, EOFError):
            if not link.used:
                raise
            await self.close()
            link = await self._connected()
            head = await self._head(link, request)
        status, headers = self._read_head(head)
        body = b"" if status in (204, 304) else await _body(link.reader, headers)
        link.used = True
        if headers.get("connection", "").lower() == "close":
            await self.close()
        return status, headers, body

    async def _connected(self) -> _Link:
        if self._link is None:
            streams = await asyncio.open_connection("127.0.0.1", self.port, limit=BUFFER_BYTES)
            self._link = _Link(*streams)
        return self._link

    @staticmethod
    async def _head(link: _Link, request: bytes) -> bytes:
        link.writer.write(request)
        await link.writer.drain()
        return await link.reader.readuntil(b"\r\n\r\n")

    def _read_head(self, head: bytes) -> tuple[int, dict[str, str]]:
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {}
        for line in lines:
            name, _, value = line.partition(":")
            name, value = name.lower(), value.strip()
            if name == "set-cookie":
                cookie, _, content = value.partition(";")[0].partition("=")
                self.cookies[cookie] = content
            elif name:
                headers[name] = value
        return int(first.partition(" ")[2][:3]), headers


async def _body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    if headers.get("transfer-encoding", "").lower() == "chunked":
        parts = []
        while size := int((await reader.readline()).partition(b";")[0], 16):
            parts.append(await reader.readexactly(size))
            await reader.readline()
        await reader.readline()
        return b"".join(parts)
    if "content-length" in headers:
        return await reader.readexactly(int(headers["content-length"]))
    return await reader.read()
