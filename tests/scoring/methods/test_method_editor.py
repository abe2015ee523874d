"""The editor as a browser sees it: draft, check, preview, schemes, saving."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from scoring.index.method.method import Method, method_from_json
from scoring.index.method.rules import make_step
from scoring.methods.fields import fields_from_method
from scoring.methods.outline import outline_read
from scoring.methods.weighting import LEVEL_WORDS
from scoring.models import MethodVersion, ScoreRun
from surveys.models import User
from surveys.models.user import Role
from tests.builders import make_edition, make_user
from tests.scoring.inputs.sheets import INDICATORS
from tests.scoring.scored import Scored, make_scored
from tests.web.people import browser

pytestmark = pytest.mark.django_db
ONE_NODE: dict[str, Any] = {"n__M1.1__aggregate__rule": "geometric"}


@pytest.fixture(scope="module")
def scored(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scored]:
    """Made once: no test keeps what it changes."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_scored(12)
        transaction.set_rollback(True)


@pytest.fixture
def version(scored: Scored) -> MethodVersion:
    return MethodVersion.objects.get(name="default")


@pytest.fixture
def analyst(scored: Scored) -> User:
    return make_user(Role.ANALYST)


@pytest.fixture
def client(analyst: User) -> Client:
    return browser(analyst)


def fields(**changes: str) -> dict[str, str]:
    """The default's fields, tried on the scored edition; `w__R` stands for `w:R`."""
    start = fields_from_method(Method.default(), outline_read().tree)
    named = {name.replace("__", ":"): text for name, text in changes.items()}
    return {**start, "ground": "2025-scored", "basis": "approved", **named}


def test_schemes_are_offered_for_levels_and_for_what_has_children(
    client: Client, version: MethodVersion
) -> None:
    outline = outline_read()
    scopes = dict(client.get(f"/methods/{version.pk}/edit/").context["scopes"])
    parents = {item.code for item in outline.root.walk() if len(item.children) > 1}
    assert scopes.keys() == {*LEVEL_WORDS, *parents}
    assert scopes["R"] == "Below R Resource endowment"
    assert len(parents) < len(list(outline.root.walk()))


def post(client: Client, version: MethodVersion, part: str, status: int = 200, **data: Any) -> str:
    response = client.post(f"/methods/{version.pk}/{part}/", fields(**data))
    assert response.status_code == status
    return response.content.decode()


def test_the_editor_has_a_field_for_every_weight(client: Client, version: MethodVersion) -> None:
    text = client.get(f"/methods/{version.pk}/edit/").content.decode()
    codes = outline_read().tree.layout.codes
    assert all(f'name="w:{code}"' in text for code in codes if code != "INDEX")
    assert 'name="treat:k" value="3"' in text
    assert "Sound: 12 cities can be ranked in 2025-scored (Approved)." in text


def test_the_check_is_sound_and_lists_changes(client: Client, version: MethodVersion) -> None:
    text = post(client, version, "check", w__R="2")
    assert "1 change against default 1" in text
    assert "<del>1 (the tree&#x27;s)</del> → <ins>2</ins>" in text
    assert "No change against default 1 yet." in post(client, version, "check")


def test_the_check_names_field_and_fault(client: Client, version: MethodVersion) -> None:
    text = post(client, version, "check", w__R="-1", treat__k="x")
    assert "2 things have to be put right" in text
    assert 'data-field="w:R"' in text
    assert 'data-field="treat:k"' in text
    assert "A weight cannot be negative." in text


def test_the_check_names_the_node_of_a_geometric_mean_over_zeros(
    client: Client, version: MethodVersion
) -> None:
    whole = post(client, version, "check", aggregate__rule="geometric")
    assert 'data-field="aggregate:rule"' in whole
    one = post(client, version, "check", **ONE_NODE)
    assert 'data-field="n:M1.1:aggregate:rule"' in one
    assert "M1.1 " in one
    assert "its mean is not defined" in one
    fixed: dict[str, Any] = {"normalise__lower": "1", "aggregate__rule": "geometric"}
    assert "its mean is not defined" not in post(client, version, "check", **fixed)


def test_the_check_marks_constant_and_empty_columns(client: Client, version: MethodVersion) -> None:
    """Clipped at next to no standard deviation, all cities have the mean."""
    flat: dict[str, Any] = {
        "i__R1.1.1__treat__rule": "winsorise_sd",
        "i__R1.1.1__treat__k": "1e-300",
    }
    text = post(client, version, "check", **flat)
    assert 'data-field="w:R1.1.1" data-text="All present values are' in text
    assert 'data-field="w:G1.3.2" data-text="No city has a value' in text


