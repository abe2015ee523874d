"""`manage.py due_date`: what it prints, and what it refuses with exit code 2."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.infra.test_manage import call, environment
from tests.surveys.clock.made import LHASA, after

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
SENT = "submitted:2025-02-10:in_person"


def due_date(*words: str) -> Any:
    out = io.StringIO()
    call_command("due_date", *words, stdout=out)
    return json.loads(out.getvalue())


def cases(tmp_path: Path, content: object) -> str:
    path = tmp_path / "cases.json"
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text, encoding="utf-8")
    return str(path)


def refused(*words: str) -> str:
    out = io.StringIO()
    with pytest.raises(CommandError) as error:
        call_command("due_date", *words, stdout=out)
    assert error.value.returncode == 2
    assert out.getvalue() == ""
    return str(error.value)


def test_one_request_with_every_key() -> None:
    found = due_date(
        SENT, "telephone:2025-02-12:asked_purpose", "replied:2025-03-12", "--city", LHASA
    )
    assert found == {
        "due": "2025-03-10",
        "due_local": "2025-03-14",
        "provisional": False,
        "steps": [
            _step("submitted", "2025-02-10", "31(1)", "start"),
            _step("telephone", "2025-02-12", None, "none"),
            _step("replied", "2025-03-12", "33", "end"),
        ],
        "flags": ["between_dates"],
    }
    assert list(found) == ["due", "due_local", "provisional", "steps", "flags"]


def _step(event: str, date: str, article: str | None, effect: str) -> dict[str, str | None]:
    due = "2025-03-10"
    return {"event": event, "date": date, "article": article, "effect": effect, "due": due}


def test_nothing_is_made_up_where_nothing_is_known() -> None:
    found = due_date("submitted:2025-02-10:registered")
    assert (found["due"], found["due_local"], found["provisional"]) == (None, None, False)
    assert found["steps"][0]["due"] is None


def test_cases_are_lists_or_have_a_city_of_their_own(tmp_path: Path) -> None:
    file = cases(tmp_path, [[SENT], {"events": [SENT], "city": LHASA}, {"events": [SENT]}])
    found = due_date("--cases", file)
    assert [one["due_local"] for one in found] == [None, "2025-03-14", None]
    everywhere = due_date("--cases", file, "--city", LHASA)
    assert [one["due_local"] for one in everywhere] == ["2025-03-14"] * 3
    assert due_date("--cases", cases(tmp_path, [])) == []
    nowhere = {"events": [SENT], "city": None}
    assert due_date("--cases", cases(tmp_path, [nowhere]))[0]["due_local"] is None


def test_a_cap_for_third_parties_is_an_option() -> None:
    asked = ("third_party_sent:2025-02-12", f"third_party_answered:{after('2025-02-12', 30)}")
    assert due_date(SENT, *asked)["due"] == str(after("2025-02-10", 50))
    assert due_date(SENT, *asked, "--third-party-cap", "15")["due"] == str(after("2025-02-10", 35))


@pytest.mark.parametrize("cap", ["0", "-1", "ten", "1.5", "3000000", "１５"])
def test_a_cap_is_a_number_of_days_that_a_calendar_can_hold(cap: str) -> None:
    with pytest.raises(CommandError, match="number of working days"):
        call_command("due_date", SENT, f"--third-party-cap={cap}")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "either events or a file"),
        (["replied:2025-02-12"], "replied:2025-02-12: A reply before its request."),
        ([SENT, "replied:2025-02-09"], "replied:2025-02-09: A reply before its request."),
        ([SENT, "extended:2025-02-12:5", "organ_sent:2025-02-11"], "organ_sent:2025-02-11: Out of"),
        ([SENT, "paid:2025-02-12"], "paid:2025-02-12: Nothing came before"),
        ([SENT, "extended:2025-02-12:0"], "extended:2025-02-12:0: An extension is a whole"),
        ([SENT, "replied:2025-02-30"], "replied:2025-02-30: That is no date"),
        ([SENT, "replied:1925-03-01"], "replied:1925-03-01: The date is out of range"),
        (["submitted:2025-02-10:pigeon"], "in_person, registered, post, web, email, fax"),
        ([SENT, "telephone:2025-02-12:said"], "asked_purpose"),
        ([SENT, "asked:2025-02-12"], "asked:2025-02-12: There is no such kind"),
        ([SENT, "--city", "999999"], "no city with the adcode 999999"),
        ([SENT, "--city", ""], "no city with the adcode"),
    ],
)
def test_bad_input_names_the_event(words: list[str], said: str) -> None:
    assert said in refused(*words)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[", "cases.json: "),
        ({"events": [SENT]}, "a list of cases expected"),
        ([[SENT], [SENT, "paid:2025-02-12"]], "case 2: paid:2025-02-12: Nothing came before"),
        ([[SENT], []], "case 2: There is no event"),
        ([[SENT], 7], "case 2: A list of events expected"),
        ([{"events": SENT}], "case 1: A list of events expected"),
        ([{"events": [SENT], "town": LHASA}], "case 1: Unknown: town"),
        ([{"events": [SENT], "city": 540100}], "case 1: A city is the text"),
        ([{"events": [SENT], "city": "540000"}], "case 1: There is no city"),
        ([[SENT, 7]], "case 1: 7: An event is written as a text"),
    ],
)
def test_bad_cases_are_named_and_nothing_is_printed(
    tmp_path: Path, content: object, said: str
) -> None:
    assert said in refused("--cases", cases(tmp_path, content))


def test_a_file_that_is_not_there_is_bad_input_and_so_are_both(tmp_path: Path) -> None:
    assert "no-such.json" in refused("--cases", str(tmp_path / "no-such.json"))
    assert "either events or a file" in refused(SENT, "--cases", cases(tmp_path, []))


def test_a_person_sees_the_exit_code_and_one_line(tmp_path: Path) -> None:
    """Without a database, too: the calendar that comes with the program is enough."""
    where = environment(tmp_path)
    good = call("manage.py", "due_date", SENT, "--city", LHASA, **where)
    assert good.returncode == 0, good.stderr
    assert json.loads(good.stdout)["due_local"] == "2025-03-14"
    bad = call("manage.py", "due_date", "replied:2025-02-12", **where)
    assert (bad.returncode, bad.stdout) == (2, "")
    assert len(bad.stderr.strip().splitlines()) == 1
