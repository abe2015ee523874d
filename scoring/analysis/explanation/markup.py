"""The lines of an explanation as rows: an indicator or node, both contributions, the difference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from scoring.analysis.city_markup import missing_words
from scoring.analysis.explanation.told import Branch, Explanation, Line
from scoring.rendered.links import CityLinks
from scoring.templatetags.figures import figure, percent, score, signed
from surveys.sheets.columns import NOTHING, Shown
from surveys.sheets.markup import cell_html


@dataclass(frozen=True)
class LineRows:
    """Rows about one city, named `own`, held against the one named `other`."""

    links: CityLinks
    adcode: str
    own: str
    other: str

    @cached_property
    def _labels(self) -> tuple[str, ...]:
        words = (_("Value"), _("Score"), _("Effective weight"), self.own, self.other)
        return tuple(
            f'<td class="num" data-label="{escape(w)}">' for w in (*words, _("Difference"))
        )

    @cached_property
    def _head(self) -> str:
        words = (
            *(_("Value"), _("Score"), _("Effective weight")),
            *(_("Contribution %(city)s") % {"city": city} for city in (self.own, self.other)),
            _("Difference"),
        )
        columns = "".join(f'<th scope="col" class="num">{escape(word)}</th>' for word in words)
        first = f'<th scope="col">{escape(_("Node or indicator"))}</th>'
        return f"<thead><tr>{first}{columns}</tr></thead>"

    def sums(self, line: Line) -> SafeString:
        """A folded node: its name, both contributions and the difference."""
        name = f'<span class="mono muted">{escape(line.code)}</span> {escape(line.name)}'
        return mark_safe(  # noqa: S308
            f'<span class="branch-name">{name}</span>\n<span class="branch-sums">'
            f'<span>{score(line.own)}</span><span class="muted">{score(line.other)}</span>'
            f"<b>{signed(line.difference)}</b></span>"
        )

    def groups(self, branches: Iterable[Branch]) -> SafeString:
        """Folded groups, each with a table of what is below it."""
        found = [
            f'<details class="branch inner">\n<summary>{self.sums(branch.line)}</summary>\n'
            f'<div class="table-wrap"><table class="data sheet stack">\n{self._head}\n'
            f"<tbody>{self._tree(branch.rows)}</tbody>\n</table></div>\n</details>\n"
            for branch in branches
        ]
        return mark_safe("".join(found))  # noqa: S308

    def _tree(self, lines: Iterable[Line]) -> str:
        """With value, score and weight of every indicator."""
        rows = [
            f'<tr class="depth-{line.depth}{"" if line.is_leaf else " group"}">'
            f'<th scope="row">{self._name(line)}</th>{self._numbers(line)}{self._sums(line)}</tr>\n'
            for line in lines
        ]
        return "".join(rows)

    def effects(self, lines: Iterable[Line], points: Mapping[str, float]) -> SafeString:
        """Both values, and what each indicator does to the difference as a badge."""
        own, other = (f'<td class="num" data-label="{escape(w)}">' for w in (self.own, self.other))
        effect = f'<td class="num" data-label="{escape(_("Effect"))}">'
        rows = [
            f'<tr><th scope="row">{self._name(line)}</th>'
            f"{other}{_value(line.other_raw, line)}</td>{own}{_value(line.raw, line)}</td>"
            f"{effect}{_badge(points[line.code], line)}</td></tr>\n"
            for line in lines
        ]
        return mark_safe("".join(rows))  # noqa: S308

    def _name(self, line: Line) -> str:
        """An indicator leads to its value and source, and to the answer it rests on."""
        code = f'<span class="mono muted">{escape(line.code)}</span> '
        if not line.is_leaf:
            return code + escape(line.name)
        address = f"{self.links.address(self.adcode)}#i-{line.code}"
        name = cell_html(Shown(line.name, href=address))
        if line.answer is None:
            return code + name
        answer, words = reverse("answer", args=[line.answer.pk]), _("the answer")
        return f'{code}{name} <a class="small nowrap" href="{escape(answer)}">{escape(words)}</a>'

    def _numbers(self, line: Line) -> str:
        if line.is_missing:
            return f'<td colspan="3" class="muted">{escape(missing_words(line.heir))}</td>'
        value, scored, weight = self._labels[:3]
        if not line.is_leaf:
            return f"{value}</td>{scored}</td>{weight}</td>"
        raw = cell_html(Shown(figure(line.raw), line.unit))
        share = percent(line.weight, 2)
        return f"{value}{raw}</td>{scored}{score(line.score)}</td>{weight}{share}</td>"

    def _sums(self, line: Line) -> str:
        own, other, difference = self._labels[3:]
        mine = NOTHING if line.is_missing and line.heir else score(line.own)
        theirs = score(line.other)
        if line.other_is_missing:
            theirs = cell_html(Shown(_("missing"), mark="muted"))
        gap = line.is_missing or line.other_is_missing
        shown = NOTHING if gap else signed(line.difference)
        return f"{own}{mine}</td>{other}{theirs}</td>{difference}{shown}</td>"


@dataclass(frozen=True)
class Share:
    """Missing values, losses or gains: the weightiest as rows, how many others there are, and
    both sums."""

    kind: str
    rows: SafeString
    total: float
    others: int
    others_total: float


def shares(told: Explanation, rows: LineRows, most: int) -> list[Share]:
    """What lowers the score first where the city stands lower, what weighs more before what
    weighs less; missing values stand on the side that they are on as a whole."""
    found = []
    for kind, lines in {"loss": told.losses, "missing": told.absent, "gain": told.gains}.items():
        points = [told.points[line.code] for line in lines]
        found.append(
            Share(
                kind=kind,
                rows=rows.effects(lines[:most], told.points),
                total=round(sum(points), 2),
                others=len(lines[most:]),
                others_total=round(sum(points[most:]), 2),
            )
        )
    sign = 1 if told.fell else -1
    return sorted(
        (share for share in found if share.rows or share.kind != "missing"),
        key=lambda share: (share.total * sign > 0, -abs(share.total)),
    )


def _value(raw: float | None, line: Line) -> str:
    if raw is None:
        return cell_html(Shown(_("missing"), mark="muted"))
    return cell_html(Shown(figure(raw), line.unit))


def _badge(points: float, line: Line) -> str:
    better = (line.effect or 0.0) > 0
    return cell_html(Shown(signed(points), mark="ok" if better else "bad"))
