"""Takes judgements on suggestions and confirmed causes."""

from sqlalchemy.ext.asyncio import AsyncSession

from ai_analysis.feedback import repository
from ai_analysis.knowledge.model import Model
from ai_analysis.metrics import FEEDBACK
from platform_contracts.analysis import Feedback, FeedbackStored
from platform_contracts.messages import RcaConfirmed
from platform_contracts.people import Actor
from platform_kit.clock import now
from platform_kit.database import after_commit
from platform_kit.ids import new_id
from platform_kit.problems import Invalid


async def give(
    session: AsyncSession, model: Model, feedback: Feedback, by: Actor
) -> FeedbackStored:
    """Store a judgement; the same person's earlier one on the same suggestion is replaced.

    Raises Invalid for a category that is not in the taxonomy.
    """
    for field in ("suggestion_category", "category"):
        category = getattr(feedback, field)
        if category is not None and category not in model.entries:
            raise Invalid.field(field, "is no root-cause category")
    at = await now(session)
    row = feedback.model_dump() | {
        "id": new_id(),
        "actor_id": by.id,
        "actor_name": by.name,
        "at": at,
    }
    stored = await repository.put_feedback(session, row)
    helpful = str(feedback.helpful).lower()
    after_commit(session, lambda: FEEDBACK.labels(helpful=helpful).inc())
    return FeedbackStored(
        id=stored, incident_id=feedback.incident_id, at=at, data=feedback.model_dump(mode="json")
    )


async def on_rca_confirmed(session: AsyncSession, message: RcaConfirmed) -> None:
    """Remember the cause of a closed incident: a labelled example of this installation."""
    await repository.put_confirmed(
        session,
        {
            "incident_id": message.incident_id,
            "category": message.category,
            "root_cause": message.root_cause,
            "resolution": message.resolution,
            "confirmed_at": message.occurred_at,
        },
    )
