"""Places of a text as a browser counts them on the page that shows it."""

from __future__ import annotations

from surveys.files.pages import PAGE, page_line
from surveys.files.quotation import letters_of, pieces_of, spans_of_words
from surveys.files.shown import shown_of


def _shown(text: str) -> str:
    return "".join(piece.text for piece in pieces_of(text, []))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def test_places_and_length_are_those_of_the_page() -> None:
    text = f"{PAGE}首页𠮷字{PAGE}次页𠮷完"
    shown, page = shown_of(text), _shown(text)
    assert shown.length == _units(page)
    for word in ("首", "字", "次", "完"):
        assert shown.place(text.index(word)) == _units(page[: page.index(word)])
    assert shown.place(len(text)) == shown.length


def test_lines_of_pages_are_told() -> None:
    text = f"{PAGE}甲{PAGE}乙"
    page = _shown(text)
    lines = [page[start:end] for start, end in shown_of(text).pages]
    assert lines == [page_line(1), page_line(2)]


def test_a_text_of_one_plane_without_pages_is_as_it_is() -> None:
    shown = shown_of("甲\n乙")
    assert (shown.length, shown.pages, shown.place(2)) == (3, (), 2)


def test_words_are_found_whatever_their_case_and_blanks() -> None:
    text = "全市 GEP\n核算；⽣态gep核 算"
    found = [text[start:end] for start, end in spans_of_words(letters_of(text), "Gep核算")]
    assert found == ["GEP\n核算", "gep核 算"]
    assert list(spans_of_words(letters_of(text), "生态"))
    assert list(spans_of_words(letters_of(text), " ")) == []
