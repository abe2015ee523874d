"""A draft of the editor: the fields sent, the method they say, and how it fares on data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from scoring.index.codes import Reason
from scoring.index.method.method import Method
from scoring.methods.board import Board
from scoring.methods.fields import Fault, fields_from_method, method_from_fields
from scoring.methods.outline import Outline
from scoring.methods.readable import Difference, differences, field_words
from scoring.methods.trial import Effect, Ground, Stop, Trial, effect_of, ground_of, method_try
from scoring.models import Basis
from scoring.runs.selectors import newest_run
from scoring.words.findings import finding_words
from scoring.words.reasons import placed_words
from surveys.models import City, Edition


@dataclass(frozen=True)
class DraftState:
    """What the editor shows about a draft that began from the method `base`.

    `ground` is None where no edition is chosen or it has no run yet.
    """

    base: Method
    outline: Outline
    fields: Mapping[str, str]
    edition: Edition | None
    basis: str
    extra: tuple[Fault, ...] = field(default=())

    @classmethod
    def unchanged(cls, base: Method, outline: Outline, edition: Edition | None) -> DraftState:
        fields = fields_from_method(base, outline.tree)
        return cls(base, outline, fields, edition, Basis.APPROVED.value)

    @cached_property
    def _read(self) -> tuple[Method | None, tuple[Fault, ...]]:
        draft = method_from_fields(self.fields, self.outline.tree, self.base)
        return draft.method, draft.faults

    @property
    def method(self) -> Method | None:
        return self._read[0]

    @cached_property
    def ground(self) -> Ground | None:
        if self.edition is None or self.edition.ranks_only:
            return None
        run = newest_run(self.edition, self.basis)
        return ground_of(run, self.outline.tree) if run else None

    @cached_property
    def trial(self) -> Trial | None:
        if self.method is None or self.ground is None:
            return None
        return method_try(self.ground, self.outline.tree, self.method)

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """Of the fields themselves, then of the method on the chosen data."""
        found = [*self._read[1], *self.extra]
        if self.trial and self.trial.stop:
            found.append(self._stopped(self.trial.stop))
        return tuple(found)

    def _stopped(self, stop: Stop) -> Fault:
        if not stop.node or stop.error.code != Reason.UNDEFINED_MEAN:
            return Fault("", self._said(stop))
        own = self.fields.get(f"n:{stop.node}:aggregate:rule")
        text = _(
            "%(node)s: its mean is not defined for the value of %(child)s in %(city)s, which "
            "is zero or negative. Normalise to a range above 0, such as 1 to 100."
        )
        said = text % {
            "node": self.outline.label(stop.node),
            "child": self.outline.label(stop.child),
            "city": self._city(stop),
        }
        return Fault(f"n:{stop.node}:aggregate:rule" if own else "aggregate:rule", said)

    def _said(self, stop: Stop) -> str:
        said = placed_words(stop.error)
        if not stop.child:
            return said
        place = {"node": self.outline.label(stop.child), "city": self._city(stop), "reason": said}
        return _("%(node)s, %(city)s: %(reason)s") % place

    def _city(self, stop: Stop) -> str:
        named = City.objects.filter(adcode=stop.adcode).values_list("name", flat=True)
        return named.first() or stop.adcode

    @property
    def notices(self) -> list[Fault]:
        """What the trial noticed at columns and nodes; none of it prevents saving."""
        return [
            Fault(f"w:{finding.subject}", finding_words(finding.code, finding.details))
            for finding in (self.trial.findings if self.trial else ())
        ]

    @property
    def placed_faults(self) -> list[tuple[str, Fault]]:
        """Each fault with the words for its field."""
        return self._placed(self.faults)

    @property
    def placed_notices(self) -> list[tuple[str, Fault]]:
        return self._placed(self.notices)

    def _placed(self, faults: Iterable[Fault]) -> list[tuple[str, Fault]]:
        own = {"name": _("Name"), "note": _("What is different and why")}
        return [
            (own.get(fault.field) or field_words(fault.field, self.outline), fault)
            for fault in faults
        ]

    @property
    def ranked(self) -> int | None:
        result = self.trial.result if self.trial else None
        return int((result.ranks[:, 0] > 0).sum()) if result else None

    @property
    def changes(self) -> list[Difference]:
        return differences(self.base, self.method, self.outline) if self.method else []

    @property
    def board(self) -> Board:
        return Board.of(self.fields, self.base, self.outline, self.faults)

    @property
    def effect(self) -> Effect | None:
        result = self.trial.result if self.trial else None
        return effect_of(self.ground, result) if self.ground and result else None
