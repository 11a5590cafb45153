"""What amtool and Prometheus ask an Alertmanager about itself."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from alert_ingestion.wires.alertmanager import refuse_api
from alert_ingestion.wires.keys import of_open_door
from alert_ingestion.wires.stage import stage_of
from alert_ingestion.wires.wire import admit, answered, as_json
from platform_contracts.access import READ
from platform_contracts.base import iso
from platform_kit.auth.principal import principal_of
from platform_kit.health import release
from platform_kit.problems import Unauthorized

RECEIVER = "platform"
_CONFIG = f"route:\n  receiver: {RECEIVER}\nreceivers:\n- name: {RECEIVER}\n"


async def require_reader(request: Request) -> None:
    """The caller may read: by role, by open access, or by an integration's key."""
    key = of_open_door(request)
    if key is not None:
        await admit(request, key)
    elif READ not in principal_of(request).scopes:
        raise Unauthorized("reading needs a token or an integration's key")


async def _status(request: Request) -> Response:
    await require_reader(request)
    version = release()
    content: dict[str, Any] = {
        "cluster": {"name": "platform", "status": "ready", "peers": []},
        "config": {"original": _CONFIG},
        "uptime": iso(stage_of(request).started_at),
        "versionInfo": {
            "branch": "main",
            "buildDate": "",
            "buildUser": "",
            "goVersion": "",
            "revision": "",
            "version": version,
        },
    }
    return as_json(content)


async def _receivers(request: Request) -> Response:
    await require_reader(request)
    return as_json([{"name": RECEIVER}])


status = answered(refuse_api, _status)
receivers = answered(refuse_api, _receivers)