def test_without_an_edition_only_the_fields_are_checked(
    client: Client, version: MethodVersion
) -> None:
    text = post(client, version, "check", ground="", aggregate__rule="geometric")
    assert "The fields are sound; it has not been tried on data." in text
    make_edition("2025-empty")
    text = post(client, version, "check", ground="2025-empty")
    assert "2025-empty has no run to try it on" in text


def test_the_preview_shows_the_effect_and_stores_nothing(
    client: Client, version: MethodVersion
) -> None:
    before = ScoreRun.objects.count()
    text = post(client, version, "preview", w__G="0", w__C="0", w__M="0")
    assert "Effect on the ranks of 2025-scored (Approved)" in text
    assert "by default 1. After: the draft" in text
    assert text.count("<tr>") >= 5 + 10
    assert "No city changes its rank." in post(client, version, "preview")
    assert (ScoreRun.objects.count(), MethodVersion.objects.count()) == (before, 1)


def test_the_preview_of_a_faulty_draft_says_so(client: Client, version: MethodVersion) -> None:
    assert "First put right what is marked" in post(client, version, "preview", w__R="-1")
    assert "Choose an edition that has a run" in post(client, version, "preview", ground="")


def test_saving_makes_the_next_version(client: Client, version: MethodVersion) -> None:
    goal: dict[str, Any] = {
        "i__R1.1.1__normalise__rule": "goalposts",
        "i__R1.1.1__normalise__lower": "0",
        "i__R1.1.1__normalise__upper": "5",
    }
    post(client, version, "edit", 302, w__R="2", name="trial", note="because", **goal)
    stored = MethodVersion.objects.get(name="trial", number=1)
    method = method_from_json(stored.parameters)
    assert method.weights == {"R": 2.0}
    assert method.indicators["R1.1.1"].normalise == make_step(
        "normalise", "goalposts", {"lower": 0, "upper": 5}
    )
    text = client.get(f"/methods/{stored.pk}/edit/").content.decode()
    assert 'name="i:R1.1.1:normalise:upper" value="5"' in text
    assert "trial" in text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"w__R": "2", "name": "trial", "note": ""}, "Say what is different and why."),
        ({"w__R": "2", "name": "", "note": "x"}, "Give a name"),
        ({"w__R": "2", "name": "default", "note": "x"}, "program&#x27;s own"),
        ({"name": "trial", "note": "x"}, "these parameters are those of default 1"),
        ({"w__R": "-2", "name": "trial", "note": "x"}, "A weight cannot be negative."),
        ({"aggregate__rule": "geometric", "name": "t", "note": "x"}, "its mean is not defined"),
        ({"w__Z9": "1", "name": "trial", "note": "x"}, "The tree has no such field"),
    ],
)
def test_what_cannot_be_saved_comes_back_as_it_was_typed(
    client: Client, version: MethodVersion, changes: dict[str, Any], said: str
) -> None:
    text = post(client, version, "edit", 422, **changes)
    assert said in text
    assert MethodVersion.objects.count() == 1
    assert f'name="w:R" value="{changes.get("w__R", "1")}"' in text
    assert f'name="name" value="{changes["name"]}"' in text


def test_all_that_is_wrong_is_told_at_once_with_the_way_to_each_field(
    client: Client, version: MethodVersion
) -> None:
    wrong: dict[str, Any] = {"w__R": "-2", "treat__k": "x", "decimals": "", "name": "", "note": " "}
    text = post(client, version, "edit", 422, **wrong)
    summary = text[text.index('id="refusal"') : text.index('class="editor-main"')]
    linked = re.findall(r'<li data-field="([^"]+)"[^>]*>\s*<a href="#([^"]+)">', summary)
    assert [name for name, _id in linked] == ["treat:k", "w:R", "decimals", "name", "note"]
    for name, place in linked:
        field = re.search(rf'<(?:input|textarea|select) id="{place}" name="{name}"[^>]*>', text)
        assert field is not None, name
        assert 'aria-invalid="true"' in field[0], name
        assert f'data-fault-of="{place}"' in text
    assert MethodVersion.objects.count() == 1


def test_what_is_required_is_marked(client: Client, version: MethodVersion) -> None:
    text = client.get(f"/methods/{version.pk}/edit/").content.decode()
    marked = set(re.findall(r'name="([^"]+)"[^>]*aria-required="true"', text))
    weights = {f"w:{code}" for code in outline_read().tree.layout.codes if code != "INDEX"}
    assert marked == weights | {"availability", "decimals", "tau", "name", "note"}
    assert text.count("<small>required</small>") == 6


