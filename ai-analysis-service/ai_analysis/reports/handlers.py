"""What a new incident's alert sets off: its explanation, and a report when a monitor saw it."""

from sqlalchemy.ext.asyncio import AsyncSession

from ai_analysis.analyses import service as analyses
from ai_analysis.knowledge.model import ServingModel
from ai_analysis.reports import service as reports
from platform_contracts.messages import AnalyzeAlert


async def on_analyze_alert(
    serving: ServingModel, session: AsyncSession, message: AnalyzeAlert
) -> None:
    """Explain the alert; then have the report written that nobody has to ask for."""
    await analyses.on_analyze_alert(serving, session, message)
    await reports.on_monitor_alert(session, message)
