"""The command line's options, and the method and the weights that they stand for."""

import argparse
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from scoring.index.arrays import FloatArray
from scoring.index.chain.chain import method_weights
from scoring.index.codes import Reason
from scoring.index.exchange.tables import (
    TableError,
    read_pairwise,
    read_table,
    read_weights,
    write_weights,
)
from scoring.index.method.method import (
    IndicatorRules,
    Method,
    NodeRules,
    checked_decimals,
    checked_share,
    method_from_json,
)
from scoring.index.method.reading import JsonError, read_json
from scoring.index.method.rules import RULES, step_from_text
from scoring.index.refusals import MethodError
from scoring.index.tree.tree import Tree
from scoring.index.tree.weight_schemes import SCHEMES, ahp, scheme_weights

DESCRIPTION = "Scores and ranks of a composite index, from tables to a table."
SCHEME_NAMES: Mapping[str, str] = {**{name: name for name in SCHEMES}, "sd": "standard_deviation"}


class UsageError(ValueError):
    """Options that make no sense together."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(message)


def build_method(options: argparse.Namespace) -> Method:
    """The method of ``--method`` (or the default), changed by the other options but weights."""
    method = _read_method(options.method) if options.method else Method.default()
    steps: dict[str, Any] = {
        stage: step_from_text(stage, getattr(options, stage), f"--{stage}")
        for stage in RULES
        if getattr(options, stage) is not None
    }
    method = replace(method, **steps)
    if options.availability is not None:
        method = replace(method, availability=_share(options.availability, "--availability"))
    if options.decimals is not None:
        method = replace(method, decimals=checked_decimals(options.decimals, "--decimals"))
    for text in options.indicator:
        method = _override_indicator(method, text)
    for text in options.node:
        method = _override_node(method, text)
    return method


def weighted_method(
    options: argparse.Namespace, method: Method, tree: Tree, normalised: FloatArray | None
) -> Method:
    """The method with the weights asked for: of a scheme, then judgements, then a table.

    A scheme needs the ``normalised`` values float64[n, m]. Raises TableError naming file and
    row, and MethodError.
    """
    weights = dict(method.weights)
    if options.weights_scheme and normalised is not None:
        weights |= scheme_weights(SCHEME_NAMES[options.weights_scheme], normalised, tree)
    for path in options.ahp:
        weights |= _judged(path, tree, confirmed=options.ahp_confirmed)
    if options.weights:
        weights |= read_weights(read_table(options.weights), known=tree.layout.codes)
    weighted = replace(method, weights=weights)
    try:
        local = method_weights(weighted, tree)
    except MethodError as error:
        if options.weights:
            raise TableError(f"{options.weights.name}: {error}") from error
        raise
    if options.write_weights:
        write_weights(options.write_weights, tree, local)
    return weighted


def _judged(path: Path, tree: Tree, *, confirmed: bool) -> dict[str, float]:
    """Weights of all children of one aggregate from a pairwise matrix; tells its ratio."""
    codes, matrix = read_pairwise(read_table(path))
    layout = tree.layout
    positions = [layout.position.get(code, -1) for code in codes]
    parents = {int(layout.parent[at]) if at >= 0 else -1 for at in positions}
    siblings = set()
    if len(parents) == 1 and (parent := parents.pop()) >= 0:
        siblings = {layout.codes[at] for at in layout.children_of(layout.node_codes[parent])}
    if siblings != set(codes):
        reason = "its codes are not all the children of one aggregate"
        raise TableError(f"{path.name}: row 1: {reason}")
    try:
        weights, ratio = ahp(matrix, confirmed=confirmed)
    except MethodError as error:
        raise TableError(f"{path.name}: {error.reason}") from error
    sys.stderr.write(f"info: ahp: {path.name}: consistency ratio {ratio:.3f}\n")
    return dict(zip(codes, weights.tolist(), strict=True))


def _override_indicator(method: Method, text: str) -> Method:
    code, stage, step = _override(text, "--indicator", ("treat", "normalise", "missing"))
    rules = replace(method.indicators.get(code, IndicatorRules()), **{stage: step})
    return replace(method, indicators={**method.indicators, code: rules})


def _override_node(method: Method, text: str) -> Method:
    stages = ("aggregate", "renormalise", "availability")
    code, stage, step = _override(text, "--node", stages)
    rules = replace(method.nodes.get(code, NodeRules()), **{stage: step})
    return replace(method, nodes={**method.nodes, code: rules})


def _override(text: str, option: str, stages: tuple[str, ...]) -> tuple[str, str, Any]:
    place, equals, rule = text.partition("=")
    code, _, stage = place.rpartition(":")
    if not (equals and code and stage in stages):
        raise MethodError(option, Reason.NO_OVERRIDE, text=repr(text), stages="|".join(stages))
    path = f"{option} {code}:{stage}"
    if stage == "availability":
        return code, stage, _share(rule, path)
    return code, stage, step_from_text(stage, rule, path)


def _share(text: str, path: str) -> float:
    try:
        return checked_share(float(text), path)
    except ValueError as error:
        raise MethodError(path, Reason.NO_SHARE, value=repr(text)) from error


def _read_method(path: Path) -> Method:
    try:
        return method_from_json(read_json(path.read_bytes()))
    except OSError as error:
        raise TableError(f"{path.name}: cannot be read: {error.strerror}") from error
    except JsonError as error:
        raise TableError(f"{path.name}: {error}") from error


def parser() -> argparse.ArgumentParser:
    """The command line's grammar; a fault raises UsageError."""
    top = _Parser(prog="python -m scoring.index", description=DESCRIPTION, allow_abbrev=False)
    commands = top.add_subparsers(dest="command", required=True, parser_class=_Parser)
    compute = commands.add_parser(
        "compute", help="scores and ranks of a table (the default)", allow_abbrev=False
    )
    _add_tables(compute)
    _add_method(compute)
    _add_weights(compute)
    verify = commands.add_parser("verify", help="recompute a run's ZIP file", allow_abbrev=False)
    verify.add_argument("file", type=Path, metavar="FILE.zip")
    return top


