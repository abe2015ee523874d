"""Views that are kept under a name, how often portals are looked into, and the board as a file."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from scoring.board.services import MOST_VIEWS, board_view_keep, board_view_share
from scoring.export.file import SYNTHETIC
from scoring.models import BoardView, CityScore
from scoring.models.run import score_labels
from surveys.errors import Refused
from surveys.models import Edition, InfoRequest, Round, TrailEntry, User
from surveys.models.user import Role
from tests.builders import Cast, make_reply, make_user
from tests.scoring.board.letters import TODAY, WANTED, kept, morning
from tests.scoring.scored import Scored
from tests.web.page import visit
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)


def _here(edition: Edition) -> str:
    return f"/editions/{edition.code}/board/"


def _change(client: Client, edition: Edition, view: BoardView, **facts: str) -> str:
    answer = client.post(f"{_here(edition)}views/{view.pk}/", facts, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_board_is_kept_as_it_stands_and_opens_again(cast: Cast, edition: Edition) -> None:
    client = browser(cast.coder)
    query = "order=-due&columns=due%2Ccity&preset=late&province=x&page=3&nonsense=1"
    answer = client.post(f"{_here(edition)}views/new/", {"name": " 我的 逾期 ", "query": query})
    view = BoardView.objects.get()
    assert (view.owner, view.name, view.shared) == (cast.coder, "我的 逾期", False)
    assert view.query == "preset=late&columns=due%2Ccity&order=-due&province=x"
    assert answer.headers["Location"] == f"{_here(edition)}?{view.query}"
    page = visit(client, _here(edition))
    assert page.link("我的 逾期") == f"?{view.query}"
    again = {"name": "我的 逾期", "query": "preset=unsent"}
    client.post(f"{_here(edition)}views/new/", again)
    assert BoardView.objects.get().query == "preset=unsent"


def test_anothers_view_is_seen_once_it_is_shared_and_never_changed(
    cast: Cast, edition: Edition
) -> None:
    view = board_view_keep(actor=cast.manager, name="全员", query="preset=late")
    own = board_view_keep(actor=cast.coder, name="自己", query="preset=due")
    coder, manager = browser(cast.coder), browser(cast.manager)
    assert "全员" not in visit(coder, _here(edition)).text
    assert coder.post(f"{_here(edition)}views/{view.pk}/", {"do": "remove"}).status_code == 404
    assert "shared with all" in _change(manager, edition, view, do="share")
    assert "全员" in visit(coder, _here(edition)).text
    assert "自己" not in visit(manager, _here(edition)).text
    for facts in ({"do": "remove"}, {"do": "rename", "name": "x"}, {"do": "unshare"}):
        assert "another" in _change(coder, edition, view, **facts)
    assert "Only a manager" in _change(coder, edition, own, do="share")
    view.refresh_from_db()
    assert (view.name, view.shared) == ("全员", True)
    _change(manager, edition, view, do="unshare")
    assert "全员" not in visit(coder, _here(edition)).text


def test_views_are_renamed_and_removed(cast: Cast, edition: Edition) -> None:
    client = browser(cast.coder)
    one, two = (
        board_view_keep(actor=cast.coder, name=name, query="preset=late") for name in ("一", "二")
    )
    assert "of that name already" in _change(client, edition, one, do="rename", name="二")
    assert "at most 60" in _change(client, edition, one, do="rename", name="")
    _change(client, edition, one, do="rename", name="三")
    _change(client, edition, two, do="remove")
    assert list(BoardView.objects.values_list("name", flat=True)) == ["三"]
    answer = client.post(f"{_here(edition)}views/{one.pk}/", {"do": "nonsense"})
    assert answer.status_code == 404
    assert client.post(f"{_here(edition)}views/new/", {"name": ""}).status_code == 302
    assert BoardView.objects.count() == 1


def test_bounds_of_views(cast: Cast) -> None:
    for number in range(MOST_VIEWS):
        BoardView.objects.create(owner=cast.coder, name=str(number), query="preset=late")
    with pytest.raises(Refused):
        board_view_keep(actor=cast.coder, name="多", query="preset=late")
    board_view_keep(actor=cast.coder, name="1", query="preset=due")
    with pytest.raises(Refused):
        board_view_keep(actor=cast.manager, name="长" * 61, query="preset=late")
    demo = make_user(Role.MANAGER, is_demo=True)
    view = board_view_keep(actor=demo, name="演示", query="preset=late")
    with pytest.raises(Refused):
        board_view_share(actor=demo, view=view, shared=True)


def test_how_often_portals_are_looked_into_is_said_on_the_board(
    cast: Cast, edition: Edition, survey_round: Round
) -> None:
    neighbour = Edition.objects.create(code="2026-next", year=2026, title_zh="x")
    client = browser(cast.manager)
    assert "Days between two looks" in visit(client, f"{_here(edition)}?preset=portals").text
    assert "Days between" not in visit(browser(cast.coder), f"{_here(edition)}?preset=portals").text
    for days, stored in (("10", 10), ("0", 10), ("91", 10), ("x", 10), ("90", 90)):
        client.post(f"{_here(edition)}look/", {"days": days})
        edition.refresh_from_db()
        assert edition.look_days == stored, days
    neighbour.refresh_from_db()
    assert neighbour.look_days == 7
    told = TrailEntry.objects.filter(action="edition.look_days").order_by("pk")
    assert [entry.changes["look_days"] for entry in told] == [[7, 10], [10, 90]]


def _file(person: User, edition: Edition, query: str, extension: str) -> bytes:
    answer = browser(person).get(f"/editions/{edition.code}/board.{extension}?{query}")
    assert answer.status_code == 200
    return bytes(answer.content)


def test_a_file_holds_what_is_shown_in_its_order(
    cast: Cast, edition: Edition, survey_round: Round
) -> None:
    letters: dict[str, InfoRequest] = morning(survey_round)
    Edition.objects.filter(pk=edition.pk).update(synthetic=True)
    query = "preset=unsent&columns=status,city&order=-organ"
    text = _file(cast.outsider, edition, query, "csv").decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text))
    assert head == ["adcode", "Organ", "State", "Overdue", "City", "synthetic"]
    assert [row[1] for row in rows] == sorted(WANTED["unsent"], reverse=True)
    ready = letters["ready"]
    city = ready.organ.city
    assert rows[0] == [city.adcode, "ready", "Ready", "", city.label, "true"]
    content = _file(cast.outsider, edition, query, "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert [cell.value for cell in book.worksheets[0][1]] == head
    told = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows(min_row=2)}
    assert told["Rows"] == 2
    assert told["Synthetic data"] == SYNTHETIC


def test_a_file_says_all_that_a_cell_shows(
    cast: Cast, edition: Edition, survey_round: Round, scored: Scored
) -> None:
    """What stands beside a value on the page has a column of its own: none is lost, none twice."""
    letters: dict[str, InfoRequest] = morning(survey_round)
    InfoRequest.objects.filter(pk=letters["late"].pk).update(provisional=True)

    def rows(query: str, of: Edition = edition) -> list[dict[str, str]]:
        text = _file(cast.outsider, of, query, "csv").decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))

    found = {row["Organ"]: row for row in rows("preset=letters&columns=status,due")}
    told = ("Overdue", "Due day is provisional")
    assert [found["late"][name] for name in told] == ["yes", "yes"]
    assert [found["far"][name] for name in told] == ["", ""]
    ranks = rows("preset=results&columns=composite_rank,province", scored.edition)
    best = CityScore.objects.get(run=scored.run, composite_rank=1)
    assert best.composite is not None
    name = str(score_labels()[0])
    assert ranks[0][name] == "1"
    assert float(ranks[0][f"{name}: score"]) == round(best.composite, 2)
    assert list(ranks[0]).count("Province") == 1
    assert ranks[0]["Province"] == best.city.province_label


def test_paper_holds_all_rows_or_says_which(
    cast: Cast, edition: Edition, survey_round: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(53):
        kept(survey_round, f"机关{number:02}")
    client, here = browser(cast.coder), _here(edition)
    page = visit(client, f"{here}?preset=letters")
    assert len(page.rows) == 50
    assert "53 rows Rows 1 to 50" in page.text
    every = client.get(f"{here}{page.link('Print')}").content.decode()
    assert every.count("data-row") == 53
    assert "data-print-now" in every
    assert 'name="row"' not in every, "nothing is chosen on paper"
    assert "Rows 1 to" not in every
    monkeypatch.setattr("scoring.board.views.board.MOST_PRINTED", 20)
    assert "Rows 1 to 20" in visit(client, f"{here}?preset=letters&print=1").text


def test_a_file_goes_beyond_the_page_and_says_nothing_personal(
    cast: Cast, edition: Edition, survey_round: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scoring.board.page.CHUNK", 20)
    letters = [kept(survey_round, f"机关{number:02}") for number in range(53)]
    InfoRequest.objects.filter(pk=letters[0].pk).update(number="查询码", applicant="A-张")
    make_reply(survey_round, letters=[letters[1]], organ=letters[1].organ, contact="李处长")
    every = "preset=letters&order=organ&columns=" + ",".join(
        ("city", "kind", "channel", "part", "status", "handler", "newest", "flags", "outcome")
    )
    text = _file(cast.reviewer, edition, every, "csv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))[1:]
    assert [row[1] for row in rows] == [f"机关{number:02}" for number in range(53)]
    for secret in ("查询码", "A-张", "李处长"):
        assert secret not in text
    cities = _file(cast.reviewer, edition, "preset=round&reply=some", "csv").decode("utf-8-sig")
    assert "李处长" not in cities
    assert len(cities.splitlines()) == 2


def test_a_file_of_a_filter_that_cannot_be_is_refused(cast: Cast, edition: Edition) -> None:
    client = browser(cast.coder)
    here = f"/editions/{edition.code}/board"
    assert client.get(f"{here}.csv?preset=letters&days=x").status_code == 400
    assert client.get(f"{here}.pdf?preset=letters").status_code == 404
