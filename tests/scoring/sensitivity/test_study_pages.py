"""Sensitivity studies in the browser: asked for, followed, read, replayed and stopped."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.test import Client

from scoring.kept_reason import KeptReason
from scoring.models import CityScore, Study
from scoring.sensitivity.plan import StudyParameters
from scoring.sensitivity.result import flip, monte_carlo, replay_draw, sobol
from scoring.sensitivity.services.study import study_request
from scoring.sensitivity.services.study_work import study_block_compute, study_fail
from surveys.models import City, User
from surveys.models.user import Role
from tests.builders import Cast, make_user
from tests.scoring.inputs.sheets import LEVELS
from tests.scoring.scored import Scored
from tests.web.page import Page, number, read, visit
from tests.web.people import browser

pytestmark = pytest.mark.django_db
TYPED = {"kind": "monte_carlo", "draws": "1000", "seed": "11", "weight_noise": "0.25"}


def _sensitivity(scored: Scored) -> str:
    return f"/runs/{scored.run.pk}/sensitivity/"


def _ranked(scored: Scored, rank: int) -> City:
    return CityScore.objects.get(run=scored.run, composite_rank=rank).city


def _request(scored: Scored, kind: str = "monte_carlo", *, by: User, **chosen: object) -> Study:
    parameters = StudyParameters(**{"draws": 1000, "seed": 11, **chosen})  # type: ignore[arg-type]
    return study_request(actor=by, run=scored.run, kind=kind, parameters=parameters)


def _finished(scored: Scored, kind: str = "monte_carlo", **chosen: object) -> Study:
    study = _request(scored, kind, by=make_user(Role.ANALYST), **chosen)
    study_block_compute(study_id=study.pk, number=0)
    study.refresh_from_db()
    return study


def _intervals(page: Page) -> list[tuple[str, ...]]:
    return [row for row in page.rows if len(row) > 5 and " – " in row[4]]


def test_a_study_is_asked_for_and_followed(scored_world: Scored, analyst: Client) -> None:
    address = _sensitivity(scored_world)
    assert "No study yet" in visit(analyst, address).text
    answer = analyst.post(f"{address}new/", TYPED)
    study = Study.objects.get()
    assert answer["Location"] == f"/studies/{study.pk}/"
    assert (study.parameters["seed"], study.parameters["vary_scale"]) == (11, False)
    page = visit(analyst, answer["Location"])
    assert page.polls == [f"/studies/{study.pk}/state/"]
    assert "0 of 1000 draws computed" in page.text
    assert visit(analyst, page.polls[0]).polls == page.polls
    study_block_compute(study_id=study.pk, number=0)
    assert analyst.get(page.polls[0]).headers["HX-Refresh"] == "true"
    assert visit(analyst, answer["Location"]).polls == []
    assert visit(analyst, address).leads_to(answer["Location"])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"draws": "10"}, "draws"),
        ({"draws": "1000000"}, "draws"),
        ({"kind": "colour"}, "kind"),
        ({"seed": "-1"}, "seed"),
        ({"weight_noise": "1.5"}, "weight_noise"),
        ({"kind": "sobol", "samples": "100"}, "samples"),
        ({"kind": "flip", "city": "没有这个市"}, "city"),
        ({"kind": "flip"}, "city"),
    ],
)
def test_a_refusal_stands_at_its_field(
    scored_world: Scored, analyst: Client, change: dict[str, str], field: str
) -> None:
    answer = analyst.post(f"{_sensitivity(scored_world)}new/", {**TYPED, **change})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Study.objects.exists()


def test_a_fourth_study_has_to_wait(scored_world: Scored, analyst: Client) -> None:
    address = f"{_sensitivity(scored_world)}new/"
    codes = [analyst.post(address, TYPED).status_code for _ in range(4)]
    assert codes == [302, 302, 302, 422]
    assert Study.objects.count() == 3


def test_who_may_not_run_studies_reads_them(scored_world: Scored, cast: Cast) -> None:
    client = browser(cast.coder)
    assert client.post(f"{_sensitivity(scored_world)}new/", TYPED).status_code == 403
    page = client.get(_sensitivity(scored_world))
    assert not page.context["may_run"]
    study = _finished(scored_world)
    assert len(_intervals(visit(client, f"/studies/{study.pk}/"))) == 12


def test_leaving_out_is_listed_by_its_effect(scored_world: Scored, analyst: Client) -> None:
    """Level by level: domains, groups of either depth, indicators."""
    page = visit(analyst, _sensitivity(scored_world))
    levels: dict[int, list[float]] = {}
    for row in page.rows:
        code = row[0].split()[0]
        if len(row) == 3 and code[0] in "RGCM":
            levels.setdefault(code.count(".") + (len(code) > 1), []).append(number(row[1]))
    assert {level: len(shifts) for level, shifts in levels.items()} == dict(enumerate(LEVELS))
    assert all(shifts == sorted(shifts, reverse=True) for shifts in levels.values())
    assert levels[0][0] > 0


def test_intervals_are_those_of_the_study(scored_world: Scored, analyst: Client) -> None:
    study = _finished(scored_world)
    result = monte_carlo(study)
    rows = _intervals(visit(analyst, f"/studies/{study.pk}/"))
    assert len(rows) == len(result.intervals)
    assert [row[1] for row in rows] == [str(rank) for rank in range(1, 13)]
    for row, entry in zip(rows, result.intervals, strict=True):
        assert entry.city.name in row[0]
        assert row[3] == f"{entry.mean:.1f}"
        assert row[4].split(" – ") == [f"{entry.low:.0f}", f"{entry.high:.0f}"]
        assert row[-1] == str(entry.tier)


def test_one_city_against_another(scored_world: Scored, analyst: Client) -> None:
    study, best, last = _finished(scored_world), _ranked(scored_world, 1), _ranked(scored_world, 12)
    address = f"/studies/{study.pk}/"
    chance = monte_carlo(study).beat(best.adcode, last.adcode)
    page = visit(analyst, address, a=best.name, b=last.adcode)
    told = re.search(rf"{best.name} ranks above .*?{last.name} : ([\d.]+%)", page.text)
    assert told is not None
    assert number(told[1]) == pytest.approx(chance, abs=6e-4)
    assert chance > 0.5
    assert "No city fits this" in visit(analyst, address, a=best.name, b="没有这个市").text


def test_the_table_of_intervals_is_exported(scored_world: Scored, analyst: Client) -> None:
    study = _finished(scored_world)
    page = visit(analyst, f"/studies/{study.pk}/")
    content = analyst.get(page.link("CSV")).content.decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(content)))) == 1 + 12
    assert analyst.get(page.link("XLSX")).content.startswith(b"PK")
    visit(analyst, f"/studies/{study.pk}/intervals.exe", status=404)
    running = _request(scored_world, by=make_user(Role.ANALYST))
    visit(analyst, f"/studies/{running.pk}/intervals.csv", status=404)


def test_a_draw_is_replayed(scored_world: Scored, analyst: Client) -> None:
    study = _finished(scored_world)
    draw = replay_draw(study, 17)
    page = visit(analyst, f"/studies/{study.pk}/draws/17/")
    shown = [row for row in page.rows if len(row) == 3]
    assert [row[1:] for row in shown] == [(str(was), str(now)) for _, was, now in draw.ranks]
    assert all(place[0].name in row[0] for place, row in zip(draw.ranks, shown, strict=True))
    assert f"{draw.flipped} coded answers were turned" in page.text
    assert all(name in page.text for name in draw.parameters)
    visit(analyst, f"/studies/{study.pk}/draws/1000/", status=404)


def test_sobol_indices_of_every_choice(scored_world: Scored, analyst: Client) -> None:
    study = _finished(scored_world, "sobol", samples=32, city=_ranked(scored_world, 1).adcode)
    rows = [row for row in visit(analyst, f"/studies/{study.pk}/").rows if len(row) == 3]
    for row, found in zip(rows, sobol(study), strict=True):
        for cell, values in ((row[1], found.first), (row[2], found.total)):
            shown = [number(part) for part in cell.split(" · ")]
            assert shown == pytest.approx(list(values), abs=6e-4)
    visit(analyst, f"/studies/{study.pk}/draws/0/", status=404)


def test_a_rank_flip_shows_both_sets_of_weights(scored_world: Scored, analyst: Client) -> None:
    first, second = _ranked(scored_world, 1), _ranked(scored_world, 2)
    study = _finished(scored_world, "flip", city=second.adcode, rival=first.adcode)
    found = flip(study)
    page = visit(analyst, f"/studies/{study.pk}/")
    assert found.possible
    rows = [row for row in page.rows if len(row) == 3]
    for row, (_code, old, new) in zip(rows, found.weights, strict=True):
        assert [number(cell) for cell in row[1:]] == pytest.approx([old, new], abs=6e-5)
    told = re.search(r"differ by ([\d.]+%)", page.text)
    assert told is not None
    assert number(told[1]) == pytest.approx(found.change, abs=6e-5)


def test_why_a_study_failed_is_said(scored_world: Scored, analyst: Client) -> None:
    study = _request(scored_world, by=make_user(Role.ANALYST))
    study_fail(
        study=study,
        reason=KeptReason("legacy", {"text": "the geometric mean is not defined for 0"}),
    )
    page = visit(analyst, f"/studies/{study.pk}/")
    assert "geometric mean" in page.text
    assert page.polls == []


def test_who_asked_may_cancel_and_a_manager_too(scored_world: Scored, cast: Cast) -> None:
    own = _request(scored_world, by=cast.outsider)
    other = _request(scored_world, by=cast.manager)
    analyst, manager = browser(cast.outsider), browser(cast.manager)
    assert analyst.get(f"/studies/{own.pk}/").context["may_cancel"]
    assert not analyst.get(f"/studies/{other.pk}/").context["may_cancel"]
    assert analyst.post(f"/studies/{other.pk}/cancel/").status_code == 404
    for study in (own, other):
        assert manager.post(f"/studies/{study.pk}/cancel/").status_code == 302
        study.refresh_from_db()
        assert study.state == Study.State.CANCELLED
    again = manager.post(f"/studies/{own.pk}/cancel/", follow=True)
    assert "This study is not running" in read(again.content.decode()).text
    assert "was cancelled" in visit(analyst, f"/studies/{own.pk}/").text
