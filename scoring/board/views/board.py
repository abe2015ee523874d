"""The board's page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from scoring.board.acts import ACTS, DRAFTS
from scoring.board.forms import LookForm, ViewForm
from scoring.board.markup import body_html
from scoring.board.page import Board, counts_of, menu_of
from scoring.board.presets import counted_of
from scoring.board.scene import Scene, scene_of
from scoring.board.selectors import views_for
from scoring.runs.lookup import bases_of
from surveys.guards import guarded
from surveys.lookup import edition_of
from surveys.paging import page_of
from surveys.permissions import Action, can

PAGE = 50
# On paper so many rows are some forty sheets; a file takes all of them.
MOST_PRINTED = 2000


@require_safe
@guarded(Action.SEE_ANSWERS)
def board_page(request: HttpRequest, edition: str) -> HttpResponse:
    """`?preset=NAME` with filters, `order`, `columns` and `page`; `print` for all rows at once."""
    if "pick" in request.GET:
        return redirect(f"{request.path}?{_picked(request)}")
    row = edition_of(edition)
    scene = scene_of(request, row)
    board = Board(scene, request.GET)
    prints = bool(request.GET.get("print"))
    acts = board.kind.acts and can(scene.person, Action.LOG_REPLY, row) and not prints
    context = {
        "edition": row,
        "scene": scene,
        "board": board,
        "menu": menu_of(board, counts_of(scene, counted_of(scene))),
        "acts": (*DRAFTS.values(), *ACTS.values()) if acts else (),
        "bases": bases_of(request),
        "views": views_for(scene.person),
        "view_form": ViewForm(initial={"query": board.kept_query()}),
        "look_form": _look_form(scene) if board.preset.name == "portals" else None,
        "of_results": any(one.part == "results" for one in board.columns),
        **_fields(board),
        "prints": prints,
        **_rows(request, board, MOST_PRINTED if prints else PAGE, acts=bool(acts)),
    }
    return render(request, "scoring/board/board.html", context)


def _look_form(scene: Scene) -> LookForm | None:
    """For who may say how often portals are looked into."""
    if not can(scene.person, Action.MANAGE_EDITION, scene.edition) or scene.edition.frozen:
        return None
    return LookForm(initial={"days": scene.edition.look_days}, auto_id="look-%s")


def _rows(request: HttpRequest, board: Board, size: int, *, acts: bool) -> dict[str, Any]:
    if board.kind.whole:
        rows = board.load(board.rows)
        return {"body": body_html(board, rows, chosen=acts), "total": len(rows)}
    page = page_of(request, board.rows, size)
    rows = board.load(page.object_list)
    body = body_html(board, rows, chosen=acts)
    return {"body": body, "page": page, "total": page.paginator.count}


def _fields(board: Board) -> dict[str, Any]:
    """Filters in sight, those of the preset among them, and behind; those are open while one of
    them narrows."""
    form = board.filter.form
    names = list(dict.fromkeys((*board.preset.given, *board.filter.first)))
    first = [form[name] for name in names if name in form.fields]
    more = [field for field in form if field.name not in names]
    narrowed = any(board.query.get(field.name) or field.errors for field in more)
    return {"first": first, "more": more, "more_open": narrowed}


def _picked(request: HttpRequest) -> str:
    """The address with the columns that the form picked, in the order of the numbers beside."""
    query = request.GET.copy()
    names = query.getlist("pick")
    places = {name: query.get(f"at-{name}", "") for name in names}

    def place(name: str) -> tuple[int, int]:
        told = places[name]
        return (int(told) if told.isdecimal() and len(told) < 4 else 999, names.index(name))

    kept = [
        (name, query.get(name, ""))
        for name in query
        if name not in ("pick", "columns", "page") and not name.startswith("at-")
    ]
    return urlencode([*kept, ("columns", ",".join(sorted(names, key=place)))])
