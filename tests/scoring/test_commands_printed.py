"""All that a command prints, line by line, beside what the pages would say of the same."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from scoring.analysis.audit import audit_sheet
from scoring.analysis.explanation.told import explain
from scoring.analysis.sides import other_side, side_of
from scoring.models import Basis, ImportBatch, Indicator, ScoreRun
from scoring.products.bundle import bundle_digest
from surveys.models import City
from surveys.numbers import number_text
from tests.builders import make_city
from tests.scoring.inputs.batches import make_values_edition
from tests.scoring.rows import make_value
from tests.scoring.scored import Scored
from tests.surveys.sheets.tables import lines

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def told(command: str, *arguments: str) -> list[str]:
    output = io.StringIO()
    call_command(command, *arguments, stdout=output)
    return output.getvalue().splitlines()


def test_an_explanation(scored: Scored) -> None:
    adcode = scored.cities[1].adcode
    side = side_of(scored.run, adcode)
    known = explain(side, other_side(side, "above"))
    expected = []
    for line in known.lines:
        head = ("  " * line.depth + line.code).ljust(16)
        figures = (line.own, line.other, line.difference)
        numbers = [f"{value:.4f}".rjust(10) for value in figures if value is not None]
        expected.append(f"{head} {' '.join(numbers)}  {line.name}")
    given = ["--edition", "2025-scored", "--city", adcode, "--against", "above"]
    assert told("explain", *given) == [*expected, f"sum error {known.gap:.2e}"]


def test_an_audit(scored: Scored) -> None:
    sheet = audit_sheet(scored.edition, Basis.APPROVED)
    expected = []
    for check in sheet.checks:
        many = len(check.item.concerns)
        places = f"  {many} places" if many else ""
        expected.append(f"{check.item.status.value:<4}  {check.item.code}{places}")
        for place in check.places:
            parts = [f"{place.city.adcode} {place.city.name}"] if place.city else []
            parts += [part for part in (place.label, place.value) if part]
            parts += [f"value {number_text(place.raw)}"] if place.raw is not None else []
            expected.append("      " + "  ".join(parts))
    counted = f"{sheet.passes} pass, {sheet.warns} warn, {sheet.fails} fail"
    about = f"inputs {sheet.inputs_version}  method {sheet.method}"
    assert any(check.places for check in sheet.checks)
    assert told("audit", "--edition", "2025-scored") == [
        *expected,
        f"2025-scored  approved  {about}  {counted}",
    ]


def test_panel_appendix_and_run(scored: Scored, tmp_path: Path) -> None:
    run, out = scored.run, tmp_path / "panel.xlsx"
    counted = f"{run.cities_ranked} cities ranked"
    panel = ["--editions", "2025-scored", "--out", str(out)]
    assert told("export_panel", *panel, "--values") == [
        f"2025-scored  approved  run {run.pk}  {counted}",
        f"{out}  long wide values",
    ]
    assert told("export_panel", *panel)[-1] == f"{out}  long wide"
    text = tmp_path / "panel.csv"
    for options, forms in (([], "long"), (["--wide"], "wide"), (["--values"], "values")):
        printed = told("export_panel", *panel[:2], "--out", str(text), *options)
        assert printed[-1] == f"{text}  {forms}"
    assert told("verify_run", str(run.pk)) == [
        f"run {run.pk}  2025-scored  approved  verified: inputs {run.input_hash[:16]}, "
        "scores to 1e-12, ranks exactly"
    ]


def test_a_table_of_values(tmp_path: Path) -> None:
    edition = make_values_edition()
    cities = {city.name: city for city in (make_city(f"{name}城") for name in "子丑")}
    make_value(edition, cities["子城"], "R1.1.1", 3.25)
    make_value(edition, cities["丑城"], "R1.1.1", 4.0)
    file = tmp_path / "值.csv"
    rows = ["城市,R1.1.1", "子城,5", "丑城,4", "甲市,1.5", "乙市,x"]
    file.write_text(lines(rows), encoding="utf-8")
    name = Indicator.objects.get(code="R1.1.1").name
    codes = dict(City.objects.values_list("name", "adcode"))
    head = "值.csv for 2025-values: 2 good, 1 unchanged, 1 refused"
    refused = "refused: sheet 值, row 5, column B (R1.1.1), 'x': "

    def fate(word: str, row: int, city: str, old: str, value: str) -> str:
        where = f"sheet 值, row {row}, column B"
        return f"{word}: {where}, {codes[city]} {city}, R1.1.1 {name}: {old} → {value}"

    output = io.StringIO()
    with pytest.raises(CommandError, match="1 places are refused; nothing was stored"):
        call_command(
            "import_values", str(file), "--edition=2025-values", "--dry-run", stdout=output
        )
    printed = output.getvalue().splitlines()
    assert printed[:3] == [
        fate("changed", 2, "子城", "3.25", "5"),
        fate("new", 4, "甲市", "–", "1.5"),
        fate("unchanged", 3, "丑城", "4", "4"),
    ]
    assert printed[3] == head
    assert printed[4].startswith(refused)
    assert printed[5:] == ["Nothing was stored."]
    stored = told("import_values", str(file), "--edition=2025-values", "--partial", "--sign-off")
    batch = ImportBatch.objects.get()
    assert (stored[0], stored[1][: len(refused)]) == (head, refused)
    assert stored[2:] == [f"Stored as batch {batch.pk}.", "Signed off: 2 values approved."]


def test_a_value_that_is_set_and_withdrawn() -> None:
    edition = make_values_edition()
    name = Indicator.objects.get(code="R1.1.1").name
    city = make_city("子城")
    cell = ["--edition", edition.code, "--city", city.adcode, "--indicator", "R1.1.1"]
    place = f"2025-values  {city.adcode} 子城  R1.1.1 {name}"
    assert told("set_value", *cell, "--reason", "x", "1e2") == [f"{place}  100.0"]
    assert told("withdraw_value", *cell, "--reason", "x") == [f"{place}  100.0 withdrawn"]


def test_both_runs_and_a_bundle(scored: Scored, tmp_path: Path) -> None:
    about = {
        basis: f"2025-scored  {basis}  method {run.method}  inputs 1  {run.input_hash[:16]}  "
        f"{run.cities_ranked} cities ranked"
        for basis, run in scored.runs.items()
    }
    make_value(make_values_edition(), make_city("旁城"), "R1.1.1", 3.25)
    printed = told("recompute", "--edition", "2025-scored")
    runs = ScoreRun.objects.in_bulk()
    shown = [line.partition("  ")[::2] for line in printed]
    assert {runs[int(head.removeprefix("run "))].basis: rest for head, rest in shown} == about
    assert len(shown) == len(about)
    file = tmp_path / "run.zip"
    assert told("export_run", str(scored.run.pk), "--bundle", str(file)) == [
        f"manifest {bundle_digest(file.read_bytes())}",
        f"{file}  check it: python -m scoring.index verify {file}",
    ]
