from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.core.checks import Tags, run_checks
from django.test import Client, RequestFactory

from surveys.models import Answer, Code, Edition, Question, Round, User
from surveys.seen import seen_word
from tests.builders import (
    OPENS,
    PASSWORD,
    Cast,
    make_answer,
    make_city,
    make_code,
    make_question,
    make_round,
    make_user,
)
from tests.scoring.rows import make_index
from tests.web.people import browser

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.engines,
    pytest.mark.usefixtures("evidence_folder"),
]
RUN_ACTIONS = [
    "Recompute the edition",
    "Appendix of the whole run (XLSX)",
    "Appendix of the whole run (CSV)",
    "Bundle of the run (ZIP)",
]
OFFERED = {
    "Answer": ["Approve the selected answers"],
    "CityScore": RUN_ACTIONS,
    "Edition": ["Freeze (give a reason)"],
    "Evidence": ["Mark as personal data (give a reason)", "Open again (give a reason)"],
    "ImportBatch": ["Sign off"],
    "IndicatorValue": ["Withdraw (give a reason)"],
    "Round": ["Close: silence counts from now on"],
    "ScoreRun": RUN_ACTIONS,
}


def act(client: Client, model: str, action: str, *rows: Any, **fields: Any) -> str:
    """The action on rows as the list shows them, unless `seen` says otherwise."""
    fields.setdefault("seen", [seen_word(row) for row in rows])
    data = {"action": action, "_selected_action": [row.pk for row in rows], **fields}
    return client.post(f"/admin/surveys/{model}/", data, follow=True).content.decode()


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("coder", 403),
        ("reviewer", 403),
        ("outsider", 403),
        ("manager", 200),
        ("administrator", 200),
    ],
)
def test_who_enters(cast: Cast, role: str, status: int) -> None:
    client = browser(getattr(cast, role))
    assert client.get("/admin/", follow=True).status_code == status
    assert client.get("/admin/surveys/answer/", follow=True).status_code == status


def test_a_stranger_is_sent_to_our_door(client: Client) -> None:
    last, _status = client.get("/admin/", follow=True).redirect_chain[-1]
    assert last == "/sign-in/?next=%2Fadmin%2F"


def test_the_pages_that_come_with_the_addresses_stand_djangos_checks() -> None:
    """A command that loads no address would have nothing to look at."""
    assert len(admin.site._registry) > 20
    assert run_checks(tags=[Tags.admin]) == []


def test_every_model_is_read_only_but_accounts_and_new_values(cast: Cast) -> None:
    request = RequestFactory().get("/admin/")
    request.user = cast.administrator
    open_models = {
        model.__name__
        for model, page in admin.site._registry.items()
        if isinstance(page, ModelAdmin)
        and (
            page.has_add_permission(request)
            or page.has_change_permission(request)
            or page.has_delete_permission(request)
        )
    }
    assert open_models == {"User", "IndicatorValue"}


def test_every_list_and_row_opens(cast: Cast, edition: Edition, question: Question) -> None:
    make_round(edition)
    make_answer(edition, make_city(), question, cast.coder)
    client = browser(cast.administrator)
    for model, page in admin.site._registry.items():
        address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        assert client.get(address).status_code == 200, address
        row = page.get_queryset(client.get(address).wsgi_request).first()
        if row is not None:
            assert client.get(f"{address}{row.pk}/change/").status_code == 200, address


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("role", "offered"),
    [("manager", {}), ("administrator", {"User": ["Unlock the sign-in"]})],
)
def test_a_list_offers_what_its_reader_may_do(
    cast: Cast, role: str, offered: dict[str, list[str]]
) -> None:
    request = RequestFactory().get("/admin/")
    request.user = getattr(cast, role)
    found = {
        model.__name__: [words for _name, words in page.get_action_choices(request, [])]
        for model, page in admin.site._registry.items()
        if isinstance(page, ModelAdmin)
    }
    assert {name: actions for name, actions in found.items() if actions} == OFFERED | offered


@pytest.mark.parametrize(
    ("model", "code", "unit"),
    [("indicator", "R2.3.1", "10kt CO2"), ("variable", "co2_emissions", "10kt CO2")],
)
def test_the_lists_of_the_index_name_the_units(
    cast: Cast, model: str, code: str, unit: str
) -> None:
    make_index()
    page = browser(cast.administrator).get(f"/admin/scoring/{model}/?q={code}").content.decode()
    assert f'<td class="field-measured_in">{unit}</td>' in page


def test_approving_counts_what_went_through_and_why_not(
    cast: Cast, edition: Edition, question: Question
) -> None:
    rows = [make_answer(edition, make_city(), question, cast.coder) for _ in range(2)]
    rows.append(make_answer(edition, make_city(), question, cast.manager))
    page = act(browser(cast.manager), "answer", "approve", *rows)
    assert "Approved: 2" in page
    assert "another reviewer has to decide. (1)" in page
    states = Answer.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["approved", "approved", "in_review"]


def test_each_answer_of_the_list_names_its_coder(
    cast: Cast, edition: Edition, question: Question
) -> None:
    for name in ("钱一", "孙二"):
        make_answer(edition, make_city(), question, make_user(full_name=name))
    page = browser(cast.manager).get("/admin/surveys/answer/").content.decode()
    named = re.findall(r'<td class="field-coder[^"]*">([^<]*)</td>', page)
    assert sorted(named) == sorted(["钱一", "孙二"])


def test_freezing_needs_its_reason(cast: Cast, edition: Edition) -> None:
    client = browser(cast.manager)
    assert "Give a reason." in act(client, "edition", "freeze", edition, reason="")
    assert "Frozen: 1" in act(client, "edition", "freeze", edition, reason="定稿")
    edition.refresh_from_db()
    assert edition.frozen


