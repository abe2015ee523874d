from __future__ import annotations

import re

import pytest
from django.urls import reverse

from scoring.export.file import information
from scoring.models import EditionMethod, MethodVersion
from scoring.runs.services import edition_recompute
from surveys.models import Edition, Round, TrailEntry
from surveys.seen import seen_word
from tests.builders import Cast, make_city, make_edition, make_reply, make_round
from tests.scoring.rows import fill_values, make_index
from tests.web.people import browser

pytestmark = pytest.mark.django_db
NEW = {
    "code": "2026",
    "year": 2026,
    "title_zh": "指数 2026",
    "title_en": "",
    "opens_on": "2026-03-01",
    "cutoff": "2026-09-01",
}


@pytest.fixture(autouse=True)
def index(db: None) -> None:
    make_index()
    for _ in range(2):
        make_city()


def test_a_manager_opens_an_edition_with_its_round(cast: Cast) -> None:
    answer = browser(cast.manager).post("/editions/new/", NEW)
    assert answer["Location"] == "/editions/2026/"
    edition = Edition.objects.get(code="2026")
    assert (edition.opened_by, edition.rounds.count()) == (cast.manager, 1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "abc"}, "code"),
        ({"code": "2025-test", "year": 2025, "title_zh": "指数"}, "code"),
        ({"code": "2025-new"}, "year"),
        ({"opens_on": "0001-01-01"}, "opens_on"),
        ({"cutoff": "9999-12-31"}, "cutoff"),
        ({"year": "二零"}, "year"),
        ({"cutoff": "2026-03-01"}, "cutoff"),
        ({"title_zh": ""}, "title_zh"),
        ({"like": "1999"}, "like"),
    ],
)
def test_a_refused_edition_leaves_nothing(
    cast: Cast, edition: Edition, change: dict[str, str], field: str
) -> None:
    answer = browser(cast.manager).post("/editions/new/", {**NEW, **change})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert Edition.objects.count() == 1


def test_the_form_names_the_method_that_would_be_taken_over(cast: Cast) -> None:
    make_edition("2026-demo", synthetic=True)
    make_edition("2023-ranks", ranks_only=True)
    make_edition("2024")
    make_edition("2025", title_zh="上一年", title_en="Last year")
    page = browser(cast.manager).get("/editions/new/").content.decode()
    chosen = re.search(r'<option value="2025" selected>([^<]*)</option>', page)
    assert chosen is not None
    assert chosen[1] == "2025 · Last year – method default 1"
    offered = re.findall(r'<option value="([^"]*)"', page)
    assert offered == ["", "2026-demo", "2025", "2024"]
    assert "no edition – the stated method default 1" in page


def test_an_edition_is_opened_like_another(cast: Cast) -> None:
    make_edition("2025")
    version = MethodVersion.objects.get()
    EditionMethod.objects.create(edition=make_edition("2024"), version=version)
    client = browser(cast.manager)
    client.post("/editions/new/", {**NEW, "like": "2024"})
    assert Edition.objects.get(code="2026").method.version == version
    assert "default 1" in client.get("/editions/2026/").content.decode()


def _change(edition: Edition, **fields: str) -> dict[str, str]:
    titles = {"year": str(edition.year), "title_zh": "题", "title_en": "", "reason": "打错了"}
    return {**titles, "seen": seen_word(edition), **fields}


def test_an_edition_without_results_is_corrected(cast: Cast, survey_round: Round) -> None:
    edition = survey_round.edition
    client, target = browser(cast.manager), reverse("edition-change", args=[edition.code])
    assert target in client.get(f"/editions/{edition.code}/").content.decode()
    page = client.get(target).content.decode()
    assert f'value="{survey_round.cutoff.isoformat()}"' in page
    body = _change(edition, cutoff="2025-09-30")
    assert client.post(target, {**body, "reason": ""}).status_code == 422
    assert client.post(target, {**body, "cutoff": ""}).status_code == 422
    assert client.post(target, body)["Location"] == f"/editions/{edition.code}/"
    edition.refresh_from_db()
    survey_round.refresh_from_db()
    assert (edition.title_zh, edition.title_en) == ("题", "")
    assert survey_round.cutoff.isoformat() == "2025-09-30"
    assert client.post(target, body).status_code == 409, "another state than the page showed"
    assert TrailEntry.objects.filter(action="edition.correct").count() == 1


