"""A bundle comes back as it went, is proven by recomputing, and tells any change."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from scoring.index.chain.chain import compute
from scoring.index.cli import main
from scoring.index.exchange.bundle import FILES, Bundle, manifest_digest, write_bundle
from scoring.index.exchange.proof import read_bundle
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
    assert manifest["manifest_sha256"] == manifest_digest(manifest)
    assert manifest_digest({**manifest, "about": {}}) != manifest["manifest_sha256"]


def test_same_run_gives_the_same_bytes() -> None:
    assert written().getvalue() == written().getvalue()


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
