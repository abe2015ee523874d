"""From which address a request comes, as far as that can be known."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

GetResponse = Callable[[HttpRequest], HttpResponseBase]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# Stands in ECOASSET_TRUSTED_PROXIES for whoever may write to our socket file.
UNIX = "unix"
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST")


class ClientAddressMiddleware:
    """Sets `request.client_address`, and takes from a stranger what only a proxy may say."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        proxies = settings.TRUSTED_PROXIES
        found = client_address(request.META, proxies, behind_proxy=settings.SERVED_OVER_HTTPS)
        request.client_address = found  # type: ignore[attr-defined]
        if proxies and not _trusted(request.META.get("REMOTE_ADDR", ""), proxies):
            for name in FORWARDED:
                request.META.pop(name, None)
        return self.get_response(request)


def address_of(request: HttpRequest) -> str | None:
    """What the middleware found; None where it is unknown."""
    return getattr(request, "client_address", "") or None


def client_address(
    meta: Mapping[str, str], proxies: Sequence[str], *, behind_proxy: bool = False
) -> str:
    """The nearest address that is no trusted proxy's, or "" where nobody trusted says it.

    `X-Forwarded-For` is read from the right, from a trusted peer alone; what is malformed
    ends the reading, since everything left of it was written by somebody unknown.
    `behind_proxy` says that the peer of every request is a proxy, named or not.
    """
    peer, forwarded = meta.get("REMOTE_ADDR", ""), meta.get("HTTP_X_FORWARDED_FOR", "")
    if not _trusted(peer, proxies):
        found = _parse(peer)
        # One that nobody configured: its own address is everybody's.
        hidden = not proxies and (behind_proxy or bool(forwarded))
        return "" if found is None or hidden else str(found)
    if not forwarded:
        found = _parse(peer)
        return str(found) if found is not None and found.is_loopback else ""
    nearest = ""
    for word in reversed(forwarded.split(",")):
        found = _parse(word.strip())
        if found is None:
            return ""
        nearest = str(found)
        if not _trusted(nearest, proxies):
            break
    return nearest


def neighbourhood(address: str) -> str:
    """What one household or attacker has: an IPv4 address, or the /64 of an IPv6 one."""
    found = ipaddress.ip_address(address)
    if found.version == 4:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False).network_address)


def is_local(address: str) -> bool:
    return bool(address) and ipaddress.ip_address(address).is_loopback


def _trusted(peer: str, proxies: Sequence[str]) -> bool:
    found = _parse(peer)
    if found is None:
        return not peer and UNIX in proxies
    networks = (ipaddress.ip_network(proxy) for proxy in proxies if proxy != UNIX)
    return any(found in network for network in networks)


def _parse(text: str) -> Address | None:
    """An IPv4 address written as IPv6 counts as itself; no ports, no names, no scopes."""
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address):
        if found.scope_id:
            return None
        return found.ipv4_mapped or found
    return found
