"""Watches a pipe and signals a process when the pipe closes: guard.py PIPE_FD PID SIGNAL."""

import contextlib
import os
import sys


def main() -> None:
    """Block until every writer of the pipe is gone, then signal."""
    reader, pid, signum = (int(argument) for argument in sys.argv[1:4])
    while os.read(reader, 1):
        pass
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signum)


if __name__ == "__main__":
    main()
