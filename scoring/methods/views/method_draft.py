from __future__ import annotations

import math
from itertools import zip_longest
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from scoring.index.method.method import method_from_json
from scoring.methods.board import Board
from scoring.methods.draft import DraftState
from scoring.methods.fields import INDICATOR_STAGES, NODE_STAGES, STAGES, Fault, fields_from_method
from scoring.methods.naming import naming_faults
from scoring.methods.outline import Outline, outline_read
from scoring.methods.trial import MOVES, Move
from scoring.models import Basis, MethodVersion
from scoring.runs.lookup import bases_of, basis_named
from surveys.guards import guarded
from surveys.models import City, Edition
from surveys.permissions import Action


def state_of(request: HttpRequest, version: MethodVersion, *extra: Fault) -> DraftState:
    """The draft that the form sends, tried on the edition and basis that it names."""
    code = request.POST.get("ground", "")
    edition = Edition.objects.computed().filter(code=code).first() if code else None
    basis = basis_named(request.POST.get("basis", Basis.APPROVED.value))
    if basis not in bases_of(request):
        basis = Basis.APPROVED
    fields = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    base = method_from_json(version.parameters)
    return DraftState(base, outline_read(), fields, edition, basis, extra)


def faults_of_naming(request: HttpRequest) -> tuple[Fault, ...]:
    """All that keeps the new version from being saved shows beside what is wrong with it."""
    return naming_faults(request.POST.get("name", ""), request.POST.get("note", ""))


@require_POST
@guarded(Action.EDIT_METHOD)
def method_check(request: HttpRequest, pk: int) -> HttpResponse:
    """What is wrong with the draft so far and what it changes, while it is typed."""
    version = get_object_or_404(MethodVersion, pk=pk)
    # Before the first try to save, nobody has been asked for a name yet.
    naming = faults_of_naming(request) if request.POST.get("refused") else ()
    context = {"state": state_of(request, version, *naming), "version": version}
    return render(request, "scoring/methods/_method_check.html", context)


@require_POST
@guarded(Action.EDIT_METHOD)
def method_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The effect of the draft on the ranks of the chosen edition's newest run."""
    version = get_object_or_404(MethodVersion, pk=pk)
    state = state_of(request, version)
    context = {"state": state, "moves": MOVES, **_effect(state)}
    return render(request, "scoring/methods/_method_preview.html", context)


def _effect(state: DraftState) -> dict[str, Any]:
    effect = state.effect
    if effect is None:
        return {"effect": None}
    names = dict(City.objects.values_list("adcode", "name"))

    def named(moves: tuple[Move, ...]) -> list[tuple[str, Move]]:
        return [(names.get(move.adcode, move.adcode), move) for move in moves]

    tops = zip_longest(named(effect.top_before), named(effect.top_after), fillvalue=("", None))
    return {
        "effect": effect,
        "unordered": any(math.isnan(column.spearman) for column in effect.columns),
        "columns": [(state.outline.label(column.code), column) for column in effect.columns],
        "tops": [(before, after, move) for (before, _move), (after, move) in tops],
        "movers": named(effect.movers),
        "lost": [name for name, _move in named(effect.lost)],
        "gained": [name for name, _move in named(effect.gained)],
    }


@require_safe
@guarded(Action.EDIT_METHOD)
def method_rules(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The controls of one indicator or node, loaded when somebody opens them."""
    version = get_object_or_404(MethodVersion, pk=pk)
    outline = outline_read()
    if code not in outline.items:
        raise Http404(_("The tree has no such code."))
    base = method_from_json(version.parameters)
    board = Board.of(fields_from_method(base, outline.tree), base, outline)
    context = {"rules": board.rules(outline.items[code]), "version": version}
    return render(request, "scoring/methods/_method_rules.html", context)


@require_safe
@guarded(Action.EDIT_METHOD)
def method_step(request: HttpRequest, pk: int) -> HttpResponse:
    """One step's select with the numbers of the rule just chosen."""
    version = get_object_or_404(MethodVersion, pk=pk)
    outline = outline_read()
    name = request.GET.get("step", "")
    stage = _stage(name, outline)
    base = method_from_json(version.parameters)
    was = fields_from_method(base, outline.tree)
    chosen = {f"{name}:rule": request.GET.get(f"{name}:rule", "")}
    same = was.get(f"{name}:rule", "") == chosen[f"{name}:rule"]
    board = Board(fields={**was, **chosen} if same else chosen, was=was)
    context = {"step": board.step(name, stage), "version": version}
    return render(request, "scoring/methods/_method_step.html", context)


def _stage(name: str, outline: Outline) -> str:
    """The stage of a step's name such as `treat` or `n:G1:aggregate`; 404 for any other."""
    prefix, _colon, stage = name.rpartition(":")
    kind, _colon, code = prefix.partition(":")
    item = outline.items.get(code)
    known = {
        "": prefix == "" and stage in STAGES,
        "i": item is not None and item.is_leaf and stage in INDICATOR_STAGES,
        "n": item is not None and not item.is_leaf and stage in NODE_STAGES,
    }
    if not known.get(kind, False):
        raise Http404(_("There is no such step."))
    return stage
