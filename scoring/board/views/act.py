"""One act on many letters: what is chosen, what is typed, and a line for each in the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from scoring.board.acts import ACTS, DRAFTS, MOST_ACTED, Act, ActLine, DraftAct, Fate, act_on
from scoring.board.forms import ActForm
from scoring.board.page import Board
from scoring.board.scene import Scene, scene_of
from surveys.errors import Refused
from surveys.forms.refusal import show_refusal
from surveys.guards import guarded
from surveys.lookup import edition_of
from surveys.models import InfoRequest
from surveys.numbers import whole_number
from surveys.open_edition import edition_require_open
from surveys.permissions import Action
from surveys.rounds.chasing.drafts import drafts_address


@dataclass(frozen=True)
class Chosen:
    """`letters` with the revision that was shown; `left` more match than one act takes."""

    letters: list[tuple[InfoRequest, int]]
    left: int = 0


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Action.LOG_REPLY)
def board_act(request: HttpRequest, edition: str) -> HttpResponse:
    """`act` and either `row`s with their revisions or, with `all`, what the board's address
    lists."""
    row = edition_of(edition)
    scene, asked = scene_of(request, row), request.POST or request.GET
    name = asked.get("act", next(iter(ACTS)))
    if not name:
        messages.error(request, _("Choose what is done with the chosen letters."))
        return redirect(f"{reverse('board', args=[row.code])}?{_back(asked)}")
    if name in DRAFTS:
        keys = [letter.pk for letter, _seen in _chosen(scene, asked).letters]
        if not keys:
            return _page(request, scene, DRAFTS[name], Chosen([]), None)
        return redirect(drafts_address(row, keys, DRAFTS[name].way, _back(asked)))
    act = ACTS.get(name)
    if act is None:
        raise Http404(_("There is no such act."))
    chosen = _chosen(scene, asked)
    since = min((letter.round.opens_on for letter, _seen in chosen.letters), default=scene.today)
    if request.method == "POST" and chosen.letters:
        form = ActForm(request.POST, act=act, scene=scene, since=since)
        if form.is_valid():
            try:
                edition_require_open(edition=row)
            except Refused as refusal:
                show_refusal(form, refusal)
            else:
                return _done(request, scene, act, chosen, form)
        return _page(request, scene, act, chosen, form, 422)
    return _page(request, scene, act, chosen, ActForm(act=act, scene=scene, since=since))


def _drafts(request: HttpRequest, scene: Scene, act: DraftAct, asked: QueryDict) -> HttpResponse:
    """Of what was chosen; where nothing was, the way back as for every act."""
    keys = [letter.pk for letter, _seen in _chosen(scene, asked).letters]
    if keys:
        return redirect(drafts_address(scene.edition, keys, act.way, _back(asked)))
    facts = {"edition": scene.edition, "act": act, "chosen": Chosen([]), "back": _back(asked)}
    return render(request, "scoring/board/act.html", facts)


def _page(
    request: HttpRequest,
    scene: Scene,
    act: Act | DraftAct,
    chosen: Chosen,
    form: ActForm | None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "edition": scene.edition,
        "act": act,
        "chosen": chosen,
        "most": MOST_ACTED,
        "form": form,
        "back": _back(request.POST or request.GET),
    }
    return render(request, "scoring/board/act.html", context, status=status)


def _done(
    request: HttpRequest, scene: Scene, act: Act, chosen: Chosen, form: ActForm
) -> HttpResponse:
    lines = list(
        act_on(
            act,
            chosen.letters,
            actor=scene.person,
            today=scene.today,
            token=form.cleaned_data["token"],
            typed=form.typed(),
        )
    )
    counts = Counter(line.fate.value for line in lines)
    context = {
        "edition": scene.edition,
        "act": act,
        "lines": lines,
        "handler": form.cleaned_data.get("handler", ""),
        "counts": {name: counts[name] for name in ("done", "same", "refused")},
        "again": _again(scene, act, lines, _back(request.POST)),
        "back": _back(request.POST),
    }
    return render(request, "scoring/board/act.html", context)


def _again(scene: Scene, act: Act, lines: list[ActLine], back: str) -> str:
    """The same act on the refused ones, as they stand now; empty where there is none."""
    left = [line.letter for line in lines if line.fate is Fate.REFUSED]
    rows = [("row", f"{letter.pk}:{letter.revision}") for letter in left]
    address = reverse("board-act", args=[scene.edition.code])
    return f"{address}?{urlencode([('act', act.name), ('back', back), *rows])}" if rows else ""


def _chosen(scene: Scene, asked: QueryDict) -> Chosen:
    if asked.get("all"):
        board = Board(scene, QueryDict(_back(asked)))
        if not board.kind.acts:
            return Chosen([])
        rows = list(board.rows.select_related("round", "organ__city")[:MOST_ACTED])
        left = board.rows.order_by().count() - len(rows)
        return Chosen([(row, row.revision) for row in rows], left)
    seen = dict(_rows(asked.getlist("row")[:MOST_ACTED]))
    letters = InfoRequest.objects.filter(round__edition=scene.edition)
    stored = letters.select_related("round__edition", "organ__city").in_bulk(list(seen))
    return Chosen([(stored[key], number) for key, number in seen.items() if key in stored])


def _rows(words: list[str]) -> Iterator[tuple[int, int]]:
    """Keys with revisions, as the boxes have them; what is written otherwise is left out."""
    for word in words:
        key, _sign, seen = word.partition(":")
        pair = whole_number(key), whole_number(seen)
        if pair[0] is not None and pair[1] is not None:
            yield pair[0], pair[1]


def _back(asked: QueryDict) -> str:
    """The board's address without its path, as the page before carried it on."""
    return asked.get("back", "")
