"""A stage for timelines in the form of the escalation vectors: the production service plays them.

The clock of the database stands still between events, so every due time is exact. What
incident-management does is played here: it keeps the cycle, and refuses what does not fit.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI
from oncall_builders import a_person, a_start, deliver, work
from sqlalchemy import text

from platform_contracts.clients.notifications import NotificationsClient
from platform_contracts.messages import (
    ChangeEscalation,
    Message,
    StartEscalation,
    StopEscalation,
)
from platform_contracts.paging import PlanEntry, PlanRequest, SupportHours, UrgencyRule
from platform_contracts.people import PersonRef
from platform_kit.database import Database
from platform_kit.ids import new_id
from platform_kit.testing.plugin import World

ANSWERED = ("acknowledged", "snoozed")
Turn = Callable[[], Awaitable[None]]


def moment(value: str) -> datetime:
    return datetime.fromisoformat(value)


@dataclass
class Stage:
    """One vector on the real service. `turn` lets the worker do what is due."""

    app: FastAPI
    admin: httpx.AsyncClient
    incidents: httpx.AsyncClient
    notifications: NotificationsClient
    world: World
    case: dict[str, Any]
    turn: Turn | None = None
    after_event: Turn | None = None
    people: dict[str, str] = field(default_factory=dict[str, str])
    incident_keys: dict[UUID, str] = field(default_factory=dict[UUID, str])
    open: dict[str, UUID] = field(default_factory=dict[str, UUID])

    async def play(self) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
        """Pages and states as the vectors write them, in their order."""
        await self._set_up()
        for event in sorted(self.case["events"], key=lambda entry: moment(entry["at"])):
            at = moment(event["at"])
            if at > moment(self.case["until"]):
                break
            await self._timers_before(at)
            await self.world.stand_still_at(at)
            await self._take(event, at)
            if self.after_event:
                await self.after_event()
        await self._timers_before(moment(self.case["until"]) + timedelta(microseconds=1))
        return await self._pages(), await self._states()

    async def _set_up(self) -> None:
        case = self.case
        shifts = [shift for found in case["schedules"].values() for shift in found]
        starts = [shift["start"] for shift in shifts] + [e["at"] for e in case["events"]]
        await self.world.stand_still_at(min(map(moment, starts)) - timedelta(days=1))
        names = {user for shift in shifts for user in shift["users"]}
        names |= {user for event in case["events"] for user in event.get("users", [])}
        targets = [t for level in case["policy"]["levels"] for t in level["targets"]]
        names |= {target["user"] for target in targets if "user" in target}
        tag = str(new_id())[-12:]
        for name in sorted(names):
            self.people[name] = await a_person(self.admin, f"{name}-{tag}")
        for slug, found in case["schedules"].items():
            await self._a_schedule(f"{slug}-{tag}", found)
        levels = [
            {
                "delay_minutes": level["delay_min"],
                "strategy": level.get("strategy", "all"),
                "targets": [
                    {"person": self.people[target["user"]]}
                    if "user" in target
                    else {"schedule": f"{target['schedule']}-{tag}"}
                    for target in level["targets"]
                ],
            }
            for level in case["policy"]["levels"]
        ]
        body = {"name": "P", "levels": levels, "repeat": case["policy"].get("repeat", 0)}
        self.policy = f"policy-{tag}"
        answer = await self.admin.put(f"/api/v1/escalation-policies/{self.policy}", json=body)
        answer.raise_for_status()

    async def _a_schedule(self, slug: str, found: list[dict[str, Any]]) -> None:
        path = f"/api/v1/schedules/{slug}"
        (await self.admin.put(path, json={"name": slug})).raise_for_status()
        if not found:
            return
        body = {
            "start": min(shift["start"] for shift in found),
            "end": max(shift["end"] for shift in found),
            "shifts": [
                {"user": self.people[user], "start": shift["start"], "end": shift["end"]}
                for shift in found
                for user in shift["users"]
            ],
        }
        (await self.admin.post(f"{path}/temporary", json=body)).raise_for_status()

    async def _timers_before(self, limit: datetime) -> None:
        while True:
            due = await self._one("SELECT min(due_at) FROM oncall.escalations")
            if due is None or due >= limit:
                return
            await self.world.stand_still_at(due)
            await self._work()

    async def _page_at_once(self, incident: UUID) -> None:
        """Only this one: what others have due at this instant comes after the instant's events."""
        await self._put_off_others(incident, timedelta(microseconds=1))
        await self._work()
        await self._put_off_others(incident, timedelta(microseconds=-1))

    async def _put_off_others(self, incident: UUID, by: timedelta) -> None:
        database: Database = self.app.state.database
        async with database.transaction() as session:
            await session.execute(
                text(
                    "UPDATE oncall.escalations SET due_at = due_at + :by WHERE incident_id <> :id"
                ),
                {"by": by, "id": incident},
            )

    async def _work(self) -> None:
        await (self.turn() if self.turn else work(self.app))

    async def _take(self, event: dict[str, Any], at: datetime) -> None:
        incident = self.open.get(event["key"])
        if incident is None:
            if event["type"] == "trigger":
                incident = self.open[event["key"]] = new_id()
                self.incident_keys[incident] = event["key"]
                await self._send(self._start(incident, at, cycle=1))
                await self._page_at_once(incident)
            return
        row = await self._row(incident)
        message = self._message(event, incident, row, at)
        if message is not None:
            await self._send(message)
        if event["type"] == "resolve":
            del self.open[event["key"]]

    def _message(
        self, event: dict[str, Any], incident: UUID, row: dict[str, Any], at: datetime
    ) -> Message | None:
        kind, told, further = (
            event["type"],
            row["told_cycle"],
            max(row["cycle"], row["told_cycle"]) + 1,
        )
        if kind == "trigger":
            return self._start(incident, at, cycle=told)
        if kind == "resolve":
            return StopEscalation(
                incident_id=incident, reason="resolved", final=True, cycle=row["cycle"]
            )
        refused = row["state"] == "suppressed" or (kind == "unack" and row["state"] not in ANSWERED)
        if refused:
            return None
        if kind in ("ack", "snooze"):
            until = at + timedelta(minutes=event["minutes"]) if kind == "snooze" else None
            return StopEscalation(
                incident_id=incident,
                reason="snoozed" if kind == "snooze" else "acknowledged",
                final=False,
                cycle=row["cycle"],
                until=until,
            )
        people = [PersonRef(id=UUID(self.people[u]), name=u) for u in event.get("users", [])]
        action = {"unack": "unacknowledge"}.get(kind, kind)
        return ChangeEscalation.model_validate(
            {"incident_id": incident, "action": action, "cycle": further, "people": people}
        )

    def _start(self, incident: UUID, at: datetime, cycle: int) -> StartEscalation:
        service = self.case["service"]
        until = service.get("maintenance_until")
        hours, rule = service.get("support_hours"), service.get("urgency")
        return a_start(
            self.policy,
            incident,
            cycle=cycle,
            suppressed_until=moment(until) if until and at < moment(until) else None,
            ack_timeout_minutes=service.get("ack_timeout_min"),
            support_hours=SupportHours.model_validate(hours) if hours else None,
            urgency_rule=UrgencyRule.model_validate(rule) if rule else None,
        )

    async def _send(self, message: Message) -> None:
        assert await deliver(self.incidents, message) == ["done"]

    async def _pages(self) -> list[tuple[Any, ...]]:
        names = {person: name for name, person in self.people.items()}
        entries: list[PlanEntry] = []
        for row in await self._all(
            "SELECT type, body FROM oncall.outbox_messages"
            " WHERE type IN ('Notify', 'CancelDeliveries') ORDER BY seq"
        ):
            body = row["body"]
            values = {"incident": body["incident_id"], "at": body.get("at", body["occurred_at"])}
            if row["type"] == "Notify":
                values |= {"type": "notify", "person": names[body["person"]["id"]]}
                values |= {"level": body["level"], "urgency": body["urgency"]}
            else:
                values |= {"type": "cancel", "keep": [names[person] for person in body["keep"]]}
            entries.append(PlanEntry.model_validate(values))
        request = PlanRequest.model_validate(
            {"entries": entries, "rules": self.case["user_rules"], "until": self.case["until"]}
        )
        plan = await self.notifications.plan(request)
        return sorted(
            (p.at, self.incident_keys[UUID(p.incident)], p.person, p.channel, p.level, p.urgency)
            for p in plan.pages
        )

    async def _states(self) -> list[tuple[Any, ...]]:
        rows = await self._all(
            "SELECT at, incident_id, text FROM oncall.escalation_events WHERE kind = 'state'"
        )
        return sorted(
            (row["at"], self.incident_keys[row["incident_id"]], row["text"].partition(":")[0])
            for row in rows
        )

    async def _row(self, incident: UUID) -> dict[str, Any]:
        statement = "SELECT * FROM oncall.escalations WHERE incident_id = :incident"
        return (await self._all(statement, incident=incident))[0]

    async def _one(self, statement: str) -> Any:
        return next(iter((await self._all(statement))[0].values()))

    async def _all(self, statement: str, **values: Any) -> list[dict[str, Any]]:
        database: Database = self.app.state.database
        async with database.transaction() as session:
            found = await session.execute(text(statement), values)
            return [dict(row) for row in found.mappings()]


def expected(case: dict[str, Any]) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """What a vector expects, in the form of `Stage.play`."""
    pages = [
        (moment(p["at"]), p["key"], p["user"], p["channel"], p["level"], p["urgency"])
        for p in case["expect"]["pages"]
    ]
    states = [(moment(s["at"]), s["key"], s["state"]) for s in case["expect"]["states"]]
    return sorted(pages), sorted(states)
