"""Drafts for chosen letters: looked through, edited, printed or downloaded, entered when sent."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from surveys.errors import NotThere, Refused
from surveys.guards import guarded, page_behind, person_of
from surveys.lookup import edition_of
from surveys.models import Edition, InfoRequest
from surveys.models.request_event import EventKind
from surveys.permissions import Action
from surveys.rounds.chasing.drafts import WAYS, Draft, Way, drafts, drafts_address
from surveys.rounds.chasing.forms import MOST_SIGNS, ChasedForm, DraftForm
from surveys.rounds.chasing.judged import chosen_letters, judged
from surveys.rounds.chasing.services import chase_record
from surveys.rounds.views.letter import letter_of
from surveys.workdays.selectors import calendars_now

TEXT_TYPE = "text/plain; charset=utf-8"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# By name: its library takes 9 MB, which a web process holds once somebody downloads a draft.
_WORD_FILE = "surveys.rounds.chasing.word_file.word_bytes"
_NAMES = {Way.LETTER: "催办函", Way.TELEPHONE: "电话催办提纲"}


@dataclass(frozen=True)
class Refusal:
    """One line a chosen row: which letter, and why nothing is drafted for it."""

    letter: InfoRequest | None
    key: str
    reason: str


@dataclass(frozen=True)
class Card:
    draft: Draft
    form: DraftForm
    chased: ChasedForm


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Action.LOG_REPLY)
def chase_page(request: HttpRequest, edition: str) -> HttpResponse:
    """`?letter=ID&letter=…` are the chosen letters, `?way=` a letter or a telephone script,
    `?back=` the board that they were chosen on; a form that sends the choice lands on the same
    address."""
    row, data = edition_of(edition), request.POST or request.GET
    keys, way, back = data.getlist("letter"), _way(data), data.get("back", "")
    if request.method == "POST":
        return redirect(drafts_address(row, keys, way, back))
    board = f"{reverse('board', args=[row.code])}?{back or 'preset=letters'}"
    try:
        letters, strange = chosen_letters(row, keys)
    except Refused as refusal:
        context = {"edition": row, "trouble": refusal.message, "board": board}
        return render(request, "surveys/rounds/chase.html", context, status=refusal.status)
    today, calendars = timezone.localdate(), calendars_now()
    rows = judged(letters, today, calendars)
    cards = [_card(draft, way) for draft in drafts(rows, way, today, calendars)]
    refused = [Refusal(one.letter, "", one.refusal) for one in rows if one.refusal]
    refused += [Refusal(None, key, _("No such letter in this edition.")) for key in strange]
    context = {
        "edition": row,
        "cards": cards,
        "refused": refused,
        "way": way,
        "ways": [
            (words, drafts_address(row, keys, one, back), one is way) for one, words in WAYS.items()
        ],
        "board": board,
        "entered": _entered(row, way, cards, back),
    }
    return render(request, "surveys/rounds/chase.html", context)


@require_POST
@guarded(Action.LOG_REPLY)
def chase_file(request: HttpRequest, pk: int, extension: str) -> HttpResponse:
    """The draft as it was edited, as a Word file or plain text; nothing for a letter in time."""
    if extension not in ("docx", "txt"):
        raise NotThere(_("A draft is a Word file or plain text."))
    letter, today = letter_of(pk), timezone.localdate()
    refusal = judged([letter], today, calendars_now())[0].refusal
    form = DraftForm(request.POST)
    if refusal or not form.is_valid():
        words = _("There is no text, or more than %(most)s signs of it.")
        messages.error(request, refusal or words % {"most": f"{MOST_SIGNS:,}"})
        return redirect(page_behind(request))
    text = form.cleaned_data["text"]
    name = _NAMES[_way(request.POST)]
    word = extension == "docx"
    response = HttpResponse(
        import_string(_WORD_FILE)(text) if word else text,
        content_type=WORD_TYPE if word else TEXT_TYPE,
    )
    file = f"{name}-{letter.organ.name}-{today.isoformat()}.{extension}"
    response.headers["Content-Disposition"] = content_disposition_header(True, file) or ""
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@guarded(Action.LOG_REPLY)
def letter_chased(request: HttpRequest, pk: int) -> HttpResponse:
    """Enters that the letter was chased today, and goes back to its draft among the others."""
    letter, form = letter_of(pk), ChasedForm(request.POST)
    refused = _("That cannot be entered.")
    if form.is_valid():
        try:
            event = chase_record(
                actor=person_of(request),
                request=letter,
                today=timezone.localdate(),
                **form.cleaned_data,
            )
        except Refused as refusal:
            refused = refusal.message
        else:
            words = {"organ": letter.organ.name, "what": EventKind(event.kind).label}
            messages.success(request, _("Entered: %(what)s, %(organ)s.") % words)
            return redirect(f"{page_behind(request)}#letter-{letter.pk}")
    messages.error(request, f"{letter.organ.name}: {refused}")
    return redirect(page_behind(request))


def _entered(edition: Edition, way: Way, cards: list[Card], back: str) -> str:
    """Where all that is drafted here is entered at once; of one draft its own button does it."""
    if len(cards) < 2:
        return ""
    letters = [card.draft.judged.letter for card in cards]
    rows = [("row", f"{letter.pk}:{letter.revision}") for letter in letters]
    act = "reminded" if way is Way.LETTER else "called"
    query = urlencode([("act", act), ("back", back), *rows])
    return f"{reverse('board-act', args=[edition.code])}?{query}"


def _card(draft: Draft, way: Way) -> Card:
    prefix = f"letter-{draft.judged.letter.pk}-%s"
    form = DraftForm(initial={"text": draft.text}, auto_id=prefix)
    form.fields["text"].widget.attrs["rows"] = draft.lines + 1
    return Card(draft, form, ChasedForm(initial={"way": way.value}, auto_id=prefix))


def _way(data: QueryDict) -> Way:
    wanted = data.get("way", "")
    return Way(wanted) if wanted in list(Way) else Way.LETTER
