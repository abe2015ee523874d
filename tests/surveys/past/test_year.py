"""A year as a team keeps it comes in row by row, right or refused for what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from surveys.models import City
from tests.builders import make_cast, make_edition, make_round
from tests.surveys.past.test_flaws import found_in
from tests.surveys.past.test_import_round import bring, counts, picture
from tests.surveys.past.test_round_trip import out
from tests.surveys.past.year import CUTOFF, OPENS, flaws_put, make_year

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder", "reference")]


@pytest.mark.parametrize("size", [40, pytest.param(337, marks=pytest.mark.long)])
def test_a_year_row_by_row(tmp_path: Path, size: int, request: pytest.FixtureRequest) -> None:
    """The whole of it in processes of their own, as it is; a small one read here."""
    if size == 337:
        request.getfixturevalue("own_process")
    cast = make_cast()
    edition = make_edition("2023-past")
    make_round(edition, opens_on=OPENS, cutoff=CUTOFF)
    cities = list(City.objects.order_by("adcode"))
    year = make_year(cities, size)
    assert len(list(flaws_put(year, cities[:size]))) == 20
    place = type("Place", (), {"edition": edition, "cast": cast})()
    folder = year.book.save(tmp_path / "round")
    before = picture()
    status, report = bring(folder, place)
    assert (status, report["stored"]) == (1, False)
    more = [one for one in report["findings"] if found_in({"findings": [one]}) - year.refused]
    assert (more, found_in(report)) == ([], year.refused)
    assert picture() == before
    status, report = bring(folder, place, "--partial")
    assert (status, report["stored"]) == (0, True)
    assert found_in(report) == year.refused
    if size == 337:
        assert counts(report, "letters") == (701, 691, 0, 10)
        assert counts(report, "answers")[0] == 1900
        assert counts(report, "files")[0] == 401
    after = picture()
    again = out(edition, cast.manager, tmp_path / "out", files=True)
    status, last = bring(again, place)
    assert (status, last["findings"]) == (0, [])
    for what in ("letters", "replies", "answers", "files"):
        number = counts(report, what)[1]
        assert counts(last, what) == (number, 0, number, 0)
    assert picture() == after
