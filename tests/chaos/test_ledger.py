"""The ledger's own test: each kind of damage is found, and a sound platform passes."""

# ruff: noqa: S608 - the values are made here

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from ledger import Ledger, violations

from platform_kit.testing.cluster import Cluster, execute

pytestmark = pytest.mark.committed
SERVICE = "shop"


@dataclass
class Platform:
    """A database that looks as if alerts had come in, with the client's ledger of them."""

    address: str
    ledger: Ledger

    async def incident(self) -> UUID:
        """One more incident of the service."""
        incident = uuid4()
        await execute(
            self.address,
            "INSERT INTO incidents.incidents (id, title, service, environment, severity, urgency, "
            "status, received_at, opened_at, updated_at) VALUES "
            f"('{incident}', 't', '{SERVICE}', 'production', 'critical', 'high', 'open', "
            "now(), now(), now())",
        )
        return incident

    async def alert(self, *incidents: UUID) -> None:
        """An accepted alert that is linked to these incidents."""
        alert = uuid4()
        self.ledger.accepted[SERVICE].add(alert)
        for incident in incidents:
            await execute(
                self.address,
                f"INSERT INTO incidents.incident_alerts VALUES ('{incident}', '{alert}', now())",
            )

    async def page(self, incident: UUID, state: str = "sent", *, person: UUID) -> None:
        """A delivery, with its message when it was sent."""
        delivery = uuid4()
        await execute(
            self.address,
            "INSERT INTO notifications.deliveries (id, notify_key, incident_id, incident_number, "
            "cycle, level, person_id, person, channel, address, page, state, due_at, expires_at, "
            f"created_at) VALUES ('{delivery}', '{delivery}', '{incident}', 1, 1, 1, '{person}', "
            f"'{{}}', 'mock', '{delivery}', '{{}}', '{state}', now(), now(), now())",
        )
        if state == "sent":
            await execute(
                self.address,
                "INSERT INTO notifications.mock_messages VALUES "
                f"('{delivery}', now(), 'a', 's', 'b', '{{}}')",
            )

    async def found(self) -> list[str]:
        """The invariants that do not hold."""
        return [line[:2] for line in await violations(self.address, self.ledger)]


@pytest.fixture
def platform(cluster: Cluster, database_name: str) -> Platform:
    """Nothing has come in yet."""
    return Platform(cluster.address(database_name), Ledger())


async def test_alerts_in_one_incident_that_was_paged_once_are_sound(platform: Platform) -> None:
    incident = await platform.incident()
    await platform.alert(incident)
    await platform.alert(incident)
    await platform.page(incident, person=uuid4())
    assert await platform.found() == []


async def test_an_alert_in_no_incident_or_in_two_breaks_i1(platform: Platform) -> None:
    incident = await platform.incident()
    await platform.page(incident, person=uuid4())
    await platform.alert()
    assert await platform.found() == ["I1"]
    other = await platform.incident()
    await platform.page(other, person=uuid4())
    await platform.alert(incident, other)
    assert await platform.found() == ["I1", "I2"]


async def test_an_incident_that_nobody_was_paged_for_breaks_i3(platform: Platform) -> None:
    incident = await platform.incident()
    await platform.alert(incident)
    await platform.page(incident, "queued", person=uuid4())
    assert await platform.found() == ["I3"]


async def test_the_same_page_twice_to_one_person_breaks_i4(platform: Platform) -> None:
    incident, person = await platform.incident(), uuid4()
    await platform.alert(incident)
    await platform.page(incident, person=person)
    await platform.page(incident, person=uuid4())
    assert await platform.found() == []
    await platform.page(incident, person=person)
    assert await platform.found() == ["I4"]
