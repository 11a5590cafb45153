"""The knowledge base for people: read all of it, add to it; each change is learnt."""

from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ai_analysis.domain.ranking import UNKNOWN
from ai_analysis.knowledge import repository
from ai_analysis.knowledge.catalogue import Entry, packaged_entries, packaged_families
from ai_analysis.knowledge.models import KnowledgeRow
from ai_analysis.training import repository as training
from platform_contracts.base import Page
from platform_contracts.knowledge import Knowledge, KnowledgeVersion, PutKnowledge, TechnologyNote
from platform_contracts.people import Actor
from platform_kit.clock import now
from platform_kit.ids import new_id
from platform_kit.pagination import decode_cursor, page_of
from platform_kit.problems import Conflict, Invalid, NotFound

_PACKAGED: Final = "base/"


async def add(session: AsyncSession, body: PutKnowledge, by: Actor) -> Knowledge:
    """Add an entry. Raises Invalid for a category that is not in the taxonomy."""
    _check(body)
    at = await now(session)
    row = KnowledgeRow(
        id=new_id(),
        **body.model_dump(),
        version=1,
        updated_at=at,
        actor_kind=by.kind,
        actor_id=by.id,
        actor_name=by.name,
    )
    await repository.add(session, row)
    await repository.record(session, row, 1, body.model_dump(), at, by)
    await training.want(session)
    return _view(row)


async def replace(session: AsyncSession, entry_id: str, body: PutKnowledge, by: Actor) -> Knowledge:
    """Change an added entry. Raises NotFound, Conflict (packaged), Invalid."""
    _check(body)
    row = await _locked(session, entry_id)
    at = await now(session)
    for name, value in body.model_dump().items():
        setattr(row, name, value)
    row.version += 1
    row.updated_at, row.actor_kind, row.actor_id, row.actor_name = at, by.kind, by.id, by.name
    await repository.record(session, row, row.version, body.model_dump(), at, by)
    await training.want(session)
    return _view(row)


async def remove(session: AsyncSession, entry_id: str, by: Actor) -> None:
    """Take an added entry out; the model forgets it. Raises NotFound, Conflict (packaged)."""
    row = await _locked(session, entry_id)
    at = await now(session)
    data = PutKnowledge.model_validate(_data(row)).model_dump()
    await repository.record(session, row, row.version + 1, data, at, by, deleted=True)
    await repository.remove(session, row.id)
    await training.want(session)


async def get(session: AsyncSession, entry_id: str) -> Knowledge:
    """One entry, packaged or added. Raises NotFound."""
    if entry_id.startswith(_PACKAGED):
        entry = packaged_entries().get(entry_id.removeprefix(_PACKAGED))
        if entry is None or entry.category == UNKNOWN:
            raise NotFound(f"there is no entry {entry_id}")
        return _packaged(entry)
    return _view(await _found(session, entry_id))


async def list_entries(
    session: AsyncSession, category: str | None, cursor: str | None, limit: int
) -> Page[Knowledge]:
    """Added entries by id; the packaged ones lead the first page."""
    after: UUID | None = decode_cursor(cursor, UUID)[0] if cursor else None
    rows = await repository.page(session, category, after, limit + 1)
    page = page_of(rows, limit, _view, lambda row: (row.id,))
    if cursor is not None:
        return page
    packaged = [
        _packaged(entry)
        for entry in packaged_entries().values()
        if entry.category != UNKNOWN and category in (None, entry.category)
    ]
    return Page(items=[*packaged, *page.items], next_cursor=page.next_cursor)


async def versions(session: AsyncSession, entry_id: str) -> list[KnowledgeVersion]:
    """What an added entry was, the newest first. Raises NotFound."""
    rows = await repository.versions(session, _uuid(entry_id))
    if not rows:
        raise NotFound(f"there is no entry {entry_id}")
    return [
        KnowledgeVersion(
            entry_id=row.entry_id,
            version=row.version,
            data=PutKnowledge.model_validate(row.data),
            deleted=row.deleted,
            at=row.at,
            by=Actor(kind=row.actor_kind, id=row.actor_id, name=row.actor_name),
        )
        for row in rows
    ]


def is_category(name: str) -> bool:
    """Whether the taxonomy has it."""
    return name in packaged_entries() and name != UNKNOWN


def _check(body: PutKnowledge) -> None:
    if not is_category(body.category):
        raise Invalid.field("category", "is no root-cause category")


async def _found(session: AsyncSession, entry_id: str, *, lock: bool = False) -> KnowledgeRow:
    row = await repository.find(session, _uuid(entry_id), lock=lock)
    if row is None:
        raise NotFound(f"there is no entry {entry_id}")
    return row


async def _locked(session: AsyncSession, entry_id: str) -> KnowledgeRow:
    if entry_id.startswith(_PACKAGED):
        raise Conflict("a packaged entry is not changed: add one of your own beside it")
    return await _found(session, entry_id, lock=True)


def _uuid(entry_id: str) -> UUID:
    try:
        return UUID(entry_id)
    except ValueError:
        raise NotFound(f"there is no entry {entry_id}") from None


def _data(row: KnowledgeRow) -> dict[str, object]:
    names = ("category", "title", "symptoms", "evidence", "actions")
    return {name: getattr(row, name) for name in names}


def _view(row: KnowledgeRow) -> Knowledge:
    return Knowledge.model_validate(
        {
            **_data(row),
            "id": str(row.id),
            "origin": "added",
            "family": _family(row.category),
            "version": row.version,
            "updated_at": row.updated_at,
            "updated_by": Actor(kind=row.actor_kind, id=row.actor_id, name=row.actor_name),
        }
    )


def _packaged(entry: Entry) -> Knowledge:
    return Knowledge(
        id=f"{_PACKAGED}{entry.category}",
        origin="packaged",
        category=entry.category,
        family=_family(entry.category),
        title=entry.title,
        symptoms=list(entry.symptoms),
        evidence=list(entry.evidence),
        actions=list(entry.actions),
        technologies=[TechnologyNote(name=one.name, note=one.note) for one in entry.technologies],
    )


def _family(category: str) -> str:
    return next(
        family.family
        for family in packaged_families()
        if any(entry.category == category for entry in family.entries)
    )
