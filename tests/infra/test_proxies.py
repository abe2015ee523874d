"""The shipped proxy configurations in front of the real product: what it sees, what is refused."""

from __future__ import annotations

import http.client
import re
import shutil
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest

from ecoasset import env
from ecoasset.launch import children
from ecoasset.paths import DataFolder
from tests.engines import proxies
from tests.engines.background import Engine
from tests.engines.proxies import NAME, NoProxy, Ports
from tests.infra.launching import first_password, free_port, prepared

pytestmark = pytest.mark.worker
# Another address of the loopback: the proxy's own is the one that the product trusts.
CLIENT, FORGED = "127.0.0.2", "203.0.113.9"
LIES = {"X-Forwarded-For": FORGED, "X-Forwarded-Proto": "http", "Forwarded": f"for={FORGED}"}


@dataclass
class Product:
    """One gunicorn, as a team starts it behind a proxy, with its first administrator."""

    engine: Engine
    port: int
    password: str


@pytest.fixture(scope="module")
def product(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    made, printed = prepared(shared_folder, "--no-demo")
    data = DataFolder(Path(shutil.copytree(made, tmp_path_factory.mktemp("product") / "data")))
    environ = {
        **children.environment(data),
        "DATABASE_URL": "",
        "ECOASSET_HTTPS": "true",
        "ECOASSET_ALLOWED_HOSTS": NAME,
        "ECOASSET_TRUSTED_ORIGINS": f"https://{NAME}",
        "ECOASSET_TRUSTED_PROXIES": "127.0.0.1",
    }
    port = free_port()
    child = children.web(data, env.read({"ECOASSET_WEB_PROCESSES": "1"}), port)
    engine = Engine(child, lambda _: children.web_answers(port), environ)
    engine.start()
    yield Product(engine, port, first_password(printed))
    engine.stop()


@dataclass
class Proxy:
    """A running one, the log of the product behind it, and what a browser keeps."""

    kind: str
    ports: Ports
    product: Product
    trust: ssl.SSLContext

    def ask(
        self, method: str, path: str, body: str = "", **headers: str
    ) -> tuple[int, http.client.HTTPMessage, str]:
        """One request over TLS from `CLIENT`, with whatever it claims about itself."""
        plain = socket.create_connection(
            ("127.0.0.1", self.ports.tls), timeout=30, source_address=(CLIENT, 0)
        )
        link = http.client.HTTPConnection(NAME, self.ports.tls)
        link.sock = self.trust.wrap_socket(plain, server_hostname=NAME)
        try:
            link.request(method, path, body or None, {**LIES, **headers})
            answer = link.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            link.close()

    def sign_in(self, password: str) -> tuple[int, SimpleCookie]:
        """As a browser does: the form's token, its cookie, and where the form came from."""
        _status, headers, page = self.ask("GET", "/sign-in/")
        cookies = SimpleCookie("; ".join(headers.get_all("Set-Cookie") or []))
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token is not None
        fields = {"username": "admin", "password": password}
        form = urlencode({**fields, "csrfmiddlewaretoken": token[1]})
        sent = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": "; ".join(f"{name}={cookie.value}" for name, cookie in cookies.items()),
            "Origin": f"https://{NAME}:{self.ports.tls}",
        }
        status, headers, _page = self.ask("POST", "/sign-in/", form, **sent)
        given = SimpleCookie()
        for line in headers.get_all("Set-Cookie") or []:
            given.load(line)
        return status, given


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def proxy(
    request: pytest.FixtureRequest,
    product: Product,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Proxy]:
    folder = tmp_path_factory.mktemp(request.param)
    ports = Ports(free_port(), free_port(), product.port)
    try:
        with proxies.serving(request.param, folder, ports):
            trust = ssl.create_default_context(cafile=folder / "fullchain.pem")
            yield Proxy(request.param, ports, product, trust)
    except NoProxy as missing:
        pytest.skip(str(missing))


def test_plain_http_is_sent_on_to_https(proxy: Proxy) -> None:
    link = http.client.HTTPConnection("127.0.0.1", proxy.ports.plain, timeout=30)
    link.request("GET", "/sign-in/?next=/", headers={"Host": NAME})
    answer = link.getresponse()
    assert answer.status in (301, 308)
    assert re.fullmatch(rf"https://{NAME}(:\d+)?/sign-in/\?next=/", answer.headers["Location"])
    link.close()


def test_the_product_knows_of_https_and_of_the_client_and_believes_no_lie(proxy: Proxy) -> None:
    """Whatever the client wrote into the forwarding headers."""
    status, headers, _page = proxy.ask("GET", "/healthz")
    assert status == 200
    assert "max-age" in headers["Strict-Transport-Security"]
    before = len(proxy.product.engine.log())
    assert proxy.sign_in("wrong")[0] == 200
    assert f"sign-in failed, from {CLIENT}" in proxy.product.engine.log()[before:]
    assert FORGED not in proxy.product.engine.log()


def test_signing_in_works_with_cookies_for_https_alone(proxy: Proxy) -> None:
    status, cookies = proxy.sign_in(proxy.product.password)
    assert status == 302
    assert {"ecoasset_session", "ecoasset_csrf", "ecoasset_device"} <= set(cookies)
    assert all(cookie["secure"] for cookie in cookies.values())


def test_a_form_from_another_place_is_refused(proxy: Proxy) -> None:
    sent = {"Origin": "https://elsewhere.example", "Content-Length": "0"}
    assert proxy.ask("POST", "/sign-in/", **sent)[0] == 403


def test_what_is_too_large_is_refused_before_it_is_sent(proxy: Proxy) -> None:
    too_large = str(4 * env.read({}).upload_mb * 1024 * 1024 + 1)
    status, _headers, _page = proxy.ask("POST", "/sign-in/", **{"Content-Length": too_large})
    assert status == 413


def test_nginx_lets_one_address_try_the_door_so_often(proxy: Proxy) -> None:
    """Last: afterwards it is closed. Caddy has no such limit; the product's own holds there."""
    codes = [proxy.ask("POST", "/sign-in/", **{"Content-Length": "0"})[0] for _ in range(25)]
    assert set(codes) == ({403, 429} if proxy.kind == "nginx" else {403})
    assert proxy.ask("GET", "/sign-in/")[0] == 200


@pytest.mark.parametrize(
    ("name", "line"), [("nginx.conf", "client_max_body_size {}m;"), ("Caddyfile", "max_size {}MiB")]
)
def test_the_files_allow_what_the_product_allows(name: str, line: str) -> None:
    text = Path(proxies.SHIPPED / name).read_text("utf-8")
    assert line.format(4 * env.read({}).upload_mb) in text
