"""The command line: read tables, compute, write; a fault is one line and exit status 2."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from scoring.index.chain.chain import Result, compute, normalised_matrix
from scoring.index.exchange.proof import BundleError, verify_bundle
from scoring.index.exchange.tables import (
    Table,
    TableError,
    group_names,
    read_groups,
    read_table,
    read_tree,
    read_units,
    read_values,
    result_header,
    write_results,
)
from scoring.index.findings import Finding
from scoring.index.method.method import Method
from scoring.index.options import UsageError, build_method, parser, weighted_method
from scoring.index.refusals import DataError, MethodError
from scoring.index.tree.tree import Tree

COMMANDS = ("compute", "verify")
FAILED = 2
DIFFERS = 1


LISTED = 20
"""Units named in one finding; the rest are counted."""


def main(arguments: Sequence[str]) -> int:
    """Run one command: 0 done, 1 a bundle does not hold, 2 refused with one line."""
    words = list(arguments)
    if not words or words[0] not in (*COMMANDS, "-h", "--help"):
        words.insert(0, "compute")
    try:
        options = parser().parse_args(words)
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
    result_header(tree.node_codes)
    data = read_table(options.data)
    units = read_units(data)
    method = build_method(options)
    raw = read_values(data, tree.leaf_codes)
    groupings = _groupings(method, tree)
    groups = read_groups(data, groupings)
    try:
        scheme = options.weights_scheme
        normalised = normalised_matrix(raw, tree, method, groups) if scheme else None
        method = weighted_method(options, method, tree, normalised)
        result = compute(raw, tree, method, groups=groups)
    except DataError as error:
        raise _placed(error, data, tree) from error
    names = {name: group_names(data, name) for name in groupings}
    for finding in result.findings:
        sys.stderr.write(_finding_line(finding, units, names))
    _write(options.output, units, result)


def _finding_line(
    finding: Finding, units: Sequence[str], names: Mapping[str, Sequence[str]]
) -> str:
    """A finding with the codes of its units and the name of its group."""
    subject, _, label = finding.subject.rpartition(":")
    subject = f"{subject}:{names[subject][int(label)]}" if subject in names else finding.subject
    listed = ", ".join(units[row] for row in finding.rows[:LISTED])
    more = f" and {len(finding.rows) - LISTED} more" if len(finding.rows) > LISTED else ""
    places = f": {listed}{more}" if listed else ""
    return f"{finding.severity}: {finding.code}: {subject}: {finding.detail}{places}\n"


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
            write_results(file, units, result.node_codes, result.scores, result.ranks)
    except OSError as error:
        raise TableError(f"{output}: cannot be written: {error.strerror}") from error
