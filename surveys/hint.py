from __future__ import annotations

import atexit
import logging
import os
import queue
import threading

from celery import current_app

logger = logging.getLogger(__name__)

Message = tuple[str, tuple[int | str | None, ...]]
MOST_WAITING = 1000
LEAVING_SECONDS = 2.0


def task_hint(name: str, *arguments: int | str | None) -> bool:
    """Hand over a message to send; False where too many wait already.

    The queue is only a hint: whatever is not sent, the periodic sweep finds in the
    database. So nobody waits for a broker, and a dead one is a line in the log.
    """
    return publisher.hand_over((name, arguments))


class Publisher:
    """Sends what the process hands over, in one thread that begins with the first message.

    A broker may accept a connection and never answer: only this thread waits for it.
    """

    def __init__(self) -> None:
        self._start_over()
        os.register_at_fork(after_in_child=self._start_over)
        # A command ends right after its last message.
        atexit.register(self.wait, LEAVING_SECONDS)

    def _start_over(self) -> None:
        """A forked child has no thread, and what waited is its parent's to send."""
        self._waiting: queue.Queue[Message] = queue.Queue(MOST_WAITING)
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def hand_over(self, message: Message) -> bool:
        try:
            with self._starting:
                if self._thread is None:
                    thread = threading.Thread(target=self._send_all, name="hints", daemon=True)
                    thread.start()
                    self._thread = thread
            self._waiting.put_nowait(message)
        except (queue.Full, RuntimeError) as error:  # the latter: no thread can be started
            logger.warning("%s%s waits for the sweep: %r", *message, error)
            return False
        return True

    def wait(self, seconds: float) -> bool:
        """Until nothing waits any more; False where the time is over first."""
        with self._waiting.all_tasks_done:
            return self._waiting.all_tasks_done.wait_for(
                lambda: not self._waiting.unfinished_tasks, seconds
            )

    def _send_all(self) -> None:
        while True:
            name, arguments = self._waiting.get()
            try:
                current_app.send_task(name, args=list(arguments), retry=False)
            except Exception as error:  # noqa: BLE001 - the thread must live on
                # kombu and redis raise what they like: ValueError, TypeError, their own.
                dropped = self._drop_waiting()
                logger.warning(
                    "%s%s and %d more wait for the sweep: %s", name, arguments, dropped, error
                )
            finally:
                self._waiting.task_done()

    def _drop_waiting(self) -> int:
        """Behind a broker that failed, each of them would wait for it once more."""
        dropped = 0
        while True:
            try:
                self._waiting.get_nowait()
            except queue.Empty:
                return dropped
            self._waiting.task_done()
            dropped += 1


publisher = Publisher()
