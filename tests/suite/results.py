"""Counts of several pytest runs, and what was skipped why."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree


@dataclass
class Results:
    """Of one run or of all; a test that could not be set up counts as failed."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Results") -> None:
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.seconds += other.seconds
        self.reasons += other.reasons

    def line(self) -> str:
        counts = f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"
        return f"{counts} in {self.seconds:.1f}s"


def read(report: Path) -> Results:
    """From pytest's own XML report; no report means that pytest did not get to its end."""
    results = Results()
    if not report.exists():
        return results
    suite = ElementTree.parse(report).getroot().find("testsuite")
    if suite is None:
        return results
    results.seconds = float(suite.get("time", "0"))
    outcomes: dict[tuple[str | None, str | None], str] = {}
    for case in suite.findall("testcase"):
        key = case.get("classname"), case.get("name")
        skip = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            outcomes[key] = "failed"
        elif skip is not None:
            outcomes[key] = "skipped"
            results.reasons[skip.get("message", "")] += 1
        else:
            outcomes.setdefault(key, "passed")
    counts = Counter(outcomes.values())
    results.passed, results.failed = counts["passed"], counts["failed"]
    results.skipped = counts["skipped"]
    return results
