"""A study's choices as JSON, so that a stored study can be replayed from it and its seed."""

from collections.abc import Mapping

from .design import CodedCells, Design, Scale, no_coded_cells
from .method import MethodError
from .step import step_from_json, step_to_json

KEYS = ("weight_noise", "treatments", "scales", "missing")


def design_to_json(design: Design) -> dict[str, object]:
    """Everything but the coded cells, which are arrays and kept with the inputs."""
    return {
        "weight_noise": design.weight_noise,
        "treatments": [step_to_json(step) for step in design.treatments],
        "scales": [
            {"normalise": step_to_json(scale.normalise), "aggregate": step_to_json(scale.aggregate)}
            for scale in design.scales
        ],
        "missing": [step_to_json(step) for step in design.missing],
    }


def design_from_json(data: object, coding: CodedCells | None = None) -> Design:
    """The inverse; keys left out take the default. Raises MethodError with the path."""
    if not isinstance(data, Mapping):
        raise MethodError("design", "an object is expected")
    for key in data:
        if key not in KEYS:
            raise MethodError(f"design.{key}", f"unknown key; known: {', '.join(KEYS)}")
    default = Design()
    noise = data.get("weight_noise", default.weight_noise)
    if isinstance(noise, bool) or not isinstance(noise, int | float):
        raise MethodError("design.weight_noise", f"{noise!r} is not a number")
    treatments = tuple(
        step_from_json("treat", step, f"design.treatments.{i}")
        for i, step in enumerate(_list(data, "treatments"))
    )
    missing = tuple(
        step_from_json("missing", step, f"design.missing.{i}")
        for i, step in enumerate(_list(data, "missing"))
    )
    scales = tuple(_scale(scale, i) for i, scale in enumerate(_list(data, "scales")))
    return Design(
        weight_noise=float(noise),
        treatments=treatments if "treatments" in data else default.treatments,
        scales=scales if "scales" in data else default.scales,
        missing=missing if "missing" in data else default.missing,
        coding=coding or no_coded_cells(),
    )


def _list(data: Mapping[str, object], key: str) -> list[object]:
    value = data.get(key, [])
    if not isinstance(value, list):
        raise MethodError(f"design.{key}", "a list is expected")
    return value


def _scale(data: object, i: int) -> Scale:
    path = f"design.scales.{i}"
    if not isinstance(data, Mapping) or set(data) != {"normalise", "aggregate"}:
        raise MethodError(path, 'an object with "normalise" and "aggregate" is expected')
    return Scale(
        step_from_json("normalise", data["normalise"], f"{path}.normalise"),
        step_from_json("aggregate", data["aggregate"], f"{path}.aggregate"),
    )
