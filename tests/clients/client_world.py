"""The platform as the clients' tests use it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from platform_local.trial import TrialPlatform, wait_for

ROUTING_KEY = "e93facc04764012d7bfb002500d5d1a6"
GENIE_KEY = "9f1c2b1e-6d1a-4f6e-8f0e-2b7f5d1c0a11"
MAIL_DOMAIN = "alerts.example.com"


Script = Callable[..., str]
"""Runs a script with the clients, under an environment; returns what it prints."""


class World:
    """The platform as these tests use it."""

    def __init__(self, platform: TrialPlatform, mail_port: int) -> None:
        self.platform = platform
        self.gateway = platform.url("gateway")
        self.mail_port = mail_port
        self.admin = platform.admin()
        self._integrations: dict[str, dict[str, Any]] = {}

    def integration(self, source: str, **more: Any) -> dict[str, Any]:
        """The integration of a kind, made when first asked for."""
        name = json.dumps([source, more], sort_keys=True)
        if name not in self._integrations:
            body = {"name": source, "source": source, "strategy": "source", **more}
            answer = self.admin.post("/api/v1/integrations", json=body)
            assert answer.status_code == 201, answer.text
            self._integrations[name] = answer.json()
        return self._integrations[name]

    def api_key(self) -> str:
        """A key for scripts that may do what a responder may."""
        owner = uuid4()
        person = {"login": owner.hex, "name": "Ana", "roles": {"*": "responder"}}
        assert self.admin.put(f"/api/v1/people/{owner}", json=person).is_success
        headers = {"authorization": f"Bearer {self.platform.token('responder', owner, 'Ana')}"}
        ends = datetime.now(UTC) + timedelta(days=1)
        body = {"name": "script", "roles": {"*": "responder"}, "expires_at": ends.isoformat()}
        answer = self.admin.post("/api/v1/api-keys", json=body, headers=headers)
        assert answer.status_code == 201, answer.text
        return answer.json()["key"]

    def alert(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The newest alert that is wanted; waits for it."""

        def look() -> dict[str, Any] | None:
            answer = self.admin.get("/api/v1/alerts", params={"limit": 200})
            return next((alert for alert in answer.json()["items"] if wanted(alert)), None)

        return wait_for(look, what="the alert")

    def alert_of(self, key: str, status: str) -> dict[str, Any]:
        """The alert of a dedup key, once it has this status."""
        return self.alert(lambda a: a["fingerprint"] == key and a["status"] == status)

    def incident_of(self, alert: dict[str, Any], status: str) -> dict[str, Any]:
        """The alert's incident, once it has this status."""

        def look() -> dict[str, Any] | None:
            answer = self.admin.get(f"/api/v1/incidents/{alert['incident_id']}")
            incident = answer.json()
            return incident if incident.get("status") == status else None

        return wait_for(look, what=f"the incident to be {status}")
