"""The whole audit as a file: every place that the checks name, not the first ones alone."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from scoring.analysis.audit import audit_sheet
from scoring.models import Basis
from tests.builders import Cast
from tests.scoring.scored import Scored
from tests.web.people import browser

pytestmark = pytest.mark.django_db
ADDRESS = "/editions/2025-scored/audit.csv"


def test_every_place_of_every_check_is_in_it(scored_world: Scored, analyst: Client) -> None:
    content = analyst.get(ADDRESS).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    sheet = audit_sheet(scored_world.edition, Basis.APPROVED)
    for check in sheet.checks:
        found = [row for row in rows if row["code"] == check.item.code]
        assert len(found) == max(1, len(check.item.concerns))
        assert {row["status"] for row in found} == {check.item.status.value}
    cities = {row["adcode"] for row in rows} - {""}
    assert cities == {
        place.city.adcode for check in sheet.checks for place in check.places if place.city
    }


def test_the_page_leads_to_the_file_and_to_no_command(
    scored_world: Scored, analyst: Client
) -> None:
    page = analyst.get("/editions/2025-scored/audit/").content.decode()
    assert "/editions/2025-scored/audit.xlsx?basis=approved" in page
    assert "manage.py" not in page


def test_what_is_undecided_is_for_reviewers(scored_world: Scored, cast: Cast) -> None:
    asked = f"{ADDRESS}?basis=provisional"
    assert browser(cast.coder).get(asked).status_code == 403
    assert browser(cast.reviewer).get(asked).status_code == 200
