"""Starts a command again when it dies by itself, as `./run` would; SIGTERM ends both.

In the group of the command, so that a SIGKILL to the group leaves neither.
"""

import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType

DELAY_SECONDS = 0.5


def main(command: Sequence[str]) -> int:
    """The exit code of the command's last process."""
    stopping = False
    process: subprocess.Popen[bytes] | None = None

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True
        if process is not None:
            process.terminate()

    signal.signal(signal.SIGTERM, stop)
    code = 0
    while not stopping:
        process = subprocess.Popen(command)
        code = process.wait()
        if not stopping:
            time.sleep(DELAY_SECONDS)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
