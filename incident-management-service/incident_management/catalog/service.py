"""The catalogue: putting services, reading them, the whole graph at once."""

import hashlib
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.catalog import repository
from incident_management.catalog.models import ServiceRow
from platform_contracts.base import Page
from platform_contracts.incidents import CatalogService, PutService, Topology
from platform_contracts.messages import CatalogueChanged
from platform_kit.outbox.enqueue import enqueue
from platform_kit.pagination import decode_cursor, page_of
from platform_kit.problems import NotFound


async def put_service(session: AsyncSession, slug: str, body: PutService) -> CatalogService:
    """Create or replace a service."""
    values = body.model_dump(mode="json", by_alias=True)
    values["name"] = body.name or slug
    row = await repository.put(session, slug, values)
    await enqueue(session, CatalogueChanged())
    return CatalogService.model_validate(row)


async def get_service(session: AsyncSession, slug: str) -> CatalogService:
    """One service. Raises NotFound."""
    row = await repository.get(session, slug)
    if row is None:
        raise NotFound(f"there is no service {slug}")
    return (await _with_counts(session, [row]))[0]


async def list_services(
    session: AsyncSession, cursor: str | None, limit: int, team: str | None = None
) -> Page[CatalogService]:
    """Services by slug."""
    after: str = decode_cursor(cursor, str)[0] if cursor else ""
    rows = await repository.page(session, after, limit + 1, team)
    shown = await _with_counts(session, rows)
    return page_of(shown, limit, lambda service: service, lambda service: (service.slug,))


async def _with_counts(session: AsyncSession, rows: list[ServiceRow]) -> list[CatalogService]:
    counts = await repository.open_incidents(session, [row.slug for row in rows])
    return [
        CatalogService.model_validate(row).model_copy(
            update={"open_incidents": counts.get(row.slug, 0)}
        )
        for row in rows
    ]


async def put_topology(session: AsyncSession, topology: Topology) -> Topology:
    """Replace the place of every named service in the graph; others stay as they are."""
    slugs = {
        *topology.nodes,
        *topology.depends_on,
        *topology.runs_on,
        *topology.zone,
        *topology.kind,
    }
    for slug in sorted(slugs):
        await repository.set_graph(session, slug, _place(topology, slug))
    await enqueue(session, CatalogueChanged())
    return topology


async def get_topology(session: AsyncSession) -> Topology:
    """The graph as it is stored."""
    rows = await repository.graph(session)
    return Topology(
        nodes=[row.slug for row in rows],
        depends_on={row.slug: row.depends_on for row in rows},
        runs_on={row.slug: row.runs_on for row in rows if row.runs_on},
        zone={row.slug: row.zone for row in rows if row.zone},
        kind={row.slug: row.kind for row in rows},
    )


def version_of(topology: Topology) -> str:
    """The graph's entity tag: the same for the same graph."""
    return f'"{hashlib.sha256(topology.model_dump_json().encode()).hexdigest()[:32]}"'


def _place(topology: Topology, slug: str) -> dict[str, Any]:
    runs_on = topology.runs_on.get(slug, [])
    return {
        "depends_on": topology.depends_on.get(slug, []),
        "runs_on": [runs_on] if isinstance(runs_on, str) else runs_on,
        "zone": topology.zone.get(slug),
        "kind": topology.kind.get(slug, "service"),
    }
