from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from surveys.models import City, Edition, Evidence, Organ, Reply, Round, StoredFile
from tests.builders import (
    Cast,
    make_city,
    make_edition,
    make_evidence,
    make_organ,
    make_outcome,
    make_reply,
)
from tests.web.people import browser

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.engines,
    pytest.mark.usefixtures("evidence_folder"),
]
LETTER = "经查，我市已成立专项领导小组。".encode()


@pytest.fixture
def city() -> City:
    return make_city("甲市", pinyin="jia", adcode="910001")


@pytest.fixture
def typed(city: City, survey_round: Round) -> dict[str, Any]:
    return {
        "survey_round": survey_round.pk,
        "organ": make_organ(city).pk,
        "received_on": "2025-06-01",
        "unasked": make_outcome().pk,
        "number": "甲政函〔2025〕8 号",
        "summary": "打了很多字",
        "contact": "某科长",
    }


def address(edition: Edition, city: City, page: str = "reply") -> str:
    return f"/editions/{edition.code}/cities/{city.adcode}/{page}/"


def letter(name: str = "复函.txt", content: bytes = LETTER) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_reply_is_logged_with_its_files(
    cast: Cast, edition: Edition, city: City, typed: dict[str, Any]
) -> None:
    files = [letter(), letter("附件.txt", LETTER + b"2")]
    answer = browser(cast.coder).post(address(edition, city), {**typed, "files": files})
    key = f"reply-{edition.code}-{city.adcode}-{cast.coder.pk}"
    assert answer["Location"] == f"{address(edition, city, 'code')}?logged={key}"
    reply = Reply.objects.get()
    assert (reply.number, reply.logged_by) == ("甲政函〔2025〕8 号", cast.coder)
    assert [row.name for row in reply.evidence.order_by("pk")] == ["复函.txt", "附件.txt"]


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"received_on": "0001-01-01"}, "received_on", "cannot be the year"),
        ({"received_on": "2000-01-01"}, "received_on", "before the disclosure regulation"),
        (
            {"received_on": f"{timezone.localdate().year + 2}-01-01"},
            "received_on",
            "is in the future",
        ),
        ({"received_on": "昨天"}, "received_on", "cannot be read as a date"),
        ({"dated_on": "2025-06-02"}, "dated_on", "later than the day of receipt"),
        ({"unasked": ""}, "__all__", "Choose the outcome for each letter"),
        ({"unasked": "no-outcome"}, "unasked", "not one of the available choices"),
        ({"organ": ""}, "organ", "required"),
        ({"files": ("empty.pdf", b"")}, "files", "empty"),
        ({"files": ("lie.pdf", LETTER)}, "files", "not what its name says"),
        ({"files": ("page.svg", b"<svg xmlns='x'/>")}, "files", "not accepted"),
    ],
)
def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(
    cast: Cast,
    edition: Edition,
    city: City,
    typed: dict[str, Any],
    change: dict[str, Any],
    field: str,
    says: str,
) -> None:
    if "files" in change:
        change = {"files": letter(*change["files"])}
    answer = browser(cast.coder).post(address(edition, city), {**typed, **change})
    assert answer.status_code == 422
    form = answer.context["form"]
    assert list(form.errors) == [field]
    assert says in answer.content.decode()
    assert "打了很多字" in answer.content.decode()
    assert not Reply.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_closed_round_and_a_frozen_edition_say_so(
    cast: Cast, edition: Edition, survey_round: Round, city: City, typed: dict[str, Any]
) -> None:
    client = browser(cast.coder)
    Edition.objects.filter(pk=edition.pk).update(frozen=True, frozen_at=timezone.now())
    answer = client.post(address(edition, city), typed)
    assert answer.status_code == 422
    assert "nothing in it can be changed" in answer.content.decode()
    Edition.objects.filter(pk=edition.pk).update(frozen=False)
    Round.objects.filter(pk=survey_round.pk).update(closed_on=datetime.date(2025, 9, 1))
    answer = client.post(address(edition, city), typed)
    assert answer.status_code == 422
    assert "can no longer be logged in it" in str(answer.context["form"].errors["received_on"])
    Round.objects.filter(pk=survey_round.pk).delete()
    assert "This edition has no round" in client.get(address(edition, city)).content.decode()
    assert not Reply.objects.exists()


def test_an_organ_of_another_city_is_no_choice(
    cast: Cast, edition: Edition, city: City, typed: dict[str, Any]
) -> None:
    answer = browser(cast.coder).post(address(edition, city), {**typed, "organ": make_organ().pk})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["organ"])


