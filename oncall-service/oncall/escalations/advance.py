"""The worker's turn: every escalation whose time has come goes on, in one transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from oncall import metrics
from oncall.domain.escalation import Became, Effect, Escalation, Machine, Paged, Roster, catch_up
from oncall.escalations import repository
from oncall.escalations.fallback import fallback_people
from oncall.escalations.models import EscalationRow
from oncall.escalations.outcome import Outcome
from oncall.escalations.state import domain_policy, levels_of, nobody_by, read_rules, read_state
from oncall.escalations.who import Directory, Reached, open_directory
from platform_kit.clock import now as read_clock
from platform_kit.database import after_commit
from platform_kit.logging import get_logger

BATCH: Final = 100
COLLAPSE_AFTER: Final = timedelta(seconds=60)
"""A step that is later than this was late because of us, and is collapsed with its followers."""

log = get_logger()


class Deck:
    """What is needed to change escalations: their policies, who is on call, whose turn it is."""

    def __init__(
        self, directory: Directory, turns: dict[str, dict[int, int]], outcome: Outcome
    ) -> None:
        self.outcome = outcome
        self._directory = directory
        self._turns = turns

    @classmethod
    async def of(
        cls,
        session: AsyncSession,
        rows: list[EscalationRow],
        now: datetime,
        also: list[UUID] | None = None,
    ) -> "Deck":
        """Everything that `rows` may need, read at once."""
        levels = {row.incident_id: levels_of(row) for row in rows}
        since = min([now, *(row.due_at for row in rows if row.due_at is not None)])
        named = [person for row in rows for person in row.direct] + (also or [])
        flat = [level for found in levels.values() for level in found]
        directory = await open_directory(session, flat, since, now, named)
        in_turn = {
            (row.policy["slug"], number)
            for row in rows
            for number, level in enumerate(levels[row.incident_id], start=1)
            if level.strategy == "round_robin"
        }
        turns = await repository.lock_turns(session, in_turn)
        return cls(directory, turns, Outcome(now))

    def machine(self, row: EscalationRow, at: datetime) -> tuple[Machine, dict[str, Reached]]:
        """The state machine for a row, looking at `at`; and who the people it meets are."""
        levels = levels_of(row)
        met: dict[str, Reached] = {}

        def on_call(number: int) -> list[list[str]]:
            targets = self._directory.on_level(levels[number - 1], at)
            for entry in (entry for found in targets for entry in found):
                met.setdefault(str(entry.person.id), entry)
            return [[str(entry.person.id) for entry in found] for found in targets]

        def reachable(people: Sequence[str]) -> list[str]:
            found = [self._directory.active.get(UUID(person)) for person in people]
            for person in found:
                if person is not None:
                    met[str(person.id)] = Reached(person, "named directly")
            return [str(person.id) for person in found if person is not None]

        positions = self._turns.setdefault(row.policy["slug"], {})
        roster = Roster(on_call, positions, reachable)
        policy = domain_policy(levels, row.policy["repeat"])
        return Machine(policy, read_rules(row), roster), met

    async def finish(self, session: AsyncSession) -> None:
        """Write it all."""
        await self.outcome.write(session)
        await repository.save_turns(session, self._turns)


async def advance_due(session: AsyncSession) -> bool:
    """Take the next step of every escalation whose time has come; says whether there are more."""
    now = await read_clock(session)
    rows = await repository.due(session, BATCH)
    if not rows:
        return False
    deck = await Deck.of(session, rows, now)
    for row in rows:
        await _advance(session, deck, row, now)
    await deck.finish(session)
    return len(rows) == BATCH


async def _advance(session: AsyncSession, deck: Deck, row: EscalationRow, now: datetime) -> None:
    planned = row.due_at or now
    late = now - planned
    before = read_state(row)
    collapsed = late > COLLAPSE_AFTER
    machine, met = deck.machine(row, now if collapsed else planned)
    if collapsed:
        log.warning("overdue_steps_collapsed", incident_id=str(row.incident_id), late=str(late))
        after = catch_up(machine, before, now)
    else:
        after = machine.advance(before, planned)
    tell = "ack_timed_out" if before.state in ("acknowledged", "snoozed") else None
    deck.outcome.take(row, after, machine.effects, met, tell=tell)
    await say_who_is_missing(session, deck.outcome, row, machine.effects, before)
    after_commit(session, lambda: metrics.STEP_DELAY.observe(max(0.0, late.total_seconds())))


async def say_who_is_missing(
    session: AsyncSession,
    outcome: Outcome,
    row: EscalationRow,
    effects: list[Effect],
    before: Escalation,
) -> None:
    """The levels that were passed over; with nobody at all, the fallback is paged."""
    levels = levels_of(row)
    for effect in effects:
        if isinstance(effect, Paged):
            for number in effect.skipped:
                outcome.passed_over(row, number, nobody_by(levels[number - 1]), effect.at)
        elif isinstance(effect, Became) and effect.state == "nobody_on_call" and not before.nobody:
            for number, level in enumerate(levels, start=1):
                outcome.passed_over(row, number, nobody_by(level), effect.at)
            await _page_fallback(session, outcome, row, effect.at)


async def _page_fallback(
    session: AsyncSession, outcome: Outcome, row: EscalationRow, at: datetime
) -> None:
    people = await fallback_people(session, row, at)
    if people:
        outcome.page_fallback(row, people, at)
        return
    outcome.not_paged(row, at, "the fallback reaches nobody, and there is no active administrator")
    log.error("nobody_can_be_paged", incident_id=str(row.incident_id))
