"""A long text in stretches, of which a page shows the one that is looked at and fetches others."""

from __future__ import annotations

from surveys.files.readers.words import PAGE

# Some thirty pages: more than anybody sees at once, and quickly escaped and laid out.
STRETCH = 20_000


def stretches_of(text: str) -> list[tuple[int, int]]:
    """Begin and end of each, at a page's or a line's end where one is near; at least one."""
    bounds = [0]
    while len(text) - bounds[-1] > STRETCH + STRETCH // 4:
        bounds.append(_cut(text, bounds[-1]))
    return list(zip(bounds, [*bounds[1:], len(text)], strict=True))


def _cut(text: str, begin: int) -> int:
    least, end = begin + STRETCH // 2, begin + STRETCH
    page = text.rfind(PAGE, least, end)
    if page > 0:
        return page
    line = text.rfind("\n", least, end)
    return line + 1 if line > 0 else end
