"""`/api/v1/knowledge/index`: does the model know everything that was taught?"""

from typing import Annotated

from fastapi import APIRouter, status

from ai_analysis.knowledge.model import CurrentModel
from ai_analysis.learning import service
from ai_analysis.training import repository as training
from platform_contracts.access import KNOWLEDGE_WRITE, READ
from platform_contracts.knowledge import KnowledgeIndex
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.database import Session, TransactionalRoute

router = APIRouter(
    prefix="/api/v1/knowledge/index", route_class=TransactionalRoute, tags=["knowledge"]
)


@router.get("", operation_id="get_knowledge_index")
async def get_knowledge_index(
    session: Session, model: CurrentModel, _: Annotated[Principal, Requires(READ)]
) -> KnowledgeIndex:
    """The model in use, what it was trained from, and whether another one is on its way."""
    return await service.index(session, model)


@router.post("", operation_id="rebuild_knowledge_index", status_code=status.HTTP_202_ACCEPTED)
async def rebuild_knowledge_index(
    session: Session, model: CurrentModel, _: Annotated[Principal, Requires(KNOWLEDGE_WRITE)]
) -> KnowledgeIndex:
    """Train the model again, whether something has changed or not."""
    await training.want(session)
    return await service.index(session, model)
