"""Every address of the URL resolver by its full name, with the arguments that it takes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RoutePattern


@dataclass(frozen=True)
class Address:
    """`name` as for `reverse`, or the pattern itself in angle brackets where it has no name."""

    name: str
    arguments: frozenset[str]
    pattern: str

    def url(self, arguments: dict[str, object]) -> str:
        """A path; an unnamed address must be told it as the argument `path`."""
        if self.name.startswith("<"):
            return str(arguments["path"])
        chosen = {name: arguments[name] for name in self.arguments}
        return reverse(self.name, kwargs=chosen)


def addresses() -> list[Address]:
    return list(_walk(get_resolver().url_patterns, "", "", frozenset()))


def _walk(
    patterns: Sequence[URLPattern | URLResolver],
    namespace: str,
    prefix: str,
    arguments: frozenset[str],
) -> Iterator[Address]:
    for entry in patterns:
        taken = arguments | _arguments(entry)
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, inner, path, taken)
        else:
            name = f"{namespace}{entry.name}" if entry.name else f"<{path}>"
            yield Address(name, taken, path)


def _arguments(entry: URLPattern | URLResolver) -> frozenset[str]:
    pattern = entry.pattern
    if isinstance(pattern, RoutePattern):
        return frozenset(pattern.converters)
    return frozenset(re.compile(str(pattern)).groupindex)
