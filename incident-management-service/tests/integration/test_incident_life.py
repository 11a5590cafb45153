"""An incident from its first alert to resolved, over the API."""

from datetime import UTC, datetime
from typing import Any

import httpx
from fastapi import FastAPI
from platform_contracts.messages import (
    AttachAlert,
    EscalationChanged,
    ResolveAlerts,
    SuggestionsFound,
)
from platform_contracts.people import PersonRef
from platform_kit.ids import new_id
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import World, client_of

from tests.builders import an_alert, an_incident, deliver  # pyright: ignore


async def opened(ingestion: httpx.AsyncClient, **changes: Any) -> str:
    message = an_incident(**changes)
    assert [o["outcome"] for o in await deliver(ingestion, message)] == ["done"]
    return str(message.incident_id)
