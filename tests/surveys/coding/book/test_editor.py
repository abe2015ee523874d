"""The editor of the codebook: one draft, saved question by question, published with a reason."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from django.test import Client

from surveys.coding.book.again import submissions_again
from surveys.coding.book.content import Entry, digest, entries_of, part_of
from surveys.coding.book.services.draft import (
    codebook_draft_begin,
    codebook_draft_discard,
    codebook_draft_save,
)
from surveys.coding.book.services.version import codebook_publish
from surveys.errors import ChangedMeanwhile, Refused, StaleRevision
from surveys.models import CodebookDraft, CodebookVersion, Edition, Question, TrailEntry
from tests.builders import TODAY, Cast, make_answer, make_city, make_edition
from tests.surveys.coding.book.shelf import first_version, next_version, ruled_otherwise
from tests.web.page import visit
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]
PART = "/codebook/draft/leading_group/"


@pytest.fixture
def first(cast: Cast) -> CodebookVersion:
    version = first_version()
    codebook_draft_begin(actor=cast.manager)
    return version


@pytest.fixture
def client(cast: Cast) -> Client:
    return browser(cast.manager)


def _part(code: str = "leading_group") -> Entry:
    found = part_of(CodebookDraft.objects.get().content, code)
    assert found is not None
    return copy.deepcopy(found)


def _save(cast: Cast, entry: Entry, seen: str = "") -> None:
    codebook_draft_save(
        actor=cast.manager, entry=entry, seen=seen or digest(_part(str(entry["code"])))
    )


def _publish(cast: Cast, again: tuple[str, ...] = (), seen: str = "") -> CodebookVersion:
    draft = CodebookDraft.objects.get()
    return codebook_publish(
        actor=cast.manager,
        reason="更清楚",
        again=again,
        holds_from=TODAY,
        seen=seen or digest(draft.content),
    )


def _fields(response: Any, **changed: str) -> dict[str, Any]:
    """What the form of a question would send."""
    context = response.context
    found = {"seen": context["seen"]}
    controls = [*context["controls"], *(one for rule in context["rules"] for one in rule)]
    controls += [one for row in context["answers"] for one in row[1:3]]
    found |= {control.name: control.value for control in controls}
    ticked = [value for value, _zh, _en, counts in context["answers"] if counts]
    return {**found, "counts_as_one": ticked, **changed}


@pytest.mark.usefixtures("first")
def test_a_form_sent_back_unchanged_changes_nothing(client: Client) -> None:
    before = CodebookDraft.objects.get().content
    for code in ("general", *entries_of(before)):
        address = f"/codebook/draft/{code}/"
        assert client.post(address, _fields(client.get(address))).status_code == 302, code
    assert CodebookDraft.objects.get().content == before


def test_a_question_is_changed_published_and_coded_again(
    cast: Cast, first: CodebookVersion, client: Client
) -> None:
    edition = make_edition("2025", codebook=first)
    question = Question.objects.get(code="leading_group")
    answer = make_answer(edition, make_city(), question, cast.coder)
    fields = _fields(client.get(PART), guidance_en="Clearer.", **{"rule-0-ruling": "no"})
    response = client.post(PART, fields, follow=True)
    text = response.content.decode()
    assert "Saved in the draft: leading_group" in text
    assert "Clearer" in text
    assert Question.objects.get(code="leading_group").guidance_en != "Clearer."
    sent = {
        "seen": response.context["seen"],
        "reason": "Letters asked for it",
        "holds_from": "2025-06-02",
        "again": ["leading_group"],
    }
    done = client.post("/codebook/publish/", sent, follow=True)
    assert "Version 2 is published." in done.content.decode()
    version = CodebookVersion.objects.get(number=2)
    assert (version.reason, version.made_by, version.again) == (
        "Letters asked for it",
        cast.manager,
        ["leading_group"],
    )
    assert Question.objects.get(code="leading_group").guidance_en == "Clearer."
    assert not CodebookDraft.objects.exists()
    assert Edition.objects.get().codebook == first
    assert submissions_again(edition, upto=2).get() == answer.submission
    [entry] = TrailEntry.objects.filter(action="codebook.publish")
    assert (entry.actor, entry.reason) == (cast.manager, "Letters asked for it")


@pytest.mark.usefixtures("first")
def test_a_rule_is_added_and_another_taken_out(client: Client) -> None:
    response = client.get(PART)
    last = len(response.context["rules"]) - 1
    typed = {
        **{f"rule-{last}-{name}": f"new {name}" for name in ("name_zh", "name_en", "example")},
        **{f"rule-{last}-{name}": "Words." for name in ("text_zh", "text_en")},
        f"rule-{last}-case": "new_case",
        f"rule-{last}-from": "2026-01-01",
        f"rule-{last}-ruling": "yes",
        "rule-0-drop": "1",
    }
    assert client.post(PART, _fields(response, **typed)).status_code == 302
    rules = _part()["rules"]
    assert len(rules) == last
    assert (rules[-1]["case"], rules[-1]["from"]) == ("new_case", "2026-01-01")
    assert "draft_or_issued" not in {rule["case"] for rule in rules}


@pytest.mark.usefixtures("first")
@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name_en", "", "This field is needed."),
        ("name_zh", "长" * 201, "201 characters, but only 200 fit"),
        ("answer-yes-zh", "否", "Two answers have the same words."),
        ("counts_as_one", "unknown", "Say which answers count as 1"),
        ("skip_when", "whenever", "A question = its answers"),
        ("skip_when", "leading_group=no", "There is no other question of this code."),
        ("skip_when", "leading_group_head=no", "may be skipped itself"),
        ("skip_when", "gep_standard=3", "has no such answer"),
        ("rule-1-case", "Two words", "Lowercase letters"),
        ("rule-1-from", "2025-02-30", "There is no such day."),
        ("rule-0-until", "0001", "There is no such day."),
        ("rule-1-ruling", "4", "The question has no such answer."),
        ("rule-1-case", "draft_or_issued", "Another rule of this case holds on the same days."),
        ("rule-2-example", "", "This field is needed."),
    ],
)
def test_bad_input_is_told_at_its_field(client: Client, field: str, value: str, said: str) -> None:
    before = CodebookDraft.objects.get().content
    response = client.post(PART, _fields(client.get(PART), **{field: value}))
    assert response.status_code == 422
    text = response.content.decode()
    assert said in text
    assert 'href="#f-' in text
    assert CodebookDraft.objects.get().content == before


@pytest.mark.usefixtures("first")
def test_two_managers_at_once_see_both_versions(client: Client, cast: Cast) -> None:
    mine = _fields(client.get(PART), guidance_en="Mine, typed long.")
    theirs = _part()
    theirs["guidance_en"] = "Theirs, saved first."
    _save(cast, theirs)
    refused = client.post(PART, mine)
    text = refused.content.decode()
    assert refused.status_code == 409
    assert "Mine, typed long." in text
    assert "Theirs" in text
    assert _part()["guidance_en"] == "Theirs, saved first."
    other = "/codebook/draft/gep_standard/"
    assert client.post(other, _fields(client.get(other), guidance_en="x")).status_code == 302
    assert client.post(PART, {**mine, "seen": refused.context["seen"]}).status_code == 302
    assert _part()["guidance_en"] == "Mine, typed long."


@pytest.mark.usefixtures("first")
def test_a_question_is_added(client: Client, cast: Cast) -> None:
    assert client.get("/codebook/draft/", {"code": "Bad code"}).status_code == 422
    assert client.get("/codebook/draft/park_plan/").status_code == 404
    query = {"code": "park_plan", "kind": "binary", "source": "policy_document"}
    address = client.get("/codebook/draft/", query)["Location"]
    page = client.get(address)
    words = dict.fromkeys(("name_zh", "name_en"), "Park plan")
    words |= {f"answer-{value}-zh": value for value in ("yes", "no", "in_preparation", "unknown")}
    posted = _fields(page, **words, kind="binary", source="policy_document")
    assert client.post(address, posted).status_code == 302
    _publish(cast)
    added = Question.objects.get(code="park_plan")
    assert (added.kind, added.source, added.counts_as_one) == ("binary", "policy_document", "yes")
    assert [row["value"] for row in added.choices][-1] == "unknown"
    assert Question.objects.order_by("position").last() == added


def test_publishing_is_refused_where_it_makes_no_sense(cast: Cast, first: CodebookVersion) -> None:
    with pytest.raises(Refused):
        _publish(cast)  # like the newest
    entry = _part()
    entry["guidance_en"] = "Clearer."
    _save(cast, entry)
    with pytest.raises(ChangedMeanwhile):
        _publish(cast, seen="0" * 64)
    with pytest.raises(Refused):
        _publish(cast, again=("no_such",))
    next_version(ruled_otherwise("gep_standard", "no"))
    with pytest.raises(ChangedMeanwhile):
        _publish(cast)
    assert CodebookVersion.objects.count() == 2
    assert not TrailEntry.objects.exists()
    codebook_draft_begin(actor=cast.manager)
    version = _publish(cast)
    entries = entries_of(version.content)
    assert entries["leading_group"]["guidance_en"] == "Clearer."
    assert entries["gep_standard"]["rules"][0]["ruling"] == "no", "taken over from version 2"
    assert entries_of(first.content)["leading_group"]["guidance_en"] != "Clearer."


@pytest.mark.usefixtures("first")
def test_a_draft_is_discarded_as_it_was_seen(client: Client, cast: Cast) -> None:
    seen = digest(CodebookDraft.objects.get().content)
    entry = _part()
    entry["guidance_en"] = "Clearer."
    _save(cast, entry)
    with pytest.raises(StaleRevision):
        codebook_draft_discard(actor=cast.manager, seen=seen)
    now = digest(CodebookDraft.objects.get().content)
    assert client.post("/codebook/discard/", {"seen": now}).status_code == 302
    assert not CodebookDraft.objects.exists()
    assert client.get(PART).status_code == 302
    assert client.post("/codebook/discard/", {"seen": now}).status_code == 422
    assert client.post("/codebook/draft/", follow=True).status_code == 200
    assert CodebookDraft.objects.exists()


@pytest.mark.usefixtures("first")
def test_publishing_takes_a_reason_and_a_day(client: Client) -> None:
    for missing in ({"reason": "", "holds_from": "2025-06-02"}, {"reason": "x"}):
        assert client.post("/codebook/publish/", missing).status_code == 422
    assert CodebookVersion.objects.count() == 1


def test_a_demo_manager_edits_no_codebook_of_real_editions(cast: Cast, client: Client) -> None:
    first_version()
    make_edition(synthetic=False)
    cast.manager.is_demo = True
    cast.manager.save()
    assert client.get("/codebook/draft/").status_code == 403
    assert client.post("/codebook/draft/").status_code == 403
    assert "Change the codebook" not in visit(client, "/codebook/").text


def test_without_a_codebook_no_draft_begins(client: Client) -> None:
    assert client.post("/codebook/draft/").status_code == 422
    assert not CodebookDraft.objects.exists()
