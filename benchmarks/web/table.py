"""The result as lines for a person."""

from collections.abc import Iterator, Mapping
from typing import Any

from .readers import LEVELS

HEAD = ("first", "again", *(f"{count}: p50" for count in LEVELS), "errors", "× empty")


def lines(found: Mapping[str, Any]) -> Iterator[str]:
    """Milliseconds; the last column is a first look by an empty page to one reader."""
    empty = found.get("empty")
    entries = {**({"(empty)": empty} if empty else {}), **found.get("pages", {})}
    if entries:
        unit = empty["1"]["p50_ms"] if empty else None
        yield _row("ms", HEAD)
        for address, entry in entries.items():
            yield _row(address, _cells(entry, unit))
    for database, entry in found.get("approvals_beside_50_readers", {}).items():
        told = "  ".join(f"{name} {value}" for name, value in entry.items())
        yield f"approvals beside 50 readers, {database}: {told}"
    if "idle_pss_mb" in found:
        yield f"memory when idle (PSS): {found['idle_pss_mb']} MB"


def _cells(entry: Mapping[str, Any], unit: float | None) -> list[object]:
    levels = [entry[str(count)] for count in LEVELS]
    errors = sum(level["errors"] for level in levels)
    ratio = f"{entry['first_ms'] / unit:.1f}" if unit else ""
    looks = (entry["first_ms"], entry["again_ms"], *(level["p50_ms"] for level in levels))
    return [*looks, errors, ratio]


def _row(name: str, cells: "list[object] | tuple[str, ...]") -> str:
    told = "".join(f"{'–' if cell is None else cell!s:>11}" for cell in cells)
    return f"{name:52}{told}"