def test_closing_a_round_calls_the_service(cast: Cast, edition: Edition) -> None:
    past = make_round(edition, cutoff=OPENS + datetime.timedelta(days=1))
    future = make_round(cutoff=datetime.date(2099, 1, 1))
    page = act(browser(cast.manager), "round", "close", past, future)
    assert "Closed: 1" in page
    assert "has not passed yet" in page
    assert list(Round.objects.filter(closed_on=None)) == [future]


def test_an_administrator_adds_and_changes_accounts_through_the_trail(cast: Cast) -> None:
    client = browser(cast.administrator)
    typed = {"username": "new", "full_name": "新人", "role": "reviewer", "password": "short"}
    assert "at least 10" in client.post("/admin/surveys/user/add/", typed).content.decode()
    typed["password"] = "long-enough-and-odd-7"
    assert client.post("/admin/surveys/user/add/", typed).status_code == 302
    user = User.objects.get(username="new")
    assert user.check_password(typed["password"])
    change = {"full_name": "新人", "role": "manager", "language": "en", "is_active": "on"}
    change |= {"new_password": "another-odd-secret-8", "seen": seen_word(user)}
    assert client.post(f"/admin/surveys/user/{user.pk}/change/", change).status_code == 302
    user.refresh_from_db()
    assert (user.role, user.check_password("another-odd-secret-8")) == ("manager", True)
    change |= {"full_name": "新名", "new_password": "", "seen": seen_word(user)}
    assert client.post(f"/admin/surveys/user/{user.pk}/change/", change).status_code == 302
    user.refresh_from_db()
    assert (user.full_name, user.check_password("another-odd-secret-8")) == ("新名", True)
    actions = cast.administrator.trail.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["user.create", "user.change", "user.set_password", "user.change"]


def test_an_account_that_changed_meanwhile_is_not_overwritten(cast: Cast) -> None:
    """The second administrator's form still holds the old role beside the new name."""
    client, user = browser(cast.administrator), cast.coder
    address = f"/admin/surveys/user/{user.pk}/change/"
    word = seen_word(User.objects.get(pk=user.pk))
    assert word in client.get(address).content.decode()
    User.objects.filter(pk=user.pk).update(role="reviewer")
    change = {"full_name": "新名", "role": "assistant", "language": "en", "is_active": "on"}
    for seen in (word, ""):
        told = client.post(address, {**change, "seen": seen})
        assert told.status_code == 200
        assert "changed while you were looking at it" in told.content.decode()
    user.refresh_from_db()
    assert (user.role, user.full_name) == ("reviewer", "")


def test_an_action_decides_on_what_the_list_showed(cast: Cast, edition: Edition) -> None:
    question = make_question()
    shown = make_answer(edition, make_city(), question, cast.coder)
    moved = make_answer(edition, make_city(), question, cast.coder)
    client = browser(cast.manager)
    words = [seen_word(shown), seen_word(moved)]
    page = client.get("/admin/surveys/answer/").content.decode()
    assert all(f'name="seen" value="{word}"' in page for word in words)
    Answer.objects.filter(pk=moved.pk).update(revision=2, choice="no")
    told = act(client, "answer", "approve", shown, moved, seen=words)
    assert "Approved: 1" in told
    assert "Changed since the list was shown. Look again, then decide. (1)" in told
    assert list(Answer.objects.approved()) == [shown]


def test_nobody_takes_the_own_rights_away(cast: Cast) -> None:
    own = cast.administrator
    change = {"full_name": "x", "role": "analyst", "language": "en", "is_active": "on"}
    page = browser(own).post(f"/admin/surveys/user/{own.pk}/change/", change)
    assert "You cannot take your own rights away" in page.content.decode()
    own.refresh_from_db()
    assert own.role == "administrator"


def test_a_manager_looks_at_accounts_only(cast: Cast) -> None:
    client = browser(cast.manager)
    page = client.get(f"/admin/surveys/user/{cast.coder.pk}/change/").content.decode()
    assert "password" not in page.replace("/password/", "").replace("Change the password", "")
    assert client.get("/admin/surveys/user/add/").status_code == 403


def test_a_locked_sign_in_is_opened_again(cast: Cast, client: Client) -> None:
    for _ in range(5):
        client.post("/sign-in/", {"username": "coder", "password": "wrong"})
    right = {"username": "coder", "password": PASSWORD}
    assert client.post("/sign-in/", right).status_code == 429
    act(browser(cast.administrator), "user", "unlock", cast.coder)
    assert client.post("/sign-in/", right).status_code == 302


def test_open_drafts_of_others_are_not_listed(
    cast: Cast, edition: Edition, question: Question
) -> None:
    draft = make_code(edition, make_city(), question, cast.coder)
    client = browser(cast.manager)
    assert client.get(f"/admin/surveys/code/{draft.pk}/change/").status_code == 302
    Code.objects.filter(pk=draft.pk).update(state="submitted")
    assert client.get(f"/admin/surveys/code/{draft.pk}/change/").status_code == 200


def test_what_was_sent_tells_nothing_of_the_draft_over_it(
    cast: Cast, edition: Edition, question: Question
) -> None:
    answer = make_answer(edition, make_city(), question, cast.coder, "yes", detail="送审的")
    Code.objects.update(state="draft", choice="in_preparation", detail="没送的")
    client = browser(cast.manager)
    for address in (f"submission/{answer.submission.pk}/change/", "submission/"):
        page = client.get(f"/admin/surveys/{address}").content.decode()
        assert "Yes" in page
        assert "In preparation" not in page
        assert "没送的" not in page
        assert ("送审的" in page) == address.endswith("change/")
