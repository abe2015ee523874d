"""A run as one ZIP file that anybody can recompute: inputs, tree, method, results.

``python -m scoring.index verify FILE.zip`` checks it; its tables are also those that
``python -m scoring.index --data inputs.csv --meta tree.csv --method method.json`` reads.
"""

import csv
import hashlib
import io
import json
import math
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from scoring.index.arrays import FloatArray, IntArray
from scoring.index.exchange.fingerprint import input_hash
from scoring.index.exchange.tables import (
    write_results,
)
from scoring.index.method.method import Method, method_to_json
from scoring.index.tree.tree import Tree

FORMAT = "ecoasset-run-1"
MANIFEST = "manifest.json"
MANIFEST_DIGEST = "manifest_sha256"
FILES = ("README.txt", "inputs.csv", "tree.csv", "groups.csv", "method.json", "results.csv")
_README = """A score run of the city ecological-asset management index, complete and checkable.

inputs.csv    raw values: one row per unit, one column per indicator, empty = missing
tree.csv      the indicator tree: code, parent, direction, local weight, type
groups.csv    labels of the groupings that the missing rules may use
method.json   every parameter of the method
results.csv   score and rank of every unit at every node of the tree
manifest.json format, code version, hash of the inputs, what the run is (edition, basis,
              date), SHA-256 of every file and of the manifest itself

Check it without the database:
    python -m scoring.index verify FILE.zip

What the check shows: every file is the one that the manifest names, the manifest is the one
that was written, and the method applied to these inputs gives these scores and ranks. What it
cannot show: who wrote the file. Whoever changes inputs and results alike and writes a new
manifest has a bundle that holds, with another manifest_sha256. So compare that number, which
the check prints, with the one that the publisher gives for this run.
"""


@dataclass(frozen=True)
class Bundle:
    """What a run was computed from and what came out; ``about`` is free text by key."""

    units: tuple[str, ...]
    tree: Tree
    method: Method
    groups: Mapping[str, IntArray]
    raw: FloatArray
    scores: FloatArray
    ranks: IntArray
    code_version: str
    about: Mapping[str, str]


def write_bundle(file: BinaryIO | Path, bundle: Bundle) -> None:
    """Write the ZIP; the same run gives the same members, byte for byte."""
    members = {
        "README.txt": _README,
        "inputs.csv": _inputs(bundle),
        "tree.csv": _tree(bundle.tree),
        "groups.csv": _groups(bundle),
        "method.json": json.dumps(method_to_json(bundle.method), ensure_ascii=False, indent=2),
        "results.csv": _results(bundle),
    }
    contents = {name: text.encode() for name, text in members.items()}
    contents[MANIFEST] = json.dumps(
        _manifest(bundle, contents), ensure_ascii=False, indent=2
    ).encode()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)


def manifest_digest(manifest: Mapping[str, object]) -> str:
    """SHA-256 over the rest of a manifest as one canonical line."""
    rest = {key: value for key, value in manifest.items() if key != MANIFEST_DIGEST}
    line = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return digest(line.encode())


def _manifest(bundle: Bundle, contents: Mapping[str, bytes]) -> dict[str, object]:
    manifest: dict[str, object] = {
        "format": FORMAT,
        "code_version": bundle.code_version,
        "input_hash": input_hash(bundle.units, bundle.tree.leaf_codes, bundle.raw),
        "units": len(bundle.units),
        "indicators": len(bundle.tree.leaf_codes),
        "about": dict(bundle.about),
        "sha256": {name: digest(contents[name]) for name in FILES},
    }
    return {**manifest, MANIFEST_DIGEST: manifest_digest(manifest)}


def _inputs(bundle: Bundle) -> str:
    cells = [["" if math.isnan(v) else repr(float(v)) for v in row] for row in bundle.raw]
    return _table(
        ["uCode", *bundle.tree.leaf_codes],
        [[unit, *row] for unit, row in zip(bundle.units, cells, strict=True)],
    )


def _tree(tree: Tree) -> str:
    layout = tree.layout
    m = len(layout.leaf_codes)
    rows = []
    for i, code in enumerate(layout.codes):
        parent = "" if layout.parent[i] < 0 else layout.node_codes[layout.parent[i]]
        direction = str(int(layout.direction[i])) if i < m else ""
        kind = "Indicator" if i < m else "Aggregate"
        rows.append([code, parent, direction, repr(float(layout.weight[i])), kind])
    return _table(["iCode", "Parent", "Direction", "Weight", "Type"], rows)


def _groups(bundle: Bundle) -> str:
    names = sorted(bundle.groups)
    return _table(
        ["uCode", *names],
        [
            [unit, *(str(int(bundle.groups[name][i])) for name in names)]
            for i, unit in enumerate(bundle.units)
        ],
    )


def _results(bundle: Bundle) -> str:
    file = io.StringIO()
    write_results(file, bundle.units, bundle.tree.node_codes, bundle.scores, bundle.ranks)
    return file.getvalue()


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return file.getvalue()


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
