"""Links to a city's page from tables of all cities."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

_ADCODE = "000000"


@dataclass(frozen=True)
class CityLinks:
    """Of one edition; `query` follows each address, with its question mark."""

    edition_code: str
    query: str = ""

    @cached_property
    def _around(self) -> tuple[str, str]:
        before, _, after = reverse("city", args=[self.edition_code, _ADCODE]).partition(_ADCODE)
        return before, after + self.query

    def address(self, adcode: str) -> str:
        before, after = self._around
        return f"{before}{adcode}{after}"

    def link(self, adcode: str, words: str) -> SafeString:
        return mark_safe(  # noqa: S308
            f'<a href="{escape(self.address(adcode))}">{escape(words)}</a>'
        )
