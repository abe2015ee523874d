"""`manage.py load_reference`: idempotent, validated, and its report."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import Model

from scoring.inputs.table.names import names_of
from scoring.models import Indicator, MethodVersion, Node, PublishedRank, Variable
from scoring.reference.services import DOMAIN_SIZES
from surveys.models import City, Edition, Outcome, Question, TrailEntry
from tests.builders import load_reference, make_edition
from tests.scoring.inputs.sheets import INDICATORS, LEVELS, change_rows, reference_rows
from tests.scoring.rows import FIELDS, FOLDER, make_value

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
Rows = list[dict[str, str]]
COUNTS: dict[type[Model], int] = {
    City: 337,
    Outcome: 33,
    Question: len(reference_rows("questions.csv")),
    Variable: 49,
    Node: 1 + sum(LEVELS[:-1]),
    Indicator: INDICATORS,
    MethodVersion: 1,
    PublishedRank: 337,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the reference files to spoil."""
    return Path(shutil.copytree(FOLDER, tmp_path / "reference"))


def test_every_table_is_there() -> None:
    assert {model: model._default_manager.count() for model in COUNTS} == COUNTS
    by_domain = {
        code: Indicator.objects.filter(domain__code=code).count() for code in ("R", "G", "C", "M")
    }
    assert by_domain == DOMAIN_SIZES
    for field in FIELDS:
        ranks = sorted(PublishedRank.objects.values_list(field, flat=True))
        assert ranks == list(range(1, 338))


def test_loading_again_changes_nothing() -> None:
    used = make_edition(inputs_version=3)
    entries = TrailEntry.objects.count()
    lines = load_reference().splitlines()
    assert {line.partition(":")[0] for line in lines} >= {
        "city",
        "outcome",
        "question",
        "indicator",
    }
    for line in lines:
        assert ": 0 added, 0 changed, " in line
        assert line.endswith(" unchanged, 0 refused")
    used.refresh_from_db()
    assert used.inputs_version == 3
    assert TrailEntry.objects.count() == entries


def test_a_changed_row_counts_as_a_change_of_inputs(folder: Path) -> None:
    used, untouched = make_edition(inputs_version=3), make_edition()
    frozen = make_edition(inputs_version=3, frozen=True)
    change_rows(folder / "indicators.csv", lambda rows: rows[0].update(direction="-1"))
    report = load_reference(folder=folder)
    assert f"indicator: 0 added, 1 changed, {INDICATORS - 1} unchanged, 0 refused" in report
    assert Indicator.objects.get(code="R1.1.1").direction == -1
    versions = []
    for edition in (used, untouched, frozen):
        edition.refresh_from_db()
        versions.append(edition.inputs_version)
    assert versions == [4, 0, 3]


def test_a_city_is_renamed_by_loading_again(folder: Path) -> None:
    """Letters, values and ranks hang on its adcode; the next city keeps its own."""
    used, city = make_edition(inputs_version=3), City.objects.get(adcode="130100")
    value = make_value(used, city, "R1.1.1", 7.0)
    beside = City.objects.exclude(pk=city.pk).order_by("pk").values()
    before = list(beside)

    def rename(rows: Rows) -> None:
        row = next(row for row in rows if row["adcode"] == city.adcode)
        row.update(name="新石家庄市", short_name="新石家庄")

    change_rows(folder / "cities.csv", rename)
    assert "city: 0 added, 1 changed, 336 unchanged, 0 refused" in load_reference(folder=folder)
    value.refresh_from_db()
    assert (value.city_id, value.city.name) == (city.pk, "新石家庄市")
    assert list(beside.all()) == before
    used.refresh_from_db()
    assert used.inputs_version == 4
    assert [found.pk for found in City.objects.matching("新石家庄")] == [city.pk]
    names = names_of(City.objects.all(), Indicator.objects.all())
    assert (names.city("新石家庄市"), names.city("石家庄市")) == (city, None)
    assert "city: 0 added, 1 changed, 336 unchanged, 0 refused" in load_reference()
    city.refresh_from_db()
    assert city.name == "石家庄市"


