"""How a change of the history reads: words, keys, digests, rows of proof, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from surveys.history.about import about_of
from surveys.history.names import names_of
from surveys.models import CalendarDay, Evidence, Outcome, TrailEntry
from surveys.templatetags.trail import MOST_SHOWN, changes, subject_words
from tests.builders import make_city, make_outcome, make_question

CODE, REPLY = "surveys.code", "surveys.reply"
DIGEST = "ab" * 32
ROWS: list[tuple[str, str, Any, tuple[str, str, str]]] = [
    (CODE, "choice", ["no", "yes"], ("answer", "No", "Yes")),
    (CODE, "choice", [None, "yes"], ("answer", "–", "Yes")),
    (CODE, "number", [2.0, 2.5], ("number", "2", "2.5")),
    (CODE, "number", [0, 3], ("number", "0", "3")),
    (CODE, "state", ["draft", "submitted"], ("state", "Draft", "Submitted")),
    (
        REPLY,
        "received_on",
        ["2025-06-02", "2025-06-03"],
        ("received on", "2025-06-02", "2025-06-03"),
    ),
    (REPLY, "withdrawn", [False, True], ("withdrawn", "no", "yes")),
    (REPLY, "contact", ["", f"hmac:{'0' * 24}"], ("contact at the organ", "–", "hmac:0000000…")),
    (REPLY, "contact", ["", f"hmac:{'0' * 15}"], ("contact at the organ", "–", f"hmac:{'0' * 15}")),
    ("surveys.evidence", "sha256", [None, DIGEST], ("SHA-256", "–", "abababababab…")),
    ("surveys.evidence", "sha256", [None, "ab" * 31], ("SHA-256", "–", "ab" * 31)),
    (CODE, "of old", ["a", "b"], ("of old", "a", "b")),
    ("nothing.known", "year", [2024, 2025], ("year", "2024", "2025")),
    (
        CODE,
        "summary",
        ["x" * MOST_SHOWN, "x" * (MOST_SHOWN + 1)],
        ("summary", "x" * 160, "x" * 160 + "…"),
    ),
    (
        CODE,
        "searches",
        [[], [["网站", "词", "2025-06-02"]]],
        ("search records", "–", "网站 · 词 · 2025-06-02"),
    ),
    (CODE, "searches", [None, ["as it was"]], ("search records", "–", "as it was")),
    (CODE, "citations", [[], ["as it was"]], ("citations", "–", "as it was")),
    (
        CODE,
        "citations",
        [None, [[0, 3, "原文"], [0, None, "别的"]]],
        ("citations", "–", "page 3 · 原文; 别的"),
    ),
    (CODE, "coder", [None, 987654], ("coder", "–", "#987654")),
    (REPLY, "outcome", ["", "gone"], ("outcome", "–", "gone")),
    (REPLY, "summary", "only the new", ("summary", "–", "only the new")),
]


@pytest.mark.django_db
@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(("kind", "name", "pair", "shown"), ROWS)
def test_a_change_reads_so(kind: str, name: str, pair: Any, shown: tuple[str, str, str]) -> None:
    entry = TrailEntry(subject_type=kind, changes={name: pair})
    (found,) = changes(entry, names_of([entry]))
    assert (found.field, found.old, found.new) == shown


@pytest.mark.parametrize("pair", [[None, ""], ["", None], [[], {}], ["", ""]])
def test_from_nothing_to_nothing_is_no_change(pair: list[Any]) -> None:
    entry = TrailEntry(subject_type=CODE, changes={"detail": pair})
    assert list(changes(entry, {})) == []


@pytest.mark.django_db
def test_keys_are_shown_by_the_names_of_today() -> None:
    outcome = make_outcome(code="granted", name_zh="予以公开", name_en="Granted")
    entry = TrailEntry(subject_type=REPLY, changes={"outcome": [None, "granted"]})
    for language, name in (("en", "Granted"), ("zh-hans", "予以公开")):
        with translation.override(language):
            names = names_of([entry])
            assert names == {(Outcome, "granted"): name}
            assert next(changes(entry, names)).new == str(outcome)


def test_what_an_entry_is_about() -> None:
    old = TrailEntry(subject_type=CODE, subject_id="7", subject="as it was written")
    assert subject_words(old) == "as it was written"
    keys = TrailEntry(subject_type=CODE, about={"city": "330100", "choice": 2.0, "wave": 1})
    assert subject_words(keys) == "330100 · 2 · 1"
    for language, words in (("en", "user 7"), ("zh-hans", "用户 7")):
        with translation.override(language):
            person = TrailEntry(subject_type="surveys.user", subject_id="7", subject="user 7")
            assert subject_words(person) == words
    assert Evidence._meta.label_lower == "surveys.evidence"


@pytest.mark.django_db
@pytest.mark.usefixtures("english")
def test_what_a_letter_asks_and_a_day_of_the_calendar_have_words() -> None:
    """Codes of parts and of kinds of days were shown as they are stored."""
    asked = make_question("gep_accounting", name_en="GEP accounted for")
    entry = TrailEntry(
        subject_type="surveys.inforequest",
        changes={"part": ["all", asked.code]},
        about={"channel": "disclosure", "wave": 1, "part": asked.code},
    )
    names = names_of([entry])
    (found,) = changes(entry, names)
    assert (found.old, found.new) == ("all questions", str(asked))
    assert subject_words(entry, names) == f"Disclosure request · 1 · {asked}"
    city = make_city("甲市")
    day = CalendarDay.objects.create(
        scope="city", adcode=city.adcode, date="2025-03-20", kind="off", source="公告"
    )
    day.refresh_from_db()
    about = TrailEntry(subject_type="surveys.calendarday", about=about_of(day), changes={})
    assert subject_words(about, names_of([about])) == f"City · {city} · 2025-03-20 · off"
