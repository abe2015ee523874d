"""The command line on the reference tables: results, options, refusals in one line."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from scoring.index.arrays import FloatArray
from scoring.index.cli import main
from tests.index.reference import FOLDER, asem_tree, assert_close, matrix, units

Results = dict[str, dict[str, str]]
TABLES = ["--data", str(FOLDER / "asem_iData_raw.csv"), "--meta", str(FOLDER / "asem_iMeta.csv")]


def run(tmp_path: Path, *options: str) -> Results:
    output = tmp_path / "results.csv"
    assert main([*options, *TABLES, "--output", str(output)]) == 0
    with output.open(encoding="utf-8", newline="") as file:
        return {row["uCode"]: row for row in csv.DictReader(file)}


def table(rows: Results, suffix: str = "") -> FloatArray:
    codes = asem_tree().node_codes
    return np.array([[float(rows[unit][code + suffix]) for code in codes] for unit in units()])


def test_stated_command_matches_the_reference(tmp_path: Path) -> None:
    weights = str(FOLDER / "A_weights_unequal.csv")
    rows = run(
        tmp_path,
        "--treat",
        "winsorise_sd:k=3",
        "--normalise",
        "minmax:0:100",
        "--aggregate",
        "arithmetic",
        "--weights",
        weights,
    )
    name = "A_sdwin_k3_minmax_amean_unequalw_aggregated"
    assert_close(table(rows), matrix(name, asem_tree().node_codes))


def test_sub_command_and_other_rules(tmp_path: Path) -> None:
    rows = run(tmp_path, "compute", "--treat", "winsorise_skew:winmax=5")
    codes = asem_tree().node_codes
    assert_close(table(rows), matrix("A_agg_amean_minmax_0_100", codes))
    assert (table(rows, "_rank") == matrix("A_results_full_ranks", codes)).all()


def test_method_file_and_overrides(tmp_path: Path) -> None:
    path = tmp_path / "method.json"
    path.write_text(json.dumps({"treat": {"rule": "winsorise_skew"}}), encoding="utf-8")
    rows = run(
        tmp_path, "--method", str(path), "--aggregate", "geometric", "--normalise", "minmax:1:100"
    )
    codes = asem_tree().node_codes
    assert_close(table(rows), matrix("A_agg_gmean_minmax_1_100", codes))
    own = run(
        tmp_path,
        "--method",
        str(path),
        "--indicator",
        "LPI:normalise=zscore:0:1",
        "--node",
        "Conn:renormalise=zscore:50:10",
        "--missing",
        "group_median:GDP_group",
        "--availability",
        "0.5",
    )
    assert (table(own)[:, 0] != table(rows)[:, 0]).all()


def test_without_output_the_table_goes_to_standard_output(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(TABLES) == 0
    assert capsys.readouterr().out.startswith("uCode,Index,Index_rank,Conn,")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ([], "--data, --meta"),
        ([*TABLES, "--bogus"], "--bogus"),
        ([*TABLES, "--treat", "clip"], "unknown rule 'clip'"),
        ([*TABLES, "--normalise", "minmax:5:1"], "lower must be less"),
        ([*TABLES, "--availability", "7"], "share from 0 to 1"),
        ([*TABLES, "--indicator", "LPI=none"], "CODE:treat"),
        ([*TABLES, "--indicator", "Nope:treat=none"], "indicators.Nope"),
        ([*TABLES, "--missing", "group_median:Nope"], "the column Nope is missing"),
        ([*TABLES, "--aggregate", "geometric"], "asem_iData_raw.csv: row 2, column Ship"),
        ([*TABLES, "--method", "nowhere.json"], "nowhere.json: cannot be read"),
        ([*TABLES, "--output", "/nowhere/at/all.csv"], "cannot be written"),
    ],
)
def test_fault_is_one_line_and_status_two(
    capsys: pytest.CaptureFixture[str], options: list[str], reason: str
) -> None:
    assert main(options) == 2
    captured = capsys.readouterr()
    assert reason in captured.err
    assert captured.err.count("\n") == 1
    assert captured.out == ""


def test_method_file_with_an_unknown_key_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "method.json"
    path.write_text('{"treet": {}}', encoding="utf-8")
    assert main([*TABLES, "--method", str(path)]) == 2
    assert "treet: unknown key" in capsys.readouterr().err
