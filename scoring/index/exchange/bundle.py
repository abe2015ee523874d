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

import numpy as np

from scoring.index.arrays import FloatArray, IntArray
from scoring.index.chain.chain import compute
from scoring.index.exchange.fingerprint import input_hash
from scoring.index.exchange.tables import (
    TableError,
    parse_table,
    read_tree,
    read_units,
    read_values,
    write_results,
)
from scoring.index.method.method import Method, method_from_json, method_to_json
from scoring.index.tree.tree import Tree

FORMAT = "ecoasset-run-1"
FILES = ("README.txt", "inputs.csv", "tree.csv", "groups.csv", "method.json", "results.csv")
LARGEST = 200 * 2**20
"""Unpacked bytes of one member beyond which a bundle is refused."""

SCORE_TOLERANCE = 1e-12

_README = """A score run of the city ecological-asset management index, complete and checkable.

inputs.csv    raw values: one row per unit, one column per indicator, empty = missing
tree.csv      the indicator tree: code, parent, direction, local weight, type
groups.csv    labels of the groupings that the missing rules may use
method.json   every parameter of the method
results.csv   score and rank of every unit at every node of the tree
manifest.json format, code version, hash of the inputs, SHA-256 of every file

Check it without the database:
    python -m scoring.index verify FILE.zip
"""


class BundleError(ValueError):
    """A file that is no readable bundle."""


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


@dataclass(frozen=True)
class Verification:
    """The checks of a bundle in order: (what, whether it held, detail)."""

    checks: tuple[tuple[str, bool, str], ...]

    @property
    def ok(self) -> bool:
        """Whether every check held."""
        return all(held for _, held, _ in self.checks)


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
    contents["manifest.json"] = json.dumps(
        _manifest(bundle, contents), ensure_ascii=False, indent=2
    ).encode()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)


def read_bundle(file: BinaryIO | Path) -> tuple[Bundle, Mapping[str, object], list[str]]:
    """The bundle, its manifest, and the members whose SHA-256 is not the manifest's.

    Raises BundleError, TableError or MethodError for a file that cannot be read.
    """
    contents = _members(file)
    manifest = _json("manifest.json", contents)
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BundleError(f"manifest.json: the format is not {FORMAT}")
    digests = manifest.get("sha256")
    digests = digests if isinstance(digests, dict) else {}
    changed = [name for name in FILES if digests.get(name) != _digest(contents[name])]
    tree = read_tree(parse_table("tree.csv", contents["tree.csv"]))
    data = parse_table("inputs.csv", contents["inputs.csv"])
    units = read_units(data)
    groups = parse_table("groups.csv", contents["groups.csv"])
    results = parse_table("results.csv", contents["results.csv"])
    if read_units(groups) != units or read_units(results) != units:
        raise BundleError("inputs.csv, groups.csv and results.csv list different units")
    codes = tree.node_codes
    about = manifest.get("about")
    bundle = Bundle(
        units=units,
        tree=tree,
        method=method_from_json(_json("method.json", contents)),
        groups={
            name: np.nan_to_num(read_values(groups, [name])[:, 0], nan=-1).astype(np.int64)
            for name in groups.header
            if name != "uCode"
        },
        raw=read_values(data, tree.leaf_codes),
        scores=read_values(results, codes),
        ranks=np.nan_to_num(read_values(results, [f"{c}_rank" for c in codes])).astype(np.int64),
        code_version=str(manifest.get("code_version", "")),
        about={str(k): str(v) for k, v in about.items()} if isinstance(about, dict) else {},
    )
    return bundle, manifest, changed


def verify_bundle(file: BinaryIO | Path) -> Verification:
    """Recompute a bundle: files unchanged, input hash, scores to 1e-12, ranks exactly."""
    bundle, manifest, changed = read_bundle(file)
    again = compute(bundle.raw, bundle.tree, bundle.method, groups=bundle.groups)
    own_hash = input_hash(bundle.units, bundle.tree.leaf_codes, bundle.raw)
    same_gaps = bool((np.isnan(again.scores) == np.isnan(bundle.scores)).all())
    size = np.maximum(np.abs(bundle.scores), np.finfo(float).tiny)
    off = float(np.nanmax(np.abs(again.scores - bundle.scores) / size, initial=0.0))
    differing = int(np.count_nonzero(again.ranks != bundle.ranks))
    return Verification(
        (
            ("files", not changed, ", ".join(changed) or f"{len(FILES)} files as in the manifest"),
            ("input hash", own_hash == manifest.get("input_hash"), own_hash),
            (
                "scores",
                same_gaps and off <= SCORE_TOLERANCE,
                f"largest relative difference {off:.1e}" if same_gaps else "missing in other cells",
            ),
            ("ranks", differing == 0, f"{differing} of {again.ranks.size} differ"),
        )
    )


def _manifest(bundle: Bundle, contents: Mapping[str, bytes]) -> dict[str, object]:
    return {
        "format": FORMAT,
        "code_version": bundle.code_version,
        "input_hash": input_hash(bundle.units, bundle.tree.leaf_codes, bundle.raw),
        "units": len(bundle.units),
        "indicators": len(bundle.tree.leaf_codes),
        "about": dict(bundle.about),
        "sha256": {name: _digest(contents[name]) for name in FILES},
    }


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


def _members(file: BinaryIO | Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(file) as archive:
            for name in (*FILES, "manifest.json"):
                if archive.getinfo(name).file_size > LARGEST:
                    raise BundleError(f"{name} is larger than {LARGEST} bytes")
            return {name: archive.read(name) for name in (*FILES, "manifest.json")}
    except OSError as error:
        raise BundleError(f"cannot be read: {error.strerror}") from error
    except KeyError as error:
        raise BundleError(f"is no bundle: {error.args[0]}") from error
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise BundleError(f"is no readable ZIP file: {error}") from error


def _json(name: str, contents: Mapping[str, bytes]) -> object:
    try:
        return json.loads(contents[name])
    except ValueError as error:
        raise TableError(f"{name}: is not JSON: {error}") from error


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
