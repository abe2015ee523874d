"""One coder's screen for one city, as the tests of coding use it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.test import Client

from surveys.models import City, Edition, Evidence, Question
from tests.builders import QUOTATION


@dataclass
class Desk:
    """One coder's screen for one city."""

    client: Client
    edition: Edition
    city: City
    question: Question
    evidence: Evidence

    @property
    def address(self) -> str:
        return f"/editions/{self.edition.code}/cities/{self.city.adcode}/code/"

    def post(self, *, script: bool = True, **fields: Any) -> Any:
        data = {
            "value": "yes",
            "revision": 0,
            "answer_revision": 0,
            "evidence": self.evidence.pk,
            "page": "２",
            "quotation": QUOTATION,
            **fields,
        }
        headers = {"HX-Request": "true"} if script else {}
        target = f"{self.address}{self.question.code}/"
        return self.client.post(target, data, headers=headers)

    def marks(self) -> list[str]:
        """What the page says of every draft that it offers to send."""
        return re.findall(r'name="seen" form="send-all" value="([^"]+)"', self.page())

    def send_all(self, marks: list[str] | None = None) -> Any:
        data = {"seen": self.marks() if marks is None else marks}
        return self.client.post(self.address, data, follow=True)

    def page(self) -> str:
        return self.client.get(self.address).content.decode()
