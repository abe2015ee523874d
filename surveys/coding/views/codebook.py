"""The codebook to read: a version, the list of them, and what differs between two."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from surveys.coding.book.difference import changes_between
from surveys.coding.book.reading import sections_of
from surveys.guards import guarded
from surveys.models import CodebookDraft, CodebookVersion, Edition
from surveys.numbers import whole_number
from surveys.permissions import Action, within_reach


@require_safe
@guarded(Action.SEE_RESULTS)
def codebook_page(request: HttpRequest) -> HttpResponse:
    """The newest version, or the one of the address, as far as it holds the searched words."""
    newest = _versions().first()
    version = newest
    if "version" in request.GET:
        version = _numbered(request.GET["version"])
        if version is None:
            raise Http404(_("There is no such version of the codebook."))
    text = request.GET.get("q", "").strip()
    sections = sections_of(version.content) if version else []
    context = {
        "version": version,
        "newest": newest,
        "q": text,
        "all": len(sections),
        "sections": [section for section in sections if section.holds(text)],
        "draft": CodebookDraft.objects.exists(),
    }
    return render(request, "surveys/coding/codebook.html", context)


@require_safe
@guarded(Action.SEE_RESULTS)
def codebook_versions(request: HttpRequest) -> HttpResponse:
    """Who made which and why, and which editions are coded by it."""
    versions = list(_versions().defer("content").select_related("made_by"))
    editions: QuerySet[Edition] = within_reach(request.user, Edition.objects.computed(), "")
    coded: dict[int | None, list[Edition]] = {}
    for edition in editions:
        coded.setdefault(edition.codebook_id, []).append(edition)
    newest = versions[0].pk if versions else None
    rows = [
        (version, coded.get(version.pk, []) + (coded.get(None, []) if version.pk == newest else []))
        for version in versions
    ]
    return render(request, "surveys/coding/codebook_versions.html", {"rows": rows})


@require_safe
@guarded(Action.SEE_RESULTS)
def codebook_diff(request: HttpRequest) -> HttpResponse:
    """What differs between the versions `a` and `b`; the newest two where none is named."""
    numbers = list(_versions().values_list("number", flat=True))
    old, new = (_numbered(request.GET.get(name, "")) for name in ("a", "b"))
    if not {"a", "b"} & set(request.GET) and len(numbers) > 1:
        old, new = (_numbered(str(number)) for number in (numbers[1], numbers[0]))
    context = {
        "numbers": numbers,
        "old": old,
        "new": new,
        "changes": changes_between(old.content, new.content) if old and new else [],
    }
    return render(request, "surveys/coding/codebook_diff.html", context)


def _versions() -> QuerySet[CodebookVersion]:
    rows: QuerySet[CodebookVersion] = CodebookVersion.objects.all()
    return rows


def _numbered(text: str) -> CodebookVersion | None:
    number = whole_number(text, most=2**31 - 1)
    return None if number is None else _versions().filter(number=number).first()
