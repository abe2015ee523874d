"""An edition moved to a newer version of the codebook, once its manager saw what that changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from surveys.coding.book.again import submissions_again
from surveys.coding.book.difference import EntryChange, changes_between
from surveys.coding.book.services.version import edition_set_codebook
from surveys.errors import Refused
from surveys.guards import guarded, person_of
from surveys.lookup import edition_of
from surveys.models import CodebookVersion, Edition, Question
from surveys.numbers import whole_number
from surveys.permissions import Action


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Action.MANAGE_EDITION)
def codebook_move(request: HttpRequest, edition: str) -> HttpResponse:
    """What a newer version changes in the edition, and the button that takes it."""
    row = edition_of(edition)
    newer = CodebookVersion.objects.order_by("number")
    if row.codebook:
        newer = newer.filter(number__gt=row.codebook.number)
    newer = newer if row.codebook else newer.none()
    asked = request.POST.get("version", request.GET.get("version", ""))
    number = whole_number(asked, most=2**31 - 1)
    chosen = newer.filter(number=number).first() if number is not None else newer.last()
    if request.method != "POST":
        return _page(request, row, list(newer.values_list("number", flat=True)), chosen)
    numbers = list(newer.values_list("number", flat=True))
    seen = whole_number(request.POST.get("seen", ""), most=2**31 - 1)
    try:
        target = chosen or CodebookVersion.objects.filter(number=number or 0).first()
        if target is None:
            raise Refused(_("There is no such version of the codebook."), field="version")
        edition_set_codebook(
            actor=person_of(request), edition=row, version=target, seen=-1 if seen is None else seen
        )
    except Refused as refusal:
        row = edition_of(edition)
        return _page(request, row, numbers, chosen, refusal.message, refusal.status)
    text = _("%(edition)s is coded by version %(number)d from now on.")
    messages.success(request, text % {"edition": row.code, "number": target.number})
    return redirect("codebook-move", row.code)


def _page(
    request: HttpRequest,
    edition: Edition,
    numbers: list[int],
    chosen: CodebookVersion | None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    old = edition.codebook
    context: dict[str, Any] = {
        "edition": edition,
        "old": old,
        "numbers": numbers,
        "chosen": chosen,
        "refusal": refusal,
        "again_now": submissions_again(edition).count(),
    }
    if old and chosen:
        changes = changes_between(old.content, chosen.content)
        again = submissions_again(edition, upto=chosen.number).order_by()
        context |= {
            "changes": changes,
            "again": list(again.values_list("code__question__code").annotate(n=Count("pk"))),
            "added": _coded_cities(edition, [one for one in changes if one.kind == "added"]),
        }
    return render(request, "surveys/coding/codebook_move.html", context, status=status)


def _coded_cities(edition: Edition, added: Sequence[EntryChange]) -> int:
    """Cities with a sent answer, which miss one where questions were added."""
    if not added:
        return 0
    rows = edition.answers.exclude(question__kind=Question.Kind.DERIVED)
    return rows.order_by().values("city").distinct().count()
