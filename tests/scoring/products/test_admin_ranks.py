"""The ranks of the newest runs in the administration, and what can be asked of their runs."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from scoring.analysis.profile import profile
from scoring.analysis.score_types import score_types
from scoring.index.method.method import Method
from scoring.models import Basis, CityScore, ScoreRun
from scoring.products.admin import actions
from scoring.products.appendix import appendix_export
from scoring.products.bundle import bundle_export
from scoring.reference.services import method_load
from scoring.runs.selectors import newest_runs
from surveys.models import City, Edition, TrailEntry
from surveys.models.user import Role
from surveys.permissions import ROLE_ACTIONS, Action
from tests.builders import Cast, make_city, make_edition
from tests.scoring.rows import fill_values, make_index, make_run
from tests.scoring.scored import compute, make_scored
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
RANKS, RUNS = "/admin/scoring/cityscore/", "/admin/scoring/scorerun/"


@pytest.fixture
def places() -> list[City]:
    make_index()
    return [
        make_city("甲市", adcode="990100", pinyin="jia"),
        make_city("乙市", adcode="990200", pinyin="yi", region="西部", province="另省"),
        make_city("丙州", adcode="990300", pinyin="bing", level="自治州"),
    ]


@pytest.fixture
def older(places: list[City]) -> Edition:
    """Another edition, with an older and a newer run on both bases."""
    edition = make_edition("2024-older", year=2024)
    for version in (1, 2):
        for basis in Basis.values:
            make_run(edition, basis=basis, inputs_version=version)
    return edition


@pytest.fixture
def newer(older: Edition) -> Edition:
    edition = make_edition("2025-newer", year=2025)
    make_run(edition, inputs_version=4, unranked=1)
    make_run(edition, inputs_version=4, basis=Basis.PROVISIONAL)
    return edition


def listed(client: Client, query: str = "") -> list[tuple[str, str, str, int | None]]:
    rows = client.get(RANKS + query).context["cl"].result_list
    return [
        (row.run.edition.code, row.run.basis, row.city.name, row.composite_rank) for row in rows
    ]


def without(monkeypatch: pytest.MonkeyPatch, *actions: Action) -> None:
    """Managers lose these, whatever else they may do."""
    monkeypatch.setitem(ROLE_ACTIONS, Role.MANAGER, ROLE_ACTIONS[Role.MANAGER] - set(actions))


def ask(client: Client, address: str, action: str, *keys: int) -> Any:
    return client.post(address, {"action": action, "_selected_action": keys, "index": "0"})


def told(client: Client) -> list[str]:
    return [str(message) for message in client.get(RANKS).context["messages"]]


def test_who_has_no_rank_comes_last_both_ways(cast: Cast, newer: Edition) -> None:
    client = browser(cast.manager)
    for order, ranks in (("2", [1, 2, None]), ("-2", [2, 1, None])):
        assert [row[-1] for row in listed(client, f"?o={order}")] == ranks


def test_the_list_opens_on_the_approved_ranks_of_the_newest_edition(
    cast: Cast, newer: Edition
) -> None:
    assert listed(browser(cast.manager)) == [
        ("2025-newer", "approved", "甲市", 1),
        ("2025-newer", "approved", "乙市", 2),
        ("2025-newer", "approved", "丙州", None),
    ]


@pytest.mark.usefixtures("newer")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?edition=2024-older", 3),
        ("?edition=&basis=", 12),
        ("?edition=&basis=provisional", 6),
        ("?q=jia", 1),
        ("?q=9902", 1),
        ("?q=丙", 1),
        ("?region=西部", 1),
        ("?province=另省", 1),
        ("?level=自治州&region=东部", 1),
        ("?level=自治州&region=西部", 0),
        ("?edition=&basis=&q=yi", 4),
    ],
)
def test_criteria_narrow_together_and_older_runs_are_never_listed(
    cast: Cast, query: str, found: int
) -> None:
    rows = listed(browser(cast.manager), query)
    assert len(rows) == found
    older = ScoreRun.objects.filter(inputs_version=1).values("pk")
    shown = browser(cast.manager).get(RANKS + query).context["cl"].result_list
    assert {row.run_id for row in shown} & {row["pk"] for row in older} == set()


@pytest.mark.usefixtures("newer")
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?edition=nowhere", "edition"),
        ("?basis=rumoured", "basis"),
        ("?region=1", "region"),
        ("?type=odd", "type"),
        ("?edition=&type=balanced", "type"),
    ],
)
def test_a_criterion_that_cannot_be_says_so(cast: Cast, query: str, field: str) -> None:
    page = browser(cast.manager).get(RANKS + query)
    assert list(page.context["cl"].result_list) == []
    assert list(page.context["cl"].criteria.form.errors) == [field]


def test_who_sees_approved_results_alone_has_the_approved_basis(
    cast: Cast, newer: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also at an address that names another basis, in the list of runs and in every action."""
    run = ScoreRun.objects.get(edition=newer, basis=Basis.PROVISIONAL)
    without(monkeypatch, Action.SEE_PROVISIONAL)
    client = browser(cast.manager)
    assert {row[1] for row in listed(client, "?edition=&basis=")} == {"approved"}
    assert listed(client, "?basis=provisional") == []
    assert "Provisional" not in client.get(RANKS).content.decode()
    assert "Provisional" not in client.get(RUNS).content.decode()
    shown = client.get(f"{RUNS}?edition=2025-newer").context["cl"].result_list
    assert [row.basis for row in shown] == ["approved"]
    assert client.get(f"{RUNS}{run.pk}/change/").status_code == 302
    assert ask(client, RUNS, "bundle", run.pk).status_code == 302
    score = run.cities.first()
    assert score is not None
    assert ask(client, f"{RANKS}?edition=&basis=", "appendix_csv", score.pk).status_code == 302


