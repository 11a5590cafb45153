"""The client's ledger of accepted alerts, and the invariants it is compared by.

I1 every accepted alert belongs to exactly one incident. I2 a key has one incident. I3 every
incident was paged. I4 nobody got the same page twice.
"""

import random
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from platform_kit.database import asyncpg_url

GIVE_UP_SECONDS = 120.0
LINKS = """
    SELECT a.alert_id, i.service FROM incidents.incident_alerts a
    JOIN incidents.incidents i ON i.id = a.incident_id WHERE i.service = ANY (:services)
    """
INCIDENTS = "SELECT id, service FROM incidents.incidents WHERE service = ANY (:services)"
SENT = "SELECT incident_id FROM notifications.deliveries WHERE state = 'sent'"
REPEATED = """
    SELECT d.incident_id, d.cycle, d.level, d.person_id, count(*) AS times
    FROM notifications.mock_messages m JOIN notifications.deliveries d ON d.id = m.id
    GROUP BY 1, 2, 3, 4 HAVING count(*) > 1
    """


@dataclass
class Ledger:
    """Accepted alert ids by service key, and how often the client had to try again."""

    accepted: dict[str, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    retries: int = 0
    refused: list[str] = field(default_factory=list[str])
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def alerts(self) -> int:
        """How many different alerts were accepted."""
        return sum(len(ids) for ids in self.accepted.values())


class Sender:
    """Posts alerts at a steady rate as a real client does: it repeats what was not accepted."""

    def __init__(self, url: str, services: list[str], per_second: int, threads: int = 10) -> None:
        self.ledger = Ledger()
        self._url = url
        self._services = services
        self._pause = threads / per_second
        self._ends = threading.Event()
        self._threads = [threading.Thread(target=self._send, args=(n,)) for n in range(threads)]

    def start(self) -> None:
        """Begin to send."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Send nothing new, and wait until what was begun is accepted."""
        self._ends.set()
        for thread in self._threads:
            thread.join()

    def _send(self, seed: int) -> None:
        choice = random.Random(seed)
        with httpx.Client(base_url=self._url, timeout=10) as client:
            while not self._ends.is_set():
                begun = time.monotonic()
                self._post(client, choice.choice(self._services))
                self._ends.wait(max(0.0, self._pause - (time.monotonic() - begun)))

    def _post(self, client: httpx.Client, service: str) -> None:
        name = uuid4().hex
        body = {"message": f"check {name}", "service": service, "severity": "critical"}
        body["dedup_key"] = name
        give_up = time.monotonic() + GIVE_UP_SECONDS
        while time.monotonic() < give_up:
            try:
                answer = client.post("/api/v1/alerts", json=body, headers={"Idempotency-Key": name})
            except httpx.HTTPError:
                answer = None
            if answer is not None and answer.is_success:
                with self.ledger.lock:
                    self.ledger.accepted[service].add(UUID(answer.json()["alert_id"]))
                return
            with self.ledger.lock:
                if answer is not None and answer.status_code not in (502, 503, 504):
                    self.ledger.refused.append(f"{answer.status_code} {answer.text[:200]}")
                    return
                self.ledger.retries += 1
            time.sleep(0.2)
        with self.ledger.lock:
            self.ledger.refused.append("not accepted for two minutes")


async def violations(dsn: str, ledger: Ledger) -> list[str]:
    """What contradicts the ledger now; empty when everything is accounted for and paged."""
    of_these = {"services": list(ledger.accepted)}
    engine = create_async_engine(asyncpg_url(dsn), poolclass=NullPool)
    async with engine.connect() as connection:
        links = (await connection.execute(text(LINKS), of_these)).all()
        incidents = (await connection.execute(text(INCIDENTS), of_these)).all()
        sent = (await connection.execute(text(SENT))).all()
        repeated = (await connection.execute(text(REPEATED))).all()
    await engine.dispose()
    linked = Counter((row.service, row.alert_id) for row in links)
    keys = Counter(row.service for row in incidents)
    paged = {row.incident_id for row in sent}
    unpaged = [row.service for row in incidents if row.id not in paged]
    lost = [
        f"{service}/{alert}"
        for service, ids in ledger.accepted.items()
        for alert in ids
        if linked[service, alert] != 1
    ]
    return [
        *([f"I1: {len(lost)} alerts are not in exactly one incident: {lost[:3]}"] if lost else []),
        *(f"I2: {times} incidents of {key}" for key, times in keys.items() if times > 1),
        *([f"I3: not paged: {unpaged[:5]} of {len(unpaged)}"] if unpaged else []),
        *(f"I4: one page more than once: {row}" for row in repeated),
    ]
