"""A study's parameters, checked, and the plan of the numeric package they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from django.utils.translation import gettext as _

from scoring.index.method.method import REPLIES
from scoring.index.sensitivity.design import (
    BLOCK,
    Design,
    OtherReplies,
    Plan,
    default_missing,
    default_treatments,
)
from scoring.index.sensitivity.scales import Scale, possible_scales
from scoring.index.sensitivity.wrong_answers import CodedCells, no_coded_cells
from scoring.runs.arrays import arrays_pack, arrays_unpack
from scoring.runs.block import Block
from scoring.runs.reproduction import Reproduction
from scoring.sensitivity.coding_error import coded_cells
from surveys.errors import Refused

MOST_DRAWS = 100_000
MOST_SAMPLES = 4096


@dataclass(frozen=True)
class StudyParameters:
    """What a study varies. `draws` is for Monte Carlo, `samples` (a power of 2) for Sobol;
    `city`, `rival` and `places` are for rank flips (adcodes; 0 places: swap with the rival)."""

    seed: int = 1
    draws: int = 1000
    samples: int = 128
    weight_noise: float = 0.25
    vary_treatment: bool = True
    vary_scale: bool = True
    vary_missing: bool = True
    coding_error: bool = True
    vary_replies: bool = False
    city: str = ""
    rival: str = ""
    places: int = 0

    def __post_init__(self) -> None:
        checks = (
            (0 <= self.seed < 2**63, "seed", _("The seed is a whole number from 0.")),
            (
                BLOCK <= self.draws <= MOST_DRAWS,
                "draws",
                _("Draws: from %(low)d to %(high)d.") % {"low": BLOCK, "high": MOST_DRAWS},
            ),
            (
                2 <= self.samples <= MOST_SAMPLES and not self.samples & (self.samples - 1),
                "samples",
                _("Samples: a power of 2, at most %(high)d.") % {"high": MOST_SAMPLES},
            ),
            (0 <= self.weight_noise <= 1, "weight_noise", _("Weight noise: from 0 to 1.")),
            (self.places >= 0, "places", _("A place is a whole number from 1.")),
        )
        for holds, field, message in checks:
            if not holds:
                raise Refused(message, field=field)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def blocks(self) -> int:
        return -(-self.draws // BLOCK)


def parameters_from_json(data: Mapping[str, Any]) -> StudyParameters:
    """ValueError for a key that is not a parameter."""
    known = {field.name for field in fields(StudyParameters)}
    unknown = set(data) - known
    if unknown:
        raise ValueError(f"unknown parameter {', '.join(sorted(unknown))}")
    return StudyParameters(**data)


def coding_pack(again: Reproduction) -> bytes:
    """The cells that coding error may flip, as the codes stand now; kept with the study, so
    that a draw can be replayed after codes have changed."""
    return arrays_pack(**vars(coded_cells(again)))


def plan_of(again: Reproduction, parameters: StudyParameters, coding: bytes | None) -> Plan:
    """The plan on the run's stored inputs; choices that do not vary keep the method's.

    Scales that the method's rules of single nodes and indicators rule out are not drawn.
    ValueError where no draw could be computed.
    """
    method = again.method
    fixed = Scale(method.normalise, method.aggregate)
    cells = CodedCells(**arrays_unpack(coding)) if coding else no_coded_cells()
    other = _other(again) if parameters.vary_replies else None
    if other is not None or method.replies != "all":
        cells = _alike(cells, again.block)
    design = Design(
        weight_noise=parameters.weight_noise,
        treatments=default_treatments() if parameters.vary_treatment else (method.treat,),
        scales=possible_scales(method, again.tree) if parameters.vary_scale else (fixed,),
        missing=default_missing() if parameters.vary_missing else (method.missing,),
        coding=cells,
        other=other,
    )
    groups = again.block.group_labels()
    return Plan(again.block.raw, again.tree, method, design, parameters.seed, groups)


def _other(again: Reproduction) -> OtherReplies | None:
    """The columns of the run where replies are counted the other way; None where none differs."""
    block = again.block
    if not block.other_columns.size:
        return None
    way = next(name for name in REPLIES if name != again.method.replies)
    return OtherReplies(way, block.other_columns, block.other_raw)


def _alike(cells: CodedCells, block: Block) -> CodedCells:
    """Without those whose answer counts in one way alone: it is no reading that could be wrong."""
    if not len(cells) or not block.other_columns.size:
        return cells
    own, other = (raw[cells.row, cells.column] for raw in (block.raw, block.other_inputs()))
    kept = own == other
    return CodedCells(**{name: values[kept] for name, values in vars(cells).items() if len(values)})
