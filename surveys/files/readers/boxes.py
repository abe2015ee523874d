"""Boxes and ticks that symbol fonts draw, as the characters that everybody's font has."""

from __future__ import annotations

TICKED, CROSSED, EMPTY = "☑", "☒", "☐"
# By the lower eight bits of a character, in the fonts that office programs come with.
_WINGDINGS = {
    **dict.fromkeys((0x6F, 0x70, 0x71, 0x72, 0xA8), EMPTY),
    0x6C: "●",
    0x6D: "○",
    0x6E: "■",
    0xA1: "○",
    0xA4: "◉",
    0xFB: "✗",
    0xFC: "✓",
    0xFD: CROSSED,
    0xFE: TICKED,
}
_WINGDINGS_2 = {
    0x4F: "✗",
    0x50: "✓",
    0x51: CROSSED,
    0x52: TICKED,
    0x53: CROSSED,
    0x54: CROSSED,
    **dict.fromkeys((0x2A, 0xA3), EMPTY),
    0x55: "✗",
    0x56: CROSSED,
    0xA2: "■",
    0x98: "●",
    0x99: "○",
}
_WEBDINGS = {0x61: "✓", 0x63: EMPTY, 0x67: "■", 0x72: "✗", 0x6E: "●"}
_DINGBATS = {
    **dict.fromkeys((0x33, 0x34), "✓"),
    **dict.fromkeys((0x35, 0x36, 0x37, 0x38), "✗"),
    **dict.fromkeys((0x6F, 0x70, 0x71, 0x72), EMPTY),
    0x6C: "●",
    0x6D: "○",
    0x6E: "■",
}
_SYMBOL = {0xD6: "√", 0xB4: "×", 0xB7: "•", 0x7F: EMPTY, 0xF0: ""}
_FONTS = {
    "wingdings": _WINGDINGS,
    "wingdings2": _WINGDINGS_2,
    "webdings": _WEBDINGS,
    "zapfdingbats": _DINGBATS,
    "itczapfdingbats": _DINGBATS,
    "dingbats": _DINGBATS,
    "symbol": _SYMBOL,
    "marlett": {0x61: "✓", 0x62: "✓"},
}
# Other ways of writing the same boxes.
_ALIKE = str.maketrans(
    dict.fromkeys("❏❐❑❒▢◻⬜", EMPTY)
    | {"🗹": TICKED, "🗵": CROSSED, "🗷": CROSSED, "🗸": "✓", "🗶": "✗", "⮽": CROSSED}
)


def _table(font: str) -> dict[int, str] | None:
    """A PDF puts six letters before the name of a font of which it holds a part."""
    name = font.rpartition("+")[2].lower().replace(" ", "").replace("-", "")
    return _FONTS.get(name.removesuffix("regular"))


def is_symbolic(font: str) -> bool:
    return _table(font) is not None


def symbol(font: str, code: int) -> str:
    """What the font draws for a code: nothing where that is neither box, tick nor letter."""
    table = _table(font)
    if table is not None:
        return table.get(code & 0xFF, "")
    # Outside the area of private use, a code is a character like others.
    return "" if 0xE000 <= code <= 0xF8FF else chr(code)


def _is_own(char: str) -> bool:
    return char <= "\xff" or "\uf000" <= char <= "\uf0ff"


def plainly(text: str, font: str) -> str:
    """Text that is written in a font, as what its reader sees."""
    if is_symbolic(font):
        # A letter beyond the font's own is drawn by another, whatever is named here.
        text = "".join(
            symbol(font, ord(char)) if _is_own(char) and not char.isspace() else char
            for char in text
        )
        return text.translate(_ALIKE)
    if any("\uf000" <= char <= "\uf0ff" for char in text):
        # Office programs keep symbols there whatever the font is named.
        text = "".join(
            symbol("wingdings", ord(char)) if "\uf000" <= char <= "\uf0ff" else char
            for char in text
        )
    return text.translate(_ALIKE)
