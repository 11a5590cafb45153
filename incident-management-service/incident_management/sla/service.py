"""Policies of promises: reading and changing them."""

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.domain.sla import Policy, Targets
from incident_management.domain.working_time import WorkingHours
from incident_management.sla import repository
from incident_management.sla.models import SlaPolicyRow
from platform_contracts.base import Page
from platform_contracts.paging import SupportHours
from platform_contracts.service_rules import PutSlaPolicy, SlaPolicy
from platform_contracts.vocabulary import IncidentStatus, Severity
from platform_kit.pagination import decode_cursor, page_of
from platform_kit.problems import Conflict, NotFound


async def put_policy(session: AsyncSession, slug: str, body: PutSlaPolicy) -> SlaPolicy:
    """Create or replace a policy; incidents keep what was promised when they were opened."""
    values = body.model_dump(mode="json")
    values["name"] = body.name or slug
    return SlaPolicy.model_validate(await repository.put(session, slug, values))


async def get_policy(session: AsyncSession, slug: str) -> SlaPolicy:
    """One policy. Raises NotFound."""
    row = await repository.get(session, slug)
    if row is None:
        raise NotFound(f"there is no SLA policy {slug}")
    return SlaPolicy.model_validate(row)


async def list_policies(session: AsyncSession, cursor: str | None, limit: int) -> Page[SlaPolicy]:
    """Policies by slug."""
    after: str = decode_cursor(cursor, str)[0] if cursor else ""
    rows = await repository.page(session, after, limit + 1)
    return page_of(rows, limit, SlaPolicy.model_validate, lambda row: (row.slug,))


async def remove_policy(session: AsyncSession, slug: str) -> None:
    """Delete a policy: its services fall back to the default one. Raises NotFound, Conflict."""
    if slug == repository.DEFAULT:
        raise Conflict("the default policy can be changed, not removed")
    if not await repository.remove(session, slug):
        raise NotFound(f"there is no SLA policy {slug}")


async def policy_for(session: AsyncSession, slug: str | None) -> Policy:
    """The policy as the domain knows it; one that promises nothing where there is none."""
    row = await repository.get_or_default(session, slug)
    return Policy(slug or repository.DEFAULT, {}) if row is None else _domain(row)


async def rca_is_required(session: AsyncSession, slug: str | None, severity: str) -> bool:
    """Whether an incident of this severity needs its root cause before it is closed."""
    row = await repository.get_or_default(session, slug)
    return row is not None and severity in row.rca_required


def _domain(row: SlaPolicyRow) -> Policy:
    hours = SupportHours.model_validate(row.hours) if row.hours else None
    return Policy(
        slug=row.slug,
        targets={
            Severity(name): Targets(target.get("acknowledge"), target.get("resolve"))
            for name, target in row.targets.items()
        },
        hours=WorkingHours.of(hours) if hours else None,
        pause_on=frozenset(IncidentStatus(name) for name in row.pause_on),
        pause_while_snoozed=row.pause_while_snoozed,
        warn_at_percent=row.warn_at_percent,
    )
