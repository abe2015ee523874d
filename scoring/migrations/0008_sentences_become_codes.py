"""English sentences that were stored with runs and studies become codes with their numbers.

A sentence becomes a code only where code and numbers give back the very same sentence, so
that the way back loses nothing; any other stays as text under the code `legacy`. Some runs at
a time and each lot in a transaction of its own: a broken-off upgrade goes on where it stopped.
No array, hash or version of a run is touched.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.db import migrations, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Model

LOT = 200
LEGACY = "legacy"

# The sentences as the program wrote them, with the kind of each number or name in them.
FINDINGS: Mapping[str, tuple[str, Mapping[str, Callable[[str], Any]]]] = {
    "group_without_values": (
        "%(indicators)d indicators have no value in this group of %(units)d units",
        {"indicators": int, "units": int},
    ),
    "units_without_group": (
        "%(units)d units without a group keep their missing cells",
        {"units": int},
    ),
    "still_skewed": ("out of range after every step and after the logarithm", {}),
    "constant_column": (
        "all present values are %(value)g after treatment: it contributes nothing",
        {"value": float},
    ),
    "empty_column": ("no unit has a value: it contributes nothing", {}),
    "constant_node": ("all units score the same, so it contributes nothing to its parent", {}),
    "unranked_units": ("%(units)d units have no score and no rank", {"units": int}),
    "tied_ranks": (
        "%(units)d units share a rank with another, the smallest one of their places",
        {"units": int},
    ),
    "empty_node": ("no unit has a score", {}),
    "overflow": (
        "the value is too large in %(units)d rows (%(rows)s)",
        {"units": int, "rows": str},
    ),
    "total_with_gaps": (
        "the total of %(variable)s leaves out missing values in %(units)d rows (%(rows)s)",
        {"variable": str, "units": int, "rows": str},
    ),
    "division_by_zero": (
        "division by zero in %(units)d rows (%(rows)s)",
        {"units": int, "rows": str},
    ),
}
FAULTS: Mapping[str, tuple[str, Mapping[str, Callable[[str], Any]]]] = {
    "nothing_varies": ("the design varies nothing", {}),
    "unranked": ("the unit in row %(unit)d has no score", {"unit": int}),
    "not_arithmetic": ("aggregate: rank flips need an arithmetic mean at the root", {}),
    "out_of_time": ("not determined: the search did not finish in time", {}),
    "lacks_domain": (
        "not determined: a city lacks a whole domain, and no weights were found by search",
        {},
    ),
    "does_not_hold": ("not determined: the weights found do not hold when recomputed", {}),
}


def _numbers(
    sentence: str, template: str, kinds: Mapping[str, Callable[[str], Any]]
) -> dict[str, Any] | None:
    """The numbers of a sentence; None where it is another one."""
    pattern = re.escape(template)
    for name in kinds:
        pattern = re.sub(rf"%\\\({name}\\\)[dgs]", f"(?P<{name}>.+?)", pattern)
    found = re.fullmatch(pattern, sentence)
    if found is None:
        return None
    try:
        details = {name: kind(found[name]) for name, kind in kinds.items()}
    except ValueError:
        return None
    return details if template % details == sentence else None


def _coded(finding: Any) -> Any:
    if not isinstance(finding, dict) or "detail" not in finding:
        return finding
    kept = {key: value for key, value in finding.items() if key != "detail"}
    code, sentence = finding.get("code"), finding["detail"]
    template, kinds = FINDINGS.get(code, ("", {})) if isinstance(code, str) else ("", {})
    details = _numbers(str(sentence), template, kinds) if template else None
    if details is not None:
        return {**kept, "details": details}
    return {**kept, "code": LEGACY, "details": {"code": code, "text": sentence}}


def _worded(finding: Any) -> Any:
    if not isinstance(finding, dict) or "details" not in finding:
        return finding
    kept = {key: value for key, value in finding.items() if key != "details"}
    code, details = finding["code"], finding["details"]
    if code == LEGACY:
        return {**kept, "code": details["code"], "detail": details["text"]}
    template, _kinds = FINDINGS.get(code, (code, {}))
    return {**kept, "detail": template % details}


def forth(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    _rewrite(apps, editor, _coded)
    _each(apps.get_model("scoring", "Study"), editor, _study_coded, fault_details={})
    _each(apps.get_model("scoring", "ComputeFault"), editor, _fault_coded, code="")


def back(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    _rewrite(apps, editor, _worded)
    _each(apps.get_model("scoring", "Study"), editor, _study_worded)
    _each(apps.get_model("scoring", "ComputeFault"), editor, _fault_worded)


def _rewrite(
    apps: StateApps, editor: BaseDatabaseSchemaEditor, change: Callable[[Any], Any]
) -> None:
    """The findings of every run, without its block; runs that are done already stay."""
    alias = editor.connection.alias
    runs = apps.get_model("scoring", "ScoreRun").objects.using(alias).order_by("pk")
    last = 0
    while lot := list(runs.filter(pk__gt=last).values_list("pk", "findings")[:LOT]):
        with transaction.atomic(using=alias):
            for key, findings in lot:
                changed = [change(finding) for finding in findings]
                if changed != findings:
                    runs.filter(pk=key).update(findings=changed)
        last = lot[-1][0]


def _each(
    model: type[Model],
    editor: BaseDatabaseSchemaEditor,
    change: Callable[[Any], Mapping[str, Any]],
    **only: Any,
) -> None:
    """The stored faults of studies and computations, which are few."""
    rows = model._default_manager.using(editor.connection.alias).order_by("pk")
    for row in rows.filter(**only).defer(*_LARGE.get(model._meta.model_name or "", ())):
        changed = change(row)
        if changed:
            rows.filter(pk=row.pk).update(**changed)


_LARGE = {"study": ("coding", "summary")}


def _study_coded(row: Any) -> Mapping[str, Any]:
    if not row.fault:
        return {}
    for code, (template, kinds) in FAULTS.items():
        details = _numbers(row.fault, template, kinds)
        if details is not None:
            return {"fault": code, "fault_details": details}
    return {"fault": LEGACY, "fault_details": {"text": row.fault}}


def _study_worded(row: Any) -> Mapping[str, Any]:
    if not row.fault:
        return {}
    template, _kinds = FAULTS.get(row.fault, (row.fault, {}))
    text = row.fault_details.get("text")
    return {"fault": text or template % row.fault_details, "fault_details": {}}


def _fault_coded(row: Any) -> Mapping[str, Any]:
    """It stays as text: the next sweep computes again and says it anew."""
    return {"code": LEGACY, "details": {"text": row.message}}


def _fault_worded(row: Any) -> Mapping[str, Any]:
    return {"message": row.details.get("text") or row.code, "code": "", "details": {}}


class Migration(migrations.Migration):
    atomic = False
    dependencies = (("scoring", "0007_codes_beside_sentences"),)
    operations = (migrations.RunPython(forth, back),)
