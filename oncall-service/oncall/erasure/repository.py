"""The SQL of forgetting."""

import json
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def forget_in_escalations(session: AsyncSession, person: UUID, old: str, new: str) -> None:
    """Take the name and address out of escalations and their traces."""
    wanted = json.dumps([{"id": str(person)}])
    await session.execute(
        text("""
            UPDATE oncall.escalations SET people = (
                SELECT jsonb_agg(CASE WHEN entry->>'id' = :person
                    THEN jsonb_build_object('id', :person, 'name', CAST(:new AS text),
                                            'email', NULL)
                    ELSE entry END)
                FROM jsonb_array_elements(people) AS entry)
            WHERE people @> CAST(:wanted AS jsonb)
        """),
        {"person": str(person), "new": new, "wanted": wanted},
    )
    await session.execute(
        text("""
            UPDATE oncall.escalation_events SET text = replace(text, :old, :new)
            WHERE :person = ANY (people)
        """),
        {"person": person, "old": old, "new": new},
    )


async def forget_calendars(session: AsyncSession, person: UUID) -> None:
    """Take feed and leave away."""
    for table in ("calendar_feeds", "absences"):
        await session.execute(
            text(f"DELETE FROM oncall.{table} WHERE person_id = :person"),  # noqa: S608
            {"person": person},
        )
