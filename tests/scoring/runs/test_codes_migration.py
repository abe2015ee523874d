"""Sentences of stored runs become codes and sentences again, and no run is any other for it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

import pytest

from scoring.index.codes import FindingCode, Reason
from scoring.index.words import FINDINGS, REASONS
from scoring.models import ComputeFault, ScoreRun, Study
from scoring.products.bundle import bundle_digest, bundle_export
from scoring.runs.reproduction import verify
from tests.migrating import migrate_to, newest_migration
from tests.scoring.scored import make_scored

migration = import_module("scoring.migrations.0008_sentences_become_codes")
BEFORE = "0006_late_replies"
SAMPLES: dict[str, str | int | float] = {
    **dict.fromkeys(("units", "indicators", "unit"), 12),
    "value": 0.25,
    "rows": "0, 3, 7 ...",
    "variable": "bases",
}


@pytest.fixture
def forth_again() -> Iterator[None]:
    yield
    migrate_to("scoring", newest_migration("scoring"))


def _proof() -> list[tuple[str, str, list[str], str]]:
    runs = ScoreRun.objects.select_related("edition", "method").order_by("pk")
    return [
        (run.input_hash, run.code_version, verify(run), bundle_digest(bundle_export(run).content))
        for run in runs
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("forth_again", "evidence_folder")
def test_a_populated_database_goes_there_and_back() -> None:
    scored = make_scored()
    basis = scored.run.basis
    ComputeFault.objects.create(
        edition=scored.edition, basis=basis, inputs_version=1, code="legacy", details={"text": "x"}
    )
    for fault, details in (("unranked", {"unit": 3}), ("legacy", {"text": "as it was said"})):
        Study.objects.create(
            run=scored.run, kind="flip", parameters={}, fault=fault, fault_details=details
        )
    proof = _proof()
    findings = dict(ScoreRun.objects.values_list("pk", "findings"))
    assert [faults for _hash, _version, faults, _bundle in proof] == [[]] * 2
    assert all(findings.values())

    old = migrate_to("scoring", BEFORE)
    runs = old.get_model("scoring", "ScoreRun").objects
    said = dict(runs.values_list("pk", "findings"))
    assert {frozenset(row) for rows in said.values() for row in rows} == {
        frozenset(["code", "severity", "subject", "detail"])
    }
    faults = list(old.get_model("scoring", "Study").objects.order_by("pk").values_list("fault"))
    assert faults == [("the unit in row 3 has no score",), ("as it was said",)]
    assert old.get_model("scoring", "ComputeFault").objects.get().message == "x"

    migrate_to("scoring", newest_migration("scoring"))
    assert dict(ScoreRun.objects.values_list("pk", "findings")) == findings
    assert list(Study.objects.order_by("pk").values_list("fault", "fault_details")) == [
        ("unranked", {"unit": 3}),
        ("legacy", {"text": "as it was said"}),
    ]
    assert ComputeFault.objects.get().details == {"text": "x"}
    assert _proof() == proof


def _finding(code: str, detail: str) -> dict[str, str]:
    return {"code": code, "severity": "warning", "subject": "Z9", "detail": detail}


@pytest.mark.parametrize("code", list(FindingCode))
def test_every_sentence_is_read_to_its_last_number(code: FindingCode) -> None:
    sentence = FINDINGS[code] % SAMPLES
    kept = migration._coded(_finding(code.value, sentence))
    assert kept["code"] == code
    assert FINDINGS[code] % kept["details"] == sentence
    assert migration._worded(kept) == _finding(code.value, sentence)
    assert migration._coded(kept) == kept, "what is done already stays"


def test_every_known_fault_of_a_study_is_read() -> None:
    for code, (template, _kinds) in migration.FAULTS.items():
        assert template.removeprefix("aggregate: ") == REASONS[Reason(code)]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("tied_ranks", "some units share a rank"),
        ("something_new", "4 units share a rank with another, the smallest one of their places"),
        ("unranked_units", "+4 units have no score and no rank"),
    ],
)
def test_an_unknown_sentence_is_kept_as_it_is(code: str, sentence: str) -> None:
    kept = migration._coded(_finding(code, sentence))
    assert (kept["code"], kept["details"]) == ("legacy", {"code": code, "text": sentence})
    assert migration._worded(kept) == _finding(code, sentence)


def test_what_is_no_finding_stays() -> None:
    assert migration._coded({"code": "overflow"}) == {"code": "overflow"}
    assert migration._coded("damaged") == "damaged"
    assert migration._worded({"code": "overflow"}) == {"code": "overflow"}
