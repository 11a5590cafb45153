"""What the wires stand on while the service runs."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx
from starlette.requests import Request

from alert_ingestion.ingest.intake import Inlet
from alert_ingestion.integrations.limits import RateLimits
from alert_ingestion.integrations.senders import Senders
from alert_ingestion.settings import Settings
from platform_kit.addresses import Network, networks
from platform_kit.http import outside_client


@dataclass
class Stage:
    """Intake, senders and their limits, and the client for addresses that payloads name."""

    inlet: Inlet
    settings: Settings
    senders: Senders
    limits: RateLimits = field(default_factory=RateLimits)
    certificates: dict[str, bytes] = field(default_factory=dict[str, bytes])
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    outside: httpx.AsyncClient = field(init=False)
    trusted_proxies: tuple[Network, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Raises ValueError for TRUSTED_PROXIES that are no networks."""
        allowed = self.settings.outside_allowed_networks.split(",")
        self.outside = outside_client([entry.strip() for entry in allowed if entry.strip()])
        self.trusted_proxies = networks(self.settings.trusted_proxies)

    async def close(self) -> None:
        """Answer what was handed in, then close."""
        await self.inlet.batcher.drain()
        await self.outside.aclose()


def stage_of(request: Request) -> Stage:
    """The stage of the app that got the request."""
    return request.app.state.intake
