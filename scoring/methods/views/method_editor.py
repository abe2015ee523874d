from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from scoring.index.method.method import method_from_json
from scoring.methods.draft import DraftState
from scoring.methods.outline import Outline, outline_read
from scoring.methods.services import MethodExists, method_create
from scoring.methods.views.method_draft import faults_of_naming, state_of
from scoring.methods.weighting import LEVEL_WORDS, SCHEME_WORDS
from scoring.models import Basis, MethodVersion, ScoreRun
from scoring.models.method import DEFAULT_METHOD
from scoring.runs.lookup import bases_of
from surveys.errors import Refused
from surveys.guards import guarded, person_of
from surveys.models import Edition
from surveys.permissions import Action, within_reach


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Action.EDIT_METHOD)
def method_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft that begins from a version; saving makes a new version of it."""
    version = get_object_or_404(MethodVersion, pk=pk)
    if request.method == "POST":
        return _save(request, version, state_of(request, version, *faults_of_naming(request)))
    outline = outline_read()
    edition = _ground(request.GET.get("ground", ""), _editions(request))
    base = method_from_json(version.parameters)
    return _editor(request, version, DraftState.unchanged(base, outline, edition))


def _save(request: HttpRequest, version: MethodVersion, state: DraftState) -> HttpResponse:
    if state.method is None or state.faults:
        return _editor(request, version, state, _("Nothing was saved."))
    try:
        new = method_create(
            actor=person_of(request),
            method=state.method,
            name=request.POST.get("name", ""),
            note=request.POST.get("note", ""),
            based_on=version,
        )
    except MethodExists as refusal:
        return _editor(request, version, state, refusal.message, same=refusal.version)
    except Refused as refusal:
        return _editor(request, version, state, refusal.message)
    messages.success(request, _("%(version)s is stored.") % {"version": new})
    return redirect("method", new.pk)


def _editor(
    request: HttpRequest,
    version: MethodVersion,
    state: DraftState,
    refusal: str = "",
    same: MethodVersion | None = None,
) -> HttpResponse:
    board = state.board
    name = "" if version.name == DEFAULT_METHOD else version.name
    posted = request.method == "POST"
    context = {
        "version": version,
        "state": state,
        "rows": board.rows(state.outline, state.method),
        "steps": board.steps(),
        "options": board.options(),
        "refusal": refusal,
        "same": same,
        "name": board.control("name", _("Name"), default="" if posted else name),
        "note": board.control("note", _("What is different and why")),
        "names": MethodVersion.objects.values_list("name", flat=True).distinct().order_by("name"),
        "editions": _editions(request),
        "bases": bases_of(request),
        "schemes": SCHEME_WORDS.items(),
        "scopes": _scopes(state.outline),
    }
    return render(
        request, "scoring/methods/method_edit.html", context, status=422 if refusal else 200
    )


def _ground(code: str, editions: QuerySet[Edition]) -> Edition | None:
    """The edition to try a draft on: the one asked for, else the newest that ranks cities."""
    asked = editions.filter(code=code).first() if code else None
    ranked = ScoreRun.objects.filter(basis=Basis.APPROVED, cities_ranked__gt=0)
    return asked or editions.filter(pk__in=ranked.values("edition")).first()


def _editions(request: HttpRequest) -> QuerySet[Edition]:
    """Editions whose stored inputs a draft can be tried on, the newest first."""
    return within_reach(request.user, Edition.objects.computed(), "")


def _scopes(outline: Outline) -> list[tuple[str, str]]:
    """Levels as a whole, then every node with more than one child."""
    nodes = [item for item in outline.root.walk() if len(item.children) > 1]
    return [
        *((key, str(label)) for key, label in LEVEL_WORDS.items()),
        *((item.code, _("Below %(node)s") % {"node": outline.label(item.code)}) for item in nodes),
    ]