def test_an_edition_with_results_says_why_it_stays(cast: Cast, edition: Edition) -> None:
    fill_values(edition)
    Edition.objects.filter(pk=edition.pk).update(inputs_version=1)
    edition_recompute(edition_id=edition.pk)
    edition.refresh_from_db()
    client, target = browser(cast.manager), reverse("edition-change", args=[edition.code])
    page = client.get(target).content.decode()
    assert "stay as they were published" in page
    assert reverse("edition-remove", args=[edition.code]) not in page
    answer = client.post(target, _change(edition))
    assert answer.status_code == 422
    assert "has results" in answer.content.decode()


def test_an_empty_edition_is_removed_and_a_used_one_says_what_it_holds(
    cast: Cast, survey_round: Round
) -> None:
    edition, used = survey_round.edition, make_edition("2025-used")
    client = browser(cast.manager)
    make_reply(make_round(used))
    body = {"reason": "开错了", "seen": seen_word(used)}
    target = reverse("edition-remove", args=[used.code])
    answer = client.post(target, body)
    assert answer.status_code == 422
    assert "replies <b>1</b>" in answer.content.decode()
    target = reverse("edition-remove", args=[edition.code])
    assert client.post(target, {"reason": "开错了", "seen": ""}).status_code == 409
    body = {"reason": "开错了", "seen": seen_word(edition)}
    assert client.post(target, body)["Location"] == "/editions/"
    assert list(Edition.objects.all()) == [used]
    page = client.get("/editions/").content.decode()
    assert "Edition 2025-test is removed." in page
    assert 'href="/editions/2025-test/"' not in page
    assert client.get(f"/editions/{edition.code}/").status_code == 404
    history = client.get("/trail/").content.decode()
    assert "Edition removed" in history
    assert "开错了" in history


def test_an_edition_without_results_is_nobodys_by_itself(cast: Cast, edition: Edition) -> None:
    """The one that was looked at last stays the person's own."""
    fill_values(edition)
    edition_recompute(edition_id=edition.pk)
    newer = make_edition("2026-new", title_en="")
    make_edition("2027-ranks", ranks_only=True)
    edition_recompute(edition_id=newer.pk)
    client = browser(cast.coder)
    assert client.get("/").context["edition"] == edition
    client.get("/editions/2026-new/log/")
    assert client.get("/").context["edition"] == newer
    assert browser(cast.coder).get("/").context["edition"] == edition


def test_without_an_english_title_every_page_shows_the_chinese_one(cast: Cast) -> None:
    make_edition("2026-new", title_zh="只有中文的题", title_en="")
    client = browser(cast.manager)
    for address in ("/", "/editions/", "/editions/2026-new/", "/help/"):
        assert "只有中文的题" in client.get(address).content.decode(), address


def test_a_file_has_the_title_that_pages_have(cast: Cast, english: None) -> None:
    edition = make_edition("2026-new", title_zh="只有中文的题", title_en="", note_zh="注")
    fill_values(edition)
    run = edition_recompute(edition_id=edition.pk)[0]
    rows = {row[0]: row[1] for row in information(run).rows}
    assert (rows["Title"], rows["Note"]) == ("只有中文的题", "注")
    run.edition.title_en, run.edition.note_en = "In English", "A note"
    rows = {row[0]: row[1] for row in information(run).rows}
    assert (rows["Title"], rows["Note"]) == ("In English", "A note")


def test_the_form_of_a_reply_names_its_edition(cast: Cast, survey_round: Round) -> None:
    """Above its fields, when a letter is logged and when it is corrected."""
    edition = survey_round.edition
    Edition.objects.filter(pk=edition.pk).update(title_zh="某年的题", title_en="")
    reply = make_reply(survey_round)
    client = browser(cast.coder)
    city = reply.city
    for address in (
        reverse("reply-new", args=[edition.code, city.adcode]),
        reverse("reply-edit", args=[reply.pk]),
    ):
        page = client.get(address).content.decode()
        form = page[page.index('id="reply-form"') : page.index('name="received_on"')]
        assert "<b>某年的题</b>" in form
        assert edition.code in form
