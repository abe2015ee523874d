"""One reason, one set of bounds, wherever the history wants one."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TypeGuard

import pytest
from django import forms
from django.conf import settings

from scoring.editions.forms import CorrectionForm, RemovalForm
from scoring.editions.services import edition_correct, edition_remove
from scoring.inputs.services.value import value_restore, value_set, value_withdraw
from surveys.admin_pages.reasoned import AskedForm, ReasonForm
from surveys.coding.book.forms import PublishForm
from surveys.coding.book.services.version import codebook_publish
from surveys.coding.services.review import review_decide
from surveys.errors import Refused
from surveys.evidence.services import evidence_mark_personal
from surveys.forms.reason import ReasonField
from surveys.models import Evidence, TrailEntry
from surveys.reasons import REASON_LENGTH, require_reason
from surveys.rounds.forms.edition import FreezeForm, LateForm
from surveys.rounds.forms.reply import ReplyChangeForm, WithdrawForm
from surveys.rounds.services.edition import edition_freeze
from surveys.rounds.services.event import event_strike
from surveys.rounds.services.reply_change import reply_correct, reply_withdraw
from surveys.rounds.services.round import round_count_late
from surveys.workdays.services import calendar_day_set, calendar_load
from tests.builders import Cast, make_city, make_edition, make_evidence
from tests.services.found import PARTS, files_of, is_service

SERVICES: tuple[Callable[..., object], ...] = (
    calendar_day_set,
    calendar_load,
    codebook_publish,
    edition_correct,
    edition_remove,
    edition_freeze,
    event_strike,
    evidence_mark_personal,
    reply_correct,
    reply_withdraw,
    review_decide,
    round_count_late,
    value_restore,
    value_set,
    value_withdraw,
)
STEPS = {"study_fail", "trail_write", "events_strike", "reply_events_strike"}
FORMS: tuple[type[forms.Form], ...] = (
    CorrectionForm,
    PublishForm,
    RemovalForm,
    FreezeForm,
    LateForm,
    AskedForm,
    ReasonForm,
    ReplyChangeForm,
    WithdrawForm,
)


@pytest.mark.parametrize("blank", ["", " ", "\n\t", "\u3000", "\u202e", "\u200b \ufeff"])
def test_a_blank_is_no_reason(blank: str) -> None:
    with pytest.raises(Refused, match="请") as caught:
        require_reason(blank)
    assert caught.value.field == "reason"
    with pytest.raises(Refused, match="why so"):
        require_reason(blank, missing="why so")


def test_it_is_kept_without_blanks_and_has_one_length() -> None:
    longest = "因" * REASON_LENGTH
    assert require_reason(f" {longest}\n") == longest
    with pytest.raises(Refused, match=str(REASON_LENGTH)) as caught:
        require_reason(f"{longest}因", missing="why so")
    assert caught.value.field == "reason"


@pytest.mark.parametrize("form", FORMS)
def test_every_form_takes_as_long_a_one(form: type[forms.Form]) -> None:
    field = form.base_fields["reason"]
    assert isinstance(field, ReasonField)
    assert field.widget.attrs["maxlength"] == str(REASON_LENGTH)
    with pytest.raises(forms.ValidationError) as caught:
        field.clean("因" * (REASON_LENGTH + 1))
    with pytest.raises(Refused) as refused:
        require_reason("因" * (REASON_LENGTH + 1))
    assert caught.value.messages == [refused.value.message]


def test_no_service_judges_a_reason_by_itself() -> None:
    """Whatever takes a `reason` asks for it here; `trail_write` and `study_fail` are steps."""
    taking: set[str] = set()
    for path in filter(is_service, files_of(*PARTS)):
        tree = ast.parse((settings.BASE_DIR / path).read_text(encoding="utf-8"))
        found = {node.name for node in tree.body if _takes_a_reason(node)} - STEPS
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        asks = any(ast.unparse(call.func) == "require_reason" for call in calls)
        assert asks or not found, path
        taking |= found
    assert taking == {service.__name__ for service in SERVICES}


def _takes_a_reason(node: ast.stmt) -> TypeGuard[ast.FunctionDef]:
    return (
        isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and any(argument.arg == "reason" for argument in node.args.kwonlyargs)
    )


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["", "因" * (REASON_LENGTH + 1)])
def test_a_refused_reason_stores_nothing(cast: Cast, reason: str) -> None:
    edition, city = make_edition(), make_city()
    page, neighbour = make_evidence(edition, city), make_evidence(edition, city)
    with pytest.raises(Refused):
        evidence_mark_personal(actor=cast.manager, evidence=page, personal=True, reason=reason)
    assert set(Evidence.objects.values_list("personal", flat=True)) == {False}
    evidence_mark_personal(actor=cast.manager, evidence=neighbour, personal=True, reason=" 姓名 ")
    assert TrailEntry.objects.get().reason == "姓名"
