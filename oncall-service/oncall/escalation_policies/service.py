"""Policies: putting and reading them, and finding the one that pages."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from oncall.access import must_manage
from oncall.audit_log import service as audit_log
from oncall.escalation_policies import repository
from oncall.escalation_policies.models import DEFAULT, PolicyRow
from oncall.people import repository as people
from oncall.schedules import repository as schedules
from oncall.teams import repository as teams
from platform_contracts.base import Page
from platform_contracts.oncall import Policy, PutPolicy
from platform_contracts.paging import PolicyVersion
from platform_kit.auth.principal import Principal
from platform_kit.pagination import decode_cursor, page_of
from platform_kit.problems import Invalid, NotFound


async def put_policy(
    session: AsyncSession, slug: str, body: PutPolicy, caller: Principal, now: datetime
) -> Policy:
    """Create or replace a policy. Raises Invalid for a target that does not exist."""
    known = await repository.find(session, slug)
    must_manage(caller, body.team, *([known.team] if known else []))
    await _check_targets(session, body)
    await _check_fallback(session, slug, body.fallback)
    row = await repository.put(session, slug, body.model_dump(mode="json"))
    await repository.keep_version(session, row, body.model_dump(mode="json"), caller.id, now)
    await audit_log.record(session, caller, "policy.saved", f"policy:{slug}", version=row.version)
    return Policy.model_validate(row)


async def _check_fallback(session: AsyncSession, slug: str, fallback: str | None) -> None:
    """Raises Invalid when the chain of fallbacks leads to nothing, or back to itself."""
    chain = [slug]
    while fallback is not None:
        if fallback in chain:
            circle = " → ".join([*chain, fallback])
            raise Invalid.field("fallback", f"leads in a circle: {circle}")
        chain.append(fallback)
        row = await repository.find(session, fallback)
        if row is None:
            raise Invalid.field("fallback", f"there is no escalation policy {fallback}")
        fallback = row.fallback


async def list_versions(session: AsyncSession, slug: str) -> list[PolicyVersion]:
    """What a policy was, the newest first. Raises NotFound."""
    row = await repository.find(session, slug)
    if row is None:
        raise NotFound(f"there is no escalation policy {slug}")
    return [
        PolicyVersion(
            version=version.version,
            edited_by=version.edited_by,
            edited_at=version.edited_at,
            policy=version.document,
        )
        for version in await repository.versions(session, row.id)
    ]


async def _check_targets(session: AsyncSession, body: PutPolicy) -> None:
    targets = [target for level in body.levels for target in level.targets]
    persons = {target.person for target in targets if target.person}
    slugs = {target.schedule for target in targets if target.schedule}
    known_people = await people.known(session, persons)
    known_schedules = await schedules.by_slugs(session, slugs)
    for number, level in enumerate(body.levels):
        for index, target in enumerate(level.targets):
            field = f"levels.{number}.targets.{index}"
            if (target.person is None) == (target.schedule is None):
                raise Invalid.field(field, "names either a person or a schedule")
            if target.person and target.person not in known_people:
                raise Invalid.field(field, f"there is no person {target.person}")
            if target.schedule and target.schedule not in known_schedules:
                raise Invalid.field(field, f"there is no schedule {target.schedule}")


async def get_policy(session: AsyncSession, slug: str) -> Policy:
    """One policy. Raises NotFound."""
    row = await repository.find(session, slug)
    if row is None:
        raise NotFound(f"there is no escalation policy {slug}")
    return Policy.model_validate(row)


async def list_policies(session: AsyncSession, cursor: str | None, limit: int) -> Page[Policy]:
    """Policies by slug."""
    after: str = decode_cursor(cursor, str)[0] if cursor else ""
    rows = await repository.page(session, after, limit + 1)
    return page_of(rows, limit, Policy.model_validate, lambda row: (row.slug,))


async def policy_for(session: AsyncSession, policy: str | None, team: str | None) -> PolicyRow:
    """The policy that pages: the named one, else the team's, else the default, which exists."""
    if policy and (row := await repository.find(session, policy)):
        return row
    owner = await teams.find(session, team) if team else None
    if owner and owner.policy and (row := await repository.find(session, owner.policy)):
        return row
    fallback = await teams.find(session, DEFAULT)
    slug = (fallback.policy if fallback else None) or DEFAULT
    row = await repository.find(session, slug) or await repository.find(session, DEFAULT)
    if row is None:
        raise NotFound("the default escalation policy is missing; run the migrations")
    return row
