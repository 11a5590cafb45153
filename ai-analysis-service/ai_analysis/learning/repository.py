"""SQL of what the model learns from."""

from collections.abc import Sequence

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from ai_analysis.domain.samples import Sample
from ai_analysis.knowledge.models import KnowledgeRow

_CONFIRMED = text(
    """
    WITH labels AS (
        SELECT incident_id, category, confirmed_at AS at, 0 AS precedence
        FROM analysis.confirmed_causes
        UNION ALL
        SELECT incident_id,
            coalesce(category, CASE WHEN helpful THEN suggestion_category END), at, 1
        FROM analysis.feedback
    ), chosen AS (
        SELECT DISTINCT ON (incident_id) incident_id, category, at
        FROM labels WHERE category IS NOT NULL
        ORDER BY incident_id, precedence, at DESC
    )
    SELECT a.text, c.category
    FROM chosen c
    CROSS JOIN LATERAL (
        SELECT text FROM analysis.analyses
        WHERE incident_id = c.incident_id ORDER BY analyzed_at DESC, id DESC LIMIT 1
    ) a
    ORDER BY c.at DESC LIMIT :most
    """
)


async def added(session: AsyncSession) -> Sequence[KnowledgeRow]:
    """All entries that people added, in the order of their ids."""
    return (await session.scalars(select(KnowledgeRow).order_by(KnowledgeRow.id))).all()


async def confirmed(session: AsyncSession, most: int) -> list[Sample]:
    """Alerts of incidents whose cause is known, one for each incident, the newest `most`.

    The root cause of a closed incident outweighs feedback, newer feedback an older one.
    """
    rows = await session.execute(_CONFIRMED, {"most": most})
    return [Sample(row.text, row.category) for row in rows]
