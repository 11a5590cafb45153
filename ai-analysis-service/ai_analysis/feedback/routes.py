"""Judging suggestions over HTTP."""

from typing import Annotated

from fastapi import APIRouter, status

from ai_analysis.feedback import service
from platform_contracts.access import INCIDENTS_WRITE
from platform_contracts.analysis import Feedback, FeedbackStored
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.database import Session, TransactionalRoute

router = APIRouter(route_class=TransactionalRoute, tags=["feedback"])


@router.post("/api/v1/feedback", operation_id="give_feedback", status_code=status.HTTP_201_CREATED)
async def give_feedback(
    session: Session,
    body: Feedback,
    caller: Annotated[Principal, Requires(INCIDENTS_WRITE)],
) -> FeedbackStored:
    """Say whether a suggestion helped, and what the cause really was."""
    return await service.give(session, body, caller.actor)
