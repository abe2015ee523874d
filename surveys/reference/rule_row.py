"""A row of `fixtures/reference/rules.csv`: how a question rules on one hard case."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from surveys.coding.book.checks import overlap
from surveys.coding.book.content import GENERAL, Rule
from surveys.models import Question
from surveys.reference.row import BadCell, BadFile, Cells, Row, line_of

# In the file's column for questions: a case that any of them may meet.
ANY = "*"


def rule_code(row: Row) -> str:
    """Under which name a version keeps it."""
    code = row.get("question", "")
    return GENERAL if code == ANY else code


def rules_read(
    rows: Sequence[Row], answers: Mapping[str, Collection[str]], refused: list[str]
) -> dict[str, list[Rule]]:
    """Rules by question; `answers` are the values that each question can have. A bad row goes to
    `refused` with its line."""
    found: dict[str, list[Rule]] = {}
    for position, row in enumerate(rows):
        cells = Cells(row, Question, position)
        try:
            code = cells.choice("question", {ANY, *answers})
            rule = _rule(cells, set().union(*answers.values()) if code == ANY else answers[code])
            said = [one for one in found.get(rule_code(row), ()) if one["case"] == rule["case"]]
            if any(overlap(one, rule) for one in said):
                raise BadCell("case", rule["case"], "rules of one case hold one after the other")
        except BadFile as error:
            raise BadFile(f"rules.csv: {error}") from None
        except BadCell as error:
            refused.append(f"rules.csv line {line_of(row, position)}, {error}")
            continue
        found.setdefault(rule_code(row), []).append(rule)
    return found


def _rule(cells: Cells, answers: Collection[str]) -> Rule:
    since, until = _day(cells, "from"), _day(cells, "until")
    if until and until < since:
        raise BadCell("until", until, "not before the day in from expected")
    ruling = cells.raw("ruling")
    return {
        "case": cells.code("case", r"[a-z][a-z0-9_]*", "a lowercase name", field="code"),
        "from": since,
        "until": until,
        "ruling": cells.choice("ruling", answers) if ruling else "",
        **cells.texts("name_zh", "name_en"),
        "text_zh": cells.text("text_zh", field="guidance_zh"),
        "text_en": cells.text("text_en", field="guidance_en"),
        "source": cells.text("source", field="rule", empty=True),
        "ruled_on": _day(cells, "ruled_on"),
        "example": cells.text("example", field="guidance_zh"),
    }


def _day(cells: Cells, column: str) -> str:
    """As the file writes it, once it is known to be a day; empty where there is none."""
    return cells.day(column, field="rule").isoformat() if cells.raw(column) else ""
