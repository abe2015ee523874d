from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from scoring.analysis.audit import audit_sheet
from scoring.index.audit.preflight import CHECKS, Status
from scoring.index.method.method import Method
from scoring.index.method.rules import make_step
from scoring.models import Basis, EditionMethod, IndicatorValue
from scoring.reference.services import method_load
from scoring.words.audit import CHECK_WORDS, place_value
from surveys.models.user import Role
from surveys.open_edition import edition_touch
from tests.builders import make_edition, make_user
from tests.scoring.inputs.sheets import INDICATORS
from tests.scoring.scored import Scored, make_scored
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture(scope="module")
def scored(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scored]:
    """Made once: no test keeps what it changes."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_scored(60)
        transaction.set_rollback(True)


def page(address: str, status: int = 200, role: str = Role.ANALYST) -> str:
    response = browser(make_user(role)).get(address)
    assert response.status_code == status
    return response.content.decode()


def command(*arguments: str) -> str:
    output = io.StringIO()
    call_command("audit", *arguments, stdout=output)
    return output.getvalue()


def slip(scored: Scored, code: str = "C2.1.1") -> IndicatorValue:
    """90, 91, 92 …, but one cell 10,000 times too large."""
    rows = IndicatorValue.objects.filter(edition=scored.edition, indicator__code=code)
    for number, row in enumerate(rows):
        IndicatorValue.objects.filter(pk=row.pk).update(value=90.0 + number)
    cell = rows.get(city=scored.cities[3])
    IndicatorValue.objects.filter(pk=cell.pk).update(value=1_030_000.0)
    return cell


def places(scored: Scored, code: str) -> list[str]:
    sheet = audit_sheet(scored.edition, Basis.APPROVED)
    check = next(check for check in sheet.checks if check.item.code == code)
    return [f"{p.city.adcode if p.city else ''} {' '.join(p.codes)}".strip() for p in check.places]


def test_every_check_has_words(scored: Scored) -> None:
    sheet = audit_sheet(scored.edition, Basis.APPROVED)
    assert len(sheet.checks) == len(CHECKS)
    assert {check.item.code for check in sheet.checks} == set(CHECK_WORDS)
    assert sheet.passes + sheet.warns + sheet.fails == len(CHECKS)


def test_a_unit_slip_names_city_indicator_and_value(scored: Scored) -> None:
    cell = slip(scored)
    assert f"{cell.city.adcode} C2.1.1" in places(scored, "unit_slip")
    text = page("/editions/2025-scored/audit/")
    assert f"/cities/{cell.city.adcode}/?basis=approved#i-C2.1.1" in text
    assert "1,030,000" in text


def test_missing_columns_fail_and_are_named(scored: Scored) -> None:
    """The numbers of the codebook are not answered in this edition."""
    assert "G1.3.2" in places(scored, "missing_by_indicator")
    assert "G1.3.2" in places(scored, "no_information")
    sheet = audit_sheet(scored.edition, Basis.APPROVED)
    assert sheet.fails >= 2


def test_what_fails_stands_first_and_what_passes_last(scored: Scored) -> None:
    slip(scored)
    response = browser(make_user(Role.ANALYST)).get("/editions/2025-scored/audit/")
    words = re.findall(r'class="badge (ok|wait|bad)', response.content.decode())
    sheet = audit_sheet(scored.edition, Basis.APPROVED)
    expected = ["bad"] * sheet.fails + ["wait"] * sheet.warns + ["ok"] * sheet.passes
    assert set(expected) == {"bad", "wait", "ok"}
    assert words[3:] == expected, "behind the three numbers on top"


def test_a_duplicate_pair_links_to_both_columns(scored: Scored) -> None:
    rows = IndicatorValue.objects.filter(edition=scored.edition)
    twin = {row.city_id: row.value for row in rows.filter(indicator__code="R1.1.1")}
    for row in rows.filter(indicator__code="R1.1.2"):
        IndicatorValue.objects.filter(pk=row.pk).update(value=2 * twin[row.city_id] + 1)
    assert "R1.1.1 R1.1.2" in places(scored, "near_duplicate")
    text = page("/editions/2025-scored/audit/")
    assert 'href="#c-R1.1.1"' in text
    assert 'id="c-R1.1.2"' in text


def test_columns_groups_and_correlations_are_complete(scored: Scored) -> None:
    sheet = audit_sheet(scored.edition, Basis.APPROVED)
    assert len(sheet.columns) == INDICATORS
    assert [group.code for group in sheet.groups][:2] == ["INDEX", "R"]
    assert next(group.indicators for group in sheet.groups if group.code == "R") == 24
    matrix = [values for _label, values in sheet.correlations]
    assert len(matrix) == 4
    assert matrix[0][3] == pytest.approx(matrix[3][0])


def test_a_list_is_cut_but_its_number_is_of_all(scored: Scored) -> None:
    sheet = audit_sheet(scored.edition, Basis.APPROVED, most=1)
    check = next(check for check in sheet.checks if len(check.item.concerns) > 1)
    assert len(check.places) == 1
    assert check.more == len(check.item.concerns) - 1


def test_a_method_that_cannot_run_is_said_instead(scored: Scored) -> None:
    version = method_load(method=Method(aggregate=make_step("aggregate", "geometric")), name="g")
    EditionMethod.objects.create(edition=scored.edition, version=version)
    sheet = audit_sheet(scored.edition, Basis.APPROVED)
    assert "Geometric mean" in sheet.refusal
    assert (sheet.checks, sheet.fails) == ((), 1)
    assert "cannot be computed" in page("/editions/2025-scored/audit/")
    assert "fail  cannot_be_computed" in command("--edition", "2025-scored")


def test_every_role_may_read_it(scored: Scored) -> None:
    for role in Role:
        assert "Audit before computing" in page("/editions/2025-scored/audit/", role=role)


def test_editions_without_inputs_say_so(scored: Scored) -> None:
    make_edition("2025-empty")
    make_edition("2024-printed", ranks_only=True)
    assert "nothing to audit yet" in page("/editions/2025-empty/audit/")
    assert "there are no inputs" in page("/editions/2024-printed/audit/")
    page("/editions/2025-scored/audit/?basis=both", 404)
    page("/editions/nowhere/audit/", 404)


def test_the_page_takes_a_fixed_number_of_queries(scored: Scored) -> None:
    client = browser(make_user(Role.MANAGER))
    client.get("/editions/2025-scored/audit/")
    counts = set()
    for _turn in range(2):
        slip(scored)
        edition_touch(edition=scored.edition)
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/editions/2025-scored/audit/").status_code == 200
        counts.add(len(captured))
    assert len(counts) == 1
    # Late replies are read for each basis, and counted for the run.
    assert counts.pop() <= 35


def test_the_command_prints_a_line_per_check_and_place(scored: Scored) -> None:
    cell = slip(scored)
    lines = command("--edition", "2025-scored", "--basis", "approved").splitlines()
    heads = [line for line in lines if not line.startswith(" ")]
    assert len(heads) == len(CHECKS) + 1
    assert {line.split()[0] for line in heads[:-1]} <= {status.value for status in Status}
    assert any(cell.city.adcode in line and "C2.1.1" in line for line in lines)
    assert heads[-1].startswith("2025-scored  approved  inputs 1  method default 1")


def test_the_command_prints_one_json_object(scored: Scored) -> None:
    data = json.loads(command("--edition", "2025-scored", "--basis", "provisional", "--json"))
    assert (data["edition"], data["basis"]) == ("2025-scored", "provisional")
    assert data["pass"] + data["warn"] + data["fail"] == len(data["checks"]) == len(CHECKS)
    for check in data["checks"]:
        assert check["places"] == len(check["concerns"])


def test_the_command_names_what_is_wrong(scored: Scored) -> None:
    with pytest.raises(CommandError, match="There is no edition"):
        command("--edition", "nowhere")
    with pytest.raises(CommandError, match="basis"):
        command("--edition", "2025-scored", "--basis", "both")


@pytest.mark.parametrize(
    ("check", "value", "text"),
    [
        ("unit_slip", 10_000.0, "× 10,000"),
        ("unit_slip", 0.01, "÷ 100"),
        ("missing_by_unit", 0.125, "12.5%"),
        ("rescale_favoured", 12.0, "12 places"),
        ("near_duplicate", -0.956, "-0.96"),
        ("no_information", 0.0, ""),
    ],
)
def test_numbers_read_as_what_they_are(check: str, value: float, text: str) -> None:
    assert place_value(check, value) == text
