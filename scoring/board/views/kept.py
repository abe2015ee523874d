"""Views that are kept, and how often portals are looked into: what is set on the board itself."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from scoring.board.forms import LookForm, RenameForm, ViewForm
from scoring.board.page import Board
from scoring.board.scene import scene_of
from scoring.board.selectors import views_for
from scoring.board.services import (
    board_view_keep,
    board_view_remove,
    board_view_rename,
    board_view_share,
)
from scoring.models import BoardView
from surveys.errors import Refused
from surveys.guards import guarded, person_of
from surveys.lookup import edition_of
from surveys.permissions import Action
from surveys.rounds.services.edition import edition_set_look_days


@require_safe
@guarded(Action.SEE_ANSWERS)
def board_views(request: HttpRequest, edition: str) -> HttpResponse:
    """Own views with what can be done to them, and those that others share."""
    row, person = edition_of(edition), person_of(request)
    context = {
        "edition": row,
        "views": views_for(person),
        "person": person,
        "form": RenameForm(),
    }
    return render(request, "scoring/board/views.html", context)


@require_POST
@guarded(Action.SEE_ANSWERS)
def board_view_new(request: HttpRequest, edition: str) -> HttpResponse:
    """Keeps the board that the form was on, in one spelling of its address."""
    row = edition_of(edition)
    form = ViewForm(request.POST)
    query = QueryDict(request.POST.get("query", "")[:1000])
    board = Board(scene_of(request, row), query)
    kept = board.kept_query()
    if form.is_valid():
        try:
            view = board_view_keep(
                actor=person_of(request), name=form.cleaned_data["name"], query=kept
            )
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("The view “%(name)s” is kept.") % {"name": view.name})
    else:
        messages.error(request, _("Give the view a name of at most 60 signs."))
    return redirect(f"{_board(row.code)}?{kept}")


@require_POST
@guarded(Action.SEE_ANSWERS)
def board_view_change(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """`do` is rename, share, unshare or remove."""
    row, person = edition_of(edition), person_of(request)
    view = get_object_or_404(BoardView.objects.filter(pk__in=views_for(person)), pk=pk)
    try:
        _change(request, view)
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("board-views", row.code)


def _change(request: HttpRequest, view: BoardView) -> None:
    actor, what = person_of(request), request.POST.get("do", "")
    if what == "remove":
        board_view_remove(actor=actor, view=view)
    elif what in ("share", "unshare"):
        board_view_share(actor=actor, view=view, shared=what == "share")
    elif what == "rename":
        form = RenameForm(request.POST)
        if not form.is_valid():
            raise Refused(_("Give the view a name of at most 60 signs."))
        board_view_rename(actor=actor, view=view, **form.cleaned_data)
    else:
        raise Http404(_("There is no such act."))


@require_POST
@guarded(Action.MANAGE_EDITION)
def board_look(request: HttpRequest, edition: str) -> HttpResponse:
    """After how many days a portal is to be looked into again."""
    row, form = edition_of(edition), LookForm(request.POST)
    if form.is_valid():
        try:
            edition_set_look_days(actor=person_of(request), edition=row, **form.cleaned_data)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            words = _("Portals are looked into every %(days)d days.")
            messages.success(request, words % {"days": row.look_days})
    else:
        messages.error(request, _("Between two looks are 1 to %(most)d days.") % {"most": 90})
    return redirect(f"{_board(row.code)}?preset=portals")


def _board(code: str) -> str:
    return reverse("board", args=[code])
