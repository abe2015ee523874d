"""Boxes that are drawn, form fields and typed notes of a PDF page, with their places."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2
from pypdfium2 import raw

from surveys.files.readers.boxes import CROSSED, EMPTY, TICKED
from surveys.files.readers.pdf.place import Glyph

_MOST_OBJECTS, _MOST_NOTES = 5_000, 2_000
# Points: what is smaller is a dot, what is larger a frame.
_SMALLEST, _LARGEST = 5.0, 22.0
_MOST_SEGMENTS = 120
_SQUARE = 1.35
_DARK = 128
_HIDDEN = 0x02 | 0x20  # flags "hidden" and "no view"
_MOST_VALUE = 4_000
_TEXT_FIELDS = (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX)
_BOX_FIELDS = (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON)


def field_marks(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage) -> Iterator[Glyph]:
    """The state or value of each form field, and notes typed on the page."""
    for place in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST_NOTES)):
        note = raw.FPDFPage_GetAnnot(page, place)
        if not note:
            continue
        try:
            text = _note_text(document, note)
            frame = raw.FS_RECTF()
            if text and raw.FPDFAnnot_GetRect(note, frame):
                yield Glyph(text, frame.left, frame.bottom, frame.right, frame.top)
        finally:
            raw.FPDFPage_CloseAnnot(note)


def _note_text(document: pypdfium2.PdfDocument, note: Any) -> str:
    if raw.FPDFAnnot_GetFlags(note) & _HIDDEN:
        return ""
    kind = raw.FPDFAnnot_GetSubtype(note)
    if kind == raw.FPDF_ANNOT_FREETEXT:
        return _string(
            lambda buffer, size: raw.FPDFAnnot_GetStringValue(note, b"Contents", buffer, size)
        )
    if kind != raw.FPDF_ANNOT_WIDGET or not document.formenv:
        return ""
    form = document.formenv
    field = raw.FPDFAnnot_GetFormFieldType(form, note)
    if field in _BOX_FIELDS:
        return TICKED if raw.FPDFAnnot_IsChecked(form, note) else EMPTY
    if field in _TEXT_FIELDS:
        return _string(
            lambda buffer, size: raw.FPDFAnnot_GetFormFieldValue(form, note, buffer, size)
        )
    return ""


def _string(read: Any) -> str:
    """A text of the library: its length in bytes first, then UTF-16."""
    size = read(None, 0)
    if not 2 < size <= 2 * _MOST_VALUE:
        return ""
    buffer = (raw.FPDF_WCHAR * (size // 2))()
    read(buffer, size)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0").strip()


def drawn_marks(page: pypdfium2.PdfPage) -> Iterator[Glyph]:
    """Small squares, with what is drawn inside them."""
    if raw.FPDFPage_CountObjects(page) > _MOST_OBJECTS:
        return
    squares: list[Glyph] = []
    strokes: list[tuple[Glyph, int]] = []
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
        shape = _shape(item)
        if shape is None:
            continue
        frame, closed, begins = shape
        if closed:
            squares.append(frame)
        elif begins:
            strokes.append((frame, begins))
    seen: list[Glyph] = []
    for frame in squares:
        if any(other.holds(frame) for other in seen):
            continue
        seen.append(frame)
        inside = [begins for stroke, begins in strokes if frame.holds(stroke)]
        text = EMPTY if not inside else (CROSSED if sum(inside) > 1 else TICKED)
        yield Glyph(text, frame.left, frame.bottom, frame.right, frame.top)


def _shape(item: Any) -> tuple[Glyph, bool, int] | None:
    """Its frame, whether it is a box, and else of how many lines it is; None for others."""
    left, bottom, right, top = item.get_bounds()
    wide, tall = right - left, top - bottom
    if not _SMALLEST <= max(wide, tall) <= _LARGEST:
        return None
    frame = Glyph("", left, bottom, right, top)
    kinds = _segments(item)
    fill, stroke = ctypes.c_int(), raw.FPDF_BOOL()
    raw.FPDFPath_GetDrawMode(item, fill, stroke)
    if not kinds or not (fill.value or stroke.value):
        return None
    square = min(wide, tall) > 0 and max(wide, tall) / min(wide, tall) < _SQUARE
    open_line = len(kinds) < 5 and not _closed(item, len(kinds))
    if square and not open_line:
        hollow = stroke.value or not _is_dark(item) or _is_frame(kinds)
        return (frame, True, 0) if hollow else None
    return (frame, False, kinds.count(raw.FPDF_SEGMENT_MOVETO)) if open_line else None


def _segments(item: Any) -> list[int]:
    count = raw.FPDFPath_CountSegments(item)
    if not 2 <= count <= _MOST_SEGMENTS:
        return []
    return [
        raw.FPDFPathSegment_GetType(raw.FPDFPath_GetPathSegment(item, place))
        for place in range(count)
    ]


def _closed(item: Any, count: int) -> bool:
    last = raw.FPDFPath_GetPathSegment(item, count - 1)
    return bool(raw.FPDFPathSegment_GetClose(last))


def _is_frame(kinds: list[int]) -> bool:
    """A square inside a square, filled between them."""
    return kinds.count(raw.FPDF_SEGMENT_MOVETO) > 1


def _is_dark(item: Any) -> bool:
    red, green, blue, strength = (ctypes.c_uint() for _color in range(4))
    raw.FPDFPageObj_GetFillColor(item, red, green, blue, strength)
    return max(red.value, green.value, blue.value) < _DARK
