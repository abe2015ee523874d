"""Beside the words of a document: where its sentences are, what is marked, where words stand."""

from __future__ import annotations

from itertools import islice

from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from surveys.evidence.citations import reading_of_document
from surveys.evidence.passages import passages_of
from surveys.files.quotation import MOST_MARKS, Letters, spans_of_words
from surveys.files.shown import Shown, shown_of
from surveys.guards import guarded
from surveys.permissions import Action, visible_evidence

MOST_FIND = 200


@require_safe
@guarded(Action.SEE_EVIDENCE)
def passages(request: HttpRequest, pk: int) -> JsonResponse:
    """Places on the page of a document's words: its sentences and, by question, its marks; or
    where the words of `find` stand. Nothing of a document without words."""
    row = get_object_or_404(visible_evidence(request.user).select_related("file"), pk=pk)
    letters = reading_of_document(row).letters
    answer: dict[str, object] = {}
    if letters is not None:
        shown = shown_of(letters.text)
        if "find" in request.GET:
            answer = _found(letters, shown, request.GET["find"])
        else:
            answer = _passages(letters, shown, row.file.sha256)
    response = JsonResponse(answer)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _passages(letters: Letters, shown: Shown, sha256: str) -> dict[str, object]:
    found = passages_of(letters, sha256)
    return {
        "length": shown.length,
        "pages": shown.pages,
        "sentences": [
            (shown.place(sentence.start), shown.place(sentence.end)) for sentence in found.sentences
        ],
        "marks": {
            question: [
                {
                    "start": shown.place(mark.start),
                    "end": shown.place(mark.end),
                    "words": mark.words,
                }
                for mark in marks
            ]
            for question, marks in found.marks.items()
            if marks
        },
    }


def _found(letters: Letters, shown: Shown, words: str) -> dict[str, object]:
    """As a quotation is found: no blank counts, and radicals are the characters they stand for;
    the case of letters does not count either."""
    spans = list(islice(spans_of_words(letters, words[:MOST_FIND]), MOST_MARKS + 1))
    return {
        "found": [(shown.place(start), shown.place(end)) for start, end in spans[:MOST_MARKS]],
        "more": len(spans) > MOST_MARKS,
    }
