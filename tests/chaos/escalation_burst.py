"""Thousands of escalations due at once: how long until each of them has been paged.

    python tests/chaos/escalation_burst.py --escalations 6000

Real processes; each page arrives at a webhook on this machine. Ends with 1 when a page is missing,
comes twice, or the last one takes longer than --within seconds (60; the goal is 10).
"""

import argparse
import asyncio
import json
import sys
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler
from uuid import uuid4

from kill_lottery import DATABASE, server_of
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from platform_kit.database import asyncpg_url
from platform_local.trial import TrialPlatform, trial_platform
from platform_local.trial_phone import BusyServer

PEOPLE = 20
DUE_IN_SECONDS = 5.0
INCIDENTS = """
    INSERT INTO incidents.incidents (id, title, service, environment, severity, urgency, status,
        received_at, opened_at, updated_at)
    SELECT gen_random_uuid(), 'burst', 'burst', 'burst', 'critical', 'high', 'open',
        now(), now(), now()
    FROM generate_series(1, :escalations)
"""
ESCALATIONS = """
    INSERT INTO oncall.escalations (incident_id, state, urgency, cycle, told_cycle, level, pass_no,
        seek, direct, due_at, timer_at, policy, rules, incident, people, started_at, updated_at)
    SELECT id, 'triggered', 'high', 1, 1, 0, 1, 1, '{}',
        now() + make_interval(secs => :wait), now() + make_interval(secs => :wait),
        jsonb_build_object('slug', 'burst', 'version', 1, 'repeat', 0, 'levels', jsonb_build_array(
            jsonb_build_object('delay_minutes', 60, 'targets', jsonb_build_array(
                jsonb_build_object('person', (CAST(:people AS text[]))[1 + number % :many]))))),
        '{}', jsonb_build_object('number', number, 'title', title, 'service', service,
            'environment', environment, 'severity', severity, 'urgency', urgency),
        '[]', now(), now()
    FROM incidents.incidents WHERE service = 'burst'
"""


class Phone:
    """Counts the pages of each incident, and when the last one came."""

    def __init__(self) -> None:
        self.pages: Counter[str] = Counter()
        self.last = 0.0
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                owner.pages[body["incident_id"]] += 1
                owner.last = time.monotonic()
                self.send_response(204)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                return

        server = BusyServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{server.server_address[1]}/page"


def company(platform: TrialPlatform, url: str) -> list[str]:
    """People who are reached by webhook."""
    people = [str(uuid4()) for _ in range(PEOPLE)]
    with platform.admin() as admin:
        for number, person in enumerate(people):
            body = {"login": f"burst-{number}", "name": f"Burst {number}"}
            admin.put(f"/api/v1/people/{person}", json=body).raise_for_status()
            method = {"person_id": person, "channel": "webhook", "address": url}
            path = f"/api/v1/contact-methods/{uuid4()}"
            admin.put(path, json=method).raise_for_status()
    return people


async def make_due(dsn: str, people: list[str], escalations: int) -> float:
    """Insert them, all due at the same instant; returns that instant."""
    engine = create_async_engine(asyncpg_url(dsn))
    values = {"people": people, "many": len(people), "wait": DUE_IN_SECONDS}
    async with engine.begin() as connection:
        await connection.execute(text(INCIDENTS), {"escalations": escalations})
        await connection.execute(text(ESCALATIONS), values)
        due = time.monotonic() + DUE_IN_SECONDS
    await engine.dispose()
    return due


async def decided_after(dsn: str) -> float:
    """Seconds from the due instant until the last level was decided and its messages written."""
    engine = create_async_engine(asyncpg_url(dsn))
    async with engine.connect() as connection:
        query = """
            SELECT extract(epoch FROM max(e.updated_at) - min(s.at))
            FROM oncall.escalations e JOIN oncall.escalation_steps s USING (incident_id)
        """
        took = float((await connection.execute(text(query))).scalar_one() or 0.0)
    await engine.dispose()
    return took


def main() -> int:
    """Start the platform, make them due, count what arrives."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--escalations", type=int, default=6000)
    parser.add_argument("--within", type=float, default=60.0)
    options = parser.parse_args()
    phone = Phone()
    with trial_platform(OUTBOUND_ALLOWED_NETWORKS="127.0.0.0/8") as platform:
        people = company(platform, phone.url)
        dsn = server_of(platform).dsn(DATABASE)
        due = asyncio.run(make_due(dsn, people, options.escalations))
        end = due + max(options.within * 3, 30.0)
        while len(phone.pages) < options.escalations and time.monotonic() < end:
            time.sleep(0.2)
        decided = asyncio.run(decided_after(dsn))
    took = phone.last - due
    doubled = sum(1 for times in phone.pages.values() if times > 1)
    missing = options.escalations - len(phone.pages)
    print("| escalations | paged | twice | last decided after s | last page after s | goal s |")
    print("|---|---|---|---|---|---|")
    figures = f"{len(phone.pages)} | {doubled} | {decided:.1f} | {took:.1f}"
    print(f"| {options.escalations} | {figures} | 10 |")
    return 0 if missing == 0 and doubled == 0 and took <= options.within else 1


if __name__ == "__main__":
    sys.exit(main())
