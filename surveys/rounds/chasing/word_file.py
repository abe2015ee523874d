"""A draft as a Word file, to be signed and sent."""

from __future__ import annotations

import io

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

FONT, TITLE_POINTS, TEXT_POINTS = "仿宋", 18, 14


def word_bytes(text: str) -> bytes:
    """The first line is the title, each further line a paragraph as it stands."""
    document = Document()
    style = document.styles["Normal"]
    style.font.name = FONT
    style.font.size = Pt(TEXT_POINTS)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    title, *lines = text.splitlines() or [""]
    head = document.add_paragraph()
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = head.add_run(title.strip())
    run.bold = True
    run.font.size = Pt(TITLE_POINTS)
    for line in lines:
        document.add_paragraph(line)
    document.core_properties.author = ""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
