"""Ends a child when its launcher dies, even by kill -9.

Linux: the kernel signals the child (PDEATHSIG). Elsewhere a guard process watches a pipe that
closes with the launcher.
"""

import ctypes
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Literal

Mechanism = Literal["kernel", "pipe"]

_GUARD = Path(__file__).with_name("guard.py")
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)


def default_mechanism() -> Mechanism:
    """Return the mechanism this operating system offers."""
    return "kernel" if sys.platform == "linux" else "pipe"


class Lifeline:
    """Binds one child to this process.

    The kernel watches the *thread* that started the child, so start children from a thread that
    lives as long as the program does, normally the main one.
    """

    def __init__(self, signum: signal.Signals, mechanism: Mechanism | None = None) -> None:
        self._signum = signum
        self._mechanism = mechanism or default_mechanism()
        self._launcher = os.getpid()
        self._guard: subprocess.Popen[bytes] | None = None
        self._pipe: int | None = None

    def in_child(self) -> None:
        """Run between fork and exec, after any change of user (that clears the request)."""
        if self._mechanism != "kernel":
            return
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(self._signum))
        if os.getppid() != self._launcher:  # died before the request was made
            os._exit(1)

    def attach(self, pid: int) -> None:
        """Run in the launcher once the child has a pid."""
        if self._mechanism != "pipe":
            return
        reader, self._pipe = os.pipe()
        try:
            self._guard = subprocess.Popen(  # noqa: S603 - our own interpreter and file
                [sys.executable, "-I", "-S", _GUARD, str(reader), str(pid), str(int(self._signum))],
                pass_fds=(reader,),
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        finally:
            os.close(reader)

    def release(self) -> None:
        """Run in the launcher when the child is gone: its pid may soon belong to another."""
        if self._guard is not None:
            self._guard.kill()
            self._guard.wait()
            self._guard = None
        if self._pipe is not None:
            os.close(self._pipe)
            self._pipe = None
