"""A browser that holds a result page is told "unchanged" only where nothing of it changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ecoasset import context as frame
from scoring.methods.services import method_choose, method_create
from scoring.models import Basis, ComputeFault
from scoring.rendered import page as pages
from scoring.rendered import part as parts
from scoring.runs.selectors import newest_run
from surveys.coding.services.review import review_decide
from surveys.models import Answer, City, Edition, User
from surveys.models.user import Role
from surveys.open_edition import edition_touch
from surveys.people.services.user import user_change
from surveys.reference_state import reference_changed
from surveys.rounds.services.edition import edition_freeze
from tests.builders import make_edition, make_reply, make_user
from tests.scoring.scored import Scored, compute
from tests.services.results import HEAVIER
from tests.web.people import browser

pytestmark = pytest.mark.django_db
KEPT, NOT_KEPT = "private, no-cache", "private, no-store"


@dataclass
class Reader:
    """A browser with one page in its cache."""

    client: Client
    address: str
    tag: str = ""

    def look(self) -> Any:
        """As a browser does: asks whether what it holds is still the page."""
        headers = {"If-None-Match": self.tag} if self.tag else {}
        response = self.client.get(self.address, headers=headers)
        self.tag = response.headers.get("ETag", "")
        return response

    def is_told_unchanged(self) -> bool:
        return self.look().status_code == 304


def ranking(scored: Scored) -> str:
    return f"/editions/{scored.edition.code}/ranking/"


def addresses(scored: Scored) -> list[str]:
    """Every page of approved results that is a function of runs."""
    edition, run, city = scored.edition, scored.run, scored.cities[0]
    return [
        ranking(scored),
        f"/editions/{edition.code}/types/",
        f"/editions/{edition.code}/audit/",
        f"/editions/{edition.code}/published/",
        f"/editions/{edition.code}/cities/{city.adcode}/",
        f"/runs/{run.pk}/cities/{city.adcode}/explain/",
        f"{reverse('compare')}?old={run.pk}&new={run.pk}",
    ]


@pytest.fixture
def person() -> User:
    return make_user(Role.REVIEWER)


@pytest.fixture
def reader(scored: Scored, person: User) -> Reader:
    """Holds the ranking."""
    found = Reader(browser(person), ranking(scored))
    found.look()
    found.look()
    assert found.tag
    return found


def test_every_result_page_is_kept_and_asked_for_again(scored: Scored, person: User) -> None:
    client = browser(person)
    client.get("/")
    for address in addresses(scored):
        held = Reader(client, address)
        first = held.look()
        assert first.status_code == 200, address
        assert first.headers["Cache-Control"] == KEPT, address
        second = held.look()
        assert second.status_code == 304, address
        assert second.content == b""
        assert second.headers["ETag"] == first.headers["ETag"]
        assert second.headers["Cache-Control"] == KEPT
        assert "Cookie" in second.headers["Vary"]


def test_the_first_page_of_a_browser_without_the_forms_secret_is_not_kept(
    scored: Scored, person: User
) -> None:
    response = browser(person).get(ranking(scored))
    assert response.headers["Cache-Control"] == NOT_KEPT
    assert "ETag" not in response.headers


def approve(scored: Scored, person: User) -> None:
    answer = Answer.objects.filter(edition=scored.edition).first()
    assert answer is not None
    Answer.objects.filter(pk=answer.pk).update(state=Answer.State.IN_REVIEW)
    review_decide(actor=person, answer=answer, verdict="approved", revision=answer.revision)


def withdraw(scored: Scored, person: User) -> None:
    """An approved answer is returned."""
    answer = Answer.objects.filter(edition=scored.edition, state="approved").first()
    assert answer is not None
    review_decide(
        actor=person, answer=answer, verdict="returned", revision=answer.revision, reason="again"
    )


def freeze(scored: Scored, person: User) -> None:
    manager = make_user(Role.MANAGER)
    edition_freeze(actor=manager, edition=scored.edition, reason="published")


def another_role(scored: Scored, person: User) -> None:
    user_change(actor=make_user(Role.ADMINISTRATOR), user=person, role=Role.ANALYST)


def another_language(scored: Scored, person: User) -> None:
    user_change(actor=person, user=person, language="zh-hans")


def another_name(scored: Scored, person: User) -> None:
    user_change(actor=make_user(Role.ADMINISTRATOR), user=person, full_name="王")


def another_edition(scored: Scored, person: User) -> None:
    """The list of editions stands in the frame."""
    make_edition("2030-next")


def another_title(scored: Scored, person: User) -> None:
    Edition.objects.filter(pk=scored.edition.pk).update(title_en="Corrected")


def a_fault(scored: Scored, person: User) -> None:
    ComputeFault.objects.create(
        edition=scored.edition, basis=Basis.APPROVED, inputs_version=9, code="legacy", details={}
    )


def city_renamed(scored: Scored, person: User) -> None:
    """As loading the reference tables does."""
    City.objects.filter(pk=scored.cities[0].pk).update(name="更名市")
    reference_changed()


CHANGES: tuple[Callable[[Scored, User], None], ...] = (
    *(approve, withdraw, freeze, another_role, another_language, another_name),
    *(another_edition, another_title, a_fault, city_renamed),
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_stale_page_is_never_served(
    scored: Scored, person: User, reader: Reader, change: Callable[[Scored, User], None]
) -> None:
    assert reader.is_told_unchanged()
    change(scored, person)
    assert not reader.is_told_unchanged(), "the change shows on the page"
    assert reader.is_told_unchanged(), "and the new page is held from then on"


def test_a_newer_run_is_told_when_it_is_due_and_when_it_is_there(
    scored: Scored, person: User, reader: Reader
) -> None:
    approve(scored, person)
    due = reader.look()
    assert b"being computed" in due.content
    edition_touch(edition=scored.edition)  # after each approval fifty would fetch it anew
    assert reader.is_told_unchanged()
    compute(scored.edition)
    done = reader.look()
    assert done.status_code == 200
    assert b"being computed" not in done.content
    newest = newest_run(scored.edition, Basis.APPROVED)
    assert newest is not None
    assert newest.input_hash[:12] in done.content.decode()


def test_another_program_renders_anew(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (pages, parts):
        monkeypatch.setattr(module, "program_stamp", lambda: "the next release")
    assert not reader.is_told_unchanged()


def test_another_method_is_told(scored: Scored, reader: Reader) -> None:
    manager = make_user(Role.MANAGER)
    version = method_create(actor=manager, method=HEAVIER, name="heavier", note="R twice")
    method_choose(actor=manager, edition=scored.edition, version=version)
    assert not reader.is_told_unchanged()


def test_a_neighbours_change_leaves_the_page_as_it_is(scored: Scored, reader: Reader) -> None:
    other = make_edition("2031-other")
    reader.look()
    assert reader.is_told_unchanged()
    Edition.objects.filter(pk=other.pk).update(inputs_version=7)
    assert reader.is_told_unchanged()


def test_two_people_never_hold_the_same_page(scored: Scored, reader: Reader) -> None:
    other = Reader(browser(make_user(Role.REVIEWER)), reader.address)
    other.look()
    other.look()
    assert other.tag != reader.tag
    reader.tag = other.tag
    assert not reader.is_told_unchanged()


def test_a_message_is_shown_once_and_its_page_not_kept(scored: Scored, reader: Reader) -> None:
    reader.client.get(reverse("compare"), {"from": scored.edition.code})
    shown = reader.look()
    assert shown.status_code == 200
    assert b"Mark an older and a newer run" in shown.content
    assert shown.headers["Cache-Control"] == NOT_KEPT
    assert "ETag" not in shown.headers
    assert b"Mark an older and a newer run" not in reader.look().content


def test_a_provisional_page_is_not_kept(scored: Scored, reader: Reader) -> None:
    response = reader.client.get(reader.address, {"basis": "provisional"})
    assert response.headers["Cache-Control"] == NOT_KEPT
    assert "ETag" not in response.headers


def test_a_page_with_a_form_is_not_kept(scored: Scored, reader: Reader) -> None:
    response = reader.client.get(f"/runs/{scored.run.pk}/sensitivity/")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == NOT_KEPT


def test_a_letter_that_arrives_is_told_on_the_page_of_its_city(
    scored: Scored, person: User
) -> None:
    city, other = scored.cities[:2]
    client = browser(person)
    client.get("/")
    pages = [
        Reader(client, f"/editions/{scored.edition.code}/cities/{place.adcode}/")
        for place in (city, other)
    ]
    for held in pages:
        held.look()
    make_reply(scored.edition.rounds.get(), city)
    assert [held.is_told_unchanged() for held in pages] == [False, True]


def test_signed_out_the_held_page_leads_to_the_door(reader: Reader) -> None:
    left = reader.client.post("/sign-out/")
    assert left.headers["Clear-Site-Data"] == '"cache"'
    response = reader.client.get(reader.address, headers={"If-None-Match": reader.tag})
    assert response.status_code == 302
    assert "/sign-in/" in response.headers["Location"]


def test_a_closed_account_gets_no_answer_to_what_it_holds(person: User, reader: Reader) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert (
        reader.client.get(reader.address, headers={"If-None-Match": reader.tag}).status_code == 302
    )


def test_held_pages_count_as_seen(scored: Scored, reader: Reader) -> None:
    """The edition that was looked at last is the frame's on pages that name none."""
    reader.client.cookies.pop(frame.EDITION_COOKIE, None)
    assert reader.is_told_unchanged()
    assert scored.edition.code in reader.client.cookies[frame.EDITION_COOKIE].value


def test_pages_travel_compressed_and_files_as_they_are(scored: Scored, reader: Reader) -> None:
    packed = {"Accept-Encoding": "gzip, deflate"}
    page = reader.client.get(reader.address, headers=packed)
    assert page.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in page.headers["Vary"]
    assert len(page.content) < 20_000
    again = reader.client.get(
        reader.address, headers={**packed, "If-None-Match": page.headers["ETag"]}
    )
    assert again.status_code == 304
    file = reader.client.get(f"/editions/{scored.edition.code}/appendix.csv", headers=packed)
    assert file.status_code == 200
    assert "Content-Encoding" not in file.headers
