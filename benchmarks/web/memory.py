"""What a tree of processes holds: the sum of PSS, in which a shared page counts once."""

from pathlib import Path

PROC = Path("/proc")


def tree(root: int, proc: Path = PROC) -> set[int]:
    """The process and all that descend from it."""
    parents = {}
    for status in proc.glob("[0-9]*/stat"):
        try:
            # The name in brackets may hold blanks and brackets; then come state and parent.
            fields = status.read_text("utf-8", "replace").rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(status.parent.name)] = int(fields[1])
    found, new = {root}, {root}
    while new:
        new = {pid for pid, parent in parents.items() if parent in new} - found
        found |= new
    return found


def pss_mb(root: int, proc: Path = PROC) -> float:
    """Of the whole tree, in MB of 10^6 bytes. Another program that maps the same libraries
    takes its share of them away."""
    kilobytes = 0
    for pid in tree(root, proc):
        try:
            lines = (proc / str(pid) / "smaps_rollup").read_text("ascii").splitlines()
        except OSError:
            continue
        kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return round(kilobytes * 1024 / 1e6, 1)
