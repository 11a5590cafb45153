"""The person behind an identity of the provider: found, linked or made, with roles by groups."""

import re
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from oncall.audit_log import service as audit_log
from oncall.oidc.provider import Identity
from oncall.people import repository as people
from oncall.people.models import PersonRow
from platform_contracts.vocabulary import Role
from platform_kit.auth.principal import Principal
from platform_kit.ids import new_id
from platform_kit.problems import Forbidden

Roles = Mapping[str, Mapping[str, Role]]


async def person_of(
    session: AsyncSession, identity: Identity, by_group: Roles, now: datetime
) -> PersonRow:
    """Who signs in. Raises Forbidden for somebody who has left."""
    row = await people.by_subject(session, identity.subject)
    if row is None and identity.email:
        known = await people.by_name(session, identity.email)
        # Linked by an address that the provider has verified; an emergency account never is.
        if known is not None and known.oidc_subject is None and not known.break_glass_until:
            row = known
            row.oidc_subject = identity.subject
    roles = granted(identity.groups, by_group)
    if row is None:
        row = await _make(session, identity)
    if not row.active:
        raise Forbidden("this account is not active any more")
    if by_group and row.roles != roles:
        row.roles = dict(roles)
        await _say(session, row, "person.roles_by_groups", roles=roles)
    row.name = identity.name[:1024]
    await session.flush()
    return row


def granted(groups: list[str], by_group: Roles) -> dict[str, str]:
    """The best role that any of the groups gives, by team."""
    best: dict[str, Role] = {}
    for group in groups:
        for team, role in by_group.get(group, {}).items():
            if team not in best or role.rank > best[team].rank:
                best[team] = role
    return {team: str(role) for team, role in sorted(best.items())}


async def _make(session: AsyncSession, identity: Identity) -> PersonRow:
    person = new_id()
    login = re.sub(r"[\s/?#\x00-\x1f]+", "-", identity.login)[:200] or f"person-{person.hex[-8:]}"
    if await people.login_is_taken(session, login, person):
        login = f"{login}-{person.hex[-8:]}"
    row = await people.put(
        session,
        person,
        {
            "login": login,
            "name": identity.name[:1024],
            "email": identity.email,
            "timezone": "UTC",
            "language": "en",
            "active": True,
            "roles": {"*": str(Role.VIEWER)},
        },
    )
    row.oidc_subject = identity.subject
    await _say(session, row, "person.made_at_sign_in")
    return row


async def _say(session: AsyncSession, row: PersonRow, action: str, **details: object) -> None:
    provider = Principal(kind="provider", id="oidc", name="oidc")
    await audit_log.record(session, provider, action, f"person:{row.id}", **details)
