"""python -m platform_auditor: runs the checks for as long as the process lives."""

import sys

import uvicorn
from pydantic import ValidationError

from platform_auditor.main import create_app
from platform_auditor.settings import NAME, Settings
from platform_kit import logging


def main() -> int:
    """Return the exit code: 2 for a wrong setting."""
    try:
        settings = Settings()  # pyright: ignore[reportCallIssue] - read from the environment
    except ValidationError as error:
        for fault in error.errors():
            name = "_".join(str(part) for part in fault["loc"]).upper()
            sys.stderr.write(f"{name}: {fault['msg']}\n")
        return 2
    logging.configure(NAME, settings.log_level)
    uvicorn.run(
        create_app(settings),
        host=settings.bind_host,
        port=settings.service_port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