@pytest.mark.parametrize(
    ("missing", "names"),
    [
        (Action.EXPORT, {"appendix_xlsx", "appendix_csv", "bundle"}),
        (Action.MANAGE_EDITION, {"recompute"}),
    ],
)
def test_an_action_is_for_those_who_may_on_the_page(
    cast: Cast, newer: Edition, monkeypatch: pytest.MonkeyPatch, missing: Action, names: set[str]
) -> None:
    without(monkeypatch, missing)
    client = browser(cast.manager)
    run = ScoreRun.objects.filter(edition=newer).first()
    assert run is not None
    offered = client.get(RUNS).content.decode()
    for name in names:
        assert f'value="{name}"' not in offered
        answer = ask(client, RUNS, name, run.pk)
        assert (answer.status_code, answer.headers.get("Content-Disposition")) == (302, None)
    assert TrailEntry.objects.count() == 0
    newer.refresh_from_db()
    assert newer.inputs_version == 0


def test_who_sees_no_results_sees_no_list(
    cast: Cast, newer: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    without(monkeypatch, Action.SEE_RESULTS)
    client = browser(cast.manager)
    assert {client.get(address).status_code for address in (RANKS, RUNS)} == {403}


def test_recomputing_is_counted_and_leaves_closed_and_other_editions_alone(
    cast: Cast, newer: Edition, older: Edition
) -> None:
    frozen = make_edition("2023-frozen", year=2023, frozen=True)
    make_run(frozen)
    client = browser(cast.manager)
    chosen = CityScore.objects.filter(run__edition__in=(newer, frozen))
    keys = list(chosen.filter(run__basis="approved").values_list("pk", flat=True))
    ask(client, f"{RANKS}?edition=&basis=", "recompute", *keys)
    assert told(client) == [
        "Recomputation asked for: 1",
        "Edition 2023-frozen is closed: nothing in it can be changed. (1)",
    ]
    versions = dict(Edition.objects.values_list("code", "inputs_version"))
    assert versions == {"2025-newer": 1, "2024-older": 0, "2023-frozen": 0}
    entry = TrailEntry.objects.get()
    assert (entry.action, entry.edition, entry.actor) == ("run.request", newer, cast.manager)


def test_the_list_says_when_a_newer_run_is_due(cast: Cast, newer: Edition) -> None:
    client = browser(cast.manager)
    told = "a newer run is under way"
    assert told not in client.get(RANKS).content.decode()
    Edition.objects.filter(pk=newer.pk).update(inputs_version=9)
    assert told in client.get(RANKS).content.decode()
    assert told not in client.get(f"{RANKS}?edition=2024-older").content.decode()


def _content(answer: HttpResponse) -> bytes:
    assert answer.status_code == 200
    return answer.content


def test_a_file_is_the_same_as_the_page_gives(cast: Cast, places: list[City]) -> None:
    edition = make_edition("2026-real", year=2026)
    fill_values(edition)
    run = compute(edition)["approved"]
    client = browser(cast.manager)
    row = run.cities.get(city=places[0])
    for action, export in (
        ("appendix_xlsx", appendix_export(run, "xlsx")),
        ("appendix_csv", appendix_export(run, "csv")),
        ("bundle", bundle_export(run)),
    ):
        answer = ask(client, f"{RANKS}?q=jia", action, row.pk)
        assert _content(answer) == export.content
        assert told(client) == ["Files written: 1"]


def test_several_runs_come_in_one_file_up_to_a_bound(
    cast: Cast, newer: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser(cast.manager)
    runs = list(ScoreRun.objects.filter(edition=newer).order_by("pk"))
    keys = [run.pk for run in runs]
    archive = zipfile.ZipFile(io.BytesIO(_content(ask(client, RUNS, "appendix_csv", *keys))))
    wanted = {f"run-{run.pk}/{appendix_export(run, 'csv').name}" for run in runs}
    assert set(archive.namelist()) == wanted
    monkeypatch.setattr(actions, "MOST_FILES", 1)
    assert ask(client, RUNS, "appendix_csv", *keys).status_code == 302
    assert "Choose 1 runs at most: each of them is a file." in told(client)


def test_runs_are_narrowed_to_the_newest(cast: Cast, newer: Edition, older: Edition) -> None:
    client = browser(cast.manager)

    def found(query: str) -> list[tuple[str, int]]:
        rows = client.get(RUNS + query).context["cl"].result_list
        return sorted((row.edition.code, row.inputs_version) for row in rows)

    assert found("?newest=1&basis=approved") == [("2024-older", 2), ("2025-newer", 4)]
    assert found("?newest=0") == [("2024-older", 1)] * 2
    assert found("?edition=2024-older&basis=approved") == [("2024-older", 1), ("2024-older", 2)]
    assert found("?until=2000-01-01") == []


def test_newest_runs_are_by_the_method_in_force(older: Edition) -> None:
    series = ScoreRun.objects.filter(edition=older, inputs_version=2)
    assert set(newest_runs(Basis.values)) == {run.pk for run in series}
    assert newest_runs(["approved"]) == [series.get(basis="approved").pk]
    assert newest_runs([]) == []


@pytest.mark.parametrize("shares", ["plain", "relative"])
def test_the_type_of_a_city_is_that_of_the_page_of_types(cast: Cast, shares: str) -> None:
    edition = make_scored().edition
    method_load(method=replace(Method.default(), type_shares=shares, tau=0.02))
    run = compute(edition)["approved"]
    bare = make_run(make_edition("2024-bare"), unranked=12)
    wanted = {row.city.name: row.type for row in profile(run).cities}
    names = dict(CityScore.objects.values_list("pk", "city__name"))
    found = {names[key]: kind for key, kind in score_types([run.pk, bare.pk]).items()}
    assert found == wanted
    client = browser(cast.manager)
    assert len(set(wanted.values())) > 1
    for kind in set(wanted.values()):
        rows = listed(client, f"?edition={edition.code}&type={kind}")
        assert sorted(row[2] for row in rows) == sorted(n for n, k in wanted.items() if k == kind)


def test_what_a_run_noticed_is_told_in_words(cast: Cast, places: list[City]) -> None:
    finding = {"severity": "warning", "code": "empty_node", "subject": "R1", "details": {}}
    run = make_run(make_edition(), findings=[finding])
    page = browser(cast.manager).get(f"{RUNS}{run.pk}/change/").content.decode()
    assert "No city has a score here." in page
    assert "empty_node" not in page
