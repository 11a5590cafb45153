"""The SQL of the figures."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_OPEN = text(
    """
    SELECT severity, environment, count(*) AS number FROM incidents.incidents
    WHERE status NOT IN ('resolved', 'closed') GROUP BY severity, environment
    """
)
_TIMES = text(
    """
    SELECT count(acknowledged_at) AS acknowledged, count(resolved_at) AS resolved,
           avg(mtta) AS mtta_mean, percentile_cont(0.5) WITHIN GROUP (ORDER BY mtta) AS mtta_median,
           avg(mttr) AS mttr_mean, percentile_cont(0.5) WITHIN GROUP (ORDER BY mttr) AS mttr_median
    FROM (
        SELECT acknowledged_at, resolved_at,
               extract(epoch FROM acknowledged_at - opened_at)::float8 AS mtta,
               extract(epoch FROM resolved_at - opened_at)::float8 AS mttr
        FROM incidents.incidents WHERE opened_at >= now() - interval '30 days'
    ) AS recent
    """
)
_UNPAGED = text(
    """
    SELECT id, number FROM incidents.incidents
    WHERE status = 'open' AND urgency <> 'none' AND snoozed_until IS NULL
      AND (escalation_state IS NULL OR escalation_state = 'stopped')
    ORDER BY opened_at LIMIT 100
    """
)


async def open_incidents(session: AsyncSession) -> list[Any]:
    """Open incidents by severity and environment."""
    return list(await session.execute(_OPEN))


async def times(session: AsyncSession) -> Any:
    """MTTA and MTTR of the last 30 days, in seconds."""
    return (await session.execute(_TIMES)).one()


async def unpaged(session: AsyncSession) -> list[Any]:
    """Open, unacknowledged incidents that nobody is paged for."""
    return list(await session.execute(_UNPAGED))
