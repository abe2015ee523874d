"""The rows of a city's sheet: an indicator with its value, score and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from scoring.analysis.city_sheet import Cell, Group
from scoring.models import IndicatorValue
from scoring.templatetags.figures import figure, score
from surveys.models import Answer
from surveys.sheets.columns import NOTHING, Shown
from surveys.sheets.markup import cell_html


def missing_words(heir: str) -> str:
    """A cell without a value and where its weight went; `heir` is a node's name, empty where a
    rule filled the cell."""
    if heir:
        told = _("missing (its weight goes to the other indicators of %(heir)s)")
        return told % {"heir": heir}
    return _("missing (filled by the method's rule)")


@dataclass(frozen=True)
class CityRows:
    """The words of a table of them, looked up once; `notes` stand beside what single indicators
    rest on, by their codes."""

    notes: Mapping[str, SafeString] = field(default_factory=dict)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        return tuple(escape(words) for words in (_("Value"), _("Unit"), _("Score"), _("Rests on")))

    def groups(self, groups: Iterable[Group]) -> SafeString:
        """A `<tbody>` each, headed by the node with the city's score there."""
        return mark_safe("".join(self._group(group) for group in groups))  # noqa: S308

    def _group(self, group: Group) -> str:
        scored = "" if group.score is None else score(group.score)
        rows = "".join(self._row(cell) for cell in group.cells)
        return (
            '<tbody>\n<tr class="group"><th scope="rowgroup" colspan="3">'
            f'<span class="mono">{escape(group.node.code)}</span> {escape(group.node.name)}</th>'
            f'<td class="num" data-label="{self.labels[2]}">{scored}</td><td></td></tr>\n'
            f"{rows}</tbody>\n"
        )

    def _row(self, cell: Cell) -> str:
        code = escape(cell.indicator.code)
        return (
            f'<tr id="i-{code}"><th scope="row"><span class="mono muted">{code}</span> '
            f"{escape(cell.indicator.name)}{_direction(cell)}</th>{self._cells(cell)}</tr>\n"
        )

    def _cells(self, cell: Cell) -> str:
        value, unit, scored, rests = self.labels
        note = self.notes.get(cell.indicator.code, "")
        if cell.is_missing:
            told = escape(missing_words(cell.heir.name if cell.heir else ""))
            return f'<td colspan="3" class="muted">{told}</td><td>{_source(cell)}{note}</td>'
        return (
            f'<td class="num" data-label="{value}">{figure(cell.raw)}{_treated(cell)}</td>'
            f'<td data-label="{unit}">{escape(cell.indicator.unit_label)}</td>'
            f'<td class="num" data-label="{scored}">{score(cell.score)}</td>'
            f'<td data-label="{rests}">{_source(cell)}{note}</td>'
        )


def _direction(cell: Cell) -> str:
    if cell.indicator.direction != -1:
        return ""
    title = escape(_("Less is better"))
    return f' <span class="muted" title="{title}">↓</span>'


def _treated(cell: Cell) -> str:
    if cell.treated is None:
        return ""
    title = escape(_("Winsorised: the index uses this value instead"))
    return f' <span class="badge info" title="{title}">→ {figure(cell.treated)}</span>'


def _source(cell: Cell) -> str:
    if cell.value is not None:
        return _of_value(cell.value, overridden=cell.overridden)
    if cell.answer is not None:
        return _of_answer(cell.answer, late=cell.late)
    if cell.sent is not None:
        return cell_html(Shown(str(cell.sent.label), mark="wait"))
    return cell_html(Shown(NOTHING, mark="muted"))


def _of_value(value: IndicatorValue, *, overridden: bool) -> str:
    parts = [escape(value.source or value.reason)]
    if value.reference_year:
        parts.append(f"· {value.reference_year}")
    if value.batch:
        parts.append(f"· {cell_html(Shown(value.batch.name, mark='muted'))}")
    if overridden:
        parts.append(cell_html(Shown(_("overrides the answer"), mark="wait")))
    if not value.approved:
        parts.append(cell_html(Shown(_("not signed off"), mark="wait")))
    return " ".join(parts)


def _of_answer(answer: Answer, *, late: bool) -> str:
    words = answer.question.name + _(": ") + answer.value_display
    decided = answer.state == Answer.State.APPROVED
    parts = [
        cell_html(Shown(words, href=reverse("answer", args=[answer.pk]))),
        cell_html(Shown(answer.get_state_display(), mark="ok" if decided else "wait")),
    ]
    if late:
        parts.append(cell_html(Shown(_("late: does not count"), mark="wait")))
    return " ".join(parts)