def test_a_name_is_asked_for_once_it_was_missed(client: Client, version: MethodVersion) -> None:
    sent: dict[str, Any] = {"w__R": "2", "name": "", "note": ""}
    assert "has to be put right" not in post(client, version, "check", **sent)
    assert "2 things have to be put right" in post(client, version, "check", refused="1", **sent)


def test_schemes_answer_with_weight_fields(client: Client, version: MethodVersion) -> None:
    text = post(client, version, "weights", scheme="standard_deviation", scope="level:1")
    assert text.count('hx-swap-oob="true"') == 4
    assert 'name="w:R"' in text
    assert "4 weights written" in text
    equal = post(client, version, "weights", scheme="equal", scope="level:4", ground="")
    assert equal.count('value="1"') == INDICATORS


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"scheme": "pca", "scope": "level:1", "ground": ""}, "choose an edition that has a run"),
        ({"scheme": "pca", "scope": "level:1", "w__R": "-1"}, "First correct what is marked."),
        ({"scheme": "pca", "scope": "nowhere"}, "Choose which weights to write."),
        ({"scheme": "ahp", "scope": "level:2"}, "one node at a time"),
        ({"scheme": "ahp", "scope": "INDEX"}, "Say how much more one matters"),
    ],
)
def test_a_scheme_says_what_it_needs(
    client: Client, version: MethodVersion, changes: dict[str, Any], said: str
) -> None:
    assert said in post(client, version, "weights", **changes)


def test_judgements_are_asked_for_and_confirmed(client: Client, version: MethodVersion) -> None:
    address = f"/methods/{version.pk}/judgements/"
    grid = client.get(address, {"scheme": "ahp", "scope": "INDEX"}).content.decode()
    assert all(f'name="a:{i}:{j}"' in grid for i in range(4) for j in range(4) if i != j)
    assert client.get(address, {"scheme": "pca", "scope": "INDEX"}).content.strip() == b""
    ahp: dict[str, Any] = {
        "scheme": "ahp",
        "scope": "INDEX",
        "a__0__1": "9",
        "a__1__2": "9",
        "a__2__0": "9",
    }
    ahp |= {"a__0__3": "1", "a__1__3": "1", "a__2__3": "1"}
    assert "consistency ratio is" in post(client, version, "weights", **ahp)
    assert "Consistency ratio" in post(client, version, "weights", confirm="on", **ahp)


def test_rules_are_loaded_for_one_code(client: Client, version: MethodVersion) -> None:
    leaf = client.get(f"/methods/{version.pk}/rules/R1.1.1/").content.decode()
    assert 'name="i:R1.1.1:missing:rule"' in leaf
    node = client.get(f"/methods/{version.pk}/rules/R1.1/").content.decode()
    assert 'name="n:R1.1:availability"' in node
    assert client.get(f"/methods/{version.pk}/rules/nothing/").status_code == 404


def test_a_rule_brings_its_numbers(client: Client, version: MethodVersion) -> None:
    step = {"step": "i:R1.1.1:treat", "i:R1.1.1:treat:rule": "winsorise_skew"}
    text = client.get(f"/methods/{version.pk}/step/", step).content.decode()
    assert 'name="i:R1.1.1:treat:winmax" value="5"' in text
    assert '<select id="f-i-R1-1-1-treat-two_sided"' in text


@pytest.mark.parametrize("step", ["", "magic", "i:R1:treat", "n:R1.1.1:aggregate", "i:x:treat"])
def test_an_unknown_step_is_not_found(client: Client, version: MethodVersion, step: str) -> None:
    assert client.get(f"/methods/{version.pk}/step/", {"step": step}).status_code == 404


@pytest.mark.parametrize(("name", "value"), [("basis", "both"), ("scheme", "magic")])
def test_forged_choices_are_not_found(
    client: Client, version: MethodVersion, name: str, value: str
) -> None:
    sent = {"scheme": "equal", "scope": "INDEX", name: value}
    response = client.post(f"/methods/{version.pk}/weights/", fields(**sent))
    assert response.status_code == 404


@pytest.mark.parametrize(("part", "most"), [("check", 12), ("preview", 13), ("weights", 12)])
def test_a_draft_takes_few_queries(
    client: Client, version: MethodVersion, part: str, most: int
) -> None:
    with CaptureQueriesContext(connection) as captured:
        post(client, version, part, scheme="entropy", scope="level:4", w__R="2")
    assert len(captured) <= most
