"""Serves the gateway: python -m platform_local.gateway, configured by the environment."""

import os
import sys

import uvicorn

from platform_local.gateway.app import create_app
from platform_local.gateway.settings import GatewaySettings

_STREAM_GRACE_SECONDS = 3  # live streams never end by themselves


def main() -> int:
    """Serve until told to stop; return the exit code."""
    try:
        settings = GatewaySettings.read(os.environ)
    except (KeyError, ValueError) as error:
        print(f"gateway: wrong or missing setting: {error}", file=sys.stderr)
        return 2
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=_STREAM_GRACE_SECONDS,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
