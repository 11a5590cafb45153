"""What the state machine did, as rows and messages of one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from oncall import metrics
from oncall.domain.escalation import Became, Cancelled, Effect, Escalation, Paged
from oncall.escalations import repository
from oncall.escalations.models import EscalationRow
from oncall.escalations.state import columns_of
from oncall.escalations.who import Reached
from platform_contracts.messages import CancelDeliveries, EscalationChanged, Message, Notify
from platform_contracts.people import PersonRef
from platform_kit.database import after_commit
from platform_kit.logging import get_logger
from platform_kit.outbox.enqueue import enqueue

StepKey = tuple[UUID, int, int, int, UUID]

log = get_logger()


@dataclass
class Outcome:
    """Steps, trace and messages of one or many escalations, written together."""

    now: datetime
    _steps: dict[StepKey, dict[str, Any]] = field(default_factory=dict[StepKey, dict[str, Any]])
    _events: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    _messages: list[tuple[StepKey | None, Message]] = field(
        default_factory=list[tuple[StepKey | None, Message]]
    )
    _levels: list[int] = field(default_factory=list[int])

    def take(
        self,
        row: EscalationRow,
        after: Escalation,
        effects: Sequence[Effect],
        reached: dict[str, Reached],
        *,
        tell: str | None = None,
    ) -> None:
        """The row goes to `after`; `reached` says who the people of pages are.

        `tell`: incident-management does not know yet that it is open again, and why.
        """
        cycle_before = row.cycle
        for name, value in columns_of(after).items():
            setattr(row, name, value)
        row.updated_at = self.now
        for effect in effects:
            if isinstance(effect, Paged):
                self._page(row, effect, reached)
            elif isinstance(effect, Cancelled):
                self._cancel(row, effect, cycle_before)
            else:
                self._became(row, effect, tell)

    def passed_over(self, row: EscalationRow, level: int, text: str, at: datetime) -> None:
        """A level that nobody is on call on."""
        self._event(row, at, "passed_over", f"level {level}: {text}", level=level)

    def page_fallback(self, row: EscalationRow, people: Sequence[Reached], at: datetime) -> None:
        """People beside the policy, because it reaches nobody: level 0."""
        page = Paged(
            at, tuple(str(entry.person.id) for entry in people), 0, row.pass_no, row.cycle, "high"
        )
        self._page(row, page, {str(entry.person.id): entry for entry in people})

    def not_paged(self, row: EscalationRow, at: datetime, text: str) -> None:
        """Why somebody was not paged."""
        self._event(row, at, "not_paged", text)

    async def write(self, session: AsyncSession) -> None:
        """All of it. A page that was made before is not made again."""
        fresh = await repository.add_steps(session, list(self._steps.values()))
        await repository.add_events(session, self._events)
        messages = [m for key, m in self._messages if key is None or key in fresh]
        await enqueue(session, *messages)
        levels = self._levels

        def count() -> None:
            for level in levels:
                metrics.STEPS.labels(level=str(min(level, 5))).inc()

        after_commit(session, count)

    def _page(self, row: EscalationRow, page: Paged, reached: dict[str, Reached]) -> None:
        found = [reached[person] for person in page.people if person in reached]
        people = [entry.person for entry in found]
        row.people = [person.model_dump(mode="json") for person in people]
        by = "; ".join(f"{entry.person.name} by {entry.by}" for entry in found)
        skipped = "".join(f"level {level} has nobody on call; " for level in page.skipped)
        text = f"level {page.level}, pass {page.pass_no}: {by}"
        self._event(row, page.at, "paged", text, level=page.level, people=people)
        self._changed(row, "assigned", page, people=people, explanation=skipped + by)
        self._levels.append(page.level)
        for entry in found:
            key = (row.incident_id, page.cycle, page.pass_no, page.level, entry.person.id)
            self._steps[key] = {
                "incident_id": row.incident_id,
                "cycle": page.cycle,
                "pass_no": page.pass_no,
                "level": page.level,
                "person_id": entry.person.id,
                "explanation": entry.by,
                "at": page.at,
            }
            self._messages.append((key, _notify(row, page, entry.person)))
        log.info("level_paged", incident_id=str(row.incident_id), level=page.level, by=by)

    def _cancel(self, row: EscalationRow, effect: Cancelled, cycle: int) -> None:
        message = CancelDeliveries(
            incident_id=row.incident_id,
            reason=row.state,
            cycle=cycle,
            final=row.state == "stopped",
            keep=[UUID(person) for person in effect.keep],
        )
        self._messages.append((None, message))

    def _became(self, row: EscalationRow, effect: Became, tell: str | None) -> None:
        text = f"{effect.state}{f': {effect.why}' if effect.why else ''}"
        self._event(row, effect.at, "state", text)
        if effect.state == "triggered" and tell:
            self._changed(row, tell, effect, explanation=effect.why)
        elif effect.state == "exhausted":
            why = f"every level was paged {row.pass_no} time(s) and nobody acknowledged"
            self._changed(row, "exhausted", effect, explanation=why)
        elif effect.state == "nobody_on_call":
            why = f"policy {row.policy['slug']} reaches nobody at this time"
            self._changed(row, "nobody_on_call", effect, explanation=why)
            log.warning(
                "nobody_on_call", incident_id=str(row.incident_id), policy=row.policy["slug"]
            )

    def _event(
        self,
        row: EscalationRow,
        at: datetime,
        kind: str,
        text: str,
        *,
        level: int | None = None,
        people: Sequence[PersonRef] = (),
    ) -> None:
        self._events.append(
            {
                "incident_id": row.incident_id,
                "at": at,
                "kind": kind,
                "cycle": row.cycle,
                "level": level,
                "people": [person.id for person in people],
                "text": text,
            }
        )

    def _changed(
        self,
        row: EscalationRow,
        change: str,
        effect: Paged | Became,
        *,
        people: Sequence[PersonRef] = (),
        explanation: str = "",
    ) -> None:
        message = EscalationChanged.model_validate(
            {
                "incident_id": row.incident_id,
                "change": change,
                "state": row.state,
                "level": effect.level if isinstance(effect, Paged) else row.level or None,
                "pass_no": row.pass_no,
                "cycle": row.cycle,
                "people": list(people),
                "explanation": explanation,
                "at": effect.at,
            }
        )
        self._messages.append((None, message))


def _notify(row: EscalationRow, page: Paged, person: PersonRef) -> Notify:
    incident = row.incident
    return Notify(
        incident_id=row.incident_id,
        key=f"{row.incident_id}/{page.cycle}/{page.pass_no}/{page.level}/{person.id}",
        person=person,
        level=page.level,
        pass_no=page.pass_no,
        cycle=page.cycle,
        urgency=page.urgency,  # pyright: ignore[reportArgumentType] - the words of the enum
        number=incident["number"],
        title=incident["title"],
        service=incident["service"],
        environment=incident["environment"],
        severity=incident["severity"],
        at=page.at,
        received_at=incident.get("received_at"),
        traceparent=incident.get("traceparent"),
    )
