"""Letters on the board: the presets of the day, their numbers, filters, order, columns, pages."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from scoring.board.acts import ACTS, DRAFTS
from scoring.board.letters.columns import LETTER_COLUMNS
from scoring.board.page import counts_of
from scoring.board.presets import PRESETS, STEPS
from scoring.board.scene import Scene
from surveys.models import Edition, InfoRequest, RequestEvent, Round
from surveys.models.request import Channel
from tests.builders import (
    CUTOFF,
    Cast,
    make_edition,
    make_letter,
    make_outcome,
    make_question,
    make_round,
)
from tests.scoring.board.letters import TODAY, WANTED, day, kept, morning
from tests.web.page import Page, read, visit
from tests.web.people import browser

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.engines,
    pytest.mark.usefixtures("english"),
]


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> datetime.date:
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)
    return TODAY


@pytest.fixture
def letters(survey_round: Round) -> dict[str, InfoRequest]:
    other = make_round(make_edition())
    kept(other, "elsewhere", due=day(-1), owed="fee", route="web")
    return morning(survey_round)


def _page(client: Client, edition: Edition, **query: Any) -> Page:
    return visit(client, f"/editions/{edition.code}/board/?{urlencode(query)}")


def _names(page: Page, *, chosen: bool = True) -> list[str]:
    return [row[1 if chosen else 0] for row in page.rows]


@pytest.mark.parametrize("preset", WANTED)
def test_each_preset_of_the_day_lists_its_letters_and_counts_them(
    cast: Cast, edition: Edition, letters: dict[str, InfoRequest], preset: str
) -> None:
    page = _page(browser(cast.coder), edition, preset=preset)
    assert set(_names(page)) == WANTED[preset]
    counts = counts_of(Scene(edition, cast.coder, TODAY), STEPS)
    assert counts[preset] == len(WANTED[preset])
    assert set(counts) - set(WANTED) == {"broken"}, "of answers"


def test_home_names_each_with_the_number_of_its_list(
    cast: Cast, edition: Edition, letters: dict[str, InfoRequest]
) -> None:
    client = browser(cast.coder)
    home = client.get(f"/?edition={edition.code}").content.decode()
    for preset in STEPS:
        count = len(WANTED.get(preset.name, ()))
        line = f'board/?preset={preset.name}">{preset.step}</a> <b class="push count">{count}</b>'
        assert (line in home) == bool(count), preset.name
    outsider = browser(cast.outsider).get(f"/?edition={edition.code}").content.decode()
    assert "board/?preset=" not in outsider


def test_silence_begins_the_day_after_the_cutoff(
    cast: Cast, edition: Edition, survey_round: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(survey_round, "waiting", due=None)
    kept(survey_round, "asked", channel=Channel.CONSULTATION)
    kept(survey_round, "refused", status="refused_intake")
    kept(survey_round, "unsent", sent=False)
    client = browser(cast.coder)
    monkeypatch.setattr(timezone, "localdate", lambda *_: CUTOFF)
    assert _names(_page(client, edition, preset="silent")) == []
    after = CUTOFF + datetime.timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *_: after)
    assert set(_names(_page(client, edition, preset="silent"))) == {"waiting", "asked"}


def test_remedies_are_listed_in_their_last_fortnight(
    cast: Cast, edition: Edition, survey_round: Round
) -> None:
    outcome = make_outcome(Channel.DISCLOSURE, code="not_held")
    facts = {"is_open": False, "status": "replied", "outcome": outcome}
    for name, since in (("ends", -46), ("not yet", -45), ("over", -61)):
        ground = {"remedy_from": day(since), "remedy_ground": "decision"}
        kept(survey_round, name, **facts, **ground)
    page = _page(browser(cast.coder), edition, preset="remedies")
    assert _names(page) == ["ends"]
    assert day(14).isoformat() in page.text


def test_what_we_owe_says_since_when(
    cast: Cast, edition: Edition, letters: dict[str, InfoRequest]
) -> None:
    """The newest notice of what is owed; a correction has no other day."""
    for name, kind, ago in (
        ("correction", "correction_notice", -9),
        ("correction", "correction_notice", -4),
        ("correction", "fee_notice", -2),
        ("fee", "fee_notice", -6),
    ):
        RequestEvent.objects.create(request=letters[name], kind=kind, date=day(ago))
    rows = {row[1]: row for row in _page(browser(cast.coder), edition, preset="ours").rows}
    assert rows["correction"][3:6] == ("Correction to send", str(day(-4)), "–")
    assert rows["fee"][3:6] == ("Fee to pay", str(day(-6)), str(day(3)))


def test_how_near_a_due_day_is_can_be_said(
    cast: Cast, edition: Edition, letters: dict[str, InfoRequest]
) -> None:
    client = browser(cast.coder)
    page = _page(client, edition, preset="due", days="6")
    assert set(_names(page)) == {"soon", "sixth"}
    assert _names(_page(client, edition, preset="due", days="x")) == []


def test_days_between_looks_are_the_editions(
    cast: Cast, edition: Edition, letters: dict[str, InfoRequest]
) -> None:
    Edition.objects.filter(pk=edition.pk).update(look_days=3)
    page = _page(browser(cast.coder), edition, preset="portals")
    assert set(_names(page)) == {"looked", "unlooked", "never looked"}


def test_every_filter_narrows_and_together_they_do(
    cast: Cast, edition: Edition, survey_round: Round
) -> None:
    make_question("gep_standard", organ="forestry")
    other = kept(survey_round, "other", sent=False, channel=Channel.CONSULTATION, route="")
    wanted = kept(survey_round, "wanted", due=day(2), owed="fee", wave=2, part="gep_standard")
    outcome = make_outcome(Channel.DISCLOSURE, code="granted")
    InfoRequest.objects.filter(pk=wanted.pk).update(
        handler=cast.coder, outcome=outcome, applicant_type="person", applicant="A1"
    )
    city = wanted.organ.city
    type(city).objects.filter(pk=city.pk).update(
        province="浙江省", region="西部", level="自治州", is_capital=True
    )
    type(wanted.organ).objects.filter(pk=wanted.organ.pk).update(kind="forestry")
    client = browser(cast.coder)
    criteria = {
        "city": "wanted",
        "province": "浙江省",
        "region": "西部",
        "level": "自治州",
        "group": "capital",
        "clock": "soon",
        "status": "sent",
        "handler": "me",
        "channel": "disclosure",
        "route": "post",
        "organ": "forestry",
        "part": "gep_standard",
        "wave": "2",
        "outcome": outcome.code,
        "applicant": "person",
        "owed": "fee",
        "days": "2",
        "since": "2025-03-03",
    }
    for name, value in criteria.items():
        assert _names(_page(client, edition, preset="letters", **{name: value})) == ["wanted"], name
    assert _names(_page(client, edition, preset="letters", **criteria)) == ["wanted"]
    assert _names(_page(client, edition, preset="letters", handler="nobody")) == ["other"]
    assert _names(_page(client, edition, preset="letters", handler=cast.coder.pk)) == ["wanted"]
    assert len(_names(_page(client, edition, preset="letters", round=1))) == 2
    nothing = _page(client, edition, preset="letters", status="closed")
    assert "No row matches these filters." in nothing.text
    wrong = _page(client, edition, preset="letters", status="nonsense")
    assert wrong.rows == []
    assert "cannot be" in wrong.text
    assert other.pk


def test_rows_are_put_in_order_by_every_column(
    cast: Cast, edition: Edition, letters: dict[str, InfoRequest]
) -> None:
    client = browser(cast.coder)
    every = ",".join(column.name for column in LETTER_COLUMNS)
    for column in LETTER_COLUMNS:
        there, back = (
            _names(_page(client, edition, preset="letters", columns=every, order=order))
            for order in (column.name, f"-{column.name}")
        )
        assert len(there) == len(back) == len(letters)
    due = _page(client, edition, preset="letters", columns="due", order="due")
    days = [row[2].split()[0] for row in due.rows]
    assert days == sorted(days, key=lambda text: (text == "–", text))
    assert due.sorted == {"Due": "ascending"}


def test_columns_are_those_that_were_picked_in_that_order(
    cast: Cast, edition: Edition, letters: dict[str, InfoRequest]
) -> None:
    client = browser(cast.coder)
    here = f"/editions/{edition.code}/board/"
    picked = client.get(
        f"{here}?preset=late&pick=city&pick=due&pick=wave&at-wave=1&at-due=2&at-city=&city=late"
    )
    assert picked.status_code == 302
    assert picked.headers["Location"] == f"{here}?preset=late&city=late&columns=wave%2Cdue%2Ccity"
    source = client.get(picked.headers["Location"]).content.decode()
    heads = source.split("<thead>")[1].split("</thead>")[0]
    assert heads.index("Wave") < heads.index("Due") < heads.index("City")
    unknown = _page(client, edition, preset="late", columns="nonsense,city", order="nonsense")
    assert _names(unknown) == ["late"]


def test_pages_and_honest_totals(cast: Cast, edition: Edition, survey_round: Round) -> None:
    for number in range(53):
        make_letter(survey_round, wave=number + 1)
    client = browser(cast.coder)
    first = _page(client, edition, preset="letters")
    assert (len(first.rows), "53 rows" in first.text) == (50, True)
    assert len(_page(client, edition, preset="letters", page=2).rows) == 3
    assert len(_page(client, edition, preset="letters", page="x").rows) == 50


def test_an_empty_board_says_so(cast: Cast, edition: Edition) -> None:
    client = browser(cast.coder)
    assert "Nothing waits here." in _page(client, edition, preset="late").text
    assert "No letter is written down yet" in _page(client, edition, preset="letters").text
    assert "There is nothing to list yet." in _page(client, edition, preset="decided").text


def test_who_writes_nothing_has_no_boxes(
    cast: Cast, edition: Edition, letters: dict[str, InfoRequest]
) -> None:
    source = (
        browser(cast.outsider).get(f"/editions/{edition.code}/board/?preset=late").content.decode()
    )
    assert 'type="checkbox" name="row"' not in source
    assert _names(read(source), chosen=False) == ["late"]


def test_a_preset_proposes_what_is_mostly_done_with_its_rows(
    cast: Cast, edition: Edition, letters: dict[str, InfoRequest]
) -> None:
    assert {preset.act for preset in PRESETS} - {""} <= {*ACTS, *DRAFTS}
    page = browser(cast.coder).get(f"/editions/{edition.code}/board/?preset=portals")
    assert '<option value="looked" selected>' in page.content.decode()


def test_no_two_presets_share_a_name_and_their_columns_are_there(
    cast: Cast, edition: Edition
) -> None:
    scene = Scene(edition, cast.manager, TODAY)
    assert len({preset.name for preset in PRESETS}) == len(PRESETS)
    for preset in PRESETS:
        there = {column.name for column in preset.of.columns(scene)}
        assert set(preset.columns) <= there | {
            *("leading_group", "leading_group_head", "implementation_plan", "gep_standard"),
            *("gep_accounting", "property_registration", "consultation_answered"),
            "reply_quality",
        }, preset.name
