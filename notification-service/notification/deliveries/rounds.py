"""One round of sending: claim what is due and arrange it into messages.

Usually a delivery is a message. In a storm the deliveries to one method of a person are named
together in one; a bundle that was begun stays the same message until it is sent or given up.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from notification.deliveries import claims
from notification.deliveries.due import Due
from notification.domain.bundling import NOT_BUNDLED, arrange, full
from platform_contracts.vocabulary import Channel
from platform_kit.clock import now as read_clock
from platform_kit.ids import new_id

Method = tuple[Channel, str]


@dataclass(frozen=True)
class Parcel:
    """What leaves as one message. `id` is its idempotency key, the same on every attempt."""

    id: UUID
    deliveries: tuple[Due, ...]

    @property
    def provider(self) -> str:
        """Who takes it."""
        return self.deliveries[0].provider


@dataclass
class _Round:
    parcels: list[Parcel] = field(default_factory=list[Parcel])
    waiting: dict[UUID, datetime] = field(default_factory=dict[UUID, datetime])

    def send(self, due: Sequence[Due]) -> None:
        """These deliveries as one message; a bundle that was begun before keeps its id."""
        first = due[0]
        fresh = new_id() if len(due) > 1 else first.id
        self.parcels.append(Parcel(first.bundle_id or fresh, tuple(due)))


async def take(session: AsyncSession, free: Mapping[str, int], places: int) -> list[Parcel]:
    """Claim and arrange; what was taken is committed as begun before any provider is called."""
    claimed = await claims.claim(session, free, places)
    if not claimed:
        return []
    result = _Round()
    in_methods: dict[Method, list[Due]] = defaultdict(list)
    in_bundles: dict[UUID, list[Due]] = defaultdict(list)
    for due in claimed:
        if due.bundle_id is not None:
            in_bundles[due.bundle_id].append(due)
        elif due.kind != "page" or due.channel in NOT_BUNDLED:
            result.send([due])
        else:
            in_methods[due.method].append(due)
    if in_methods or in_bundles:
        await _arrange(session, result, in_methods, in_bundles)
    begun = [
        (due, parcel.id if len(parcel.deliveries) > 1 else due.bundle_id)
        for parcel in result.parcels
        for due in parcel.deliveries
    ]
    await claims.begin_attempts(session, begun)
    await claims.put_back(session, result.waiting)
    return result.parcels


async def _arrange(
    session: AsyncSession,
    result: _Round,
    in_methods: dict[Method, list[Due]],
    in_bundles: dict[UUID, list[Due]],
) -> None:
    """Spend the budgets of methods; where they are short, everything that is due counts."""
    now = await read_clock(session)
    budgets = {method: full(now) for method in in_methods}
    budgets |= await claims.budgets(session, in_methods)
    short = [
        m for m, due in in_methods.items() if arrange(len(due), budgets[m], now).alone < len(due)
    ]
    if short or in_bundles:
        for due in await claims.claim_rest(session, short, in_bundles):
            if due.bundle_id is not None:
                in_bundles[due.bundle_id].append(due)
            else:
                in_methods[due.method].append(due)
    for members in in_bundles.values():
        result.send(members)
    for method, claimed in in_methods.items():
        due = sorted(claimed, key=lambda one: one.incident_number or 0)  # the oldest incident first
        plan = arrange(len(due), budgets[method], now)
        budgets[method] = plan.budget
        for one in due[: plan.alone]:
            result.send([one])
        rest = due[plan.alone :]
        if rest and plan.bundled:
            result.send(rest)
        elif rest and plan.wait_until:
            result.waiting |= {one.id: plan.wait_until for one in rest}
    await claims.keep_budgets(session, budgets)
