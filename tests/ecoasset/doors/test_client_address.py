"""Whom the product believes about where a request comes from."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from ecoasset.doors.client_address import ClientAddressMiddleware, client_address, neighbourhood

NGINX, CLIENT, FORGED = "10.0.0.2", "198.51.100.4", "203.0.113.9"
PROXIES = [NGINX, "10.1.0.0/16", "2001:db8:ff::/48"]


def seen(peer: str, forwarded: str = "", proxies: list[str] = PROXIES) -> str:
    meta = {"REMOTE_ADDR": peer}
    if forwarded:
        meta["HTTP_X_FORWARDED_FOR"] = forwarded
    return client_address(meta, proxies)


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        (NGINX, CLIENT, CLIENT),
        (NGINX, f"{FORGED}, {CLIENT}", CLIENT),
        (NGINX, f"{FORGED}, {CLIENT}, 10.1.2.3", CLIENT),
        (NGINX, f"  {CLIENT}  ,10.1.2.3", CLIENT),
        (NGINX, "10.1.2.3, 10.1.2.4", "10.1.2.3"),
        (NGINX, "2001:DB8:0::7", "2001:db8::7"),
        (NGINX, f"::ffff:{CLIENT}", CLIENT),
        ("::ffff:10.0.0.2", CLIENT, CLIENT),
        ("2001:db8:ff::1", CLIENT, CLIENT),
        (CLIENT, FORGED, CLIENT),
        (CLIENT, "", CLIENT),
        # Nobody trusted says it.
        (NGINX, "", ""),
        (NGINX, f"{CLIENT}, somewhere", ""),
        (NGINX, f"{CLIENT}:4711", ""),
        (NGINX, f"{CLIENT},", ""),
        (NGINX, "fe80::1%eth0", ""),
        (NGINX, "0x7f.1", ""),
        ("", CLIENT, ""),
        ("nonsense", CLIENT, ""),
    ],
)
def test_the_nearest_address_that_is_no_proxy(peer: str, forwarded: str, expected: str) -> None:
    assert seen(peer, forwarded) == expected


def test_a_socket_is_trusted_when_it_is_named() -> None:
    assert seen("", CLIENT, ["unix"]) == CLIENT
    assert seen("", f"{FORGED}, {CLIENT}", ["unix"]) == CLIENT
    assert seen("", "", ["unix"]) == ""
    assert seen(FORGED, CLIENT, ["unix"]) == FORGED


def test_past_a_trusted_proxy_on_this_machine_is_this_machine() -> None:
    assert seen("127.0.0.1", "", ["127.0.0.1"]) == "127.0.0.1"
    assert seen("127.0.0.1", CLIENT, ["127.0.0.1"]) == CLIENT


def test_behind_a_proxy_that_nobody_named_the_address_is_unknown() -> None:
    assert seen("127.0.0.1", CLIENT, []) == ""
    assert client_address({"REMOTE_ADDR": "127.0.0.1"}, [], behind_proxy=True) == ""
    assert seen("127.0.0.1", "", []) == "127.0.0.1"


def test_a_household_of_version_six() -> None:
    assert neighbourhood("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::"
    assert neighbourhood(CLIENT) == CLIENT


@pytest.mark.parametrize(("peer", "kept"), [(NGINX, True), (CLIENT, False)])
def test_a_stranger_says_nothing_about_https(settings: Settings, peer: str, kept: bool) -> None:
    settings.TRUSTED_PROXIES = PROXIES
    request = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_PROTO="https")
    ClientAddressMiddleware(lambda _request: HttpResponse())(request)
    assert ("HTTP_X_FORWARDED_PROTO" in request.META) is kept
