"""The committed files are what the generator makes, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecoasset.demo.__main__ import main
from ecoasset.demo.making.reference import FIXTURES


def test_regenerating_gives_the_committed_bytes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--output", str(tmp_path)]) == 0
    assert capsys.readouterr().out.split() == [
        str(tmp_path / "demo_2023"),
        str(tmp_path / "demo_2024"),
    ]
    for folder in ("demo_2023", "demo_2024"):
        committed = {p.name: p.read_bytes() for p in (FIXTURES / folder).iterdir()}
        made = {p.name: p.read_bytes() for p in (tmp_path / folder).iterdir()}
        assert made.keys() == committed.keys()
        assert [name for name in made if made[name] != committed[name]] == []
