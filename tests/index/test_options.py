"""Every choice of a method has an option; weights by scheme, judgement and table."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scoring.index.cli import main
from scoring.index.options import SCHEME_NAMES
from tests.index.sample import TREE, UNITS, sample

META = ["iCode,Parent,Direction,Weight,Type", "I,,,NA,Aggregate"]


@pytest.fixture
def tables(tmp_path: Path) -> Any:
    raw = sample()
    layout = TREE.layout
    lines = list(META)
    for i, code in enumerate(layout.codes):
        if layout.parent[i] < 0:
            continue
        leaf = i < len(TREE.leaf_codes)
        parent = layout.node_codes[layout.parent[i]]
        direction = int(layout.direction[i]) if leaf else ""
        kind = "Indicator" if leaf else "Aggregate"
        lines.append(f"{code},{parent},{direction},{layout.weight[i]},{kind}")
    (tmp_path / "meta.csv").write_text("\n".join(lines), encoding="utf-8")
    rows = [f"uCode,group,{','.join(TREE.leaf_codes)}"]
    for i, row in enumerate(raw):
        cells = ["" if np.isnan(x) else repr(float(x)) for x in row]
        rows.append(f"城{i},{'' if i == 7 else '东西'[i % 2]},{','.join(cells)}")
    (tmp_path / "data.csv").write_text("\n".join(rows), encoding="utf-8")
    return tmp_path


def run(folder: Any, *options: str) -> Any:
    tables = ["--data", str(folder / "data.csv"), "--meta", str(folder / "meta.csv")]
    return main([*tables, "--output", str(folder / "out.csv"), *options])


def weights(folder: Any) -> Any:
    with (folder / "used.csv").open(encoding="utf-8", newline="") as file:
        return {row["iCode"]: float(row["Weight"]) for row in csv.DictReader(file)}


@pytest.mark.parametrize("scheme", sorted(SCHEME_NAMES))
def test_the_weights_of_a_scheme_can_be_read_and_used_again(
    tables: Any, scheme: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    used = str(tables / "used.csv")
    assert run(tables, "--weights-scheme", scheme, "--write-weights", used) == 0
    first = (tables / "out.csv").read_text(encoding="utf-8")
    own = weights(tables)
    assert set(own) == set(TREE.layout.codes) - {"I"}
    assert own["A"] + own["B"] + own["C"] == pytest.approx(1.0)
    assert run(tables, "--weights", used) == 0
    again = (tables / "out.csv").read_text(encoding="utf-8")
    ranks = [line.split(",")[2::2] for line in first.splitlines()]
    assert ranks == [line.split(",")[2::2] for line in again.splitlines()]
    assert "error" not in capsys.readouterr().err


def test_pairwise_judgements_become_weights(
    tables: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    path, used = tables / "ahp.csv", str(tables / "used.csv")
    path.write_text("x,A,B,C\nA,1,2,4\nB,1/2,1,2\nC,0.25,1/2,1\n", encoding="utf-8")
    assert run(tables, "--ahp", str(path), "--write-weights", used) == 0
    own = weights(tables)
    assert [own[c] for c in "ABC"] == pytest.approx([4 / 7, 2 / 7, 1 / 7])
    assert "consistency ratio 0.000" in capsys.readouterr().err
    path.write_text("x,A,B,C\nA,1,9,1/9\nB,1/9,1,9\nC,9,1/9,1\n", encoding="utf-8")
    assert run(tables, "--ahp", str(path)) == 2
    assert "ahp.csv: the consistency ratio" in capsys.readouterr().err
    assert run(tables, "--ahp", str(path), "--ahp-confirmed") == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("x,A,B\nA,1,2\nB,1/2,1\n", "not all the children of one aggregate"),
        ("x,A,B,C\nA,1,2,1\nC,1,1,1\nB,1,1,1\n", "same codes in one order"),
        ("x,A,B,C\nA,1,2,0\nB,1/2,1,1\nC,1,1,1\n", "row 2, column C: '0' is not a positive"),
        ("x,A,B,C\nA,1,2,1/0\nB,1/2,1,1\nC,1,1,1\n", "row 2, column C"),
        ("x,A,B,C\nA,1,2,1\nB,3,1,1\nC,1,1,1\n", "is not the reciprocal"),
    ],
)
def test_judgements_that_are_none_are_refused(
    tables: Any, capsys: pytest.CaptureFixture[str], content: Any, says: Any
) -> None:
    path = tables / "ahp.csv"
    path.write_text(content, encoding="utf-8")
    assert run(tables, "--ahp", str(path)) == 2
    err = capsys.readouterr().err
    assert err.startswith("error: ahp.csv")
    assert says in err


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("iCode,Weight\nA,1\nNope,2\n", "weights.csv: row 3, column iCode: the tree has no"),
        ("iCode,Weight\nA,-1\n", "weights.csv: row 2, column Weight"),
        ("iCode,Weight\nA,0\nB,0\nC,0\n", "weights.csv: weights.I: the weights of its"),
    ],
)
def test_faults_of_a_weights_table_name_the_file(
    tables: Any, capsys: pytest.CaptureFixture[str], content: Any, says: Any
) -> None:
    path = tables / "weights.csv"
    path.write_text(content, encoding="utf-8")
    assert run(tables, "--weights", str(path)) == 2
    assert says in capsys.readouterr().err


def test_findings_name_units_and_groups(tables: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tables, "--node", "I:availability=1", "--decimals", "1") == 0
    err = capsys.readouterr().err
    assert "unranked_units: I:" in err
    assert ": 城" in err
    data = (tables / "data.csv").read_text(encoding="utf-8").splitlines()
    data[8] = data[8].rpartition(",")[0] + ","
    (tables / "data.csv").write_text("\n".join(data), encoding="utf-8")
    assert run(tables, "--missing", "group_median:group") == 0
    err = capsys.readouterr().err
    assert (
        "units_without_group: group: 1 units without a group keep their missing cells: 城7" in err
    )


def test_a_group_without_values_is_called_by_its_name(
    tables: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    data = (tables / "data.csv").read_text(encoding="utf-8").splitlines()
    for i in range(1, UNITS + 1):
        cells = data[i].split(",")
        data[i] = ",".join([cells[0], cells[1], "" if cells[1] == "西" else cells[2], *cells[3:]])
    (tables / "data.csv").write_text("\n".join(data), encoding="utf-8")
    assert run(tables, "--missing", "group_median:group") == 0
    assert "group_without_values: group:西: 1 indicators" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--node", "A:availability=2"], "share from 0 to 1"),
        (["--node", "A:availability=x"], "share from 0 to 1"),
        (["--decimals", "13"], "--decimals: 13 is not a whole number from 0 to 12"),
        (["--weights-scheme", "magic"], "invalid choice"),
        (["--norm", "rank"], "unrecognized arguments: --norm rank"),
    ],
)
def test_options_out_of_range_are_refused(
    tables: Any, capsys: pytest.CaptureFixture[str], options: Any, says: Any
) -> None:
    assert run(tables, *options) == 2
    assert says in capsys.readouterr().err


def test_help_has_no_short_form_either(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--hel"]) == 2
    assert capsys.readouterr().out == ""


def test_a_node_called_as_a_column_of_the_results_is_refused(
    tables: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    meta = tables / "meta.csv"
    text = (
        meta.read_text(encoding="utf-8").replace("\nB2,", "\nB_rank,").replace(",B2,", ",B_rank,")
    )
    meta.write_text(text, encoding="utf-8")
    assert run(tables) == 2
    assert "two columns of the results would be called B_rank" in capsys.readouterr().err
    assert not (tables / "out.csv").exists()


@pytest.mark.parametrize(
    "content", [b'{"a": 1, "a": 2}', b"[" * 100_000, b'{"availability": %s}' % (b"1" * 400)]
)
def test_a_method_file_is_refused_in_one_line(
    tables: Any, capsys: pytest.CaptureFixture[str], content: Any
) -> None:
    (tables / "method.json").write_bytes(content)
    assert run(tables, "--method", str(tables / "method.json")) == 2
    assert capsys.readouterr().err.count("\n") == 1
    mark = b"\xef\xbb\xbf" + json.dumps({"rank": {"decimals": 3}}).encode()
    (tables / "method.json").write_bytes(mark)
    assert run(tables, "--method", str(tables / "method.json")) == 0
