"""The editor of the codebook: one draft for all managers, saved question by question."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from surveys.coding.book.checks import content_faults, is_code
from surveys.coding.book.content import GENERAL, Entry, digest, entries_of, part_of, question_of
from surveys.coding.book.difference import changes_between, field_labels
from surveys.coding.book.forms import PublishForm
from surveys.coding.book.services.draft import (
    codebook_draft_begin,
    codebook_draft_discard,
    codebook_draft_save,
)
from surveys.coding.book.services.version import codebook_publish
from surveys.coding.book.typed import (
    KINDS,
    answers_of,
    blank_entry,
    controls_of,
    entry_typed,
    rule_controls,
)
from surveys.errors import Refused, StaleRevision
from surveys.guards import guarded, person_of
from surveys.models import CodebookDraft, CodebookVersion, Question
from surveys.permissions import Action


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Action.EDIT_CODEBOOK)
def codebook_draft(request: HttpRequest) -> HttpResponse:
    """What the draft changes; a POST begins one, or takes a newer version into it."""
    if request.method == "POST":
        try:
            codebook_draft_begin(actor=person_of(request))
        except Refused as refusal:
            return _overview(request, refusal)
        return redirect("codebook-draft")
    if "code" in request.GET:
        return _to_new(request)
    return _overview(request)


def _to_new(request: HttpRequest) -> HttpResponse:
    """To the form of a question that is to be added, once its code can be one."""
    code = request.GET["code"].strip()
    if not is_code(code):
        text = _("Lowercase letters, digits and _, a letter first.")
        return _overview(request, Refused(text, field="code"))
    said = {name: request.GET.get(name, "") for name in ("kind", "source")}
    return redirect(f"{reverse('codebook-part', args=[code])}?{urlencode(said)}")


def _overview(
    request: HttpRequest, refusal: Refused | None = None, form: PublishForm | None = None
) -> HttpResponse:
    draft = CodebookDraft.objects.select_related("base", "saved_by").first()
    newest = CodebookVersion.objects.first()
    context: dict[str, Any] = {
        "draft": draft,
        "newest": newest,
        "refusal": refusal.message if refusal else "",
        "kinds": [(kind.value, kind.label) for kind in KINDS],
        "sources": Question.Source.choices,
        "form": form or PublishForm(initial={"holds_from": timezone.localdate()}),
        "ticked": request.POST.getlist("again"),
    }
    if draft is not None:
        changes = changes_between(draft.base.content, draft.content)
        context |= {
            "changes": changes,
            "markable": [one for one in changes if one.kind == "changed" and one.code != GENERAL],
            "parts": [(GENERAL, _("For every question")), *_named(draft)],
            "faults": content_faults(draft.content),
            "seen": digest(draft.content),
            "behind": newest is not None and draft.base_id != newest.pk,
        }
    status = refusal.status if refusal else 422 if form else 200
    return render(request, "surveys/coding/codebook_draft.html", context, status=status)


def _named(draft: CodebookDraft) -> list[tuple[str, str]]:
    entries = entries_of(draft.content).items()
    return [(code, question_of(entry).name) for code, entry in entries]


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Action.EDIT_CODEBOOK)
def codebook_part(request: HttpRequest, question: str) -> HttpResponse:
    """One question of the draft, or the rules of all; saved as a whole or not at all."""
    draft = CodebookDraft.objects.first()
    if draft is None:
        messages.info(request, _("There is no draft of the codebook."))
        return redirect("codebook-draft")
    stored = part_of(draft.content, question)
    entry = stored or _new(request, draft, question)
    seen = digest(stored) if stored else ""
    if request.method != "POST":
        return _form(request, entry, seen)
    typed = entry_typed(request.POST, entry)
    try:
        codebook_draft_save(
            actor=person_of(request), entry=typed, seen=request.POST.get("seen", "")
        )
    except StaleRevision as stale:
        return _form(request, typed, seen, stale, theirs=stale.current)
    except Refused as refusal:
        return _form(request, typed, request.POST.get("seen", ""), refusal)
    messages.success(request, _("Saved in the draft: %(question)s") % {"question": question})
    done = urlencode({"logged": draft_key(request, question)})
    return redirect(f"{reverse('codebook-draft')}?{done}")


def draft_key(request: HttpRequest, code: str) -> str:
    """Under which the browser keeps what is typed until it is saved."""
    return f"codebook-{code}-{person_of(request).pk}"


def _new(request: HttpRequest, draft: CodebookDraft, code: str) -> Entry:
    """A question that is not in the draft yet; 404 unless the address says what kind it is."""
    said = request.POST if request.method == "POST" else request.GET
    kind, source = said.get("kind", ""), said.get("source", "")
    if kind not in {one.value for one in KINDS} or source not in Question.Source.values:
        raise Http404(_("There is no such question in the draft."))
    places = [entry["position"] for entry in draft.content["questions"]]
    return blank_entry(code, kind, source, max(places, default=0) + 1)


def _form(
    request: HttpRequest,
    entry: Entry,
    seen: str,
    refusal: Refused | None = None,
    theirs: Entry | None = None,
) -> HttpResponse:
    """409 with what is stored beside what was typed where somebody else saved meanwhile."""
    faults = {refusal.field: refusal.message} if refusal and refusal.field else {}
    question = None if entry["code"] == GENERAL else question_of(entry)
    context = {
        "code": entry["code"],
        "question": question,
        "entry": entry,
        "controls": controls_of(entry, field_labels(), faults),
        "answers": answers_of(entry, faults),
        "counting_fault": faults.get("counts_as_one", ""),
        "rules": rule_controls(entry, question, faults),
        "seen": seen,
        "refusal": refusal.message if refusal else "",
        "fault_at": f"f-{refusal.field}" if refusal and refusal.field else "",
        "differences": _against(theirs, entry) if theirs else [],
        "draft_key": draft_key(request, entry["code"]),
    }
    status = refusal.status if refusal else 200
    return render(request, "surveys/coding/codebook_part.html", context, status=status)


def _against(theirs: Entry, typed: Entry) -> list[Any]:
    """What is stored, with what the typed one says otherwise."""
    if typed["code"] == GENERAL:
        old = {"general": theirs["rules"], "questions": []}
        return changes_between(old, {"general": typed["rules"], "questions": []})
    return changes_between(
        {"general": [], "questions": [theirs]}, {"general": [], "questions": [typed]}
    )


@require_POST
@guarded(Action.EDIT_CODEBOOK)
def codebook_publish_page(request: HttpRequest) -> HttpResponse:
    """The draft becomes the next version."""
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _overview(request, form=form)
    try:
        version = codebook_publish(
            actor=person_of(request),
            again=request.POST.getlist("again"),
            seen=request.POST.get("seen", ""),
            **form.cleaned_data,
        )
    except Refused as refusal:
        return _overview(request, refusal, form)
    text = _("Version %(number)d is published. Move editions to it where it shall hold.")
    messages.success(request, text % {"number": version.number})
    return redirect("codebook-versions")


@require_POST
@guarded(Action.EDIT_CODEBOOK)
def codebook_discard(request: HttpRequest) -> HttpResponse:
    """The draft is dropped; versions stay."""
    try:
        codebook_draft_discard(actor=person_of(request), seen=request.POST.get("seen", ""))
    except Refused as refusal:
        return _overview(request, refusal)
    messages.success(request, _("The draft is discarded."))
    return redirect("codebook")
