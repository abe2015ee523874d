"""The reader is light: what a running product imports needs no generator's library."""

from __future__ import annotations

import subprocess
import sys

from ecoasset.demo.fixture import DemoEdition
from ecoasset.demo.making.reference import Reference

CHECK = (
    "import sys, ecoasset.demo.fixture, ecoasset.demo.letters;"
    "sys.exit(bool({'scipy', 'numpy', 'chinese_calendar'} & set(sys.modules)))"
)


def test_reader_and_letters_import_no_heavy_library() -> None:
    assert subprocess.run([sys.executable, "-c", CHECK], check=False).returncode == 0


def test_about_the_editions(demo_2023: DemoEdition, demo_2024: DemoEdition) -> None:
    assert (demo_2023.code, demo_2023.year) == ("2023-demo", 2023)
    assert (demo_2024.code, demo_2024.year) == ("2024-demo", 2024)
    assert demo_2023.cut_off is not None
    assert demo_2024.cut_off is None
    for edition in (demo_2023, demo_2024):
        assert edition.name_zh.endswith("（合成）")
        assert edition.note_zh.startswith("演示数据（合成）")
        assert edition.note_en.startswith("Synthetic")


def test_note_tells_that_agreement_is_by_construction(demo_2023: DemoEdition) -> None:
    assert "构造" in demo_2023.note_zh
    assert "by construction" in demo_2023.note_en
    assert "255" in demo_2023.note_zh


def test_values_are_the_stored_indicators_of_all_cities(
    reference: Reference, demo_2023: DemoEdition
) -> None:
    assert len(demo_2023.values) == 337
    assert {tuple(row) for row in demo_2023.values.values()} == {reference.stored_codes}
