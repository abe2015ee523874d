"""The scores of a list as a file: the cities that the list shows, in its order, a value a cell."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from django.test import Client

from scoring.models import CityScore
from tests.builders import Cast
from tests.scoring.scored import Scored
from tests.web.people import browser

pytestmark = pytest.mark.django_db
ADDRESS = "/editions/2025-scored/scores.csv"


def _rows(client: Client, query: str = "") -> list[dict[str, str]]:
    content = client.get(f"{ADDRESS}{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


def test_every_city_has_its_ranks_and_unrounded_scores(
    scored_world: Scored, analyst: Client
) -> None:
    stored = {
        row.city.adcode: row
        for row in CityScore.objects.filter(run=scored_world.run).select_related("city")
    }
    rows = _rows(analyst)
    assert [row["adcode"] for row in rows] == sorted(
        stored, key=lambda adcode: (stored[adcode].composite_rank or 0, adcode)
    )
    for row in rows:
        score = stored[row["adcode"]]
        composite = next(key for key in row if key.endswith(", score"))
        assert float(row[composite]) == score.composite
        assert row["synthetic"] == "false"


def test_the_file_holds_what_the_list_shows(scored_world: Scored, analyst: Client) -> None:
    rows = _rows(analyst, "?province=省1&sort=-market")
    page = analyst.get("/editions/2025-scored/ranking/?province=省1&sort=-market").content.decode()
    places = [page.index(f"/cities/{row['adcode']}/") for row in rows]
    assert rows
    assert {row["Province"] for row in rows} == {"省1"}
    assert places == sorted(places)


@pytest.mark.parametrize(
    "query", ["province=nowhere", "level=x", "coverage=all", "sort=-nothing", "region=南部"]
)
def test_an_impossible_filter_gives_no_file(
    scored_world: Scored, analyst: Client, query: str
) -> None:
    """Once it gave all cities."""
    answer = analyst.get(f"{ADDRESS}?{query}")
    assert answer.status_code == 400
    assert "so no file was made" in answer.content.decode()
    assert analyst.get(f"{ADDRESS}?unknown=1&page=3").status_code == 200


def test_the_appendix_does_not_follow_the_filter(scored_world: Scored, analyst: Client) -> None:
    page = analyst.get("/editions/2025-scored/ranking/?province=省1").content.decode()
    assert "Appendix: ranks of all cities, whatever the list shows" in page
    answer = analyst.get("/editions/2025-scored/appendix.csv?province=省1")
    lines = answer.content.decode("utf-8-sig").strip().splitlines()
    assert len(lines) == 1 + len(scored_world.cities)


def test_the_workbook_can_be_filtered_and_read(scored_world: Scored, analyst: Client) -> None:
    content = analyst.get(ADDRESS.replace("csv", "xlsx")).content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert sheet.auto_filter.ref == sheet.dimensions
    assert sheet.row_dimensions[1].height > 15
    assert sheet.print_title_rows == "$1:$1"
    assert all(isinstance(cell.value, float) for cell in sheet["G"][1:])


def test_provisional_scores_are_refused_to_who_may_not_see_them(
    scored_world: Scored, cast: Cast
) -> None:
    asked = f"{ADDRESS}?basis=provisional"
    assert browser(cast.coder).get(asked).status_code == 403
    assert browser(cast.reviewer).get(asked).status_code == 200
