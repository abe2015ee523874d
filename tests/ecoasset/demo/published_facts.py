"""What the report printed of the round, looked for in the answers and on the page of facts."""

from __future__ import annotations

import io
import json
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.test import Client

from scoring.models import Basis
from surveys.coding.selectors import decided_values
from surveys.models import Answer, Edition
from tests.web.page import visit

FACTS = json.loads(
    (Path(settings.BASE_DIR) / "fixtures/reference/published_2023_facts.json").read_text("utf-8")
)
PAGE = "/editions/2023-demo/facts/"
WORDS = {
    "effective_reply": "Effective reply",
    "implementation_plan": "Implementation plan",
    "leading_group": "Leading group",
    "leading_group_head": "Group headed by a main leader",
    "gep_standard": "GEP standard",
    "gep_accounting": "GEP accounts",
    "property_registration": "Property registration",
}
REGIONS = {"东部": "East", "中部": "Central", "西部": "West", "东北": "Northeast"}


def assert_in_answers(demo: Edition) -> None:
    totals = dict(FACTS["totals"])
    assert totals.pop("effective_reply") == 265
    approved = Answer.objects.filter(edition=demo, state=Answer.State.APPROVED)
    assert approved.filter(question__code="reply_quality", number__gte=2).count() == 265
    decided = list(decided_values(demo, approved_only=True))
    answered = [row.value for row in decided if row.question == "consultation_answered"]
    assert (len(answered), sum(answered)) == (337, 265)
    yes = {code: approved.filter(question__code=code, choice="yes").count() for code in totals}
    assert yes == totals
    assert sorted(yes.values()) == [49, 65, 112, 122, 166, 244]


def assert_in_letters(demo: Edition) -> None:
    """By the outcomes of the letters as by the answers; at the end nothing is left to expect."""
    output = io.StringIO()
    call_command("round_statistics", "--edition", demo.code, "--json", stdout=output)
    found = json.loads(output.getvalue())
    [rate] = [
        rate for rate in found["rates"] if (rate["key"], rate["by"]) == ("all_cities_effective", {})
    ]
    assert (rate["numerator"], rate["denominator"]) == (265, 337)
    assert found["forecast"] == {"n": 265, "low": 265, "high": 265}
    assert found["outcome_table"]["balanced"]


def assert_on_their_page(client: Client) -> None:
    """Each as counted and as printed, on both bases, and that the report contradicts itself."""
    for basis in Basis.values:
        text = visit(client, f"{PAGE}?basis={basis}").text
        for fact, number in FACTS["totals"].items():
            share = f"{100 * number / 337:.1f}%"
            counted = f"{WORDS[fact]} {number} {share} 337 cities in all, 337 with a known answer"
            assert counted in text, fact
            assert f"{WORDS[fact]} {number} {number}" in text, fact
        for region, percent in FACTS["reply_rate_by_region_percent"].items():
            assert f"{REGIONS[region]} {percent}%" in text
        assert "prints 265 effective replies" in text
        assert "only mean 255 cities" in text
