"""More editions, each a copy of the first one made by the database itself, some weeks later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import DateField, DateTimeField, Field, Model

from scoring.models import (
    CityScore,
    ImportBatch,
    IndicatorValue,
    ScoreRun,
    Study,
    StudyBlock,
)
from surveys.models import (
    Answer,
    Citation,
    Code,
    Edition,
    Evidence,
    InfoRequest,
    LetterOutcome,
    Reply,
    ReviewDecision,
    ReviewPriority,
    Round,
    SearchRecord,
    StoredFile,
    Submission,
    SubmissionCitation,
    SubmissionSearch,
    TrailEntry,
    Wording,
    WordingBand,
)

COPIED: tuple[type[Model], ...] = (
    *(
        Edition,
        Round,
        InfoRequest,
        Reply,
        LetterOutcome,
        StoredFile,
        Wording,
        WordingBand,
        Evidence,
        Code,
        Citation,
        SearchRecord,
    ),
    *(Submission, SubmissionCitation, SubmissionSearch, Answer, ReviewDecision, ReviewPriority),
    *(ImportBatch, IndicatorValue, ScoreRun, CityScore, Study, StudyBlock, TrailEntry),
)
DAYS_BETWEEN = 73
FIRST = "2015-1"
SQLITE = connection.vendor == "sqlite"


@dataclass(frozen=True)
class Rows:
    """The keys of the first edition's rows in one table."""

    low: int
    high: int

    @property
    def step(self) -> int:
        return self.high - self.low + 1


class Copier:
    """Every key of a copied row moves by the number of rows, `copy` times."""

    def __init__(self) -> None:
        self.rows = {model: _rows(model) for model in COPIED}

    def copy(self, copy: int) -> None:
        with connection.constraint_checks_disabled(), transaction.atomic():
            for model in COPIED:
                if self.rows[model] is not None:
                    self._copy(model, copy)

    def _copy(self, model: type[Model], copy: int) -> None:
        rows = self.rows[model]
        assert rows is not None
        fields = model._meta.concrete_fields
        columns = ", ".join(f'"{field.column}"' for field in fields)
        values = ", ".join(self._value(model, field, copy) for field in fields)
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f'INSERT INTO "{table}" ({columns}) SELECT {values} FROM "{table}"'
                f' WHERE "{model._meta.pk.column}" BETWEEN {rows.low} AND {rows.high}'
            )

    def _value(self, model: type[Model], field: Field[Any, Any], copy: int) -> str:
        column, days = f'"{field.column}"', DAYS_BETWEEN * copy
        target = model if field.primary_key else field.related_model
        if target in self.rows:
            return f"{column} + {copy * self._step(target)}"
        if model is Edition and field.name in ("code", "year", "title_zh", "title_en"):
            return _edition_value(field.name, copy)
        if field.column == "sha256" and field.unique:
            return f"substr({column}, 1, 56) || '{copy:08x}'"
        if model is TrailEntry and field.name == "subject_id":
            return self._subject(copy)
        if isinstance(field, DateTimeField):
            moved = f"strftime('%Y-%m-%d %H:%M:%f', {column}, '+{days} days')"
            return moved if SQLITE else f"{column} + interval '{days} days'"
        if isinstance(field, DateField):
            return f"date({column}, '+{days} days')" if SQLITE else f"{column} + {days}"
        return column

    def _subject(self, copy: int) -> str:
        """The key of what an entry is about, which stands there as a text."""
        cases = "".join(
            f" WHEN '{model._meta.label_lower}' THEN {copy * self._step(model)}"
            for model in (Reply, Evidence, Code, Answer)
        )
        moved = f"CAST(subject_id AS bigint) + CASE subject_type{cases} ELSE 0 END"
        return f"CAST({moved} AS varchar)"

    def _step(self, model: Any) -> int:
        rows = self.rows[model]
        return rows.step if rows else 0


def _rows(model: type[Model]) -> Rows | None:
    """Those of the first edition, which nothing else stands between."""
    own = model._default_manager.order_by("pk").values_list("pk", flat=True)
    if model is Edition:
        own = own.filter(code=FIRST)
    elif any(field.name == "edition" for field in model._meta.concrete_fields):
        own = own.filter(edition__code=FIRST)
    low, high = own.first(), own.last()
    return None if low is None or high is None else Rows(low, high)


def _edition_value(name: str, copy: int) -> str:
    year, number = 2015 + copy // 5, copy % 5 + 1
    return {
        "code": f"'{year}-{number}'",
        "year": str(year),
        "title_zh": f"'{year} 年第 {number} 版'",
        "title_en": f"'{year}, edition {number}'",
    }[name]


def editions_close(open_ones: int) -> None:
    """All but the newest are approved and frozen; two are synthetic."""
    newest = Edition.objects.order_by("-pk").values_list("pk", flat=True)
    closed = Edition.objects.filter(ranks_only=False).exclude(pk__in=list(newest[:open_ones]))
    Answer.objects.filter(edition__in=list(closed)).update(state="approved")
    ReviewPriority.objects.filter(edition__in=list(closed)).delete()
    for edition in closed:
        edition.frozen, edition.frozen_at = True, edition.opened_at
        edition.synthetic = edition.code.startswith("2016")
        edition.save()


def sequences_reset() -> None:
    """PostgreSQL's own counters go on after the copied keys; its planner learns what is there,
    as its daemon would have it."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), COPIED):
            cursor.execute(statement)
        if not SQLITE:
            cursor.execute("VACUUM ANALYZE")


def counts() -> Iterator[tuple[str, int]]:
    for model in COPIED:
        yield model._meta.label_lower, model._default_manager.count()
