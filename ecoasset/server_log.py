"""The web server's own lines, which come before and beside Django's, in the form of all others."""

from __future__ import annotations

from gunicorn.config import Config  # type: ignore[import-untyped]
from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from ecoasset.logs import FORMAT, LineFormatter


class ServerLog(Logger):
    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(LineFormatter(FORMAT, defaults={"request_id": "-"}))
