"""The panel over editions: two of them, a city that one does not have, and a third beside."""

from __future__ import annotations

import csv
import datetime
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pandas
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils.translation import gettext

from scoring.export.file import SYNTHETIC
from scoring.index.chain.ledger import CELL_RULES
from scoring.models import CityScore, IndicatorValue, ScoreRun
from scoring.models.tree import SCORED_FIELDS
from scoring.products.panel import panel_long, panel_wide, values_long
from scoring.products.panel_file import panel_export
from scoring.runs.block import Block, block_pack, block_unpack
from scoring.runs.selectors import newest_run
from scoring.runs.services import edition_recompute
from surveys.models import City, Edition
from surveys.open_edition import edition_touch
from tests.builders import make_city, make_edition
from tests.scoring.rows import fill_values, make_index, make_run

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
OLD, NEW, BESIDE = "2024-old", "2025-new", "2026-beside"
OUTLIER = "R1.1.1"


@pytest.fixture
def editions(db: None) -> dict[str, Edition]:
    """Twelve cities in the old edition, one more in the others; an outlier and a gap."""
    make_index()
    for number in range(12):
        make_city(f"城{number}", adcode=f"{910000 + number}")
    made = {OLD: _filled(OLD, seed=1)}
    make_city("=新城", adcode="910012")
    made |= {NEW: _filled(NEW, seed=2), BESIDE: _filled(BESIDE, seed=3)}
    values = IndicatorValue.objects.filter(edition=made[NEW], indicator__code=OUTLIER)
    values.update(value=1.0)
    values.filter(city__adcode="910001").update(value=1e6)
    values.filter(city__adcode="910002").delete()
    edition_touch(edition=made[NEW])
    edition_recompute(edition_id=made[NEW].pk)
    return made


def _filled(code: str, *, seed: int) -> Edition:
    edition = make_edition(code)
    fill_values(edition, seed=seed)
    edition_recompute(edition_id=edition.pk)
    return edition


def _runs(editions: dict[str, Edition], *codes: str) -> list[ScoreRun]:
    found = [newest_run(editions[code], "approved") for code in codes]
    return [run for run in found if run]


def _ranks(run: ScoreRun, field: str) -> dict[str, int | None]:
    return dict(CityScore.objects.filter(run=run).values_list("city__adcode", f"{field}_rank"))


def _call(out: Path, *arguments: str) -> str:
    output = io.StringIO()
    call_command("export_panel", "--out", str(out), *arguments, stdout=output)
    return output.getvalue()


