"""An action without its reason asks for it, with what was chosen; a row leads to its history."""

from __future__ import annotations

from typing import Any

import pytest
from django.template.response import TemplateResponse

from scoring.models import EditionMethod, MethodVersion
from surveys.admin_pages import reasoned
from surveys.models import Edition, Evidence, TrailEntry
from surveys.seen import seen_word
from tests.builders import Cast, make_city, make_edition, make_evidence
from tests.scoring.rows import make_index
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]


def _asked(person: Any, model: str, row: Any, **fields: Any) -> Any:
    data = {"_selected_action": [row.pk], "seen": seen_word(row), **fields}
    return browser(person).post(f"/admin/surveys/{model}/", data, follow=True)


@pytest.mark.parametrize(
    ("reason", "says"),
    [("", "Give a reason."), ("\u200b", "Give a reason."), ("因" * 1001, "1001 characters, but")],
)
def test_the_choice_is_kept_until_there_is_a_reason(cast: Cast, reason: str, says: str) -> None:
    edition, city = make_edition(), make_city()
    page, neighbour = make_evidence(edition, city), make_evidence(edition, city)
    answer = _asked(cast.manager, "evidence", page, action="mark_personal", reason=reason)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert says in shown
    assert f'name="_selected_action" value="{page.pk}"' in shown
    assert Evidence.objects.filter(personal=True).count() == 0
    carried: dict[str, Any] = dict(answer.context["carried"])
    assert carried == {
        "action": "mark_personal",
        "_selected_action": str(page.pk),
        "seen": seen_word(page),
    }
    done = _asked(cast.manager, "evidence", page, action="mark_personal", reason="姓名")
    assert "Changed: 1" in done.content.decode()
    neighbour.refresh_from_db()
    assert not neighbour.personal


def test_of_very_many_rows_the_first_are_named(
    cast: Cast, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reasoned, "MOST_NAMED", 1)
    pages = [make_evidence(edition, make_city()) for _ in range(3)]
    data = {
        "_selected_action": [row.pk for row in pages],
        "seen": [seen_word(row) for row in pages],
    }
    address, client = "/admin/surveys/evidence/", browser(cast.manager)
    answer = client.post(address, {**data, "action": "mark_personal", "reason": ""})
    assert (len(answer.context["rows"]), answer.context["more"]) == (1, 2)
    assert "and 2 more" in answer.content.decode()
    client.post(address, {**data, "action": "mark_personal", "reason": "姓名"})
    assert Evidence.objects.filter(personal=True).count() == 3


def test_freezing_asks_too(cast: Cast, edition: Edition) -> None:
    answer = _asked(cast.manager, "edition", edition, action="freeze", reason=" ")
    assert (answer.status_code, answer.context["rows"].get()) == (422, edition)
    assert "Freeze (give a reason)" in answer.content.decode()
    edition.refresh_from_db()
    assert not edition.frozen


def test_a_row_leads_to_the_history_that_is_kept(cast: Cast) -> None:
    edition, city = make_edition(), make_city()
    page, other = make_evidence(edition, city), make_evidence(edition, city)
    for row in (page, other):
        _asked(cast.manager, "evidence", row, action="mark_personal", reason="姓名")
    client = browser(cast.manager)
    answer = client.get(f"/admin/surveys/evidence/{page.pk}/history/", follow=True)
    assert answer.redirect_chain == [(f"/trail/?of=surveys.evidence%3A{page.pk}", 302)]
    [(entry, _city)] = answer.context["entries"]
    assert entry == TrailEntry.objects.get(subject_id=str(page.pk), action="evidence.mark_personal")
    for wrong in ("surveys.evidence", "x:1", f"surveys.reply:{page.pk}", ":", "9" * 999):
        assert client.get("/trail/", {"of": wrong}).context["entries"] == []


def test_an_entry_is_told_in_words(cast: Cast, edition: Edition) -> None:
    row = make_evidence(edition, make_city())
    _asked(cast.manager, "evidence", row, action="mark_personal", reason="姓名")
    entry = TrailEntry.objects.get(subject_id=str(row.pk))
    page = browser(cast.manager).get(f"/admin/surveys/trailentry/{entry.pk}/change/")
    shown = page.content.decode()
    assert "<del>no</del> → <ins>yes</ins>" in shown
    assert "evidence.mark_personal" not in shown


@pytest.mark.parametrize(("language", "name"), [("en", "default 1"), ("zh-hans", "默认 1")])
def test_times_and_the_stated_method_in_the_reader_s_way(
    cast: Cast, edition: Edition, language: str, name: str
) -> None:
    version: MethodVersion = make_index()
    EditionMethod.objects.create(edition=edition, version=version)
    client = browser(cast.manager)
    cast.manager.language = language
    cast.manager.save()
    methods = client.get("/admin/scoring/editionmethod/").content.decode()
    assert name in methods
    listed = client.get("/admin/scoring/methodversion/")
    assert isinstance(listed, TemplateResponse)
    assert f"{version.created_at.astimezone():%Y-%m-%d}" in listed.content.decode()
    assert "p.m." not in listed.content.decode()
    assert "a.m." not in listed.content.decode()
