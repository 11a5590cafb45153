"""`/api/v1/knowledge`: what the analysis knows, and adding to it."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, status

from ai_analysis.knowledge import service
from platform_contracts.access import KNOWLEDGE_WRITE, READ
from platform_contracts.base import Page, Text
from platform_contracts.knowledge import Knowledge, KnowledgeVersion, PutKnowledge
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.database import Session, TransactionalRoute
from platform_kit.pagination import Cursor, Limit

router = APIRouter(prefix="/api/v1/knowledge", route_class=TransactionalRoute, tags=["knowledge"])
Reader = Annotated[Principal, Requires(READ)]
Writer = Annotated[Principal, Requires(KNOWLEDGE_WRITE)]
EntryId = Annotated[Text, Path(max_length=128, description="a UUID, or `base/<category>`")]
Category = Annotated[Text | None, Query(max_length=64)]


@router.get("", operation_id="list_knowledge")
async def list_knowledge(
    session: Session, _: Reader, category: Category = None, cursor: Cursor = None, limit: Limit = 50
) -> Page[Knowledge]:
    """The knowledge base: packaged entries first, then what people added."""
    return await service.list_entries(session, category, cursor, limit)


@router.post("", operation_id="add_knowledge", status_code=status.HTTP_201_CREATED)
async def add_knowledge(session: Session, caller: Writer, body: PutKnowledge) -> Knowledge:
    """Teach a root cause as this organisation knows it; the model is trained again."""
    return await service.add(session, body, caller.actor)


@router.get("/versions/{entry_id}", operation_id="list_knowledge_versions")
async def list_knowledge_versions(
    session: Session, _: Reader, entry_id: EntryId
) -> list[KnowledgeVersion]:
    """Every version of an added entry, the newest first; also of one that was deleted."""
    return await service.versions(session, entry_id)


@router.get("/{entry_id:path}", operation_id="get_knowledge")
async def get_knowledge(session: Session, _: Reader, entry_id: EntryId) -> Knowledge:
    """One entry."""
    return await service.get(session, entry_id)


@router.put("/{entry_id:path}", operation_id="put_knowledge")
async def put_knowledge(
    session: Session, caller: Writer, entry_id: EntryId, body: PutKnowledge
) -> Knowledge:
    """Replace an added entry; the model is trained again."""
    return await service.replace(session, entry_id, body, caller.actor)


@router.delete(
    "/{entry_id:path}", operation_id="delete_knowledge", status_code=status.HTTP_204_NO_CONTENT
)
async def delete_knowledge(session: Session, caller: Writer, entry_id: EntryId) -> None:
    """Take an added entry out; the model forgets it."""
    await service.remove(session, entry_id, caller.actor)
