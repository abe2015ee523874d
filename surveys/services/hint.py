from __future__ import annotations

import logging

from celery import current_app

logger = logging.getLogger(__name__)


def task_hint(name: str, *arguments: int | str | None) -> bool:
    """Send a task by name; False where that failed, for whatever reason.

    The queue is only a hint: whatever is not sent, the periodic sweep finds in the
    database. So a dead broker is a line in the log, never a failed request.
    """
    try:
        current_app.send_task(name, args=list(arguments), retry=False)
    except Exception as error:  # noqa: BLE001 - after the commit: nothing may fail the request
        # kombu and redis raise what they like: ValueError, TypeError, AttributeError, their own.
        logger.warning("%s%s waits for the sweep: %s", name, arguments, error)
        return False
    return True
