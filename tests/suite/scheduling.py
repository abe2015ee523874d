"""Which tests one process of the suite takes together."""

from __future__ import annotations

from xdist.scheduler.loadfile import LoadFileScheduling

BROWSER = "tests/browser/"


class ByFile(LoadFileScheduling):
    """A file at a time; all that drive a browser are one, and share one running product."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.split("::", 1)[0]
        return BROWSER if path.startswith(BROWSER) else path
