from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from scoring.export.download import download
from scoring.export.file import Export
from scoring.index.method.method import Method, method_from_json
from scoring.methods.board import Board, Row
from scoring.methods.fields import fields_from_method
from scoring.methods.forms import MethodChoiceForm, MethodImportForm
from scoring.methods.intake import method_read
from scoring.methods.outline import outline_read
from scoring.methods.readable import Line, differences, method_lines, overrides
from scoring.methods.services import MethodExists, method_choose, method_create
from scoring.models import EditionMethod, MethodVersion
from scoring.models.method import DEFAULT_METHOD
from scoring.runs.inputs import tree_read
from scoring.runs.selectors import methods_for
from surveys.errors import ChangedMeanwhile, Refused
from surveys.guards import guarded, person_of
from surveys.models import Edition
from surveys.permissions import Action, within_reach


@require_safe
@guarded(Action.SEE_RESULTS)
def method_list(request: HttpRequest) -> HttpResponse:
    """Every name with its versions, the newest first."""
    return _list_page(request, MethodImportForm())


def _list_page(request: HttpRequest, form: MethodImportForm) -> HttpResponse:
    chosen = within_reach(request.user, EditionMethod.objects.select_related("edition"))
    versions = list(_versions(request).prefetch_related(Prefetch("editions", chosen)))
    context = {
        "versions": versions,
        "form": form,
        "unchosen": _editions(request).filter(method__isnull=True),
        "default": next((v for v in versions if v.name == DEFAULT_METHOD), None),
    }
    return render(
        request, "scoring/methods/method_list.html", context, status=422 if form.errors else 200
    )


def _versions(request: HttpRequest) -> QuerySet[MethodVersion]:
    return methods_for(person_of(request)).order_by("name", "-number")


def _editions(request: HttpRequest) -> QuerySet[Edition]:
    return within_reach(request.user, Edition.objects.computed(), "")


@require_POST
@guarded(Action.EDIT_METHOD)
def method_import(request: HttpRequest) -> HttpResponse:
    """Stores the method of a JSON file as a version; a fault stores nothing."""
    form = MethodImportForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            method = method_read(form.cleaned_data["file"].read(), tree_read())
            version = method_create(
                actor=person_of(request),
                method=method,
                name=form.cleaned_data["name"],
                note=form.cleaned_data["note"],
            )
        except MethodExists as refusal:
            messages.info(request, refusal.message)
            return redirect("method", refusal.version.pk)
        except Refused as refusal:
            form.add_error(refusal.field or "file", refusal.message)
        else:
            text = _("%(version)s is stored.")
            messages.success(request, text % {"version": version})
            return redirect("method", version.pk)
    return _list_page(request, form)


