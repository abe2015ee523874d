"""Single values: set, overridden, withdrawn; by service and by command."""

from __future__ import annotations

import datetime
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from scoring.inputs.services.value import value_set, value_withdraw
from scoring.inputs.table.faults import Fault
from scoring.models import Basis, ImportBatch, Indicator, IndicatorValue
from scoring.reference.services import tree_load
from scoring.runs.inputs import inputs_read
from surveys.errors import EditionClosed, Refused
from surveys.models import City, Edition, TrailEntry
from surveys.models.answer import Answer
from surveys.models.user import Role
from tests.builders import (
    load_reference,
    make_answer,
    make_city,
    make_edition,
    make_question,
    make_user,
)
from tests.scoring.inputs.sheets import reference_rows
from tests.surveys.sheets.tables import lines, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    tree_load(rows=reference_rows("indicators.csv"))
    make_city("甲市", adcode="990001")
    return make_edition("2025-values")


def cell(edition: Edition, code: str = "R1.1.1") -> dict[str, Any]:
    return {
        "actor": None,
        "edition": edition,
        "city": City.objects.get(adcode="990001"),
        "indicator": Indicator.objects.get(code=code),
    }


def in_force(edition: Edition) -> list[tuple[float, bool, bool]]:
    rows = IndicatorValue.objects.in_force(edition)
    return list(rows.values_list("value", "current", "approved"))


def test_a_set_value_is_current_approved_and_in_the_history(edition: Edition) -> None:
    manager = make_user(Role.MANAGER)
    row = value_set(**{**cell(edition), "actor": manager}, value=12.5, reason=" 年鉴更正 ")
    assert (row.value, row.current, row.approved, row.reason) == (12.5, True, True, "年鉴更正")
    entry = TrailEntry.objects.get()
    assert (entry.action, entry.city_adcode, entry.actor) == ("value.set", "990001", manager)
    assert entry.changes["value"] == [None, 12.5]
    assert entry.changes["indicator"] == [None, "R1.1.1"]
    assert entry.reason == "年鉴更正"
    edition.refresh_from_db()
    assert edition.inputs_version == 1


def test_the_old_value_stays_as_history_without_flags(edition: Edition) -> None:
    value_set(**cell(edition), value=1, reason="一")
    value_set(**cell(edition), value=2, reason="二")
    assert in_force(edition) == [(2.0, True, True)]
    assert IndicatorValue.objects.count() == 2
    assert TrailEntry.objects.order_by("-pk")[0].changes["value"] == [1.0, 2.0]


def test_a_value_over_a_waiting_batch_takes_both_places(edition: Edition) -> None:
    place = {k: v for k, v in cell(edition).items() if k != "actor"}
    IndicatorValue.objects.create(**place, value=1, current=False, approved=True)
    IndicatorValue.objects.create(**place, value=2, current=True, approved=False)
    value_set(**cell(edition), value=3, reason="核对")
    assert in_force(edition) == [(3.0, True, True)]
    assert TrailEntry.objects.get().changes["value"] == [2.0, 3.0]


