"""Links from tables of all cities: to a city's page, and from its ranks to what they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from scoring.models.tree import ROOT_CODE, SCORED

_ADCODE = "000000"
_CODES = {field: code for code, field in SCORED}


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


@dataclass(frozen=True)
class RankLinks:
    """From the ranks of one run: the composite's to its explanation, a domain's to the domain's
    indicators on the page of the city."""

    cities: CityLinks
    run_id: int

    @cached_property
    def _around(self) -> tuple[str, str]:
        before, _, after = reverse("explain", args=[self.run_id, _ADCODE]).partition(_ADCODE)
        return before, after

    def address(self, adcode: str, field: str) -> str:
        """`field` names one of the five scores."""
        if _CODES[field] != ROOT_CODE:
            return f"{self.cities.address(adcode)}#domain-{_CODES[field]}"
        before, after = self._around
        return f"{before}{adcode}{after}"
