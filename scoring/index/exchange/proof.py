"""Read a bundle strictly, recompute it, and say check by check whether it holds."""

import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from scoring.index.arrays import IntArray
from scoring.index.chain.chain import compute
from scoring.index.exchange.bundle import (
    FILES,
    FORMAT,
    MANIFEST,
    MANIFEST_DIGEST,
    Bundle,
    digest,
    manifest_digest,
)
from scoring.index.exchange.fingerprint import input_hash
from scoring.index.exchange.tables import (
    Table,
    TableError,
    parse_table,
    read_tree,
    read_units,
    read_values,
)
from scoring.index.method.method import method_from_json
from scoring.index.method.reading import JsonError, read_json

LARGEST = 200 * 2**20
"""Unpacked bytes of one member beyond which a bundle is refused."""

SCORE_TOLERANCE = 1e-12

_TREE_COLUMNS = ("iCode", "Parent", "Direction", "Weight", "Type")
_MANIFEST_KEYS = {
    "format",
    "code_version",
    "input_hash",
    "units",
    "indicators",
    "about",
    "sha256",
    MANIFEST_DIGEST,
}

# What zipfile raises for a file that is no archive, or a damaged or encrypted one.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    UnicodeDecodeError,
    OverflowError,
    MemoryError,
)


class BundleError(ValueError):
    """A file that is no readable bundle."""


@dataclass(frozen=True)
class Verification:
    """The checks of a bundle in order: (what, whether it held, detail)."""

    checks: tuple[tuple[str, bool, str], ...]

    @property
    def ok(self) -> bool:
        """Whether every check held."""
        return all(held for _, held, _ in self.checks)


def read_bundle(file: BinaryIO | Path) -> tuple[Bundle, Mapping[str, object], list[str]]:
    """The bundle, its manifest, and the members whose SHA-256 is not the manifest's.

    Raises BundleError, TableError or MethodError for a file that cannot be read or holds
    anything that a bundle does not.
    """
    contents = _members(file)
    manifest = _manifest(contents)
    digests = manifest["sha256"]
    digests = digests if isinstance(digests, dict) else {}
    changed = [name for name in FILES if digests.get(name) != digest(contents[name])]
    tree_table = _table("tree.csv", contents, _TREE_COLUMNS)
    tree = read_tree(tree_table)
    data = _table("inputs.csv", contents, ("uCode", *tree.leaf_codes))
    codes = tree.node_codes
    paired = [name for code in codes for name in (code, f"{code}_rank")]
    results = _table("results.csv", contents, ("uCode", *paired))
    groups = parse_table("groups.csv", contents["groups.csv"])
    units = read_units(data)
    if read_units(groups) != units or read_units(results) != units:
        raise BundleError("inputs.csv, groups.csv and results.csv list different units")
    about = manifest["about"]
    bundle = Bundle(
        units=units,
        tree=tree,
        method=method_from_json(_json("method.json", contents)),
        groups={
            name: _whole(groups, [name], least=-1, missing=-1)[:, 0]
            for name in groups.header
            if name != "uCode"
        },
        raw=read_values(data, tree.leaf_codes),
        scores=read_values(results, codes),
        ranks=_whole(results, [f"{code}_rank" for code in codes], least=1, missing=0),
        code_version=str(manifest["code_version"]),
        about={str(k): str(v) for k, v in about.items()} if isinstance(about, dict) else {},
    )
    return bundle, manifest, changed


def verify_bundle(file: BinaryIO | Path) -> Verification:
    """Recompute a bundle: manifest and files unchanged, counts, input hash, scores to 1e-12,
    ranks exactly."""
    bundle, manifest, changed = read_bundle(file)
    again = compute(bundle.raw, bundle.tree, bundle.method, groups=bundle.groups)
    own_digest = manifest_digest(manifest)
    own_hash = input_hash(bundle.units, bundle.tree.leaf_codes, bundle.raw)
    counts = (len(bundle.units), len(bundle.tree.leaf_codes))
    named = (manifest["units"], manifest["indicators"])
    same_gaps = bool((np.isnan(again.scores) == np.isnan(bundle.scores)).all())
    size = np.maximum(np.abs(bundle.scores), np.finfo(float).tiny)
    off = float(np.nanmax(np.abs(again.scores - bundle.scores) / size, initial=0.0))
    differing = int(np.count_nonzero(again.ranks != bundle.ranks))
    return Verification(
        (
            ("manifest", manifest[MANIFEST_DIGEST] == own_digest, own_digest),
            ("files", not changed, ", ".join(changed) or f"{len(FILES)} files as in the manifest"),
            ("counts", named == counts, f"{counts[0]} units, {counts[1]} indicators"),
            ("input hash", own_hash == manifest["input_hash"], own_hash),
            (
                "scores",
                same_gaps and off <= SCORE_TOLERANCE,
                f"largest relative difference {off:.1e}" if same_gaps else "missing in other cells",
            ),
            ("ranks", differing == 0, f"{differing} of {again.ranks.size} differ"),
        )
    )


def _members(file: BinaryIO | Path) -> dict[str, bytes]:
    wanted = (*FILES, MANIFEST)
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            for name in wanted:
                if archive.getinfo(name).file_size > LARGEST:
                    raise BundleError(f"{name} is larger than {LARGEST} bytes")
            strange = sorted(set(names) - set(wanted)) or [n for n in names if names.count(n) > 1]
            if strange:
                raise BundleError(f"is no bundle: {strange[0]!r} does not belong into one")
            return {name: archive.read(name) for name in wanted}
    except OSError as error:
        raise BundleError(f"cannot be read: {error.strerror or error}") from error
    except KeyError as error:
        raise BundleError(f"is no bundle: {error.args[0]}") from error
    except _DAMAGED as error:
        raise BundleError(f"is no readable ZIP file: {error}") from error


def _manifest(contents: Mapping[str, bytes]) -> dict[str, object]:
    manifest = _json(MANIFEST, contents)
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BundleError(f"{MANIFEST}: the format is not {FORMAT}")
    if manifest.keys() != _MANIFEST_KEYS:
        key = min(manifest.keys() ^ _MANIFEST_KEYS)
        raise BundleError(f"{MANIFEST}: {key} is missing or does not belong into it")
    return manifest


def _table(name: str, contents: Mapping[str, bytes], header: Sequence[str]) -> Table:
    """A member's table; its columns must be these, in this order."""
    table = parse_table(name, contents[name])
    if table.header != tuple(header):
        strange = [column for column in table.header if column not in header]
        lost = [column for column in header if column not in table.header]
        reason = (
            f"the column {strange[0]} does not belong here"
            if strange
            else f"the column {lost[0]} is missing"
            if lost
            else "the columns are in another order"
        )
        raise TableError(f"{name}: row 1: {reason}")
    return table


def _whole(table: Table, columns: Sequence[str], *, least: int, missing: int) -> IntArray:
    """int64[n, c] of whole numbers from ``least``; ``missing`` stands for an empty cell."""
    values = read_values(table, columns)
    bad = ~np.isnan(values) & ((values != np.floor(values)) | (values < least))
    if bad.any():
        row, column = (int(i) for i in np.argwhere(bad)[0])
        place = table.at(row, columns[column])
        raise TableError(f"{place}: {values[row, column]:g} is not a whole number from {least}")
    return np.nan_to_num(values, nan=missing).astype(np.int64)


def _json(name: str, contents: Mapping[str, bytes]) -> object:
    try:
        return read_json(contents[name])
    except JsonError as error:
        raise BundleError(f"{name}: {error}") from error