@pytest.mark.parametrize(
    ("code", "bad", "field"),
    [
        ("R1.1.1", {"value": -1}, "value"),
        ("R1.1.1", {"value": float("nan")}, "value"),
        ("G1.1.1", {"value": 0.5}, "value"),
        ("R2.1.1", {"value": 101}, "value"),
        ("R1.1.1", {"reason": "  "}, "reason"),
        ("R1.1.1", {"reason": "x" * 301}, "reason"),
        ("R1.1.1", {"source": "x" * 301}, "source"),
        ("R1.1.1", {"reference_year": 1900}, "reference_year"),
        ("R1.1.1", {"reference_year": 2026}, "reference_year"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    edition: Edition, code: str, bad: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as caught:
        value_set(**{**cell(edition, code), "value": 1, "reason": "x", **bad})
    assert caught.value.field == field
    assert (IndicatorValue.objects.count(), TrailEntry.objects.count()) == (0, 0)


def test_a_reference_year_up_to_today(edition: Edition) -> None:
    today = datetime.date(2026, 11, 22)
    row = value_set(**cell(edition), value=1, reason="x", reference_year=2026, today=today)
    assert row.reference_year == 2026


def test_a_withdrawn_value_is_missing_and_stays_as_history(edition: Edition) -> None:
    value_set(**cell(edition), value=1, reason="一")
    row = value_withdraw(**cell(edition), reason="来源有误")
    assert (row.value, row.current, row.approved) == (1.0, False, False)
    assert in_force(edition) == []
    entry = TrailEntry.objects.order_by("-pk")[0]
    assert (entry.action, entry.reason) == ("value.withdraw", "来源有误")
    assert entry.changes["value"] == [1.0, None]
    with pytest.raises(Refused):
        value_withdraw(**cell(edition), reason="再次")
    with pytest.raises(Refused):
        value_withdraw(**cell(edition), reason="")


def test_a_closed_edition_is_refused(edition: Edition) -> None:
    place = {**cell(edition), "edition": make_edition(frozen=True)}
    with pytest.raises(EditionClosed):
        value_set(**place, value=1, reason="x")
    with pytest.raises(EditionClosed):
        value_withdraw(**place, reason="x")


def test_an_override_of_a_coded_answer_ends_with_its_withdrawal() -> None:
    load_reference()
    edition = make_edition("2025-coded")
    city = City.objects.get(adcode="110000")
    make_answer(edition, city, make_question(), make_user(), "no", state=Answer.State.APPROVED)

    def value(basis: Basis) -> float:
        inputs = inputs_read(edition.pk)
        row, column = inputs.cities.adcodes.index("110000"), inputs.tree.leaf_codes.index("G1.1.1")
        return float(inputs.raw[basis.value][row, column])

    place: dict[str, Any] = {
        "edition": edition,
        "city": city,
        "indicator": Indicator.objects.get(code="G1.1.1"),
    }
    assert (value(Basis.APPROVED), value(Basis.PROVISIONAL)) == (0.0, 0.0)
    value_set(actor=None, **place, value=1, reason="新文件")
    assert (value(Basis.APPROVED), value(Basis.PROVISIONAL)) == (1.0, 1.0)
    value_withdraw(actor=None, **place, reason="文件失效")
    assert (value(Basis.APPROVED), value(Basis.PROVISIONAL)) == (0.0, 0.0)


def run(command: str, *args: str) -> str:
    output = io.StringIO()
    call_command(command, *args, stdout=output)
    return output.getvalue()


PLACE = ("--edition", "2025-values", "--city", "990001", "--indicator")


def test_commands_set_and_withdraw_with_one_line_each(edition: Edition) -> None:
    said = run("set_value", *PLACE, "R1.1.1", "１２．５", "--reason", "核对")
    assert said == "2025-values  990001 甲市  R1.1.1 水田面积  12.5\n"
    assert in_force(edition) == [(12.5, True, True)]
    assert TrailEntry.objects.get().actor is None
    said = run("withdraw_value", *PLACE, "R1.1.1", "--reason", "错误")
    assert said.startswith("2025-values  990001 甲市  R1.1.1 水田面积  12.5")
    assert said.count("\n") == 1
    assert in_force(edition) == []


@pytest.mark.parametrize(("text", "value"), [("-5", -5.0), ("-0.5", -0.5), ("-.5", -0.5)])
def test_negative_values_are_no_options(edition: Edition, text: str, value: float) -> None:
    run("set_value", *PLACE, "C2.3.1", text, "--reason", "盈余")
    assert in_force(edition) == [(value, True, True)]


@pytest.mark.parametrize(
    ("args", "named"),
    [
        (("--edition", "2031", "--city", "990001", "--indicator", "R1.1.1", "1"), "2031"),
        (("--edition", "2025-values", "--city", "1", "--indicator", "R1.1.1", "1"), "1"),
        ((*PLACE, "R9.9.9", "1"), "R9.9.9"),
        ((*PLACE, "R1.1.1", "abc"), "abc"),
        ((*PLACE, "R1.1.1", "nan"), "nan"),
        ((*PLACE, "R1.1.1", "-5"), "-5"),
        ((*PLACE, "R2.1.1", "12.3%"), "12.3"),
    ],
)
def test_command_errors_name_what_is_wrong(
    edition: Edition, args: tuple[str, ...], named: str
) -> None:
    with pytest.raises(CommandError, match=named):
        run("set_value", *args, "--reason", "x")
    assert IndicatorValue.objects.count() == 0


def test_commands_refuse_a_frozen_edition_and_an_empty_reason(edition: Edition) -> None:
    make_edition("2025-frozen", frozen=True)
    place = ("--edition", "2025-frozen", "--city", "990001", "--indicator", "R1.1.1")
    with pytest.raises(CommandError, match="2025-frozen"):
        run("set_value", *place, "1", "--reason", "x")
    with pytest.raises(CommandError):
        run("withdraw_value", *PLACE, "R1.1.1", "--reason", "x")
    with pytest.raises(CommandError):
        run("set_value", *PLACE, "R1.1.1", "1", "--reason", " ")


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    good = workbook([["adcode", "R1.1.1"], [990001, 5]])
    (tmp_path / "good.xlsx").write_bytes(good.content)
    mixed = lines(["城市,指标,数值", "甲市,R1.1.1,6", "甲市,R2.1.1,12.3%"])
    (tmp_path / "mixed.csv").write_text(mixed, encoding="utf-8")
    return {path.stem: str(path) for path in tmp_path.iterdir()}


def test_import_command_stores_and_signs_off(edition: Edition, files: dict[str, str]) -> None:
    said = run("import_values", "--edition", "2025-values", files["good"], "--sign-off")
    assert "good.xlsx" in said
    assert in_force(edition) == [(5.0, True, True)]
    assert ImportBatch.objects.get().state == ImportBatch.State.SIGNED_OFF


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("file", "options", "ends"),
    [
        ("good", ["--dry-run"], ["Nothing was stored."]),
        ("good", [], ["Stored as batch {pk}."]),
        ("good", ["--sign-off"], ["Stored as batch {pk}.", "Signed off: 1 values approved."]),
        ("mixed", ["--partial"], ["Stored as batch {pk}."]),
    ],
)
def test_import_command_tells_what_it_did(
    edition: Edition, files: dict[str, str], file: str, options: list[str], ends: list[str]
) -> None:
    said = run("import_values", "--edition", "2025-values", files[file], *options).splitlines()
    refused = file == "mixed"
    counts = f" for 2025-values: 1 good, 0 unchanged, {int(refused)} refused"
    assert sum(line.endswith(counts) for line in said) == 1
    assert any(line.startswith("refused: sheet mixed, row 3, column C") for line in said) is refused
    batch = ImportBatch.objects.first()
    wanted = [end.format(pk=batch.pk if batch else "") for end in ends]
    assert said[-len(wanted) :] == wanted
    assert sum("Signed off" in line for line in said) == ("--sign-off" in options)


def test_import_command_names_every_refusal_and_stores_nothing(
    edition: Edition, files: dict[str, str]
) -> None:
    output = io.StringIO()
    with pytest.raises(CommandError):
        call_command("import_values", files["mixed"], edition="2025-values", stdout=output)
    assert "mixed" in output.getvalue()
    assert "12.3%" in output.getvalue()
    assert (ImportBatch.objects.count(), IndicatorValue.objects.count()) == (0, 0)


def test_import_command_stores_the_good_ones_on_request(
    edition: Edition, files: dict[str, str]
) -> None:
    said = run("import_values", "--edition", "2025-values", files["mixed"], "--partial", "--json")
    report = json.loads(said)
    assert report["counts"] == {"good": 1, "unchanged": 0, "refused": 1}
    refused = report["refused"][0]
    assert (refused["sheet"], refused["row"], refused["column"]) == ("mixed", 3, "C")
    assert (refused["value"], refused["fault"]) == ("12.3%", Fault.PERCENT_SIGN)
    assert report["batch"] == ImportBatch.objects.get().pk
    assert in_force(edition) == [(6.0, True, False)]


def test_import_command_dry_run_stores_nothing(edition: Edition, files: dict[str, str]) -> None:
    said = run("import_values", "--edition", "2025-values", files["good"], "--dry-run", "--json")
    assert json.loads(said)["batch"] is None
    with pytest.raises(CommandError):
        run("import_values", "--edition", "2025-values", files["mixed"], "--dry-run")
    assert (ImportBatch.objects.count(), TrailEntry.objects.count()) == (0, 0)


@pytest.mark.parametrize("name", ["missing.xlsx", "empty.csv", "lie.xlsx"])
def test_import_command_refuses_bad_files(edition: Edition, tmp_path: Path, name: str) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "lie.xlsx").write_bytes(b"%PDF-1.4\n")
    with pytest.raises(CommandError, match=name):
        run("import_values", "--edition", "2025-values", str(tmp_path / name))
