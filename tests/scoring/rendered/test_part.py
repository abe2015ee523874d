"""A part is a function of its facts, the language, the program and the reference tables."""

from __future__ import annotations

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from scoring.reference.services import published_load
from scoring.rendered import part as parts
from scoring.rendered.part import key_of, part, reference_stamp, stamp_held
from scoring.rendered.program import FOLDERS, LIBRARIES, stamp_of
from surveys.models import City, ReferenceLoad
from surveys.reference.services import cities_load
from surveys.reference_state import reference_changed
from tests.builders import load_reference, make_city, make_edition

TEMPLATE = "_empty.html"
ROOT = Path(__file__).resolve().parents[3]


class Asked:
    """A context that counts how often it was asked for."""

    def __init__(self, text: str = "nothing here") -> None:
        self.text = text
        self.times = 0

    def __call__(self) -> dict[str, Any]:
        self.times += 1
        return {"text": self.text}


@pytest.fixture
def twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the second look that every other test takes at what was kept."""
    monkeypatch.undo()


@pytest.mark.django_db
@pytest.mark.usefixtures("twice")
def test_the_second_look_renders_nothing() -> None:
    asked = Asked()
    first = part(TEMPLATE, {"a": 1}, asked)
    assert part(TEMPLATE, {"a": 1}, asked) == first
    assert "nothing here" in first
    assert asked.times == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("twice")
def test_another_fact_language_or_reference_table_is_another_part() -> None:
    asked = Asked()
    part(TEMPLATE, {"a": 1}, asked)
    part(TEMPLATE, {"a": 2}, asked)
    with translation.override("en"):
        part(TEMPLATE, {"a": 1}, asked)
    reference_changed()
    part(TEMPLATE, {"a": 1}, asked)
    assert asked.times == 4


@pytest.mark.django_db
def test_another_program_is_another_part(monkeypatch: pytest.MonkeyPatch) -> None:
    before = key_of(TEMPLATE, {"a": 1})
    monkeypatch.setattr(parts, "program_stamp", lambda: "the next release")
    assert key_of(TEMPLATE, {"a": 1}) != before


@pytest.mark.django_db
def test_what_cannot_be_rendered_is_not_kept() -> None:
    def broken() -> dict[str, Any]:
        raise LookupError

    with pytest.raises(LookupError):
        part(TEMPLATE, {"a": 1}, broken)
    assert "well" in part(TEMPLATE, {"a": 1}, lambda: {"text": "well"})


@pytest.mark.django_db
def test_text_of_a_part_is_escaped() -> None:
    assert "<script>" not in part(TEMPLATE, {"a": 1}, lambda: {"text": "<script>"})


@pytest.mark.django_db
def test_a_part_knows_no_request_and_no_person() -> None:
    make_edition("2025-a")
    text = part("_ways_out.html", {"a": 1}, lambda: {"label": "Back"})
    assert "Back" in text
    assert text.count("<a ") == 2, "no edition: the frame's variables are not there"


@pytest.mark.django_db
def test_loading_marks_a_change_of_the_reference_tables_and_nothing_else() -> None:
    assert reference_stamp() == ""
    load_reference()
    loaded = reference_stamp()
    assert loaded
    load_reference()
    assert reference_stamp() == loaded, "nothing changed"
    City.objects.filter(adcode="330100").update(short_name="杭")
    load_reference()
    assert reference_stamp() != loaded
    assert ReferenceLoad.objects.count() == 1


@pytest.mark.django_db
def test_tables_of_before_the_mark_have_one_once_they_are_loaded_again() -> None:
    load_reference()
    ReferenceLoad.objects.all().delete()
    assert reference_stamp() == ""
    load_reference()
    assert reference_stamp(), "though nothing changed"


@pytest.mark.django_db
def test_a_request_asks_for_the_state_of_the_tables_once_and_the_next_one_anew(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    load_reference()
    with stamp_held():
        with django_assert_num_queries(1):
            first = reference_stamp()
            assert reference_stamp() == first
        reference_changed()
        assert reference_stamp() == first, "a page is of one state"
    with stamp_held():
        assert reference_stamp() != first
    reference_changed()
    with django_assert_num_queries(2):
        assert reference_stamp() == reference_stamp() != first, "outside of any it is read"


@pytest.mark.django_db
def test_a_refused_load_marks_nothing() -> None:
    make_city(adcode="330100", name="杭州市")
    before = reference_stamp()
    with pytest.raises(ValueError, match="expected"):
        cities_load(rows=[], expected=337)
    assert reference_stamp() == before


@pytest.mark.django_db
def test_published_ranks_are_reference_too() -> None:
    city = make_city(adcode="330100", name="杭州市")
    edition = make_edition(ranks_only=True)
    row = {"adcode": city.adcode, "name": city.name, "composite": "1", "resource": "1"}
    row |= {"management": "1", "compensation": "1", "market": "1"}
    before = reference_stamp()
    assert published_load(edition=edition, rows=[row]).added == 1
    assert reference_stamp() != before


def test_the_stamp_of_the_program_follows_every_kind_of_source(tmp_path: Path) -> None:
    for name in FOLDERS:
        (tmp_path / name).mkdir()
    shutil.copy(ROOT / LIBRARIES, tmp_path)
    seen = {stamp_of(tmp_path)}
    changes = {
        "scoring/a.py": "a = 1",
        "templates/a.html": "<p>",
        "static/a.css": "p {}",
        "locale/a.mo": "words",
        LIBRARIES: "django==1",
    }
    for name, content in changes.items():
        (tmp_path / name).write_text(content)
        seen.add(stamp_of(tmp_path))
    assert len(seen) == 1 + len(changes)
    (tmp_path / "scoring/notes.txt").write_text("no part of the program")
    assert stamp_of(tmp_path) in seen


@pytest.mark.usefixtures("twice")
def test_what_many_ask_for_at_once_is_rendered_once() -> None:
    begun, made = threading.Barrier(5), []

    def make() -> str:
        made.append(1)
        return "text"

    def look() -> str:
        begun.wait(10)
        return str(parts.kept("0" * 64, make))

    with ThreadPoolExecutor(5) as pool:
        assert {one.result(10) for one in [pool.submit(look) for _ in range(5)]} == {"text"}
    assert made == [1]
    assert not parts._making, "no lock stays"
