"""One request of the table as one person, and what came back, without leaving a trace."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.http.response import StreamingHttpResponse
from django.test import Client
from django.urls import reverse

from scoring.models import ImportBatch
from surveys.models import Answer, Code, Edition, Evidence, InfoRequest, Round, User
from tests.access.addresses import addresses
from tests.access.bodies import DEFAULTS, body_of, thing_of
from tests.access.table import DOOR, SIGN_IN, Row
from tests.access.world import World

SESSION = tuple(f'{verb} "django_session"' for verb in ("INSERT INTO", "UPDATE", "DELETE FROM"))
# A session holds nothing that `changed` counts.
READING = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", *SESSION)
ADDRESSES = {address.name: address for address in addresses()}


class Visitors:
    """A signed-in browser per person; each request starts from its cookies."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._cookies: dict[str, SimpleCookie] = {}
        for person, user in {**world.people, "fellow": world.fellow}.items():
            client = Client()
            if user is not None:
                client.force_login(user)
            self._cookies[person] = client.cookies
        self.take_stock()
        # One client for all: a new one reads every static file anew.
        self._client = Client(raise_request_exception=False)

    def take_stock(self) -> None:
        """What `changed` is measured from."""
        self._before = fingerprint()

    def client(self, person: str) -> Client:
        """The client with a copy of the person's cookies, so that signing out ends nothing."""
        self._client.cookies = SimpleCookie(self._cookies[person])
        return self._client

    def ask(self, row: Row, person: str, **query: str) -> HttpResponseBase:
        arguments = {**DEFAULTS, **thing_of(self.world, row)}
        url = ADDRESSES[row.address].url(arguments)
        asked = {**arguments.get("?", {}), **query}
        client = self.client(person)
        if row.method == "POST":
            body = body_of(self.world, row, person)
            return client.post(url, body, query_params=asked)
        return client.generic(row.method, url, query_params=asked)

    def try_out(self, row: Row, person: str, **query: str) -> Seen:
        """Ask, look what changed, and take it all back."""
        with transaction.atomic(), written() as statements:
            response = self.ask(row, person, **query)
            answer = Seen(_outcome(response), bytes_of(response), header_of(response))
            if statements:
                answer.changed = self._changed()
            transaction.set_rollback(True)
        return answer

    def _changed(self) -> list[str]:
        return [name for name, now in fingerprint().items() if self._before[name] != now]


@dataclass
class Seen:
    """`outcome` as in the table; `changed` names the models whose rows the request changed."""

    outcome: str
    content: bytes
    headers: str
    changed: list[str] = field(default_factory=list)


def _outcome(response: HttpResponseBase) -> str:
    location = urlsplit(response.headers.get("Location", ""))
    if response.status_code == 302 and location.path == reverse("sign-in") and location.query:
        return SIGN_IN
    if response.status_code == 302 and location.path == reverse("admin:login"):
        return DOOR
    return str(response.status_code)


def header_of(response: HttpResponseBase) -> str:
    return "\n".join(f"{name}: {value}" for name, value in response.headers.items())


def bytes_of(response: HttpResponseBase) -> bytes:
    """The body; of a workbook or another archive its members too."""
    if isinstance(response, StreamingHttpResponse):
        content = b"".join(response)
    else:
        content = bytes(getattr(response, "content", b""))
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = "\n".join(archive.namelist()).encode()
        return b"\n".join([content, names, *(archive.read(name) for name in archive.namelist())])


@contextmanager
def written() -> Iterator[list[str]]:
    """Collects every statement that may write; without one, nothing can have changed."""
    statements: list[str] = []

    def note(execute: Callable[..., object], sql: str, *rest: object) -> object:
        if not sql.startswith(READING):
            statements.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield statements


def fingerprint() -> dict[str, object]:
    """What a write would leave: the number of rows of every model, and the rows that change."""
    configs = (apps.get_app_config(label) for label in ("surveys", "scoring"))
    models = [model for config in configs for model in config.get_models()]
    found: dict[str, object] = {m._meta.label: m._default_manager.count() for m in models}
    changing = (Edition, Round, InfoRequest, Evidence, Code, Answer, User, ImportBatch)
    for model in changing:
        found[f"{model._meta.label} rows"] = list(
            model._default_manager.order_by("pk").values_list()
        )
    return found
