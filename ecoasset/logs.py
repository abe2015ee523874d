"""The request id that every line of the log carries, and lines that nobody can forge."""

import datetime
import logging
import re
from contextvars import ContextVar
from typing import Any
from zoneinfo import ZoneInfo

from ecoasset.env import TIME_ZONE

FORMAT = "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"
request_id: ContextVar[str] = ContextVar("request_id", default="-")
# Whatever some reader takes for the end of a line or acts upon, tabs excepted.
_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")


class RequestIdFilter(logging.Filter):
    """Adds `request_id` to the record; "-" outside a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class ClientFaultFilter(logging.Filter):
    """What Django refuses with 400 is no error of ours: one line that warns, no traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.security.") and record.levelno > logging.WARNING:
            record.levelno, record.levelname = logging.WARNING, "WARNING"
            record.exc_info = record.exc_text = None
        return True


class LineFormatter(logging.Formatter):
    """One line per record: a path with %0A in it cannot begin a line of its own.

    A traceback follows, indented, since its last line may hold what somebody typed.
    """

    zone = ZoneInfo(TIME_ZONE)

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        """With its offset, and in one zone whatever the machine's or the process's own is."""
        moment = datetime.datetime.fromtimestamp(record.created, self.zone)
        return moment.isoformat(timespec="milliseconds")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        record.message = escaped(record.message)
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        lines = super().formatException(ei).splitlines()
        return "\n".join(f"  {escaped(line)}" for line in lines)


def escaped(text: str) -> str:
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)