def test_a_city_does_not_take_the_name_of_another(folder: Path) -> None:
    """Not even of one that is renamed in the same file: rows and values would change places."""

    def swap(rows: Rows) -> None:
        rows[0]["name"], rows[1]["name"] = rows[1]["name"], rows[0]["name"]

    change_rows(folder / "cities.csv", swap)
    with pytest.raises(CommandError, match="belongs to another stored row"):
        load_reference(folder=folder)
    assert City.objects.get(adcode="110000").name == "北京市"


def _swap_ranks(rows: Rows) -> None:
    rows[0]["market"] = rows[1]["market"]


def _shorten(rows: Rows) -> None:
    """The first ten, each column a permutation of 1 to 10."""
    del rows[10:]
    for rank, row in enumerate(rows, start=1):
        row.update(dict.fromkeys(FIELDS, str(rank)))


def _rename_node(rows: Rows) -> None:
    for row in rows:
        if row["second_code"] == "R1.1":
            row["second_code"] = "R1.9"


@pytest.mark.parametrize(
    ("file", "change", "reason"),
    [
        ("cities.csv", lambda rows: rows.pop(), "337 unique adcodes expected, 336 found"),
        (
            "cities.csv",
            lambda rows: rows[0].update(adcode=rows[1]["adcode"]),
            "337 unique adcodes expected, 336 found",
        ),
        ("indicators.csv", lambda rows: rows.pop(), "per domain expected"),
        ("indicators.csv", lambda rows: rows[0].update(domain_code="G"), "per domain expected"),
        ("published_2023.csv", _swap_ranks, "market is not a permutation of 1 to 337"),
        (
            "published_2023.csv",
            lambda rows: rows[0].update(composite="338"),
            "a whole number from 1 to 337 expected",
        ),
        (
            "published_2023.csv",
            lambda rows: rows[0].update(composite="first"),
            "'first': a whole number",
        ),
        ("published_2023.csv", _shorten, "337 rows expected, 10 found"),
        ("published_2023.csv", lambda rows: rows.append(rows[0]), "line 339, column adcode"),
        ("indicators.csv", lambda rows: rows[0].update(code="R9.9.9"), "R1.1.1 is stored but not"),
        ("indicators.csv", _rename_node, "R1.1 is stored but not"),
        ("indicators.csv", lambda rows: rows.append({**rows[0], "domain_code": "X"}), "per domain"),
        ("indicators.csv", lambda rows: rows[1].update(code="R1.1.1"), "occurs twice"),
        ("indicators.csv", lambda rows: rows[1].update(second_zh="园地"), "is called 耕地资源"),
        ("indicators.csv", lambda rows: rows[1].update(first_code="R2"), "column second_code"),
        ("indicators.csv", lambda rows: rows[0].update(derivation="zzz"), "landuse: and a class"),
        ("indicators.csv", lambda rows: rows[0].update(derivation="landuse:18"), "landuse: and"),
        ("indicators.csv", lambda rows: rows[14].update(derivation="zzz"), "no base variable zzz"),
        ("indicators.csv", lambda rows: rows[24].update(derivation="zzz"), "no question zzz"),
        ("indicators.csv", lambda rows: rows[14].update(derivation="aqi +"), "not a formula"),
        ("indicators.csv", lambda rows: rows[14].update(derivation="gdp"), "cannot become"),
        ("indicators.csv", lambda rows: rows[0].update(unit="acres"), "column unit, 'acres'"),
        ("variables.csv", lambda rows: rows[1].update(stored_unit="furlong"), "'furlong'"),
        ("cities.csv", lambda rows: rows[0].update(name=rows[1]["name"]), "column name"),
    ],
)
def test_files_that_cannot_be_right_are_refused(
    folder: Path, file: str, change: Callable[[Rows], object], reason: str
) -> None:
    before = {model: list(model._default_manager.order_by("pk").values_list()) for model in COUNTS}
    change_rows(folder / "cities.csv", lambda rows: rows[5].update(pinyin="changed"))
    change_rows(folder / file, change)
    with pytest.raises(CommandError, match=re.escape(reason)):
        load_reference(folder=folder)
    assert {
        model: list(model._default_manager.order_by("pk").values_list()) for model in COUNTS
    } == before


