"""The command line: read tables, compute, write; a fault is one line and exit status 2."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn, TextIO

from scoring.index.chain.chain import Result, compute
from scoring.index.exchange.bundle import BundleError, verify_bundle
from scoring.index.exchange.tables import (
    Table,
    TableError,
    read_groups,
    read_table,
    read_tree,
    read_units,
    read_values,
    read_weights,
    write_results,
)
from scoring.index.findings import DataError
from scoring.index.method.method import (
    IndicatorRules,
    Method,
    MethodError,
    NodeRules,
    method_from_json,
)
from scoring.index.method.rules import RULES, step_from_text
from scoring.index.tree.tree import Tree

DESCRIPTION = "Scores and ranks of a composite index, from tables to a table."
COMMANDS = ("compute", "verify")
FAILED = 2
DIFFERS = 1


class UsageError(ValueError):
    """Options that make no sense together."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(message)


def main(arguments: Sequence[str]) -> int:
    """Run one command: 0 done, 1 a bundle does not hold, 2 refused with one line."""
    words = list(arguments)
    if not words or words[0] not in (*COMMANDS, "-h", "--help"):
        words.insert(0, "compute")
    try:
        options = _parser().parse_args(words)
        if options.command == "verify":
            return run_verify(options.file)
        run_compute(options)
    except (TableError, BundleError, MethodError, DataError, UsageError) as error:
        sys.stderr.write(f"error: {' '.join(str(error).split())}\n")
        return FAILED
    return 0


def run_verify(path: Path) -> int:
    """Recompute a bundle and print one line per check; 0 where all hold, else 1."""
    try:
        verification = verify_bundle(path)
    except BundleError as error:
        raise BundleError(f"{path.name}: {error}") from error
    for name, held, detail in verification.checks:
        sys.stdout.write(f"{'ok' if held else 'DIFFERS'}: {name}: {detail}\n")
    return 0 if verification.ok else DIFFERS


def run_compute(options: argparse.Namespace) -> None:
    """Compute scores and ranks of a data table; findings go to standard error."""
    tree = read_tree(read_table(options.meta))
    data = read_table(options.data)
    units = read_units(data)
    method = build_method(options)
    raw = read_values(data, tree.leaf_codes)
    try:
        result = compute(raw, tree, method, groups=read_groups(data, _groupings(method, tree)))
    except DataError as error:
        raise _placed(error, data, tree) from error
    for finding in result.findings:
        sys.stderr.write(
            f"{finding.severity}: {finding.code}: {finding.subject}: {finding.detail}\n"
        )
    _write(options.output, units, result)


def build_method(options: argparse.Namespace) -> Method:
    """The method of ``--method`` (or the default), changed by the other options."""
    method = method_from_json(_read_json(options.method)) if options.method else Method.default()
    steps: dict[str, Any] = {
        stage: step_from_text(stage, getattr(options, stage), f"--{stage}")
        for stage in RULES
        if getattr(options, stage) is not None
    }
    method = replace(method, **steps)
    if options.availability is not None:
        if not 0.0 <= options.availability <= 1.0:
            raise MethodError("--availability", "a share from 0 to 1 is expected")
        method = replace(method, availability=options.availability)
    if options.weights:
        table = read_weights(read_table(options.weights))
        method = replace(method, weights={**method.weights, **table})
    for text in options.indicator:
        method = _override_indicator(method, text)
    for text in options.node:
        method = _override_node(method, text)
    return method


def _override_indicator(method: Method, text: str) -> Method:
    code, stage, step = _override(text, "--indicator", ("treat", "normalise", "missing"))
    rules = replace(method.indicators.get(code, IndicatorRules()), **{stage: step})
    return replace(method, indicators={**method.indicators, code: rules})


def _override_node(method: Method, text: str) -> Method:
    code, stage, step = _override(text, "--node", ("aggregate", "renormalise"))
    rules = replace(method.nodes.get(code, NodeRules()), **{stage: step})
    return replace(method, nodes={**method.nodes, code: rules})


def _override(text: str, option: str, stages: tuple[str, ...]) -> tuple[str, str, Any]:
    place, equals, rule = text.partition("=")
    code, _, stage = place.rpartition(":")
    if not (equals and code and stage in stages):
        raise MethodError(option, f"{text!r} is not CODE:{'|'.join(stages)}=RULE")
    return code, stage, step_from_text(stage, rule, f"{option} {code}:{stage}")


def _groupings(method: Method, tree: Tree) -> set[str]:
    steps = [method.indicator_step("missing", code) for code in tree.leaf_codes]
    return {str(step.value("group")) for step in steps if step.rule == "group_median"}


def _placed(error: DataError, data: Table, tree: Tree) -> TableError:
    """The same refusal with the row and column of the file instead of positions."""
    if error.row is None or error.column is None:
        return TableError(f"{data.name}: {error}")
    return TableError(f"{data.at(error.row, tree.layout.codes[error.column])}: {error.reason}")


def _write(output: Path | None, units: Sequence[str], result: Result) -> None:
    if output is None:
        write_results(sys.stdout, units, result.node_codes, result.scores, result.ranks)
        return
    try:
        with output.open("w", encoding="utf-8", newline="") as file:
            _write_to(file, units, result)
    except OSError as error:
        raise TableError(f"{output}: cannot be written: {error.strerror}") from error


def _write_to(file: TextIO, units: Sequence[str], result: Result) -> None:
    write_results(file, units, result.node_codes, result.scores, result.ranks)


def _read_json(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise TableError(f"{path.name}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise TableError(f"{path.name}: is not JSON: {error}") from error


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m scoring.index", description=DESCRIPTION, allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Parser)
    add = commands.add_parser(
        "compute", help="scores and ranks of a table (the default)", allow_abbrev=False
    ).add_argument
    add("--data", type=Path, required=True, metavar="CSV", help="values: uCode, one column each")
    add("--meta", type=Path, required=True, metavar="CSV", help="iCode, Parent, Direction, ...")
    add("--output", type=Path, metavar="CSV", help="default: standard output")
    add("--method", type=Path, metavar="JSON", help="a whole method; options change it")
    add("--weights", type=Path, metavar="CSV", help="local weights: iCode, Weight")
    add("--availability", type=float, metavar="SHARE", help="least share of weight present")
    for stage, rules in RULES.items():
        add(f"--{stage}", metavar="RULE", help=f"{', '.join(rules)}; as in RULE:name=value:...")
    add(
        "--indicator",
        action="append",
        default=[],
        metavar="CODE:STAGE=RULE",
        help="treat, normalise or missing of one indicator",
    )
    add(
        "--node",
        action="append",
        default=[],
        metavar="CODE:STAGE=RULE",
        help="aggregate or renormalise of one aggregate",
    )
    verify = commands.add_parser("verify", help="recompute a run's ZIP file", allow_abbrev=False)
    verify.add_argument("file", type=Path, metavar="FILE.zip")
    return parser
