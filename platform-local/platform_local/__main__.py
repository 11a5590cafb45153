"""Runs the whole platform on this machine: python -m platform_local, or `make run`."""

import asyncio
import contextlib
import os
import sys
import time

from platform_local.launch import run
from platform_local.settings import SettingError, read_settings


def main() -> int:
    """Return the exit code."""
    started = time.monotonic()

    def say(text: str) -> None:
        with contextlib.suppress(OSError):  # the terminal may be gone while all is stopped
            print(f"[{time.monotonic() - started:6.1f} s] {text}", flush=True)

    try:
        settings = read_settings(os.environ)
    except SettingError as error:
        print(error, file=sys.stderr)
        return 2
    return asyncio.run(run(settings, say))


if __name__ == "__main__":
    sys.exit(main())
