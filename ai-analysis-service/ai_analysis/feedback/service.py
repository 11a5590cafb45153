"""Takes judgements on suggestions; those that name a cause are learnt."""

from sqlalchemy.ext.asyncio import AsyncSession

from ai_analysis.feedback import repository
from ai_analysis.knowledge.service import is_category
from ai_analysis.metrics import FEEDBACK
from ai_analysis.training import repository as training
from platform_contracts.analysis import Feedback, FeedbackStored
from platform_contracts.people import Actor
from platform_kit.clock import now
from platform_kit.database import after_commit
from platform_kit.ids import new_id
from platform_kit.problems import Invalid


async def give(session: AsyncSession, feedback: Feedback, by: Actor) -> FeedbackStored:
    """Store a judgement; the same person's earlier one on the same suggestion is replaced.

    Raises Invalid for a category that is not in the taxonomy.
    """
    for field in ("suggestion_category", "category"):
        category = getattr(feedback, field)
        if category is not None and not is_category(category):
            raise Invalid.field(field, "is no root-cause category")
    at = await now(session)
    row = feedback.model_dump() | {
        "id": new_id(),
        "actor_id": by.id,
        "actor_name": by.name,
        "at": at,
    }
    stored = await repository.put_feedback(session, row)
    await training.want(session)
    helpful = str(feedback.helpful).lower()
    after_commit(session, lambda: FEEDBACK.labels(helpful=helpful).inc())
    return FeedbackStored(
        id=stored, incident_id=feedback.incident_id, at=at, data=feedback.model_dump(mode="json")
    )
