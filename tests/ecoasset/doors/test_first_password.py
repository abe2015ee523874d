"""Until a first password is changed, no address opens but the page that changes it."""

from __future__ import annotations

import datetime

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.test import Client
from django.utils import timezone

from surveys.models import User
from surveys.permissions import Action, can
from tests.builders import PASSWORD, Cast, make_edition
from tests.web.people import browser

pytestmark = pytest.mark.django_db
NEW = "quite-another-secret-9"
CLOSED = (
    *("/", "/help/", "/editions/", "/editions/2025-x/ranking/", "/trail/", "/methods/"),
    *("/editions/2025-x/appendix.xlsx", "/editions/2025-x/values/template.xlsx"),
    *("/admin/", "/admin/surveys/user/", "/accounts/new/", "/nowhere/"),
)


@pytest.fixture
def held(cast: Cast) -> Client:
    """An administrator, who may do most, with a password of somebody else."""
    make_edition("2025-x", title_zh="不给看的题")
    User.objects.filter(pk=cast.administrator.pk).update(must_change_password=True)
    client = Client()
    answer = client.post("/sign-in/", {"username": "administrator", "password": PASSWORD})
    assert answer.status_code == 302
    return client


def test_every_address_leads_to_the_password(held: Client) -> None:
    for address in CLOSED:
        for answer in (held.get(address), held.post(address, {"q": "x"})):
            assert (answer.status_code, answer.headers["Location"]) == (302, "/password/"), address
    fragment = held.get("/editions/2025-x/log/search/?q=x", headers={"HX-Request": "true"})
    assert fragment.headers["HX-Redirect"] == "/password/"


def test_the_page_shows_the_rules_and_nothing_of_the_product(held: Client) -> None:
    page = held.get("/password/").content.decode()
    assert "10" in page
    assert "不给看的题" not in page
    assert 'href="/admin/"' not in page
    assert 'href="/methods/"' not in page


def test_the_change_opens_the_rest_and_the_old_password_is_no_new_one(held: Client) -> None:
    typed = {"old_password": PASSWORD, "new_password1": PASSWORD, "new_password2": PASSWORD}
    same = held.post("/password/", typed)
    assert same.status_code == 422
    assert list(same.context["form"].errors) == ["new_password1"]
    assert held.get("/")["Location"] == "/password/"
    short = held.post("/password/", {**typed, "new_password1": "short", "new_password2": "short"})
    assert short.status_code == 422
    changed = held.post("/password/", {**typed, "new_password1": NEW, "new_password2": NEW})
    assert changed["Location"] == "/"
    assert held.get("/").status_code == 200
    assert held.get("/admin/").status_code == 200


def test_whoever_is_held_may_nothing_and_others_everything(held: Client, cast: Cast) -> None:
    person = User.objects.get(pk=cast.administrator.pk)
    assert [action for action in Action if can(person, action)] == []
    assert can(cast.manager, Action.MANAGE_EDITION)
    assert browser(cast.manager).get("/").status_code == 200
    assert held.post("/sign-out/").status_code in (200, 302)
    assert held.get("/")["Location"].startswith("/sign-in/")
    assert Client().get("/healthz").status_code == 200


def test_the_list_of_users_says_who_cannot_enter(cast: Cast) -> None:
    """Locked somewhere, slowed down, closed, or just fine; what is over counts no more."""
    now, limit = timezone.now(), settings.AXES_FAILURE_LIMIT
    over = now - settings.AXES_COOLOFF_TIME - datetime.timedelta(seconds=1)
    for username, kind, failures, at in (
        ("coder", "pair", limit, now),
        ("second-coder", "name", limit + 2, now),
        ("reviewer", "pair", limit, over),
    ):
        row = AccessAttempt.objects.create(
            username=username, user_agent=kind, ip_address="::", failures_since_start=failures
        )
        AccessAttempt.objects.filter(pk=row.pk).update(attempt_time=at)
    User.objects.filter(pk=cast.outsider.pk).update(is_active=False)
    client = browser(cast.administrator)
    answer = client.get("/admin/surveys/user/")
    listed = {user.username: user for user in answer.context["cl"].result_list}
    page = answer.content.decode()
    until = timezone.localtime(now + settings.AXES_COOLOFF_TIME)
    assert f"locked until {until:%H:%M}" in page
    assert page.count("locked until") == 1
    assert f"{limit + 2} failed tries" in page
    assert page.count("failed tr") == 1
    assert page.count(">closed<") == 1
    assert listed["reviewer"].failed_at is None
    chosen = {"action": "unlock", "_selected_action": [cast.coder.pk]}
    client.post("/admin/surveys/user/", chosen)
    assert "locked until" not in client.get("/admin/surveys/user/").content.decode()
