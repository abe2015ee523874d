"""`manage.py round_statistics`, as a person calls it."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from surveys.models import TrailEntry
from surveys.models.request import Channel
from surveys.reference.services import outcomes_load
from tests.builders import (
    AFTER_CUTOFF,
    make_edition,
    make_letter,
    make_organ,
    make_outcome,
    make_reply,
    make_round,
)
from tests.scoring.inputs.sheets import reference_rows
from tests.surveys.statistics import printed_table as printed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def told(*arguments: str) -> str:
    output = io.StringIO()
    call_command("round_statistics", *arguments, stdout=output)
    return output.getvalue()


def counted(*arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(told(*arguments, "--json"))
    return found


def test_the_printed_table_comes_out_cell_by_cell() -> None:
    outcomes_load(rows=reference_rows("outcomes.csv"))
    edition = printed.make_printed_table().edition
    table = counted("--edition", edition.code, "--year", str(printed.YEAR))["outcome_table"]
    leaves = {name: many for name, many in table.pop("leaves").items() if many}
    assert leaves == printed.LEAVES
    assert table == {
        "received": printed.RECEIVED,
        "carried_in": printed.CARRIED_IN,
        "by_route": printed.BY_ROUTE,
        "answered": printed.ANSWERED,
        "carried_out": printed.CARRIED_OUT,
        "balanced": True,
    }
    before = counted("--edition", edition.code, "--year", str(printed.YEAR - 1))["outcome_table"]
    assert (before["received"], before["carried_out"]) == (printed.CARRIED_IN,) * 2


def test_the_object_has_the_keys_that_are_promised() -> None:
    letter = make_letter(channel=Channel.DISCLOSURE)
    make_reply(letter.round, organ=letter.organ, letters=[letter])
    found = counted("--edition", letter.round.edition.code)
    assert list(found) == ["rates", "outcome_table", "survival", "forecast"]
    rate = {"key", "numerator", "denominator", "denominator_kind", "by"}
    assert {frozenset(one) for one in found["rates"]} == {frozenset(rate)}
    assert {one["denominator_kind"] for one in found["rates"]} == {"cities", "organs", "letters"}
    table = ["received", "carried_in", "by_route", "answered", "leaves", "carried_out", "balanced"]
    assert list(found["outcome_table"]) == table
    assert list(found["survival"][0]) == ["day", "at_risk", "share", "low", "high"]
    assert found["forecast"] == {"n": 1, "low": 1, "high": 1}
    assert not TrailEntry.objects.exists()


def test_rounds_are_counted_together_or_one_by_one() -> None:
    first = make_round()
    second = make_round(first.edition, number=2)
    organ = make_organ()
    make_reply(first, organ=organ)
    make_letter(second, organ)
    make_reply()  # of another edition

    def answered(*arguments: str) -> tuple[int, int]:
        [one] = [
            rate
            for rate in counted("--edition", first.edition.code, *arguments)["rates"]
            if rate["key"] == "letters_answered" and not rate["by"]
        ]
        return one["numerator"], one["denominator"]

    assert [answered(), answered("--round", "1"), answered("--round", "2")] == [
        (1, 2),
        (1, 1),
        (0, 1),
    ]


def test_late_and_withdrawn_replies_and_struck_events_count_as_little_as_elsewhere() -> None:
    survey_round = make_round()
    make_reply(survey_round, received_on=AFTER_CUTOFF)
    make_reply(survey_round, withdrawn=True)
    make_reply(survey_round, outcome=make_outcome(code="empty", effective=False))
    [one] = [
        rate
        for rate in counted("--edition", survey_round.edition.code)["rates"]
        if rate["key"] == "all_cities_effective" and not rate["by"]
    ]
    assert (one["numerator"], one["denominator"]) == (0, 3)


def test_several_properties_at_once() -> None:
    code = make_letter().round.edition.code
    rates = counted("--edition", code, "--by", "channel,wave")["rates"]
    assert {"channel": "consultation", "wave": 1} in [rate["by"] for rate in rates]


def test_without_json_every_number_has_a_line() -> None:
    reply = make_reply()
    lines = told("--edition", reply.round.edition.code).splitlines()
    assert any(
        line.startswith("letters_answered") and "1 /      1 letters" in line for line in lines
    )
    assert any(line.startswith("balanced") for line in lines)
    assert lines[-1] == "forecast  n 1  low 1  high 1"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--edition", "2031"), "There is no edition 2031. Known: 2025-here"),
        (("--edition", "2025-here", "--round", "4"), "Edition 2025-here has no round 4."),
        (("--edition", "2023-printed"), "holds published ranks only"),
    ],
)
def test_what_is_not_there_is_refused_in_words(arguments: tuple[str, ...], words: str) -> None:
    make_round(make_edition("2025-here"))
    make_edition("2023-printed", ranks_only=True)
    with pytest.raises(CommandError, match=words) as refused:
        told(*arguments)
    assert refused.value.returncode == 2


@pytest.mark.parametrize("wrong", [("--year", "24"), ("--by", "planet"), ("--by", "wave,wave")])
def test_a_wrong_option_is_refused(wrong: tuple[str, str]) -> None:
    with pytest.raises(CommandError, match=wrong[1]):
        told("--edition", "2025", *wrong)
