"""A bundle comes back as it went, is proven by recomputing, and tells any change."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scoring.index.chain.chain import compute
from scoring.index.cli import main
from scoring.index.exchange.bundle import (
    FILES,
    Bundle,
    BundleError,
    read_bundle,
    verify_bundle,
    write_bundle,
)
from scoring.index.method.method import Method
from scoring.index.method.rules import make_step
from tests.index.sample import GROUPS, TREE, UNITS, sample

METHOD = replace(Method(), missing=make_step("missing", "group_median"), weights={"A": 1.5})


def bundle() -> Bundle:
    raw = sample()
    raw[3] = np.nan
    result = compute(raw, TREE, METHOD, groups=GROUPS)
    units = tuple(f"城市{i}" for i in range(UNITS))
    return Bundle(
        units,
        TREE,
        METHOD,
        GROUPS,
        raw,
        result.scores,
        result.ranks,
        "v1",
        {"edition": "2024-demo"},
    )


def written(**changes: Any) -> io.BytesIO:
    file = io.BytesIO()
    write_bundle(file, replace(bundle(), **changes))
    return file


def tampered(name: str, old: bytes, new: bytes) -> io.BytesIO:
    source, target = zipfile.ZipFile(written()), io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for member in source.namelist():
            content = source.read(member)
            assert member != name or old in content
            archive.writestr(member, content.replace(old, new, 1) if member == name else content)
    return target


def test_everything_comes_back() -> None:
    again, manifest, changed = read_bundle(written())
    first = bundle()
    assert changed == []
    assert (again.units, again.method, again.code_version) == (first.units, METHOD, "v1")
    assert again.about == {"edition": "2024-demo"}
    assert again.tree.layout.codes == TREE.layout.codes
    np.testing.assert_array_equal(again.raw, first.raw)
    np.testing.assert_array_equal(again.scores, first.scores)
    np.testing.assert_array_equal(again.ranks, first.ranks)
    np.testing.assert_array_equal(again.groups["province"], GROUPS["province"])
    assert manifest["units"] == UNITS


def test_same_run_gives_the_same_bytes() -> None:
    assert written().getvalue() == written().getvalue()


def test_untouched_bundle_holds() -> None:
    verification = verify_bundle(written())
    assert verification.ok
    assert [name for name, _, _ in verification.checks] == [
        "files",
        "input hash",
        "scores",
        "ranks",
    ]


def test_changed_input_is_told() -> None:
    raw = bundle().raw
    text = repr(float(raw[0, 0])).encode()
    verification = verify_bundle(tampered("inputs.csv", text, b"9.5"))
    assert not verification.ok
    held = {name: held for name, held, _ in verification.checks}
    assert not held["files"]
    assert not held["input hash"]
    assert not held["scores"]


def test_changed_rank_is_told_even_with_a_new_manifest() -> None:
    ranks = bundle().ranks.copy()
    ranks[[0, 1], 0] = ranks[[1, 0], 0]
    verification = verify_bundle(written(ranks=ranks))
    assert [name for name, held, _ in verification.checks if not held] == ["ranks"]


def test_score_off_by_more_than_the_tolerance_is_told() -> None:
    scores = bundle().scores.copy()
    scores[5, 0] *= 1 + 1e-11
    verification = verify_bundle(written(scores=scores))
    assert [name for name, held, _ in verification.checks if not held] == ["scores"]


def test_file_that_is_no_bundle_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="no readable ZIP"):
        verify_bundle(io.BytesIO(b"nothing"))
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    with pytest.raises(BundleError, match="no bundle"):
        verify_bundle(empty)
    with pytest.raises(BundleError, match="format"):
        verify_bundle(tampered("manifest.json", b"ecoasset-run-1", b"ecoasset-run-9"))
    with pytest.raises(BundleError, match="cannot be read"):
        verify_bundle(tmp_path / "none.zip")


def test_command_line_verifies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "run.zip"
    path.write_bytes(written().getvalue())
    assert main(["verify", str(path)]) == 0
    assert capsys.readouterr().out.count("ok: ") == 4
    path.write_bytes(tampered("inputs.csv", b",1.0", b",0.0").getvalue())
    assert main(["verify", str(path)]) == 1
    assert "DIFFERS: files: inputs.csv" in capsys.readouterr().out
    path.write_bytes(b"PK")
    assert main(["verify", str(path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert main(["verify", str(tmp_path / "none.zip")]) == 2


def test_tables_of_a_bundle_are_read_by_the_command_line(tmp_path: Path) -> None:
    zipfile.ZipFile(written(method=Method(), groups={})).extractall(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*FILES, "manifest.json"])
    output = tmp_path / "again.csv"
    assert (
        main(
            [
                "--data",
                str(tmp_path / "inputs.csv"),
                "--meta",
                str(tmp_path / "tree.csv"),
                "--method",
                str(tmp_path / "method.json"),
                "--output",
                str(output),
            ]
        )
        == 0
    )
    assert output.read_text(encoding="utf-8").startswith("uCode,I,I_rank,")