def _lines(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def test_long_holds_what_the_runs_hold_and_the_places_gained(
    editions: dict[str, Edition], tmp_path: Path
) -> None:
    old, new = _runs(editions, OLD, NEW)
    _call(tmp_path / "面板.csv", "--editions", NEW, OLD, NEW)
    rows = _lines(tmp_path / "面板.csv")
    assert [row["edition"] for row in rows] == [OLD] * 12 + [NEW] * 13, "by year, none beside"
    for field in SCORED_FIELDS:
        before, now = _ranks(old, field), _ranks(new, field)
        for row in rows[12:]:
            rank, earlier = now[row["adcode"]], before.get(row["adcode"])
            change = earlier - rank if earlier and rank else ""
            assert row[f"{field}_rank"] == str(rank)
            assert row[f"{field}_rank_change"] == str(change)
        assert {row[f"{field}_rank_change"] for row in rows[:12]} == {""}
    scores = dict(CityScore.objects.filter(run=new).values_list("city__adcode", "composite"))
    assert {row["adcode"]: float(row["composite"]) for row in rows[12:]} == scores
    assert {(row["basis"], row["synthetic"]) for row in rows} == {("approved", "false")}


def test_wide_has_a_row_per_city_and_gaps_where_one_is_not_there(
    editions: dict[str, Edition], tmp_path: Path
) -> None:
    old, new = _runs(editions, OLD, NEW)
    _call(tmp_path / "宽.csv", "--wide", "--editions", OLD, NEW)
    rows = _lines(tmp_path / "宽.csv")
    assert [row["adcode"] for row in rows] == sorted(_ranks(new, "composite"))
    assert rows[-1]["city"] == "'=新城", "neutral for a spreadsheet"
    assert rows[-1][f"market_rank {OLD}"] == rows[-1][f"composite_rank_change {NEW}"] == ""
    assert rows[-1][f"composite_rank {NEW}"] == str(_ranks(new, "composite")["910012"])
    assert rows[0][f"market_rank {OLD}"] == str(_ranks(old, "market")["910000"])
    assert not any(BESIDE in name for name in rows[0])
    long = panel_long([old, new])
    melted = panel_wide(long).melt(id_vars=["adcode"], value_vars=[f"composite {NEW}"])
    kept = long[long["edition"] == NEW].sort_values("adcode")
    assert melted["value"].tolist() == kept["composite"].tolist()


def test_values_say_whether_they_are_observed_missing_or_treated(
    editions: dict[str, Edition], tmp_path: Path
) -> None:
    _call(tmp_path / "值.csv", "--values", "--editions", OLD, NEW)
    rows = _lines(tmp_path / "值.csv")
    found = {(row["edition"], row["indicator"], row["adcode"]): row for row in rows}
    assert len(found) == len(rows) == (12 + 13) * 72
    for code in (OLD, NEW):
        block = _block(editions[code])
        treated = {
            (block.indicator_codes[column], block.adcodes[row]): float(new)
            for row, column, new in zip(
                block.treated_row, block.treated_column, block.treated_new, strict=True
            )
        }
        for (edition, indicator, adcode), row in found.items():
            if edition != code:
                continue
            raw = block.raw[block.adcodes.index(adcode), block.indicator_codes.index(indicator)]
            used = treated.get((indicator, adcode))
            state = "missing" if raw != raw else "observed" if used is None else "treated"
            assert row["status"] == state
            assert row["value"] == ("" if raw != raw else str(float(raw)))
            assert row["used"] == (str(used) if used is not None else row["value"])
    outlier = found[NEW, OUTLIER, "910001"]
    assert (outlier["status"], outlier["value"]) == ("treated", "1000000.0")
    assert float(outlier["used"]) < 1e6
    assert outlier["rule"].startswith("winsorise")
    assert found[NEW, OUTLIER, "910002"]["status"] == "missing"
    assert found[NEW, OUTLIER, "910004"]["status"] == "observed", "its neighbour"
    assert found[OLD, OUTLIER, "910002"]["status"] == "observed", "of the other edition"


def test_a_missing_value_that_a_rule_filled_stays_missing(editions: dict[str, Edition]) -> None:
    """And the last of several rules on one cell is what the index used."""
    block = _block(editions[NEW])
    row, column = block.adcodes.index("910002"), block.indicator_codes.index(OUTLIER)
    rules = [CELL_RULES.index("group_median"), CELL_RULES.index("winsorise_sd")]
    filled = replace(
        block,
        treated_row=np.array([row, row]),
        treated_column=np.array([column, column]),
        treated_raw=np.array([np.nan, 9.0]),
        treated_new=np.array([9.0, 7.0]),
        treated_rule=np.array(rules),
    )
    run = make_run(editions[NEW], inputs_version=99, block=block_pack(filled))
    frame = values_long([run]).query("indicator == @OUTLIER").set_index("adcode")
    assert frame.loc["910002", ["status", "used", "rule"]].tolist() == [
        "missing",
        7.0,
        "winsorise_sd",
    ]
    assert frame.loc["910001", ["status", "used"]].tolist() == ["observed", 1e6], "its neighbour"


def _block(edition: Edition) -> Block:
    run = newest_run(edition, "approved")
    assert run is not None
    return block_unpack(ScoreRun.objects.values_list("block", flat=True).get(pk=run.pk))


def test_the_workbook_has_every_form_and_says_where_it_comes_from(
    editions: dict[str, Edition], tmp_path: Path
) -> None:
    path = tmp_path / "面板.xlsx"
    long_ago = datetime.datetime(2024, 12, 1, tzinfo=datetime.UTC)
    ScoreRun.objects.filter(edition=editions[OLD]).update(computed_at=long_ago)
    printed = _call(path, "--values").splitlines()
    assert [line.split()[0] for line in printed] == [OLD, NEW, BESIDE, str(path)], "all editions"
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[:3] == ["long", "wide", "values"]
    assert [book[name].max_row for name in ("long", "wide")] == [1 + 12 + 13 + 13, 1 + 13]
    facts = {row[0]: row[1:] for row in book.worksheets[-1].iter_rows(values_only=True)}
    hashes = [run.input_hash for run in _runs(editions, OLD, NEW, BESIDE)]
    assert list(facts[gettext("Inputs (SHA-256)")]) == hashes
    newest = max(run.computed_at for run in _runs(editions, OLD, NEW, BESIDE))
    utc = newest.astimezone(datetime.UTC).replace(tzinfo=None, microsecond=0)
    assert book.properties.created == utc
    frame = pandas.read_excel(path, sheet_name="long", dtype={"adcode": str}, engine="openpyxl")
    assert frame["composite_rank"].dtype == "int64"
    assert frame["adcode"].iloc[0] == "910000"


def test_synthetic_editions_are_marked_and_never_held_against_real_ones(
    editions: dict[str, Edition],
) -> None:
    Edition.objects.filter(code=NEW).update(synthetic=True)
    editions[NEW].refresh_from_db()
    runs = _runs(editions, OLD, NEW, BESIDE)
    long = panel_long(runs)
    assert dict(zip(long["edition"], long["synthetic"], strict=True)) == {
        OLD: "false",
        NEW: "true",
        BESIDE: "false",
    }
    moved = long.groupby("edition")["composite_rank_change"].count()
    assert moved.to_dict() == {OLD: 0, NEW: 0, BESIDE: 12}, "the last against the first"
    assert set(panel_wide(long)["synthetic"]) == {"true"}
    assert set(values_long(runs).query("edition == @NEW")["synthetic"]) == {"true"}
    book = openpyxl.load_workbook(io.BytesIO(panel_export(runs, "xlsx", ["long"])))
    assert {sheet.oddHeader.center.text for sheet in book.worksheets} == {SYNTHETIC}


def test_the_same_runs_give_the_same_bytes(editions: dict[str, Edition]) -> None:
    for extension, forms in (("xlsx", ["long", "wide"]), ("csv", ["values"])):
        first, again = (
            panel_export(_runs(editions, OLD, NEW), extension, forms) for _time in range(2)
        )
        assert first == again


def test_the_basis_is_the_one_asked_for_and_says_so(
    editions: dict[str, Edition], tmp_path: Path
) -> None:
    city = City.objects.get(adcode="910005")
    editions[NEW].values.filter(city=city).update(approved=False)
    edition_touch(edition=editions[NEW])
    ranks = {}
    for basis in ("approved", "provisional"):
        _call(tmp_path / "面板.csv", "--editions", NEW, "--basis", basis)
        rows = _lines(tmp_path / "面板.csv")
        assert {row["basis"] for row in rows} == {basis}
        ranks[basis] = {row["adcode"]: row["composite_rank"] for row in rows}
    assert (ranks["approved"][city.adcode], len(ranks["approved"])) == ("", 13)
    assert sorted(map(int, ranks["provisional"].values())) == list(range(1, 14))


def test_what_cannot_be_written_is_refused_and_writes_nothing(
    editions: dict[str, Edition], tmp_path: Path
) -> None:
    make_edition("2023-published", ranks_only=True)
    runs = ScoreRun.objects.count()
    for name, arguments, reason in (
        ("面板.csv", ["--editions", "2099"], "没有版次 2099"),
        ("面板.csv", ["--editions", "2023-published"], "只有发布的排名"),
        ("面板.pdf", [], r"must end in \.xlsx or \.csv"),
        ("没有/面板.csv", [], "No such file"),
        ("面板.csv", ["--wide", "--values"], "CSV"),
        ("面板.csv", ["--basis", "guessed"], "invalid choice"),
    ):
        with pytest.raises(CommandError, match=reason):
            _call(tmp_path / name, *arguments)
    assert list(tmp_path.iterdir()) == []
    assert ScoreRun.objects.count() == runs
    Edition.objects.filter(ranks_only=False).update(ranks_only=True)
    with pytest.raises(CommandError, match="版次"):
        _call(tmp_path / "面板.csv")