def test_every_refused_row_is_printed_and_the_first_is_the_error(folder: Path) -> None:
    def spoil(rows: Rows) -> None:
        for row in rows[:2]:
            row["level"] = "x"

    def refused() -> tuple[str, list[str]]:
        output = io.StringIO()
        with pytest.raises(CommandError) as found:
            call_command("load_reference", folder=folder, stdout=output)
        assert found.value.returncode == 1
        return str(found.value), output.getvalue().splitlines()

    change_rows(folder / "cities.csv", lambda rows: rows[0].update(level="x"))
    error, printed = refused()
    [reason] = [line.removeprefix("  refused ") for line in printed if line.startswith("  ")]
    assert "cities.csv line 2, column level" in reason
    assert error == f"{folder}: nothing is stored: refused: {reason}"
    assert printed[0] == "city: 0 added, 0 changed, 336 unchanged, 1 refused"
    assert len([line for line in printed if line.endswith(" unchanged, 0 refused")]) >= 8
    change_rows(folder / "cities.csv", spoil)
    error, printed = refused()
    assert error == f"{folder}: nothing is stored: refused: {reason} (and 1 more, listed above)"
    assert printed[0] == "city: 0 added, 0 changed, 335 unchanged, 2 refused"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"cities\.csv"):
        load_reference(folder=tmp_path)


def test_a_refused_row_takes_the_good_ones_with_it_and_is_reported(folder: Path) -> None:
    """Whole or not at all: the changed city and the missing rank are not stored either."""
    PublishedRank.objects.filter(city__adcode="110000").delete()
    change_rows(folder / "cities.csv", lambda rows: rows[5].update(pinyin="changed"))
    change_rows(folder / "questions.csv", lambda rows: rows[3].update(kind="essay"))
    change_rows(folder / "published_2023.csv", lambda rows: _by_adcode(rows, "120000", "999999"))
    output = io.StringIO()
    with pytest.raises(CommandError, match=r"column kind, 'essay'.*and 1 more"):
        call_command("load_reference", folder=folder, stdout=output)
    report = output.getvalue()
    assert "city: 0 added, 1 changed, 336 unchanged, 0 refused" in report
    assert "questions.csv line 5, column kind, 'essay': one of" in report
    assert "column adcode, '999999': a city of cities.csv expected" in report
    assert PublishedRank.objects.count() == 336
    assert not City.objects.filter(pinyin="changed").exists()


def test_a_file_that_stops_the_load_hides_no_refusal_before_it(folder: Path) -> None:
    change_rows(folder / "outcomes.csv", lambda rows: rows[0].update(channel="telephone"))
    (folder / "variables.csv").write_bytes("变量\n".encode("gb18030"))
    output = io.StringIO()
    with pytest.raises(CommandError, match=r"variables\.csv: not UTF-8"):
        call_command("load_reference", folder=folder, stdout=output)
    assert "outcomes.csv line 2, column channel" in output.getvalue()


def _by_adcode(rows: Rows, old: str, new: str) -> None:
    next(row for row in rows if row["adcode"] == old)["adcode"] = new


def test_the_published_edition_holds_ranks_only() -> None:
    edition = Edition.objects.get(code="2023-published")
    assert edition.ranks_only
    assert not edition.synthetic
    assert edition.published.count() == 337
