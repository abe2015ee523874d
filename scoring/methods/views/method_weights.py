from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from scoring.methods.board import Control
from scoring.methods.draft import DraftState
from scoring.methods.fields import Fault
from scoring.methods.outline import Item, outline_read
from scoring.methods.views.method_draft import state_of
from scoring.methods.weighting import (
    AHP,
    SCHEME_WORDS,
    Filled,
    ahp_fill,
    equal_fill,
    parents_of,
    scheme_fill,
)
from scoring.models import MethodVersion
from surveys.guards import guarded
from surveys.numbers import number_text
from surveys.permissions import Action


@require_POST
@guarded(Action.EDIT_METHOD)
def method_weights(request: HttpRequest, pk: int) -> HttpResponse:
    """Writes a scheme's weights into the weight fields; nothing is stored."""
    version = get_object_or_404(MethodVersion, pk=pk)
    state = state_of(request, version)
    scheme = request.POST.get("scheme", "")
    if scheme not in SCHEME_WORDS:
        raise Http404(_("There is no such weight scheme."))
    parents = parents_of(request.POST.get("scope", ""), state.outline)
    filled = _filled(state, scheme, parents, request)
    was = state.board.was
    controls = [
        Control(f"w:{code}", code, number_text(weight), was.get(f"w:{code}", ""))
        for code, weight in filled.weights.items()
    ]
    context = {
        "scheme": SCHEME_WORDS[scheme],
        "filled": filled,
        "controls": controls,
        "items": [state.outline.items[code] for code in filled.weights],
    }
    return render(request, "scoring/methods/_method_weights.html", context)


def _filled(state: DraftState, scheme: str, parents: list[Item], request: HttpRequest) -> Filled:
    if not parents:
        return Filled({}, (Fault("scope", _("Choose which weights to write.")),))
    if scheme == AHP:
        if len(parents) > 1:
            return Filled({}, (Fault("scope", _("Judge the children of one node at a time.")),))
        return ahp_fill(parents[0], request.POST, confirmed="confirm" in request.POST)
    if scheme == "equal":
        return Filled(equal_fill(parents))
    if state.trial is None or state.trial.result is None:
        text = (
            _("First correct what is marked.")
            if state.faults
            else _("This scheme reads data: choose an edition that has a run.")
        )
        return Filled({}, (Fault("scheme", text),))
    return Filled(scheme_fill(scheme, parents, state.trial.result, state.outline.tree))


@require_safe
@guarded(Action.EDIT_METHOD)
def method_judgements(request: HttpRequest, pk: int) -> HttpResponse:
    """The pairwise matrix to fill in, for the one scheme that asks for it."""
    get_object_or_404(MethodVersion, pk=pk)
    outline = outline_read()
    parents = parents_of(request.GET.get("scope", ""), outline)
    wanted = request.GET.get("scheme", "") == AHP
    children = parents[0].children if wanted and len(parents) == 1 else []
    rows = [
        (child, [(f"a:{i}:{j}", i == j, i < j) for j in range(len(children))])
        for i, child in enumerate(children)
    ]
    context = {"wanted": wanted, "children": children, "rows": rows}
    return render(request, "scoring/methods/_method_judgements.html", context)
