"""Writing runbooks: every edit is a version, and the search of ai-analysis learns of it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.runbooks import repository
from incident_management.runbooks.models import RunbookRow, RunbookVersionRow
from incident_management.timeline.markdown import to_html
from platform_contracts.base import Page
from platform_contracts.messages import RunbookChanged
from platform_contracts.runbooks import PutRunbook, Runbook, RunbookVersion
from platform_kit.auth.principal import Principal
from platform_kit.outbox.enqueue import enqueue
from platform_kit.pagination import decode_cursor, encode_cursor
from platform_kit.problems import NotFound


async def put(
    session: AsyncSession, runbook_id: UUID, body: PutRunbook, by: Principal, now: datetime
) -> Runbook:
    """Create or change a runbook; saving the same again is no new version."""
    content = body.model_dump(mode="json")
    row = await repository.get(session, runbook_id, lock=True)
    if row is None:
        row = RunbookRow(id=runbook_id, version=0)
        session.add(row)
    elif row.archived_at is None and content == _content(row).model_dump(mode="json"):
        return (await views(session, [row]))[0]
    for name, value in content.items():
        setattr(row, name, value)
    row.version += 1
    row.archived_at = None
    row.edited_by = by.actor.model_dump(mode="json")
    row.updated_at = now
    await session.flush()
    session.add(
        RunbookVersionRow(
            runbook_id=row.id,
            version=row.version,
            content=content,
            edited_by=row.edited_by,
            edited_at=now,
        )
    )
    await session.flush()
    await _tell(session, row)
    return (await views(session, [row]))[0]


async def get(session: AsyncSession, runbook_id: UUID) -> Runbook:
    """One runbook. Raises NotFound."""
    return (await views(session, [await found(session, runbook_id)]))[0]


async def found(session: AsyncSession, runbook_id: UUID) -> RunbookRow:
    """The row of a runbook. Raises NotFound."""
    row = await repository.get(session, runbook_id)
    if row is None:
        raise NotFound(f"there is no runbook {runbook_id}")
    return row


async def list_runbooks(
    session: AsyncSession,
    service: str | None,
    searched: str | None,
    cursor: str | None,
    limit: int,
) -> Page[Runbook]:
    """Runbooks by title."""
    after = decode_cursor(cursor, str, UUID) if cursor else None
    rows = await repository.page(session, service, searched, after, limit + 1)
    more = encode_cursor(rows[limit - 1].title, rows[limit - 1].id) if len(rows) > limit else None
    return Page(items=await views(session, rows[:limit]), next_cursor=more)


async def versions(session: AsyncSession, runbook_id: UUID) -> list[RunbookVersion]:
    """What a runbook was, the newest first. Raises NotFound."""
    await found(session, runbook_id)
    rows = await repository.versions(session, runbook_id)
    return [RunbookVersion.model_validate(row) for row in rows]


async def archive(session: AsyncSession, runbook_id: UUID, by: Principal, now: datetime) -> None:
    """Take a runbook out of use; what was done by it stays in the timelines. Raises NotFound."""
    row = await found(session, runbook_id)
    row.archived_at = row.archived_at or now
    row.edited_by = by.actor.model_dump(mode="json")
    await session.flush()
    await _tell(session, row)


async def views(session: AsyncSession, rows: Sequence[RunbookRow]) -> list[Runbook]:
    """Runbooks as people see them, with how often they helped."""
    use = await repository.use(session, [row.id for row in rows])
    shown: list[Runbook] = []
    for row in rows:
        used, worked = use.get(row.id, (0, 0))
        shown.append(
            Runbook(
                **{name: getattr(row, name) for name in RunbookRow.__mapper__.columns.keys()},  # noqa: SIM118
                summary_html=to_html(row.summary),
                steps_html=[to_html(step.get("body", "")) for step in row.steps],
                used=used,
                worked=worked,
            )
        )
    return shown


def _content(row: RunbookRow) -> PutRunbook:
    names = PutRunbook.model_fields
    return PutRunbook.model_validate({name: getattr(row, name) for name in names})


async def _tell(session: AsyncSession, row: RunbookRow) -> None:
    steps = "\n".join(f"{step['title']}\n{step.get('body', '')}" for step in row.steps)
    await enqueue(
        session,
        RunbookChanged(
            runbook_id=row.id,
            title=row.title,
            text=f"{row.summary}\n{steps}",
            service=row.services[0] if len(row.services) == 1 else None,
            url=row.url,
            deleted=row.archived_at is not None,
        ),
    )
