"""The board as a download."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scoring.board.export import board_export
from scoring.board.page import Board
from scoring.board.scene import Scene
from scoring.export.download import download
from scoring.export.file import FORMATS
from scoring.runs.lookup import basis_of_file
from surveys.errors import Refused
from surveys.guards import guarded, person_of
from surveys.lookup import edition_of
from surveys.permissions import Action, require


@require_safe
@guarded(Action.EXPORT)
def board_file(request: HttpRequest, edition: str, extension: str) -> HttpResponse:
    """What the board at this address shows, all pages of it."""
    person = require(person_of(request), Action.SEE_ANSWERS)
    row = edition_of(edition)
    if extension not in FORMATS:
        raise Http404(_("There is no such format."))
    scene = Scene(row, person, timezone.localdate(), basis_of_file(request))
    try:
        return download(board_export(Board(scene, request.GET), extension))
    except Refused as refusal:
        return render(request, "400.html", {"said": refusal.message}, status=400)
