"""What of a Word file is open while it is read: a run, a stretch of paragraphs, a row."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Run:
    style: str = ""
    vanish: bool | None = None
    struck: bool = False
    font: str = ""


@dataclass
class Frame:
    """A stretch of paragraphs: the part itself, a cell, or a text box."""

    done: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)
    style: str = ""
    num: dict[str, str] = field(default_factory=dict)

    def end_line(self, number: str = "") -> None:
        text = "".join(self.line)
        self.done += [number + text if text.strip() else text, *self.later]
        self.line, self.later = [], []

    @property
    def lines(self) -> list[str]:
        return [*self.done, *(["".join(self.line)] if self.line else []), *self.later]


@dataclass
class Row:
    cells: list[str] = field(default_factory=list)
    gone: bool = False