def test_an_organ_is_added_without_leaving_the_letter(
    cast: Cast, edition: Edition, survey_round: Round, city: City
) -> None:
    client, headers = browser(cast.coder), {"HX-Request": "true"}
    data = {"organ-kind": Organ.Kind.FORESTRY, "organ-name": " 甲市 林业局 "}
    answer = client.post(address(edition, city, "organs"), data, headers=headers)
    organ = city.organs.get()
    assert (answer.status_code, organ.name) == (200, "甲市 林业局")
    assert f'<option value="{organ.pk}" selected>' in answer.content.decode()
    again = client.post(address(edition, city, "organs"), data, headers=headers)
    assert (again.status_code, city.organs.count()) == (422, 1)
    assert "already" in again.content.decode()


def test_the_page_works_for_a_city_without_organs(
    cast: Cast, edition: Edition, survey_round: Round, city: City
) -> None:
    page = browser(cast.coder).get(address(edition, city)).content.decode()
    assert f'data-draft="reply-{edition.code}-{city.adcode}-{cast.coder.pk}"' in page
    assert 'data-draft-skip="contact"' in page


def test_search_finds_by_every_name_and_shows_the_province(
    cast: Cast, edition: Edition, survey_round: Round
) -> None:
    city = make_city("宜春市", pinyin="yichun", initials="yc", province="江西省", adcode="360900")
    make_city("伊春市", pinyin="yichun", initials="yc", province="黑龙江省", adcode="230700")
    make_reply(survey_round, city)
    client = browser(cast.coder)
    for text in ("yichun", "yc", "春"):
        page = client.get(f"/editions/{edition.code}/log/search/", {"q": text}).content.decode()
        assert "江西省" in page
        assert "黑龙江省" in page
        assert "1 reply" in page
    page = client.get(f"/editions/{edition.code}/log/search/", {"q": "360900"}).content.decode()
    assert ("江西省" in page, "黑龙江省" in page) == (True, False)
    nothing = client.get(f"/editions/{edition.code}/log/search/", {"q": "zzz"}).content.decode()
    assert "No city matches" in nothing


def test_a_web_page_is_attached_with_its_address(
    cast: Cast, edition: Edition, city: City, evidence_folder: Path
) -> None:
    client, target = browser(cast.coder), address(edition, city, "evidence")
    data = {"evidence-kind": "web", "evidence-files": letter("网页.txt")}
    client.post(target, data)
    assert not Evidence.objects.exists()
    data = {"evidence-kind": "web", "evidence-files": letter("网页.txt")}
    client.post(target, {**data, "evidence-url": "https://www.example.cn/a"})
    row = Evidence.objects.get()
    assert (row.kind, row.url, row.reply) == ("web", "https://www.example.cn/a", None)


def test_unknown_places_are_404(cast: Cast, edition: Edition, city: City) -> None:
    client = browser(cast.coder)
    assert client.get(f"/editions/{edition.code}/cities/999999/reply/").status_code == 404
    assert client.get(f"/editions/2031/cities/{city.adcode}/reply/").status_code == 404
    other = make_edition("2023-published", ranks_only=True)
    assert "closed" in client.get(address(other, city)).content.decode()


def test_the_name_of_a_personal_document_is_its_keepers(
    cast: Cast, edition: Edition, survey_round: Round
) -> None:
    """On the page of the reply as on every other, while the open one beside it stays."""
    city = make_city()
    reply = make_reply(survey_round, city)
    for name, personal in {"张三的申请.pdf": True, "复函.pdf": False}.items():
        make_evidence(edition, city, reply=reply, name=name, personal=personal)
    address = f"/replies/{reply.pk}/"
    for person, sees in ((cast.coder, False), (cast.manager, True)):
        answers = [
            browser(person).get(address),
            browser(person).post(address, {}),
            browser(person).post(f"{address}withdraw/", {}),
        ]
        assert [answer.status_code for answer in answers] == [200, 422, 422]
        for answer in answers:
            page = answer.content.decode()
            assert ("张三的申请" in page) is sees
            assert "复函.pdf" in page


def test_an_organ_that_was_added_without_a_script_is_chosen(
    cast: Cast, edition: Edition, city: City, survey_round: Round
) -> None:
    make_organ(city)
    client = browser(cast.coder)
    added = {"organ-name": "甲市林业和草原局", "organ-kind": "forestry"}
    page = client.post(address(edition, city, "organs"), added, follow=True)
    organ = Organ.objects.get(name="甲市林业和草原局")
    assert f'<option value="{organ.pk}" selected>' in page.content.decode()
    for odd in ("", "x", "1" * 40):
        page = client.get(address(edition, city), {"organ": odd})
        assert (page.status_code, page.context["form"].initial.get("organ")) == (200, None)