@require_safe
@guarded(Action.SEE_RESULTS)
def method_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A version with every parameter, its weights down the tree, and who uses it."""
    version = get_object_or_404(MethodVersion, pk=pk)
    return _page(request, version, MethodChoiceForm(person_of(request)))


def _page(
    request: HttpRequest, version: MethodVersion, form: MethodChoiceForm, status: int = 0
) -> HttpResponse:
    method = method_from_json(version.parameters)
    outline = outline_read()
    board = Board.of(fields_from_method(method, outline.tree), method, outline)
    rows = board.rows(outline, method)
    others = _versions(request).exclude(pk=version.pk)
    context = {
        "version": version,
        "lines": method_lines(method),
        "root": (rows[0], overrides(method, rows[0].item.code)),
        "domains": _domains(rows, method),
        "editions": _editions(request).filter(method__version=version),
        "by_default": _by_default(version, _editions(request)),
        "before": others.filter(name=version.name, number__lt=version.number).first(),
        "others": others,
        "form": form,
        "in_force": [_chosen_now(*row) for row in _choices(request)],
    }
    shown = status or (422 if form.errors else 200)
    return render(request, "scoring/methods/method.html", context, status=shown)


def _choices(request: HttpRequest) -> QuerySet[Edition, tuple[str, int | None]]:
    """Open editions that the form offers, with the version that was chosen for each."""
    offered: QuerySet[Edition] = within_reach(request.user, Edition.objects.writable(), "")
    return offered.values_list("code", "method__version")


def _chosen_now(code: str, version: int | None) -> str:
    """An edition and its choice, as the form to choose another says them."""
    return f"{code}:{version or 0}"


def _by_default(version: MethodVersion, editions: QuerySet[Edition]) -> QuerySet[Edition]:
    """Editions without a choice of their own, where this is the newest default version."""
    if version.name != DEFAULT_METHOD:
        return editions.none()
    newest = MethodVersion.objects.filter(name=DEFAULT_METHOD).order_by("-number")[0]
    unchosen = editions.filter(method__isnull=True)
    return unchosen if version == newest else unchosen.none()


def _domains(rows: list[Row], method: Method) -> list[list[tuple[Row, list[Line]]]]:
    """The rows below the index, domain by domain, each with what it does differently."""
    found: list[list[tuple[Row, list[Line]]]] = []
    for row in rows[1:]:
        if row.item.level == 1:
            found.append([])
        found[-1].append((row, overrides(method, row.item.code)))
    return found


@require_POST
@guarded(Action.MANAGE_EDITION)
def method_use(request: HttpRequest, pk: int) -> HttpResponse:
    """Compute an edition by this version from now on."""
    version = get_object_or_404(MethodVersion, pk=pk)
    form = MethodChoiceForm(person_of(request), request.POST)
    if form.is_valid():
        edition = form.cleaned_data["edition"]
        try:
            now = _chosen_now(*_choices(request).get(pk=edition.pk))
            if now not in request.POST.getlist("seen"):
                raise ChangedMeanwhile(
                    _("Another method was chosen for %(edition)s meanwhile. Look again.")
                    % {"edition": edition.code}
                )
            changed = method_choose(actor=person_of(request), edition=edition, version=version)
        except ChangedMeanwhile as refusal:
            form.add_error("edition", refusal.message)
            return _page(request, version, form, refusal.status)
        except Refused as refusal:
            form.add_error("edition", refusal.message)
        else:
            said = {"edition": edition.code, "version": version}
            if changed:
                text = _("%(edition)s is computed by %(version)s from now on.")
                messages.success(request, text % said)
            else:
                text = _("%(edition)s is computed by %(version)s already.")
                messages.info(request, text % said)
            return redirect("method", version.pk)
    return _page(request, version, form)


@require_safe
@guarded(Action.SEE_RESULTS)
def method_json(request: HttpRequest, pk: int) -> HttpResponse:
    """The parameters as the file that the import and the command line read."""
    version = get_object_or_404(MethodVersion, pk=pk)
    text = json.dumps(version.parameters, ensure_ascii=False, indent=2) + "\n"
    name = f"method-{version.name}-{version.number}.json"
    return download(Export(name, "application/json; charset=utf-8", text.encode()))


@require_safe
@guarded(Action.SEE_RESULTS)
def method_diff(request: HttpRequest) -> HttpResponse:
    """What differs between the versions `a` and `b` of the address."""
    versions = list(_versions(request))
    old, new = (_chosen(request, name, versions) for name in ("a", "b"))
    if not {"a", "b"} & set(request.GET):
        old, new = _newest_two(versions)
    context: dict[str, Any] = {"versions": versions, "old": old, "new": new}
    if old and new:
        before, after = (method_from_json(version.parameters) for version in (old, new))
        context["differences"] = differences(before, after, outline_read())
    return render(request, "scoring/methods/method_diff.html", context)


def _newest_two(
    versions: list[MethodVersion],
) -> tuple[MethodVersion | None, MethodVersion | None]:
    """The version stored last and the one before it, of the same name where there is one."""
    by_age = sorted(versions, key=lambda version: -version.pk)
    if len(by_age) < 2:
        return None, None
    newest, *rest = by_age
    same = [version for version in rest if version.name == newest.name]
    return (same or rest)[0], newest


def _chosen(request: HttpRequest, name: str, found: list[MethodVersion]) -> MethodVersion | None:
    wanted = request.GET.get(name, "")
    return next((version for version in found if str(version.pk) == wanted), None)
