"""Keeping the copy of the service graph fresh, and learning the edges that it lacks."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.catalogue import repository
from alert_ingestion.domain.correlation import graph, learnt, topology
from alert_ingestion.domain.correlation.graph import Graph
from platform_contracts.clients.base import ApiError
from platform_contracts.clients.incidents import IncidentsClient
from platform_contracts.incidents import Topology
from platform_contracts.messages import CatalogueChanged
from platform_kit.clock import now
from platform_kit.database import Database
from platform_kit.ids import new_id
from platform_kit.logging import get_logger

ASK_AGAIN_SECONDS = 60.0
ANSWER_SECONDS = 3.0
"""A turn of the worker stays short, whoever hangs."""
RESTED_AFTER = timedelta(minutes=30)
GROUPS_A_TURN = 500

log = get_logger()


async def refresh(database: Database, catalogue: IncidentsClient) -> bool:
    """Ask the catalogue for its graph when it is time to; keep the copy when it does not answer.

    The next time is set before asking, so that of several workers one asks.
    """
    async with database.transaction() as session:
        known = await repository.claim_due(session, ASK_AGAIN_SECONDS)
    if known is None:
        return False
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            answer = await catalogue.topology(known or None)
    except (ApiError, httpx.HTTPError, TimeoutError) as error:
        log.info("catalogue_not_read", reason=repr(error))
        return False
    if answer is None:
        return False
    copy, version = answer
    async with database.transaction() as session:
        await repository.store(session, version, copy.model_dump(mode="json"))
    log.info("catalogue_copied", components=len(copy.nodes), version=version)
    return False


async def on_catalogue_changed(session: AsyncSession, _message: CatalogueChanged) -> None:
    """The catalogue's graph is another one: ask for it at once."""
    await repository.ask_at_once(session)


async def load(session: AsyncSession) -> Graph:
    """The graph of the copy and of what was learnt, compiled."""
    row = await repository.read(session)
    together = {(edge.low, edge.high): edge.together for edge in await repository.edges(session)}
    copy = Topology.model_validate(row.graph)
    return graph.compiled(
        copy.depends_on, copy.runs_on, copy.zone, copy.kind, learnt.edges_of(together)
    )


async def learn(session: AsyncSession) -> bool:
    """Learn from the groups that came to rest since the last turn; says whether there are more."""
    moment = await now(session)
    row = await repository.read(session)
    rested = await repository.rested(
        session, row.learnt_until, moment - RESTED_AFTER, GROUPS_A_TURN
    )
    if not rested:
        return False
    pairs = learnt.counted(_components(group.members) for group in rested)
    counts = [(low, high, times) for (low, high), times in sorted(pairs.items())]
    await repository.add_together(session, counts, moment)
    await repository.mark_learnt(session, rested[-1].touched_at, changed=bool(counts))
    await repository.forget_edges(session)
    return len(rested) == GROUPS_A_TURN


async def correct(
    session: AsyncSession, moved: set[str], *, left: set[str], joined: set[str]
) -> None:
    """People say that the moved components belong with `joined` and not with `left`."""
    moment = await now(session)
    together = learnt.between(moved, joined)
    apart = learnt.between(moved, left)
    await repository.forget_pairs(session, apart)
    counts = [(low, high, learnt.LEAST_TOGETHER) for low, high in together]
    await repository.add_together(session, counts, moment)
    if together or apart:
        await repository.bump(session)


def _components(members: Any) -> list[str]:
    if not isinstance(members, dict):
        return []
    stored: dict[str, Any] = members  # pyright: ignore[reportUnknownVariableType]
    return [member.component for member in topology.from_json(new_id(), stored).members]
