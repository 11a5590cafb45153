"""Asks each part of the running platform whether it is ready: python -m platform_local.status."""

import asyncio
import os
import sys

from platform_local.components import COMPANIONS, GATEWAY, SERVICES
from platform_local.programs import answers_http
from platform_local.settings import LocalSettings, SettingError, read_settings


async def readiness(settings: LocalSettings) -> dict[str, bool]:
    """Return for each installed component whether it can do its work."""
    host = settings.connect_host
    paths = {part.name: "/ready" for part in (*SERVICES, *COMPANIONS) if part.exists}
    paths[GATEWAY.name] = "/health"
    probes = [
        answers_http(f"http://{host}:{settings.ports[name]}{path}")()
        for name, path in paths.items()
    ]
    return dict(zip(paths, await asyncio.gather(*probes), strict=True))


def main() -> int:
    """Print a line for each component; return 1 when one is not ready."""
    try:
        settings = read_settings(os.environ)
    except SettingError as error:
        print(error, file=sys.stderr)
        return 2
    states = asyncio.run(readiness(settings))
    for name, ready in states.items():
        port = settings.ports[name]
        print(f"{name:<20} {settings.connect_host}:{port:<6} {'ready' if ready else 'NOT READY'}")
    return 0 if all(states.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