def _add_tables(compute: argparse.ArgumentParser) -> None:
    add = compute.add_argument
    add("--data", type=Path, required=True, metavar="CSV", help="values: uCode, one column each")
    add("--meta", type=Path, required=True, metavar="CSV", help="iCode, Parent, Direction, ...")
    add("--output", type=Path, metavar="CSV", help="default: standard output")


def _add_method(compute: argparse.ArgumentParser) -> None:
    add = compute.add_argument
    add("--method", type=Path, metavar="JSON", help="a whole method; options change it")
    for stage, rules in RULES.items():
        add(f"--{stage}", metavar="RULE", help=f"{', '.join(rules)}; as in RULE:name=value:...")
    add("--availability", metavar="SHARE", help="least share of weight present")
    add("--decimals", type=int, metavar="N", help="decimals of scores before ranking, 0 to 12")
    own = {"action": "append", "default": []}
    text = "treat, normalise or missing of one indicator"
    add("--indicator", **own, metavar="CODE:STAGE=RULE", help=text)  # type: ignore[arg-type]
    text = "aggregate, renormalise or availability of one aggregate"
    add("--node", **own, metavar="CODE:STAGE=RULE", help=text)  # type: ignore[arg-type]


def _add_weights(compute: argparse.ArgumentParser) -> None:
    add = compute.add_argument
    names = sorted(SCHEME_NAMES)
    add("--weights-scheme", choices=names, help="weights of all nodes by one scheme")
    add(
        "--ahp",
        type=Path,
        action="append",
        default=[],
        metavar="CSV",
        help="pairwise judgements of the children of one aggregate",
    )
    add("--ahp-confirmed", action="store_true", help="take judgements that are inconsistent")
    add("--weights", type=Path, metavar="CSV", help="local weights: iCode, Weight")
    add("--write-weights", type=Path, metavar="CSV", help="the local weights used")
