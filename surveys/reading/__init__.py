"""The words of a stored document, one file per kind, and where quotations stand in them."""

from surveys.reading.document import READABLE, evidence_words, is_readable, words_of
from surveys.reading.quotation import MOST_QUOTATION, MOST_QUOTATIONS, Piece, pieces_of

__all__ = (
    "MOST_QUOTATION",
    "MOST_QUOTATIONS",
    "READABLE",
    "Piece",
    "evidence_words",
    "is_readable",
    "pieces_of",
    "words_of",
)
