"""Runs the embedded server in the foreground: python -m platform_local.postgres STATE_DIR."""

import argparse
import signal
import sys
from pathlib import Path
from types import FrameType

from platform_local.postgres import EmbeddedPostgres, PostgresError


class _StopRequested(Exception):  # noqa: N818 - a request, not an error
    pass


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGINT, SIGTERM or SIGHUP; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m platform_local.postgres", description=__doc__)
    parser.add_argument("state_dir", type=Path)
    parser.add_argument("--port", type=int, help="default: any free port")
    parser.add_argument("--bindir", type=Path, help="folder with postgres and initdb")
    parser.add_argument("--volatile", action="store_true", help="fast, loses data at a crash")
    options = parser.parse_args(arguments)
    server = EmbeddedPostgres(
        options.state_dir, port=options.port, volatile=options.volatile, bindir=options.bindir
    )
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, _request_stop)
    try:
        server.start()
        print(f"{server.version} ready on 127.0.0.1:{server.port}", flush=True)
        code = server.wait()
    except _StopRequested:
        code = 0
    except PostgresError as error:
        print(error, file=sys.stderr, flush=True)
        code = 1
    finally:
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, signal.SIG_IGN)
        server.stop()
    return code


def _request_stop(_signum: int, _frame: FrameType | None) -> None:
    raise _StopRequested


if __name__ == "__main__":
    sys.exit(main())
